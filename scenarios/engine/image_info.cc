#include "scenarios/engine/image_info.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include "platforms/located_yaml.h"

namespace rpmsg_sim {
namespace {

constexpr std::string_view kSection = ".testbench_parameters";
constexpr std::size_t kRecordSize = 64;
constexpr std::size_t kNameSize = 32;
constexpr std::size_t kUnitSize = 8;
constexpr std::size_t kMostParameters = 64;  // what the testbench device has room for
constexpr std::size_t kMostSections = 10'000;

class File {
 public:
  explicit File(const std::string& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

using ElfHandle = std::unique_ptr<Elf, int (*)(Elf*)>;

[[noreturn]] void refuse(const std::string& path, const std::string& text) {
  throw InputError(path + ": " + text);
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

std::string fixed_text(const char* bytes, std::size_t size) {
  return {bytes, strnlen(bytes, size)};
}

std::uint64_t little_endian_64(const char* bytes) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < 8; ++i) value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return value;
}

ImageParameter read_record(const std::string& path, const char* record, std::size_t number) {
  ImageParameter parameter;
  parameter.name = fixed_text(record, kNameSize);
  parameter.unit = fixed_text(record + kNameSize, kUnitSize);
  parameter.default_value = little_endian_64(record + kNameSize + kUnitSize);
  const bool good_name = !parameter.name.empty() && parameter.name.size() < kNameSize &&
                         std::all_of(parameter.name.begin(), parameter.name.end(), is_name_character);
  if (!good_name) {
    refuse(path, fmt::format("parameter {} has no valid name (1 to 31 of a-z, 0-9 and _)", number));
  }
  if (parameter.unit != "ns" && parameter.unit != "bytes" && parameter.unit != "count") {
    refuse(path, fmt::format("parameter '{}' has a unit that is not ns, bytes or count", parameter.name));
  }
  return parameter;
}

std::vector<ImageParameter> read_records(const std::string& path, const char* bytes, std::size_t size) {
  if (size % kRecordSize != 0) {
    refuse(path, fmt::format("section {} is not a whole number of {}-byte records", kSection, kRecordSize));
  }
  if (size / kRecordSize > kMostParameters) {
    refuse(path, fmt::format("declares {} parameters; at most {} are possible", size / kRecordSize,
                             kMostParameters));
  }
  std::vector<ImageParameter> parameters;
  for (std::size_t offset = 0; offset < size; offset += kRecordSize) {
    ImageParameter parameter = read_record(path, bytes + offset, parameters.size());
    for (const ImageParameter& other : parameters) {
      if (other.name == parameter.name)
        refuse(path, fmt::format("declares parameter '{}' twice", other.name));
    }
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

// libelf takes a section table that the file does not hold for no table at all.
void check_section_table(const std::string& path, const GElf_Ehdr& header, std::uint64_t file_size) {
  const std::uint64_t table_size = std::uint64_t{header.e_shnum} * header.e_shentsize;
  if (header.e_shoff > file_size || table_size > file_size - header.e_shoff) {
    refuse(path, "its section table lies outside the file; is it truncated?");
  }
}

const char* type_name(unsigned type) {
  switch (type) {
    case ET_REL:
      return "an object file";
    case ET_DYN:
      return "a shared library or position-independent program";
    case ET_CORE:
      return "a core dump";
    default:
      return "an ELF file of unknown type";
  }
}

std::vector<ImageParameter> read_parameters(const std::string& path, Elf* elf) {
  std::size_t names = 0;
  std::size_t count = 0;
  if (elf_getshdrnum(elf, &count) != 0) refuse(path, "its section table is damaged");
  if (count == 0) return {};
  if (count > kMostSections)
    refuse(path, fmt::format("has {} sections; at most {} are accepted", count, kMostSections));
  if (elf_getshdrstrndx(elf, &names) != 0) refuse(path, "its section names are damaged");
  for (std::size_t i = 1; i < count; ++i) {
    Elf_Scn* section = elf_getscn(elf, i);
    GElf_Shdr header;
    if (section == nullptr || gelf_getshdr(section, &header) == nullptr)
      refuse(path, "its section table is damaged");
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (name == nullptr || name != kSection) continue;
    if (header.sh_type == SHT_NOBITS || (header.sh_flags & SHF_COMPRESSED) != 0) {
      refuse(path, fmt::format("section {} has no plain contents", kSection));
    }
    const Elf_Data* data = elf_rawdata(section, nullptr);
    if (data == nullptr || (data->d_buf == nullptr && data->d_size != 0)) {
      refuse(path, fmt::format("section {} lies outside the file", kSection));
    }
    return read_records(path, static_cast<const char*>(data->d_buf), data->d_size);
  }
  return {};
}

}  // namespace

ImageInfo read_image_info(const std::string& path) {
  const File file(path);
  if (file.get() < 0) refuse(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  struct stat status {};
  if (fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) refuse(path, "is not a regular file");
  elf_version(EV_CURRENT);
  const ElfHandle elf(elf_begin(file.get(), ELF_C_READ, nullptr), &elf_end);
  GElf_Ehdr header;
  if (!elf || elf_kind(elf.get()) != ELF_K_ELF || gelf_getehdr(elf.get(), &header) == nullptr) {
    refuse(path, "is not an ELF file");
  }
  if (header.e_ident[EI_DATA] != ELFDATA2LSB) refuse(path, "is a big-endian ELF file");
  if (header.e_type != ET_EXEC) {
    refuse(path, fmt::format(
                     "is not a linked image but {}; expected an executable at fixed addresses, linked by the "
                     "platform's linker script, without -r, -shared or -pie",
                     type_name(header.e_type)));
  }
  check_section_table(path, header, static_cast<std::uint64_t>(status.st_size));
  ImageInfo info;
  info.path = path;
  info.is64 = gelf_getclass(elf.get()) == ELFCLASS64;
  info.machine = header.e_machine;
  info.parameters = read_parameters(path, elf.get());
  return info;
}

std::string architecture_name(const ImageInfo& image) {
  const char* bits = image.is64 ? "64 bit" : "32 bit";
  switch (image.machine) {
    case EM_X86_64:
      return image.is64 ? "x86-64" : "x86-64, x32 ABI";
    case EM_ARM:
      return "Arm, 32 bit";
    case EM_AARCH64:
      return "AArch64";
    default:
      return fmt::format("machine {}, {}", image.machine, bits);
  }
}

bool image_fits(const std::string& path, const CoreSpec& core) {
  try {
    check_image_fits(read_image_info(path), core);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

void check_image_fits(const ImageInfo& image, const CoreSpec& core) {
  const bool wants64 = core.native_abi == "lp64";
  if (image.machine == EM_X86_64 && image.is64 == wants64) return;
  const bool wants_thumb = core.architecture == "armv7e-m";
  if (wants_thumb && image.machine == EM_ARM && !image.is64) return;
  const char* wanted = wants64 ? "x86-64" : wants_thumb ? "x86-64, x32 ABI, or Arm" : "x86-64, x32 ABI";
  const char* hint = image.machine == EM_AARCH64
                         ? "images of the part's own instruction set cannot be run yet"
                         : "is it the other core's image?";
  refuse(image.path, fmt::format("is built for {}, core {} runs images for {}; {}", architecture_name(image),
                                 core.name, wanted, hint));
}

}  // namespace rpmsg_sim
