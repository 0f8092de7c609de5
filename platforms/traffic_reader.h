// Background traffic as scenarios describe it:
//
//   traffic:
//     display: {pattern: stream, rate: 1 GB/s, base: 0x90000000, size: 16 MiB}
//
// Keys: pattern (stream, random, bursty, copy), rate, base and size of the window (an address of the
// platform's first core that sees it), write_percent, outstanding, start, active and idle (bursty), priority
// (normal, low), seed.
#pragma once

#include <string>
#include <vector>

#include "models/traffic/traffic_generator.h"
#include "platforms/located_yaml.h"
#include "platforms/platform_spec.h"

namespace rpmsg_sim {

struct TrafficSpec {
  std::string name;
  std::string memory;  // of the platform
  TrafficParameters parameters;
};

// `seed` is the scenario's; each master derives its own from it. Throws InputError.
std::vector<TrafficSpec> read_traffic(const YamlValue& value, const PlatformSpec& platform,
                                      std::uint64_t seed);

}  // namespace rpmsg_sim
