// The key `links:` of a scenario (scenarios/README.md).
#pragma once

#include <vector>

#include "platforms/located_yaml.h"
#include "platforms/platform_spec.h"

namespace rpmsg_sim {

// Throws InputError: what is wrong with it, or rings and buffers that one of the two cores cannot reach.
std::vector<LinkSpec> read_scenario_links(const YamlValue& links, const PlatformSpec& platform);

}  // namespace rpmsg_sim
