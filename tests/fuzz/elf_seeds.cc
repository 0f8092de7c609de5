// Writes good and slightly wrong ELF files into a folder, for the ELF fuzzer to start from.
#include <filesystem>
#include <fstream>

#include "tests/elf_recipe.h"

int main(int argc, char** argv) {
  using namespace rpmsg_sim;
  if (argc != 2) return 2;
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  const auto write = [&](const std::string& name, const ElfRecipe& recipe) {
    std::ofstream(folder / name, std::ios::binary) << make_elf(recipe);
  };
  for (const bool is64 : {false, true}) {
    ElfRecipe recipe;
    recipe.is64 = is64;
    const std::string bits = is64 ? "64" : "32";
    write("plain" + bits, recipe);
    recipe.records = parameter_record("messages", "count", 100) + parameter_record("period", "ns", 5);
    write("parameters" + bits, recipe);
    recipe.change = [](ElfProgram& elf) {
      elf.add_segment(1, elf.is64 ? 0x48000000 : 0x20000000, "data");
      elf.segments.back().memory_size = 4096;
    };
    write("data" + bits, recipe);
    recipe.machine = is64 ? 183 : 40;
    write("arm" + bits, recipe);
  }
  return 0;
}
