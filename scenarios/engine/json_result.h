// The machine-readable form of a result. Equal runs differ in `wall_s` only.
#pragma once

#include <string>

#include "scenarios/engine/result.h"

namespace rpmsg_sim {

// Ends with a newline.
std::string json_text(const RunResult& result);

// "log", "fail", ...
std::string level_name(FindingLevel level);

// How the run went, in a word or two: "passed", "expectation failed", "limit reached", "interrupted", ...
std::string verdict_of(const RunResult& result);
// The same as far as the exit status tells.
std::string verdict_of(int exit_status);

}  // namespace rpmsg_sim
