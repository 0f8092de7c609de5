// ELF files: everything that reads one before firmware runs, for both cores of the shipped platform.
#include <cstdint>

#include "models/core/elf_image.h"
#include "models/core/native/block_costs.h"
#include "platforms/located_yaml.h"
#include "platforms/platform_loader.h"
#include "scenarios/engine/image_info.h"
#include "scenarios/engine/image_placement.h"
#include "tests/fuzz/input_file.h"

namespace rpmsg_sim {
namespace {

// Images are loaded once; a megabyte of code tells nothing that a kilobyte does not.
constexpr std::size_t kMostCode = 64 << 10;

void use(const ElfImage& image) {
  default_handlers(image);
  image.function_at(image.entry);
  for (const Segment& segment : image.segments) {
    if (segment.host_code && segment.bytes.size() <= kMostCode) compute_block_costs(segment.bytes, 1000);
  }
}

void place(const ElfImage& image, const PlatformSpec& platform) {
  for (const CoreSpec& core : platform.cores) {
    try {
      ImagePlacement placement(platform);
      placement.add(image, core);
      placement.add(image, core);
    } catch (const InputError&) {
      continue;  // the usual answer
    }
  }
}

}  // namespace
}  // namespace rpmsg_sim

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rpmsg_sim;
  static const PlatformSpec platform = load_platform(FUZZ_PLATFORM_FILE);
  const InputFile file(data, size);
  try {
    const ImageInfo info = read_image_info(file.path());
    for (const CoreSpec& core : platform.cores) image_fits(file.path(), core);
    architecture_name(info);
  } catch (const InputError&) {
    return 0;  // a core never sees such a file
  }
  try {
    const ElfImage image = read_elf_image(file.path());
    use(image);
    place(image, platform);
  } catch (const ImageError&) {
    return 0;
  }
  return 0;
}
