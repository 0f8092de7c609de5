// Texts of `rpmsg-sim list` and `rpmsg-sim show`.
#pragma once

#include <string>

#include "platforms/platform_spec.h"
#include "scenarios/engine/resources.h"

namespace rpmsg_sim {

// Each is one line per item; what cannot be read is listed with the reason.
std::string list_platforms(const Resources& resources);
std::string list_images(const Resources& resources);
std::string list_scenarios(const Resources& resources);
std::string list_metrics();

// Map, clocks and latencies with source and confidence.
std::string show_platform(const PlatformSpec& platform);

}  // namespace rpmsg_sim
