// `rpmsg-sim run`: each scenario in a process of its own, report, result files, exit status.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/engine/command_line.h"
#include "scenarios/engine/run_outputs.h"
#include "scenarios/engine/scenario_loader.h"

namespace rpmsg_sim {

struct RunCommand {
  std::vector<std::string> files;
  ScenarioOverrides overrides;
  OutputPaths outputs;
  bool quiet = false;
  bool bounds = false;      // two more runs, with the platform's estimates at both ends
  bool in_process = false;  // for debuggers: no child process
  RunOptions options;
};

// Throws InputError when nothing was run.
int run_scenarios(const RunCommand& command, const Resources& resources, const RunFunction& run);

}  // namespace rpmsg_sim
