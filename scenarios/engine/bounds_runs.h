// --bounds: how far the results reach when the platform's estimates err.
//
// The scenario runs twice more, with all estimates at the lower and at the upper end of their ranges, each in
// a process of its own. Two runs and not two per parameter: latencies grow with every one of them, so these
// are the ends that matter, and a budget takes three times as long as a run instead of fifty times.
#pragma once

#include <map>
#include <string>

#include "scenarios/engine/command_line.h"
#include "scenarios/engine/result.h"

namespace rpmsg_sim {

struct BoundsOutcome {
  std::map<std::string, MetricRange> ranges;  // of means, by metric
  std::string trouble;                        // why there are none; empty if there are
};

BoundsOutcome run_bounds(const PlatformSpec& platform, const Scenario& scenario, const RunOptions& options,
                         const RunFunction& run);

}  // namespace rpmsg_sim
