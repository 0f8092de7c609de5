#include "scenarios/engine/image_placement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "platforms/located_yaml.h"

namespace rpmsg_sim {
namespace {

constexpr std::uint16_t kMachineX86_64 = 62;
constexpr std::uint64_t kThumb = 1;  // bit 0 of an Arm function's address

[[noreturn]] void refuse(const ElfImage& image, const std::string& text) {
  throw InputError(image.path + ": " + text);
}

bool may_write(const RegionSpec& region, const CoreSpec& core) {
  return region.owner == core.name || region.owner == "shared" || region.owner.empty() ||
         std::find(region.also.begin(), region.also.end(), core.name) != region.also.end();
}

bool holds(const Segment& segment, std::uint64_t address) {
  return address - segment.address < segment.memory_size;
}

bool in_a_segment(const ElfImage& image, std::uint64_t address) {
  return std::any_of(image.segments.begin(), image.segments.end(),
                     [address](const Segment& segment) { return holds(segment, address); });
}

}  // namespace

void ImagePlacement::add(const ElfImage& image, const CoreSpec& core) {
  check_code(image, core);
  for (const Segment& segment : image.segments) {
    if (segment.host_code) continue;
    if (!segment.bytes.empty()) occupy(image, core, segment.load_address, segment.bytes.size(), true);
    // What the image copies or clears itself.
    if (segment.address != segment.load_address) {
      occupy(image, core, segment.address, segment.memory_size, false);
    } else if (const std::uint64_t size = segment.bytes.size(); size < segment.memory_size) {
      occupy(image, core, segment.address + size, segment.memory_size - size, false);
    }
  }
  check_start(image, core);
}

ImagePlacement::Window ImagePlacement::window(const CoreSpec& core, std::uint64_t address) const {
  for (const RegionSpec& region : platform_.regions) {
    if (region.kind != "memory" || !may_write(region, core)) continue;
    for (const RegionView& view : region.views) {
      const std::uint64_t offset = address - view.base;
      if (view.core == core.name && offset < region.size) return {&region, offset, region.size - offset};
    }
  }
  return {};
}

// Native code lies in the window that the platform keeps for it.
void ImagePlacement::check_code(const ElfImage& image, const CoreSpec& core) const {
  unsigned segments = 0;
  for (const Segment& segment : image.segments) {
    if (!segment.host_code) continue;
    ++segments;
    const std::uint64_t offset = segment.address - core.code_window_base;
    if (offset >= core.code_window_size || segment.memory_size > core.code_window_size - offset) {
      refuse(image,
             fmt::format("its code, {:#x} to {:#x}, lies outside the code window of {}, {:#x} to {:#x}",
                         segment.address, segment.address + segment.memory_size - 1, core.name,
                         core.code_window_base, core.code_window_base + core.code_window_size - 1));
    }
  }
  if (image.machine == kMachineX86_64 && segments != 1) {
    refuse(image, fmt::format("has {} segments of host code, exactly one is expected; was it linked with the "
                              "SDK's linker script?",
                              segments == 0 ? "no" : std::to_string(segments)));
  }
}

void ImagePlacement::occupy(const ElfImage& image, const CoreSpec& core, std::uint64_t address,
                            std::uint64_t size, bool loaded) {
  while (size != 0) {
    const Window place = window(core, address);
    if (place.region == nullptr) {
      refuse(image, fmt::format("{} bytes from {:#x} on are not in memory that {} sees and may write", size,
                                address, core.name));
    }
    const std::uint64_t begin = place.region->offset + place.offset;
    const std::uint64_t part = std::min(size, place.length);
    for (const Occupied& other : occupied_) {
      if (other.memory != place.region->memory || begin >= other.end || begin + part <= other.begin) continue;
      // What an image does with its own memory is its business, and ld stretches a segment over a hole.
      const bool own = other.path == image.path;
      if (own && !(loaded && other.loaded)) continue;
      const std::uint64_t common = std::max(begin, other.begin);
      refuse(image, fmt::format("overlaps {} at {:#x} ({} + {:#x})", own ? "itself" : "image " + other.path,
                                address + (common - begin), other.memory, common));
    }
    occupied_.push_back({place.region->memory, begin, begin + part, image.path, address, loaded});
    address += part;
    size -= part;
  }
}

void ImagePlacement::check_start(const ElfImage& image, const CoreSpec& core) const {
  if (!is_m_profile(core)) {
    if (!in_a_segment(image, image.entry))
      refuse(image, fmt::format("its entry point {:#x} lies in none of its segments", image.entry));
    if (!image.symbol("__stack_top")) {
      refuse(image,
             fmt::format("has no symbol __stack_top, where {} takes its first stack pointer from; was it "
                         "stripped?",
                         core.name));
    }
    return;
  }
  // A boot loader takes the first two words of the image to where the core starts (U-Boot, bootaux).
  std::uint64_t lowest = ~std::uint64_t{0};
  for (const Segment& segment : image.segments) {
    if (!segment.host_code && !segment.bytes.empty()) lowest = std::min(lowest, segment.load_address);
  }
  if (starts_at(image, core, core.boot_vector) || starts_at(image, core, lowest)) return;
  refuse(image,
         fmt::format("has no vector table: neither at {:#x}, where {} starts, nor at {:#x}, its first byte, "
                     "are a stack pointer in memory and an entry in its code",
                     core.boot_vector, core.name, lowest));
}

bool ImagePlacement::starts_at(const ElfImage& image, const CoreSpec& core, std::uint64_t address) const {
  std::uint32_t stack = 0;
  std::uint32_t entry = 0;
  return word_at(image, core, address, stack) && word_at(image, core, address + 4, entry) && stack != 0 &&
         window(core, stack - std::uint64_t{4}).region != nullptr && in_a_segment(image, entry & ~kThumb);
}

// The image's bytes that the core sees at `address`, which may be an alias of where they are put.
bool ImagePlacement::word_at(const ElfImage& image, const CoreSpec& core, std::uint64_t address,
                             std::uint32_t& word) const {
  const Window wanted = window(core, address);
  if (wanted.region == nullptr) return false;
  for (const Segment& segment : image.segments) {
    const Window place = window(core, segment.load_address);
    if (segment.host_code || place.region == nullptr || place.region->memory != wanted.region->memory)
      continue;
    const std::uint64_t offset =
        wanted.region->offset + wanted.offset - (place.region->offset + place.offset);
    if (offset >= segment.bytes.size() || segment.bytes.size() - offset < sizeof word) continue;
    std::memcpy(&word, segment.bytes.data() + offset, sizeof word);
    return true;
  }
  return false;
}

}  // namespace rpmsg_sim
