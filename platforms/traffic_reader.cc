#include "platforms/traffic_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace rpmsg_sim {
namespace {

constexpr std::uint64_t kFastest = 1'000'000'000'000;  // 1 TB/s

struct Window {
  const MemorySpec* memory = nullptr;
  std::uint64_t offset = 0;
};

// Where in which memory the first core that sees it has `base`, if all of `size` bytes from there are one
// region.
Window find_window(const PlatformSpec& platform, std::uint64_t base, std::uint64_t size) {
  for (const CoreSpec& core : platform.cores) {
    for (const RegionSpec& region : platform.regions) {
      if (region.kind != "memory") continue;
      for (const RegionView& view : region.views) {
        if (view.core != core.name || base < view.base || base - view.base >= region.size) continue;
        if (size > region.size - (base - view.base)) return {};
        const auto memory =
            std::find_if(platform.memories.begin(), platform.memories.end(),
                         [&region](const MemorySpec& spec) { return spec.name == region.memory; });
        return {&*memory, base - view.base + region.offset};
      }
    }
  }
  return {};
}

class TrafficReader {
 public:
  TrafficReader(const PlatformSpec& platform, const YamlMap& map) : platform_(platform), map_(map) {}

  TrafficSpec read() {
    read_pattern();
    const YamlValue rate = map_.required("rate");
    spec_.parameters.rate = rate.quantity(Dimension::kBandwidth);
    if (spec_.parameters.rate > kFastest) rate.fail(fmt::format("'{}' is above 1 TB/s", rate.name()));
    read_window();
    map_.optional("write_percent", [this](const YamlValue& percent) {
      spec_.parameters.write_percent = static_cast<unsigned>(percent.count(0, 100));
    });
    map_.optional("outstanding", [this](const YamlValue& bursts) {
      spec_.parameters.outstanding = static_cast<unsigned>(bursts.count(1, 256));
    });
    map_.optional("start", [this](const YamlValue& start) { spec_.parameters.start = duration(start); });
    map_.optional("priority", [this](const YamlValue& priority) {
      spec_.parameters.yields = priority.choice({"normal", "low"}) == "low";
    });
    return spec_;
  }

 private:
  static Picoseconds duration(const YamlValue& value) {
    const Picoseconds time = value.quantity(Dimension::kTime);
    constexpr Picoseconds kLongest = 1'000'000'000'000'000;  // 1000 s
    if (time > kLongest) value.fail(fmt::format("'{}' is above 1000 s", value.name()));
    return time;
  }

  void read_pattern() {
    const YamlValue pattern = map_.required("pattern");
    const std::string& word = pattern.choice({"stream", "random", "bursty", "copy"});
    spec_.parameters.pattern = word == "stream"   ? TrafficPattern::kStream
                               : word == "random" ? TrafficPattern::kRandom
                               : word == "bursty" ? TrafficPattern::kBursty
                                                  : TrafficPattern::kCopy;
    if (spec_.parameters.pattern == TrafficPattern::kBursty) {
      const YamlValue active = map_.required("active");
      spec_.parameters.active = duration(active);
      if (spec_.parameters.active == 0) active.fail(fmt::format("'{}' must be above 0", active.name()));
      spec_.parameters.idle = duration(map_.required("idle"));
      return;
    }
    for (const char* key : {"active", "idle"}) {
      map_.optional(key, [&word](const YamlValue& value) {
        value.fail(fmt::format("'{}' has no meaning for pattern '{}'", value.name(), word));
      });
    }
  }

  void read_window() {
    const YamlValue base = map_.required("base");
    const YamlValue size = map_.required("size");
    const std::uint64_t bytes = size.quantity(Dimension::kSize);
    const Window window = find_window(platform_, base.address(), bytes);
    if (window.memory == nullptr) {
      base.fail(fmt::format("'{}': {:#x} and {} from there are not within one memory region of {}",
                            base.name(), base.address(), format_size(bytes), platform_.name));
    }
    if (window.memory->part.empty()) {
      base.fail(fmt::format("'{}': memory '{}' of {} has no DRAM part, and only such can carry traffic",
                            base.name(), window.memory->name, platform_.name));
    }
    const auto burst = static_cast<std::uint64_t>(window.memory->part_parameters.at("burst_bytes").value);
    if (bytes < 2 * burst)
      size.fail(fmt::format("'{}' must be at least two bursts, {} B", size.name(), 2 * burst));
    spec_.memory = window.memory->name;
    spec_.parameters.window_base = window.offset / burst * burst;
    spec_.parameters.window_size = bytes;
  }

  const PlatformSpec& platform_;
  const YamlMap& map_;
  TrafficSpec spec_;
};

}  // namespace

std::vector<TrafficSpec> read_traffic(const YamlValue& value, const PlatformSpec& platform,
                                      std::uint64_t seed) {
  constexpr std::size_t kMost = 64;
  std::vector<TrafficSpec> traffic;
  for (const auto& [name, entry] : value.entries()) {
    const YamlMap map(entry, {"pattern", "rate", "base", "size", "write_percent", "outstanding", "start",
                              "active", "idle", "priority"});
    traffic.push_back(TrafficReader(platform, map).read());
    traffic.back().name = name;
    traffic.back().parameters.seed = seed * kMost + traffic.size();
  }
  if (traffic.size() > kMost) value.fail(fmt::format("'{}' has more than {} masters", value.name(), kMost));
  return traffic;
}

}  // namespace rpmsg_sim
