// ELF files made to measure, for tests and fuzzing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace rpmsg_sim {

inline void append_integer(std::string& bytes, std::uint64_t value, unsigned size) {
  for (unsigned i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
}

inline std::string parameter_record(const std::string& name, const std::string& unit, std::uint64_t value) {
  std::string record = name;
  record.resize(32, '\0');
  record += unit;
  record.resize(40, '\0');
  append_integer(record, value, 8);
  record.resize(64, '\0');
  return record;
}

// What the platform imx8mm asks of an image: code in its core's window, a stack, and vectors for the M core.
struct ElfProgram {
  struct Segment {
    std::uint64_t type;
    std::uint64_t address;
    std::string bytes;
    std::uint64_t memory_size = 0;  // if more than the bytes
  };

  explicit ElfProgram(bool is64_) : is64(is64_) {
    const std::string code(16, '\x90');
    add_segment(0x6E617478, entry(), code);
    if (is64) return;
    std::string vectors;
    append_integer(vectors, 0x20020000, 4);
    append_integer(vectors, entry() | 1, 4);
    add_segment(1, 0x1FFE0000, vectors);
  }
  std::uint64_t entry() const { return is64 ? 0x28000000 : 0x29000000; }
  // Of the code, the vectors (M core), and what a test adds.
  Segment& segment(std::size_t number) { return segments.at(number); }
  unsigned header_size() const { return is64 ? 56 : 32; }

  void add_segment(std::uint64_t type, std::uint64_t address, const std::string& bytes) {
    segments.push_back({type, address, bytes, 0});
  }
  // Headers and then bytes, to lie at `offset` of the file.
  std::string text(std::uint64_t offset) const {
    const unsigned word = is64 ? 8 : 4;
    std::string headers;
    std::string contents;
    for (const Segment& segment : segments) {
      append_integer(headers, segment.type, 4);
      if (is64) append_integer(headers, 7, 4);
      append_integer(headers, offset + segments.size() * header_size() + contents.size(), word);
      append_integer(headers, segment.address, word);
      append_integer(headers, segment.address, word);
      append_integer(headers, segment.bytes.size(), word);
      append_integer(headers, std::max<std::uint64_t>(segment.memory_size, segment.bytes.size()), word);
      if (!is64) append_integer(headers, 7, 4);
      append_integer(headers, 1, word);
      contents += segment.bytes;
    }
    return headers + contents;
  }
  // Nothing, and __stack_top.
  std::string symbols() const {
    if (stripped) return {};
    const std::uint64_t top = is64 ? 0x48000000 : 0x20020000;
    std::string table(is64 ? 24 : 16, '\0');
    append_integer(table, 1, 4);
    if (!is64) append_integer(table, top, 4);
    if (!is64) append_integer(table, 0, 4);
    append_integer(table, 0x10, 1);
    append_integer(table, 0, 1);
    append_integer(table, 0xFFF1, 2);
    if (is64) append_integer(table, top, 8);
    if (is64) append_integer(table, 0, 8);
    return table;
  }

  bool is64;
  bool stripped = false;
  std::vector<Segment> segments;
};

// An ELF file with one section of parameters, byte by byte, so that tests can break any part of it.
struct ElfRecipe {
  bool is64 = true;
  std::uint16_t machine = 62;  // EM_X86_64
  std::uint16_t type = 2;      // ET_EXEC
  std::uint8_t data = 1;       // little endian
  std::string section = ".testbench_parameters";
  std::uint32_t section_type = 1;  // SHT_PROGBITS
  std::string records;
  std::function<void(ElfProgram&)> change;
};

// ELF header, records, section names, program, section table: null, parameters, names, symbols, their names.
inline std::string make_elf(const ElfRecipe& recipe) {
  ElfProgram program(recipe.is64);
  if (recipe.change) recipe.change(program);
  const std::string symbols = program.symbols();
  const std::string symbol_names = std::string(1, '\0') + "__stack_top" + std::string(1, '\0');
  const unsigned word = recipe.is64 ? 8 : 4;
  const unsigned header_size = recipe.is64 ? 64 : 52;
  const unsigned section_size = recipe.is64 ? 64 : 40;
  const std::string names =
      std::string(1, '\0') + recipe.section + std::string(1, '\0') + ".shstrtab" + std::string(1, '\0');
  const std::uint64_t names_offset = header_size + recipe.records.size();
  const std::uint64_t symbols_offset = (names_offset + names.size() + 7) / 8 * 8;
  const std::uint64_t program_offset = (symbols_offset + symbols.size() + symbol_names.size() + 7) / 8 * 8;
  const std::string program_text = program.text(program_offset);
  const std::uint64_t table_offset = (program_offset + program_text.size() + 7) / 8 * 8;
  std::string elf =
      "\x7F"
      "ELF";
  elf += static_cast<char>(recipe.is64 ? 2 : 1);
  elf += static_cast<char>(recipe.data);
  elf += '\1';
  elf.resize(16, '\0');
  append_integer(elf, recipe.type, 2);
  append_integer(elf, recipe.machine, 2);
  append_integer(elf, 1, 4);
  append_integer(elf, program.entry(), word);
  append_integer(elf, program_offset, word);
  append_integer(elf, table_offset, word);
  append_integer(elf, 0, 4);
  append_integer(elf, header_size, 2);
  append_integer(elf, program.header_size(), 2);
  append_integer(elf, program.segments.size(), 2);
  append_integer(elf, section_size, 2);
  append_integer(elf, 5, 2);
  append_integer(elf, 2, 2);
  elf += recipe.records + names;
  elf.resize(symbols_offset, '\0');
  elf += symbols + symbol_names;
  elf.resize(program_offset, '\0');
  elf += program_text;
  elf.resize(table_offset, '\0');
  const auto add_section = [&](std::uint64_t name, std::uint64_t type, std::uint64_t offset,
                               std::uint64_t size, std::uint64_t link = 0, std::uint64_t entry_size = 0) {
    append_integer(elf, name, 4);
    append_integer(elf, type, 4);
    append_integer(elf, 0, word);  // flags
    append_integer(elf, 0, word);  // address
    append_integer(elf, offset, word);
    append_integer(elf, size, word);
    append_integer(elf, link, 4);
    append_integer(elf, 0, 4);
    append_integer(elf, 1, word);
    append_integer(elf, entry_size, word);
  };
  add_section(0, 0, 0, 0);
  add_section(1, recipe.section_type, header_size, recipe.records.size());
  add_section(recipe.section.size() + 2, 3, names_offset, names.size());
  add_section(0, 2, symbols_offset, symbols.size(), 4, symbols.size() / 2);
  add_section(0, 3, symbols_offset + symbols.size(), symbol_names.size());
  return elf;
}

}  // namespace rpmsg_sim
