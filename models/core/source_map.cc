#include "models/core/source_map.h"

#include <elfutils/libdw.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

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

// The last line entry at or before `address` in one compilation unit.
std::string line_in_unit(Dwarf_Die* unit, std::uint64_t address) {
  Dwarf_Line* line = dwarf_getsrc_die(unit, address);
  int number = 0;
  if (line == nullptr || dwarf_lineno(line, &number) != 0) return {};
  const char* file = dwarf_linesrc(line, nullptr, nullptr);
  if (file == nullptr) return {};
  return fmt::format("{}:{}", file, number);
}

std::string find_line(::Dwarf* handle, std::uint64_t address) {
  Dwarf_Off offset = 0;
  Dwarf_Off next = 0;
  std::size_t header_size = 0;
  while (dwarf_nextcu(handle, offset, &next, &header_size, nullptr, nullptr, nullptr) == 0) {
    Dwarf_Die unit;
    if (dwarf_offdie(handle, offset + header_size, &unit) != nullptr && dwarf_haspc(&unit, address) == 1) {
      return line_in_unit(&unit, address);
    }
    offset = next;
  }
  return {};
}

}  // namespace

std::string SourceMap::describe(std::uint64_t address) {
  if (dwarf_ == nullptr) dwarf_ = std::make_unique<Dwarf>(image_.path);
  const std::string line = dwarf_->handle != nullptr ? find_line(dwarf_->handle, address) : std::string();
  const Symbol* function = image_.function_at(address);
  if (!line.empty()) return function != nullptr ? fmt::format("{} ({})", line, function->name) : line;
  if (function != nullptr) return fmt::format("({}+{:#x})", function->name, address - function->address);
  return fmt::format("{:#x}", address);
}

}  // namespace rpmsg_sim
