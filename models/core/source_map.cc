#include "models/core/source_map.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace rpmsg_sim {

struct SourceMap::Dwarf {
  explicit Dwarf(const std::string& path) : descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor >= 0) handle = dwarf_begin(descriptor, DWARF_C_READ);
  }
  ~Dwarf() {
    if (handle != nullptr) dwarf_end(handle);
    if (descriptor >= 0) close(descriptor);
  }
  int descriptor;
  ::Dwarf* handle = nullptr;
};

SourceMap::SourceMap(const ElfImage& image) : image_(image) {}
SourceMap::~SourceMap() = default;

namespace {

// The scopes of libdw, an array that the caller frees.
class Scopes {
 public:
  explicit Scopes(Dwarf_Die* unit, std::uint64_t address) { size_ = dwarf_getscopes(unit, address, &dies_); }
  explicit Scopes(Dwarf_Die* die) { size_ = dwarf_getscopes_die(die, &dies_); }
  ~Scopes() { std::free(dies_); }  // NOLINT: libdw allocates with malloc
  Scopes(const Scopes&) = delete;
  Scopes& operator=(const Scopes&) = delete;
  Dwarf_Die* begin() const { return dies_; }
  Dwarf_Die* end() const { return size_ > 0 ? dies_ + size_ : dies_; }

 private:
  Dwarf_Die* dies_ = nullptr;
  int size_ = 0;
};

bool is_function(Dwarf_Die* die) {
  const int tag = dwarf_tag(die);
  return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
}

bool find_unit(::Dwarf* handle, std::uint64_t address, Dwarf_Die& unit) {
  Dwarf_Off offset = 0;
  Dwarf_Off next = 0;
  std::size_t header_size = 0;
  while (dwarf_nextcu(handle, offset, &next, &header_size, nullptr, nullptr, nullptr) == 0) {
    if (dwarf_offdie(handle, offset + header_size, &unit) != nullptr && dwarf_haspc(&unit, address) == 1) {
      return true;
    }
    offset = next;
  }
  return false;
}

// The last line entry at or before `address` in one compilation unit.
std::string line_in_unit(Dwarf_Die* unit, std::uint64_t address) {
  Dwarf_Line* line = dwarf_getsrc_die(unit, address);
  int number = 0;
  if (line == nullptr || dwarf_lineno(line, &number) != 0) return {};
  const char* file = dwarf_linesrc(line, nullptr, nullptr);
  if (file == nullptr) return {};
  return fmt::format("{}:{}", file, number);
}

// Where a function that was put into another one is called there.
std::string call_site(Dwarf_Die* unit, Dwarf_Die* inlined) {
  Dwarf_Attribute attribute;
  Dwarf_Word file_number = 0;
  Dwarf_Word line = 0;
  Dwarf_Files* files = nullptr;
  std::size_t count = 0;
  if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &file_number) != 0 ||
      dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &line) != 0 ||
      dwarf_getsrcfiles(unit, &files, &count) != 0 || file_number >= count) {
    return {};
  }
  const char* file = dwarf_filesrc(files, file_number, nullptr, nullptr);
  return file == nullptr ? std::string() : fmt::format("{}:{}", file, line);
}

// The function itself, whatever was put into it, as it is called in the source; symbols may be aliases.
std::string function_in_unit(Dwarf_Die* unit, std::uint64_t address) {
  const Scopes scopes(unit, address);
  for (Dwarf_Die& die : scopes) {
    if (!is_function(&die)) continue;
    const Scopes enclosing(&die);
    for (Dwarf_Die& outer : enclosing) {
      const char* name = dwarf_tag(&outer) == DW_TAG_subprogram ? dwarf_diename(&outer) : nullptr;
      if (name != nullptr) return name;
    }
  }
  return {};
}

std::vector<std::string> frames_in_unit(Dwarf_Die* unit, std::uint64_t address) {
  std::vector<std::string> frames;
  std::string line = line_in_unit(unit, address);
  const Scopes scopes(unit, address);
  Dwarf_Die* innermost = nullptr;
  for (Dwarf_Die& die : scopes) {
    if (innermost == nullptr && is_function(&die)) innermost = &die;
  }
  if (innermost == nullptr || line.empty()) return frames;
  // What encloses an inlined function in the code, not in the source.
  const Scopes enclosing(innermost);
  for (Dwarf_Die& die : enclosing) {
    if (!is_function(&die) || line.empty()) continue;
    const char* name = dwarf_diename(&die);
    frames.push_back(fmt::format("{} ({})", line, name == nullptr ? "?" : name));
    if (dwarf_tag(&die) == DW_TAG_subprogram) break;
    line = call_site(unit, &die);
  }
  return frames;
}

}  // namespace

const SourceMap::Dwarf& SourceMap::dwarf() {
  if (dwarf_ == nullptr) dwarf_ = std::make_unique<Dwarf>(image_.path);
  return *dwarf_;
}

std::string SourceMap::describe(std::uint64_t address) {
  Dwarf_Die unit;
  const bool known = dwarf().handle != nullptr && find_unit(dwarf().handle, address, unit);
  const std::string line = known ? line_in_unit(&unit, address) : std::string();
  const Symbol* function = image_.function_at(address);
  if (!line.empty()) {
    std::string name = function_in_unit(&unit, address);
    if (name.empty() && function != nullptr) name = function->name;
    return name.empty() ? line : fmt::format("{} ({})", line, name);
  }
  if (function != nullptr) return fmt::format("({}+{:#x})", function->name, address - function->address);
  return fmt::format("{:#x}", address);
}

std::vector<std::string> SourceMap::frames(std::uint64_t address) {
  Dwarf_Die unit;
  std::vector<std::string> frames;
  if (dwarf().handle != nullptr && find_unit(dwarf().handle, address, unit))
    frames = frames_in_unit(&unit, address);
  if (frames.empty()) frames.push_back(describe(address));
  return frames;
}

}  // namespace rpmsg_sim
