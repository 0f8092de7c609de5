// The latency budget on a terminal: a table of stages for each direction and one of the round trip.
#pragma once

#include <string>

#include "scenarios/engine/console_report.h"
#include "scenarios/engine/result.h"

namespace rpmsg_sim {

// Several lines, or nothing where no message was read.
std::string format_budget(const RunResult& result, const ReportStyle& style);

}  // namespace rpmsg_sim
