// From an address in an image to the place in its sources, by the image's DWARF.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/core/elf_image.h"

namespace rpmsg_sim {

class SourceMap {
 public:
  // Reads nothing until the first look-up. `image` must outlive the map.
  explicit SourceMap(const ElfImage& image);
  ~SourceMap();
  SourceMap(const SourceMap&) = delete;
  SourceMap& operator=(const SourceMap&) = delete;

  // "main.c:42 (send)", "(send+0x12)" or "0x29000012", as much as the image knows.
  std::string describe(std::uint64_t address);
  // The same with the functions that the compiler put into each other, innermost first; never empty.
  std::vector<std::string> frames(std::uint64_t address);

 private:
  struct Dwarf;
  const Dwarf& dwarf();

  const ElfImage& image_;
  std::unique_ptr<Dwarf> dwarf_;
};

}  // namespace rpmsg_sim
