// `rpmsg-sim diff A.json B.json`: which stage moved, and by how much.
//
// A metric has moved when its mean, or the statistic that was asked for, differs by more than the threshold,
// in either direction: a share of the older value ("5%") or a time ("200 ns"). Runs are deterministic, so a
// difference is never noise.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rpmsg_sim {

struct DiffCommand {
  std::string before;
  std::string after;
  std::string threshold = "5%";
  std::vector<std::string> metrics;  // "round_trip", "round_trip.p99"; empty: all
};

struct DiffOutcome {
  std::string text;
  int exit_status = 0;  // kPassed, or kExpectationFailed if something moved past the threshold
};

// Throws InputError for a file that is no result, an unknown metric or a wrong threshold.
DiffOutcome diff_results(const DiffCommand& command);

}  // namespace rpmsg_sim
