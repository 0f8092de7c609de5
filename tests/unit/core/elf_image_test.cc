#include "models/core/elf_image.h"

#include <elf.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

namespace rpmsg_sim {
namespace {

class ElfFile {
 public:
  ElfFile() : path_(testing::TempDir() + "elf_image_test_" + std::to_string(getpid())) {
    std::memcpy(header_.e_ident, ELFMAG, SELFMAG);
    header_.e_ident[EI_CLASS] = ELFCLASS32;
    header_.e_ident[EI_DATA] = ELFDATA2LSB;
    header_.e_ident[EI_VERSION] = EV_CURRENT;
    header_.e_type = ET_EXEC;
    header_.e_machine = EM_X86_64;
    header_.e_version = EV_CURRENT;
    header_.e_entry = 0x29000000;
    header_.e_phoff = sizeof header_;
    header_.e_ehsize = sizeof header_;
    header_.e_phentsize = sizeof(Elf32_Phdr);
    header_.e_phnum = 1;
    segment_.p_type = PT_LOAD;
    segment_.p_offset = sizeof header_ + sizeof segment_;
    segment_.p_vaddr = segment_.p_paddr = 0x20000000;
    segment_.p_filesz = 4;
    segment_.p_memsz = 8;
  }
  ~ElfFile() { unlink(path_.c_str()); }

  Elf32_Ehdr header_{};
  Elf32_Phdr segment_{};
  std::string more_;  // behind the segment's bytes

  // `count` symbols that all have the same name of `length` characters.
  void add_symbols(std::size_t count, std::size_t length) {
    const std::size_t start = sizeof header_ + sizeof segment_ + 4;
    Elf32_Sym symbol{};
    symbol.st_name = 1;
    symbol.st_shndx = SHN_ABS;
    for (std::size_t i = 0; i < count; ++i)
      more_.append(reinterpret_cast<const char*>(&symbol), sizeof symbol);
    Elf32_Shdr sections[3] = {};
    sections[1].sh_type = SHT_SYMTAB;
    sections[1].sh_offset = static_cast<Elf32_Off>(start);
    sections[1].sh_size = static_cast<Elf32_Word>(more_.size());
    sections[1].sh_entsize = sizeof symbol;
    sections[1].sh_link = 2;
    sections[1].sh_addralign = 1;
    sections[2].sh_type = SHT_STRTAB;
    sections[2].sh_offset = static_cast<Elf32_Off>(start + more_.size());
    sections[2].sh_addralign = 1;
    std::string names(length + 2, 'a');
    names.front() = names.back() = '\0';
    more_ += names;
    sections[2].sh_size = static_cast<Elf32_Word>(names.size());
    more_.resize((start + more_.size() + 7) / 8 * 8 - start);
    header_.e_shoff = static_cast<Elf32_Off>(start + more_.size());
    header_.e_shentsize = sizeof sections[0];
    header_.e_shnum = 3;
    more_.append(reinterpret_cast<const char*>(sections), sizeof sections);
  }

  ElfImage read(std::size_t cut = ~std::size_t{0}) {
    std::string bytes(reinterpret_cast<const char*>(&header_), sizeof header_);
    bytes.append(reinterpret_cast<const char*>(&segment_), sizeof segment_);
    bytes.append("abcd");
    bytes.append(more_);
    std::ofstream(path_, std::ios::binary) << bytes.substr(0, cut);
    return read_elf_image(path_);
  }
  std::string error(std::size_t cut = ~std::size_t{0}) {
    try {
      read(cut);
    } catch (const ImageError& problem) {
      return problem.what();
    }
    return "";
  }

 private:
  std::string path_;
};

TEST(ElfImage, ReadsSegments) {
  ElfFile file;
  const ElfImage image = file.read();
  ASSERT_EQ(image.segments.size(), 1u);
  EXPECT_EQ(image.segments[0].address, 0x20000000u);
  EXPECT_EQ(image.segments[0].memory_size, 8u);
  EXPECT_EQ(std::string(image.segments[0].bytes.begin(), image.segments[0].bytes.end()), "abcd");
  EXPECT_FALSE(image.is64);
  EXPECT_EQ(image.entry, 0x29000000u);
}

TEST(ElfImage, TheHostCodeSegmentIsTold) {
  ElfFile file;
  file.segment_.p_type = kNativeCodeSegment;
  EXPECT_TRUE(file.read().segments.at(0).host_code);
}

TEST(ElfImage, RefusesWhatIsNotAnImage) {
  EXPECT_NE(ElfFile().error(10).find("not an ELF file"), std::string::npos);
  EXPECT_NE(ElfFile().error(0).find("not an ELF file"), std::string::npos);
  try {
    read_elf_image("no/such/file.elf");
    FAIL();
  } catch (const ImageError& problem) {
    EXPECT_STREQ(problem.what(), "no/such/file.elf: cannot be opened");
  }
  ElfFile library;
  library.header_.e_type = ET_DYN;
  EXPECT_NE(library.error().find("not linked to fixed addresses"), std::string::npos);
  ElfFile empty;
  empty.segment_.p_type = PT_NOTE;
  EXPECT_NE(empty.error().find("nothing to load"), std::string::npos);
}

TEST(ElfImage, EveryTruncationIsAnErrorAndNoCrash) {
  ElfFile whole;
  const std::size_t size = sizeof whole.header_ + sizeof whole.segment_ + 4;
  for (std::size_t cut = 0; cut < size; ++cut) EXPECT_NE(ElfFile().error(cut), "") << cut;
}

TEST(ElfImage, AbsurdHeadersAreErrors) {
  ElfFile huge;
  huge.segment_.p_filesz = huge.segment_.p_memsz = 0xFFFFFFFF;
  EXPECT_NE(huge.error(), "");
  ElfFile outside;
  outside.segment_.p_offset = 0xFFFFFFF0;
  EXPECT_NE(outside.error().find("the file ends inside"), std::string::npos);
  ElfFile more_in_file;
  more_in_file.segment_.p_memsz = 2;
  EXPECT_NE(more_in_file.error().find("asks for 2 bytes of memory for 4"), std::string::npos);
  ElfFile many;
  many.header_.e_phnum = 0xFFF0;
  EXPECT_NE(many.error(), "");
}

TEST(ElfImage, SymbolsMayNotAskForAnyAmountOfMemory) {
  ElfFile some;
  some.add_symbols(10, 100);
  EXPECT_EQ(some.read().symbols.size(), 10u);
  ElfFile names;
  names.add_symbols(3000, 30000);
  EXPECT_NE(names.error().find("more than 64 MiB of symbol names"), std::string::npos) << names.error();
  ElfFile symbols;
  symbols.add_symbols(1'000'001, 1);
  EXPECT_NE(symbols.error().find("more than 1000000 symbols"), std::string::npos) << symbols.error();
}

TEST(ElfImage, BytesOfTheFileAreUsedOnce) {
  ElfFile file;
  file.header_.e_phnum = 2;
  // Both claim nearly the whole file.
  Elf32_Phdr second = file.segment_;
  second.p_offset = 0;
  second.p_filesz = second.p_memsz = 80;
  file.segment_.p_offset = 0;
  file.segment_.p_filesz = file.segment_.p_memsz = 80;
  std::string bytes(reinterpret_cast<const char*>(&file.header_), sizeof file.header_);
  bytes.append(reinterpret_cast<const char*>(&file.segment_), sizeof file.segment_);
  bytes.append(reinterpret_cast<const char*>(&second), sizeof second);
  const std::string path = testing::TempDir() + "elf_image_twice_" + std::to_string(getpid());
  std::ofstream(path, std::ios::binary) << bytes;
  try {
    read_elf_image(path);
    ADD_FAILURE() << "accepted";
  } catch (const ImageError& problem) {
    EXPECT_EQ(problem.what(), path + ": its program headers use bytes of the file more than once");
  }
  unlink(path.c_str());
}

}  // namespace
}  // namespace rpmsg_sim
