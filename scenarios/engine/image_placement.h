// Whether images can lie where they want to: checked from the platform file and the ELF files alone, so that
// `check` knows before anything runs.
//
// Every loadable segment must lie in memory that its core sees and may write, native code in the core's code
// window, and no two segments on the same bytes, whatever addresses the cores see them at. An M core's image
// must bring a vector table, an A core's an entry point and a stack. The files are untrusted input.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/core/elf_image.h"
#include "platforms/platform_spec.h"

namespace rpmsg_sim {

class ImagePlacement {
 public:
  // `platform` must outlive the object.
  explicit ImagePlacement(const PlatformSpec& platform) : platform_(platform) {}

  // Throws InputError, "path: what is wrong", when the image fits its core or the images added before badly.
  void add(const ElfImage& image, const CoreSpec& core);

 private:
  // Bytes of a memory, and who wants them.
  struct Occupied {
    std::string memory;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::string path;
    std::uint64_t address = 0;  // where the image's core sees the first one
    bool loaded = false;        // from the file, not cleared or copied by the image
  };
  struct Window {
    const RegionSpec* region = nullptr;
    std::uint64_t offset = 0;  // in the region
    std::uint64_t length = 0;  // from there to its end
  };

  Window window(const CoreSpec& core, std::uint64_t address) const;
  void check_code(const ElfImage& image, const CoreSpec& core) const;
  void check_start(const ElfImage& image, const CoreSpec& core) const;
  bool starts_at(const ElfImage& image, const CoreSpec& core, std::uint64_t address) const;
  bool word_at(const ElfImage& image, const CoreSpec& core, std::uint64_t address, std::uint32_t& word) const;
  void occupy(const ElfImage& image, const CoreSpec& core, std::uint64_t address, std::uint64_t size,
              bool loaded);

  const PlatformSpec& platform_;
  std::vector<Occupied> occupied_;
};

}  // namespace rpmsg_sim
