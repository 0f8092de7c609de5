// A platform with all its estimates at one end of their ranges.
#pragma once

#include "platforms/platform_spec.h"

namespace rpmsg_sim {

enum class Bound { kLow, kHigh };

// Every parameter of confidence `estimate` that has a range takes its lower or upper end; the others stay.
// Latencies are written so that low means fast, so the two ends together show how far the results reach when
// all estimates err in the same direction.
PlatformSpec at_bound(PlatformSpec platform, Bound bound);

// How many parameters at_bound() moves.
std::size_t movable_estimates(const PlatformSpec& platform);

}  // namespace rpmsg_sim
