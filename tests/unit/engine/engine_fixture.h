// A folder of its own with a small platform, images and scenarios, for tests of the engine.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "platforms/located_yaml.h"
#include "scenarios/engine/resources.h"

namespace rpmsg_sim {

// An ELF file with one section of parameters, byte by byte, so that tests can break any part of it.
struct ElfRecipe {
  bool is64 = true;
  std::uint16_t machine = 62;  // EM_X86_64
  std::uint16_t type = 2;      // ET_EXEC
  std::uint8_t data = 1;       // little endian
  std::string section = ".testbench_parameters";
  std::uint32_t section_type = 1;  // SHT_PROGBITS
  std::string records;
};

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

// ELF header, records, section names, section table: null, parameters, names.
inline std::string make_elf(const ElfRecipe& recipe) {
  const unsigned word = recipe.is64 ? 8 : 4;
  const unsigned header_size = recipe.is64 ? 64 : 52;
  const unsigned section_size = recipe.is64 ? 64 : 40;
  const std::string names =
      std::string(1, '\0') + recipe.section + std::string(1, '\0') + ".shstrtab" + std::string(1, '\0');
  const std::uint64_t names_offset = header_size + recipe.records.size();
  const std::uint64_t table_offset = (names_offset + names.size() + 7) / 8 * 8;
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
  append_integer(elf, 0, word);             // entry
  append_integer(elf, 0, word);             // program headers
  append_integer(elf, table_offset, word);  // section headers
  append_integer(elf, 0, 4);
  append_integer(elf, header_size, 2);
  append_integer(elf, recipe.is64 ? 56 : 32, 2);
  append_integer(elf, 0, 2);
  append_integer(elf, section_size, 2);
  append_integer(elf, 3, 2);
  append_integer(elf, 2, 2);
  elf += recipe.records + names;
  elf.resize(table_offset, '\0');
  const auto add_section = [&](std::uint64_t name, std::uint64_t type, std::uint64_t offset,
                               std::uint64_t size) {
    append_integer(elf, name, 4);
    append_integer(elf, type, 4);
    append_integer(elf, 0, word);  // flags
    append_integer(elf, 0, word);  // address
    append_integer(elf, offset, word);
    append_integer(elf, size, word);
    append_integer(elf, 0, 4);
    append_integer(elf, 0, 4);
    append_integer(elf, 1, word);
    append_integer(elf, 0, word);
  };
  add_section(0, 0, 0, 0);
  add_section(1, recipe.section_type, header_size, recipe.records.size());
  add_section(recipe.section.size() + 2, 3, names_offset, names.size());
  return elf;
}

// The message of the InputError that `action` throws, or "accepted".
inline std::string refusal_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.what();
  }
  return "accepted";
}

class EngineTest : public testing::Test {
 protected:
  EngineTest() {
    std::string folder = testing::TempDir() + "engine_XXXXXX";
    folder_ = mkdtemp(folder.data());
    // The shipped platform, with images of this test's own.
    const std::filesystem::path build =
        std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
    std::filesystem::create_directories(folder_ / "bin");
    std::filesystem::create_directories(folder_ / "share/rpmsg-sim/scenarios");
    std::filesystem::create_directories(folder_ / "share/rpmsg-sim/images/imx8mm");
    std::filesystem::copy(build / "share/rpmsg-sim/platforms/imx8mm.yaml",
                          folder_ / "share/rpmsg-sim/platforms/imx8mm.yaml",
                          make_parent(folder_ / "share/rpmsg-sim/platforms"));
    ElfRecipe host;
    host.records = parameter_record("messages", "count", 100) + parameter_record("payload", "bytes", 16) +
                   parameter_record("period", "ns", 5);
    ElfRecipe remote;
    remote.is64 = false;
    write("share/rpmsg-sim/images/imx8mm/host.elf", make_elf(host));
    write("share/rpmsg-sim/images/imx8mm/remote.elf", make_elf(remote));
    write("share/rpmsg-sim/scenarios/small.yaml", kSmall);
  }
  ~EngineTest() override { std::filesystem::remove_all(folder_); }

  static std::filesystem::copy_options make_parent(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    return std::filesystem::copy_options::none;
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  void write(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }

  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
    return text.str();
  }

  Resources resources(const Resources::Environment& environment = {}) const {
    return {folder_ / "bin" / "rpmsg-sim", environment};
  }

  static constexpr const char* kSmall =
      "title: A small one\n"
      "platform: imx8mm\n"
      "cores:\n"
      "  a: {image: host, parameters: {messages: 7}}\n"
      "  m: {image: remote}\n"
      "limit: 2 s\n"
      "expect:\n"
      "  - messages.lost == 0\n";

  std::filesystem::path folder_;
};

}  // namespace rpmsg_sim
