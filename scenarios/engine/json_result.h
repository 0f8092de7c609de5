// The machine-readable form of a result. Equal runs differ in `wall_s` only.
#pragma once

#include <string>

#include "scenarios/engine/result.h"

namespace rpmsg_sim {

// Ends with a newline.
std::string json_text(const RunResult& result);

// "log", "fail", ...
std::string level_name(FindingLevel level);

// One word for how the run went, by its exit status: "passed", "expectation failed", "input error", ...
std::string verdict_of(int exit_status);

}  // namespace rpmsg_sim
