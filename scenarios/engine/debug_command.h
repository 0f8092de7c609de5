// `rpmsg-sim debug`: the scenario under gdb, with the symbols of all images (docs/debugging.md).
#pragma once

#include <string>
#include <vector>

#include "scenarios/engine/resources.h"
#include "scenarios/engine/scenario_loader.h"

namespace rpmsg_sim {

struct DebugCommand {
  std::string file;
  ScenarioOverrides overrides;
  std::vector<std::string> scripts;  // files of gdb commands, executed when the images are in place
  bool batch = false;                // leave after the scripts, with the status of the run
};

// Becomes gdb and does not return. Throws InputError: what is wrong with the scenario, or no gdb.
[[noreturn]] void debug_scenario(const DebugCommand& command, const Resources& resources);

}  // namespace rpmsg_sim
