// The program rpmsg-sim without its main(): parses the command line and does what it says.
#pragma once

#include <functional>

#include "scenarios/engine/resources.h"
#include "scenarios/engine/runner.h"

namespace rpmsg_sim {

// Called in a process of its own for each scenario. Throws InputError for what cannot be run, any other
// exception for a defect. Tests pass their own.
using RunFunction = std::function<RunResult(const PlatformSpec&, const Scenario&, const RunOptions&)>;

// Returns the exit status (exit_status.h). Output goes to standard output, errors to standard error.
int run_command_line(int argc, const char* const* argv, const Resources& resources, const RunFunction& run);

}  // namespace rpmsg_sim
