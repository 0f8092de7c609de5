// Reads a scenario file, applies the command line's overrides, finds platform and images and checks
// everything that can be checked without running.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platforms/located_yaml.h"
#include "platforms/platform_spec.h"
#include "scenarios/engine/resources.h"
#include "scenarios/engine/scenario.h"

namespace rpmsg_sim {

struct ScenarioOverrides {
  std::vector<std::string> settings;  // "dotted.path=value", from --set
  std::optional<std::uint64_t> seed;  // from --seed
};

struct LoadedScenario {
  Scenario scenario;
  PlatformSpec platform;
};

// `file` is a path (with a slash or ending in .yaml) or the name of a shipped scenario. Throws InputError.
LoadedScenario load_scenario(const std::string& file, const ScenarioOverrides& overrides,
                             const Resources& resources);

// A platform by name, or by path as above; `relative_to` is the folder of relative paths.
PlatformSpec load_named_platform(const std::string& name, const std::string& relative_to,
                                 const Resources& resources);

inline constexpr std::uint64_t kHighestSeed = 0xFFFFFFFF;  // the testbench device's register has 32 bits

}  // namespace rpmsg_sim
