#include "models/core/elf_image.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace rpmsg_sim {

namespace {

// No part of the family has more memory; a larger segment is nonsense, not an image.
constexpr std::uint64_t kLargestSegment = std::uint64_t{4} << 30;
constexpr std::uint64_t kLargestFile = std::uint64_t{256} << 20;
// Symbols may share one long name, and sections one table: a small file must not ask for any amount of
// memory.
constexpr std::size_t kMostSymbols = 1'000'000;
constexpr std::size_t kMostNameBytes = std::size_t{64} << 20;

struct File {
  int descriptor = -1;
  Elf* elf = nullptr;
  ~File() {
    if (elf != nullptr) elf_end(elf);
    if (descriptor >= 0) close(descriptor);
  }
};

void read_segments(const std::string& path, Elf* elf, ElfImage& image) {
  std::size_t count = 0;
  std::size_t file_size = 0;
  const char* raw = elf_rawfile(elf, &file_size);
  if (elf_getphdrnum(elf, &count) != 0 || raw == nullptr) {
    throw ImageError(fmt::format("{}: the program headers cannot be read: {}", path, elf_errmsg(-1)));
  }
  std::uint64_t bytes_in_file = 0;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr) {
      throw ImageError(fmt::format("{}: program header {} cannot be read: {}", path, i, elf_errmsg(-1)));
    }
    if ((header.p_type != PT_LOAD && header.p_type != kNativeCodeSegment) || header.p_memsz == 0) continue;
    if (header.p_memsz > kLargestSegment || header.p_filesz > header.p_memsz) {
      throw ImageError(
          fmt::format("{}: program header {} asks for {} bytes of memory for {} bytes in the file", path, i,
                      header.p_memsz, header.p_filesz));
    }
    if (header.p_offset > file_size || header.p_filesz > file_size - header.p_offset) {
      throw ImageError(fmt::format("{}: the file ends inside program header {}'s bytes", path, i));
    }
    // Otherwise a small file could ask for any amount of memory.
    bytes_in_file += header.p_filesz;
    if (bytes_in_file > file_size) {
      throw ImageError(fmt::format("{}: its program headers use bytes of the file more than once", path));
    }
    if (header.p_vaddr + header.p_memsz < header.p_vaddr ||
        header.p_paddr + header.p_memsz < header.p_paddr) {
      throw ImageError(
          fmt::format("{}: program header {} wraps around the end of the address space", path, i));
    }
    Segment segment;
    segment.host_code = header.p_type == kNativeCodeSegment;
    segment.address = header.p_vaddr;
    segment.load_address = header.p_paddr;
    segment.memory_size = header.p_memsz;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(raw) + header.p_offset;
    segment.bytes.assign(bytes, bytes + header.p_filesz);
    image.segments.push_back(std::move(segment));
  }
  if (image.segments.empty()) throw ImageError(fmt::format("{}: there is nothing to load in it", path));
}

void read_symbols(Elf* elf, ElfImage& image) {
  std::size_t symbols = 0;
  std::size_t name_bytes = 0;
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(elf, section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_SYMTAB || header.sh_entsize == 0)
      continue;
    Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr) continue;
    const std::size_t count = std::min<std::size_t>(header.sh_size, data->d_size) / header.sh_entsize;
    symbols += count;
    if (symbols > kMostSymbols) {
      throw ImageError(
          fmt::format("{}: more than {} symbols, not a firmware image", image.path, kMostSymbols));
    }
    for (std::size_t i = 0; i < count; ++i) {
      GElf_Sym symbol;
      if (gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr || symbol.st_shndx == SHN_UNDEF)
        continue;
      const int type = GELF_ST_TYPE(symbol.st_info);
      if (type == STT_SECTION || type == STT_FILE) continue;
      const char* name = elf_strptr(elf, header.sh_link, symbol.st_name);
      if (name == nullptr || *name == '\0') continue;
      name_bytes += std::strlen(name);
      if (name_bytes > kMostNameBytes) {
        throw ImageError(fmt::format("{}: more than {} MiB of symbol names, not a firmware image", image.path,
                                     kMostNameBytes >> 20));
      }
      // Bit 0 of an Arm function's value says that it is Thumb code.
      const bool thumb = image.machine == EM_ARM && type == STT_FUNC;
      const std::uint64_t address = thumb ? symbol.st_value & ~std::uint64_t{1} : symbol.st_value;
      image.symbols.push_back(Symbol{name, address, symbol.st_size, type == STT_FUNC,
                                     GELF_ST_BIND(symbol.st_info) == STB_WEAK});
    }
  }
  std::stable_sort(image.symbols.begin(), image.symbols.end(),
                   [](const Symbol& left, const Symbol& right) { return left.address < right.address; });
}

// A file without section headers, or with broken ones, runs all the same.
void read_sections(Elf* elf, ElfImage& image) {
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return;
  Elf_Scn* section = nullptr;
  while ((section = elf_nextscn(elf, section)) != nullptr) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (name == nullptr || *name == '\0') continue;
    image.sections.push_back(Section{name, header.sh_addr, header.sh_size, (header.sh_flags & SHF_ALLOC) != 0,
                                     (header.sh_flags & SHF_EXECINSTR) != 0});
  }
}

}  // namespace

std::optional<std::uint64_t> ElfImage::symbol(const std::string& name) const {
  for (const Symbol& candidate : symbols) {
    if (candidate.name == name) return candidate.address;
  }
  return std::nullopt;
}

const Section* ElfImage::section(const std::string& name) const {
  for (const Section& candidate : sections) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

const Symbol* ElfImage::function_at(std::uint64_t address) const {
  const Symbol* best = nullptr;
  for (const Symbol& candidate : symbols) {
    if (candidate.address > address) break;
    if (candidate.function && address - candidate.address < std::max<std::uint64_t>(candidate.size, 1)) {
      best = &candidate;
    }
  }
  return best;
}

std::vector<std::uint64_t> default_handlers(const ElfImage& image) {
  constexpr std::uint64_t kThumb = 1;  // set in the address of an Arm function
  std::vector<std::uint64_t> handlers;
  for (const char* name : {"Default_Handler", "DefaultISR"}) {
    if (const auto address = image.symbol(name)) handlers.push_back(*address & ~kThumb);
  }
  return handlers;
}

ElfImage read_elf_image(const std::string& path) {
  elf_version(EV_CURRENT);
  File file;
  file.descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file.descriptor < 0) throw ImageError(fmt::format("{}: cannot be opened", path));
  if (lseek(file.descriptor, 0, SEEK_END) > static_cast<off_t>(kLargestFile)) {
    throw ImageError(fmt::format("{}: larger than {} MiB, not a firmware image", path, kLargestFile >> 20));
  }
  file.elf = elf_begin(file.descriptor, ELF_C_READ, nullptr);
  if (file.elf == nullptr || elf_kind(file.elf) != ELF_K_ELF) {
    throw ImageError(fmt::format("{}: not an ELF file", path));
  }
  GElf_Ehdr header;
  if (gelf_getehdr(file.elf, &header) == nullptr) {
    throw ImageError(fmt::format("{}: the ELF header cannot be read: {}", path, elf_errmsg(-1)));
  }
  if (header.e_type != ET_EXEC) {
    throw ImageError(
        fmt::format("{}: not linked to fixed addresses (an executable of type EXEC is expected)", path));
  }
  ElfImage image;
  image.path = path;
  image.is64 = gelf_getclass(file.elf) == ELFCLASS64;
  image.machine = header.e_machine;
  image.entry = header.e_entry;
  read_segments(path, file.elf, image);
  read_symbols(file.elf, image);
  read_sections(file.elf, image);
  return image;
}

}  // namespace rpmsg_sim
