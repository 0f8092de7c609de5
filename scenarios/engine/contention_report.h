// The console report's part about DRAM: what it did, who waited for it and because of whom.
#pragma once

#include <string>

#include "scenarios/engine/console_report.h"
#include "scenarios/engine/result.h"

namespace rpmsg_sim {

// Empty where no access waited.
std::string format_contention(const RunResult& result, const ReportStyle& style);

}  // namespace rpmsg_sim
