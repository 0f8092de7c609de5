#include "scenarios/engine/inspect.h"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "models/core/elf_image.h"
#include "models/core/native/code_scan.h"
#include "models/observe/resource_table.h"
#include "platforms/link_placement.h"
#include "platforms/nearest_name.h"
#include "platforms/quantity.h"
#include "scenarios/engine/image_info.h"
#include "scenarios/engine/scenario_loader.h"

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLowestNative = 0x10000;  // docs/native-images.md
constexpr unsigned kMaximumVectors = 16 + 480;    // Armv7-M
constexpr unsigned kFirstInterrupt = 16;
constexpr std::size_t kTroublesShown = 20;

struct Place {
  const RegionSpec* region = nullptr;
  std::uint64_t offset = 0;  // in the region
};

Place place_of(const PlatformSpec& platform, const CoreSpec& core, std::uint64_t address) {
  for (const RegionSpec& region : platform.regions) {
    for (const RegionView& view : region.views) {
      if (view.core == core.name && address >= view.base && address - view.base < region.size)
        return {&region, address - view.base};
    }
  }
  return {};
}

// Text of the image's file: nothing in it may steer the terminal.
std::string harmless(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      result += fmt::format("\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  return result;
}

class Inspection {
 public:
  Inspection(const std::string& path, const PlatformSpec& platform)
      : info_(read_image_info(path)), image_(read_elf_image(path)), platform_(platform), core_(find_core()) {}

  std::string text() {
    // One after the other: the last tells what the others have noticed.
    std::string text = head();
    text += segments();
    text += sections();
    text += stack_and_heap();
    if (core_.architecture.find("-m") != std::string::npos ||
        core_.architecture.find("em") != std::string::npos)
      text += vectors();
    text += resource_table();
    text += parameters();
    text += native_limits();
    return text;
  }

 private:
  // The core that the image was built for and whose memory it lies in.
  const CoreSpec& find_core() const {
    const CoreSpec* fits = nullptr;
    for (const CoreSpec& core : platform_.cores) {
      if (!runs_on(core)) continue;
      if (fits == nullptr) fits = &core;
      const bool lands =
          std::all_of(image_.segments.begin(), image_.segments.end(), [&](const Segment& segment) {
            return segment.host_code
                       ? in_window(core, segment)
                       : sees_memory(platform_, core.name, segment.load_address, segment.memory_size);
          });
      if (lands) return core;
    }
    if (fits != nullptr) return *fits;
    throw InputError(fmt::format("{}: is built for {}, and no core of {} runs that", info_.path,
                                 architecture_name(info_), platform_.name));
  }

  bool runs_on(const CoreSpec& core) const {
    if (info_.machine == EM_X86_64) return (core.native_abi == "lp64") == info_.is64;
    if (info_.machine == EM_ARM) return core.native_abi == "x32";
    return info_.machine == EM_AARCH64 && core.native_abi == "lp64";
  }

  static bool in_window(const CoreSpec& core, const Segment& segment) {
    return segment.address >= core.code_window_base &&
           segment.address + segment.memory_size <= core.code_window_base + core.code_window_size;
  }

  std::string name_at(std::uint64_t address) const {
    const Symbol* best = nullptr;
    for (const Symbol& symbol : image_.symbols) {
      if (symbol.address != address || !symbol.function) continue;
      // Of several names the real one; in a CMSIS startup that is Default_Handler, weak as all others.
      const bool real = !symbol.weak || symbol.name == "Default_Handler";
      if (best == nullptr || real) best = &symbol;
    }
    if (best == nullptr) best = image_.function_at(address);
    return best == nullptr ? "" : harmless(best->name);
  }

  std::string head() const {
    return fmt::format("{:<15}{}\n{:<15}{} of {}, {}\n{:<15}{:#010x} {}\n", "image", info_.path, "for",
                       core_.name, platform_.name, architecture_name(info_), "entry", image_.entry,
                       name_at(image_.entry));
  }

  std::string where(std::uint64_t address, std::uint64_t size) {
    const Place place = place_of(platform_, core_, address);
    if (place.region == nullptr)
      return trouble(fmt::format("{:#x}: {} has nothing there", address, core_.name));
    const RegionSpec& region = *place.region;
    if (region.kind != "memory") return trouble(fmt::format("{:#x}: {} is no memory", address, region.name));
    if (size > region.size - place.offset && !sees_memory(platform_, core_.name, address, size))
      return trouble(fmt::format("{:#x}: {} from there are more than {} has left", address, format_size(size),
                                 region.name));
    const std::string owner = region.owner == "shared" ? "shared" : "private to " + region.owner;
    const bool admitted = region.owner == "shared" || region.owner == core_.name ||
                          std::find(region.also.begin(), region.also.end(), core_.name) != region.also.end();
    if (!admitted)
      trouble(fmt::format("{:#x}: {} is private to {}; {} may not use it", address, region.name, region.owner,
                          core_.name));
    return fmt::format("{}, {}", region.name, owner);
  }

  std::string segments() {
    std::string text = "segments\n";
    for (const Segment& segment : image_.segments) {
      std::string what = "in memory";
      std::string place;
      if (segment.host_code) {
        what = "host code";
        place =
            in_window(core_, segment)
                ? fmt::format("code window of {}, not on the part", core_.name)
                : trouble(fmt::format("{:#x}: outside the code window of {}", segment.address, core_.name));
      } else {
        place = where(segment.address, segment.memory_size);
        if (segment.load_address != segment.address) {
          place += fmt::format("; loaded at {:#x}, {}", segment.load_address,
                               where(segment.load_address, segment.bytes.size()));
        }
        if (segment.address < kLowestNative && info_.machine == EM_X86_64)
          trouble(fmt::format("{:#x}: native images cannot use addresses below {:#x}", segment.address,
                              kLowestNative));
      }
      text += fmt::format("  {:#010x}..{:#010x} {:>10}  {:<10} {}\n", segment.address,
                          segment.address + segment.memory_size - 1, format_size(segment.memory_size), what,
                          place);
    }
    return text;
  }

  std::string sections() const {
    std::string text = "sections\n";
    for (const Section& section : image_.sections) {
      if (!section.loaded || section.size == 0) continue;
      text +=
          fmt::format("  {:#010x}..{:#010x} {:>10}  {}\n", section.address,
                      section.address + section.size - 1, format_size(section.size), harmless(section.name));
    }
    return text;
  }

  std::string range(const char* title, const char* low, const char* high) {
    const std::optional<std::uint64_t> from = image_.symbol(low);
    const std::optional<std::uint64_t> to = image_.symbol(high);
    if (!from || !to) return fmt::format("{:<15}not known: no symbols {} and {}\n", title, low, high);
    if (*to <= *from) return fmt::format("{:<15}none\n", title);
    return fmt::format("{:<15}{:#010x}..{:#010x} {:>10}  {}\n", title, *from, *to - 1,
                       format_size(*to - *from), where(*from, *to - *from));
  }

  std::string stack_and_heap() {
    return range("stack", "__stack_limit", "__stack_top") + range("heap", "__heap_start", "__heap_end");
  }

  // The word at an address of the same memory, wherever the image's segment shows it.
  std::optional<std::uint32_t> word_at(const Place& wanted) const {
    for (const Segment& segment : image_.segments) {
      if (segment.host_code) continue;
      const Place place = place_of(platform_, core_, segment.load_address);
      if (place.region != wanted.region || wanted.offset < place.offset) continue;
      const std::uint64_t offset = wanted.offset - place.offset;
      if (offset + 4 > segment.bytes.size()) continue;
      std::uint32_t word = 0;
      std::memcpy(&word, segment.bytes.data() + offset, sizeof word);
      return word;
    }
    return std::nullopt;
  }

  unsigned vector_count() const {
    const Section* section = image_.section(".isr_vector");
    if (section == nullptr) section = image_.section(".interrupts");
    if (section == nullptr) return kFirstInterrupt;
    return static_cast<unsigned>(std::min<std::uint64_t>(section->size / 4, kMaximumVectors));
  }

  std::string vectors() {
    Place place = place_of(platform_, core_, core_.boot_vector);
    std::vector<std::uint32_t> words;
    for (unsigned i = 0; place.region != nullptr && i < vector_count(); ++i, place.offset += 4) {
      const std::optional<std::uint32_t> word = word_at(place);
      if (!word) break;
      words.push_back(*word);
    }
    if (words.size() < 2) {
      trouble(fmt::format("{:#x}: no vector table, from which {} starts", core_.boot_vector, core_.name));
      return "vectors        none\n";
    }
    std::string text = fmt::format("vectors        {} at {:#x}\n", words.size(), core_.boot_vector);
    text += fmt::format("  {:>9}  {:#010x} stack pointer\n", 0, words[0]);
    const std::uint32_t usual = most_frequent(words);
    unsigned others = 0;
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (words[i] == 0) continue;
      if (words[i] == usual && i >= 2) {
        ++others;
        continue;
      }
      const std::string number =
          i < kFirstInterrupt ? fmt::format("{}", i) : fmt::format("{} irq {}", i, i - kFirstInterrupt);
      text += fmt::format("  {:>9}  {:#010x} {}\n", number, words[i], name_at(words[i] & ~1U));
    }
    if (others != 0)
      text +=
          fmt::format("  {:>9}  {:#010x} {}\n", fmt::format("{} more", others), usual, name_at(usual & ~1U));
    return text;
  }

  static std::uint32_t most_frequent(const std::vector<std::uint32_t>& words) {
    std::map<std::uint32_t, unsigned> counts;
    for (std::size_t i = 2; i < words.size(); ++i) {
      if (words[i] != 0) ++counts[words[i]];
    }
    std::uint32_t best = 0;
    unsigned most = 1;
    for (const auto& [word, count] : counts) {
      if (count > most) {
        best = word;
        most = count;
      }
    }
    return best;
  }

  static std::string address_text(std::uint32_t address) {
    return address == kAnyAddress ? "chosen by the host" : fmt::format("{:#010x}", address);
  }

  std::string resource_table() {
    const PlacedTable placed = find_resource_table(image_, 0);
    if (placed.bytes.empty()) return "resource table none\n";
    const ResourceTable table = decode_resource_table(placed.bytes.data(), placed.bytes.size());
    std::string text = fmt::format("resource table {:#010x}, {} bytes, version {}, {} entries\n",
                                   placed.address, placed.bytes.size(), table.version, table.entries);
    for (const ResourceVdev& vdev : table.vdevs) {
      text += fmt::format("  vdev         id {}{}, features {:#x}, notify id {}, status {:#x}\n", vdev.id,
                          vdev.id == kRpmsgDeviceId ? " (RPMsg)" : "", vdev.device_features, vdev.notify_id,
                          vdev.status);
      for (std::size_t i = 0; i < vdev.vrings.size(); ++i) {
        const ResourceVring& vring = vdev.vrings[i];
        std::string place;
        if (vring.address != kAnyAddress && vring.address != 0)
          place =
              ", " + where(vring.address, ring_layout(std::min(vring.count, kMaximumRingCount), 16).used_end);
        if (!ring_geometry_possible(vring.count, vring.align))
          trouble(fmt::format("resource table: {} descriptors aligned to {} make no ring", vring.count,
                              vring.align));
        text += fmt::format("    vring{}     {}, {} descriptors, align {}, notify id {}{}\n", i,
                            address_text(vring.address), vring.count, vring.align, vring.notify_id, place);
      }
    }
    static constexpr const char* kKinds[] = {"carveout", "devmem", "trace"};
    for (const ResourceMemory& memory : table.memories) {
      text += fmt::format("  {:<12} {}, {} bytes, '{}'\n", kKinds[memory.type], address_text(memory.address),
                          memory.length, harmless(memory.name));
    }
    for (const std::uint32_t type : table.vendor_types) text += fmt::format("  vendor       type {}\n", type);
    for (const std::string& problem : table.problems) trouble("resource table: " + problem);
    return text;
  }

  std::string parameters() const {
    if (info_.parameters.empty()) return "parameters     none\n";
    std::string text = "parameters\n";
    for (const ImageParameter& parameter : info_.parameters) {
      text +=
          fmt::format("  {:<12} {} {}\n", harmless(parameter.name), parameter.default_value, parameter.unit);
    }
    return text;
  }

  std::string native_limits() {
    std::string text;
    if (info_.machine == EM_X86_64) {
      const CodeScan scan = scan_native_code(image_);
      text += fmt::format("host code      {} in {} functions\n", format_size(scan.bytes), scan.functions);
      if (scan.bytes == 0) trouble("no code for the host: was it linked with the SDK's script?");
      for (const CodeTrouble& found : scan.troubles)
        trouble(fmt::format("{:#x}: {} {}", found.address, harmless(found.function), found.text));
    }
    if (troubles_.empty()) return text + "troubles       none\n";
    text += fmt::format("troubles       {}\n", troubles_.size());
    for (std::size_t i = 0; i < std::min(troubles_.size(), kTroublesShown); ++i)
      text += "  " + troubles_[i] + "\n";
    if (troubles_.size() > kTroublesShown)
      text += fmt::format("  and {} more\n", troubles_.size() - kTroublesShown);
    return text;
  }

  // Kept for the end; where it was noticed it says the same.
  std::string trouble(const std::string& text) {
    if (std::find(troubles_.begin(), troubles_.end(), text) == troubles_.end()) troubles_.push_back(text);
    return text.substr(text.find(": ") + 2);
  }

  ImageInfo info_;
  ElfImage image_;
  const PlatformSpec& platform_;
  const CoreSpec& core_;
  std::vector<std::string> troubles_;
};

bool is_path(const std::string& image) {
  return image.find('/') != std::string::npos || fs::path(image).extension() == ".elf";
}

std::string only_platform(const Resources& resources, const std::string& image) {
  const std::vector<std::string> names = resources.platforms();
  if (names.size() == 1) return names.front();
  throw InputError(fmt::format("inspect {}: for which platform? --platform takes one of: {}", image,
                               fmt::join(names, ", ")));
}

}  // namespace

std::string inspect_image(const std::string& image, const std::string& platform, const Resources& resources) {
  std::string path = image;
  std::string platform_name = platform;
  if (!is_path(image)) {
    std::vector<std::string> names;
    std::vector<ShippedImage> found;
    for (const ShippedImage& shipped : resources.images()) {
      names.push_back(shipped.name);
      if (shipped.name == image &&
          (platform.empty() || shipped.platform.empty() || shipped.platform == platform))
        found.push_back(shipped);
    }
    if (found.empty()) throw InputError(fmt::format("unknown image '{}'{}", image, name_hint(image, names)));
    if (found.size() > 1 && platform.empty()) {
      std::vector<std::string> platforms;
      for (const ShippedImage& shipped : found) platforms.push_back(shipped.platform);
      throw InputError(fmt::format("inspect {}: for which platform? --platform takes one of: {}", image,
                                   fmt::join(platforms, ", ")));
    }
    path = found.front().path.string();
    if (platform_name.empty()) platform_name = found.front().platform;
  }
  if (platform_name.empty()) platform_name = only_platform(resources, image);
  const PlatformSpec spec = load_named_platform(platform_name, "", resources);
  try {
    return Inspection(path, spec).text();
  } catch (const ImageError& error) {
    throw InputError(error.what());
  }
}

}  // namespace rpmsg_sim
