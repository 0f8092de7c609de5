// Findings: what the simulator noticed about the firmware's behaviour.
//
// A model reports a finding by its stable id; the collector adds who did it and where in the firmware,
// applies the scenario's policy, counts repetitions and decides whether the run goes on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/observe/event.h"

namespace rpmsg_sim {

enum class FindingLevel { kIgnore, kLog, kFail, kStop };

struct Finding {
  std::string id;
  FindingLevel level = FindingLevel::kLog;
  Picoseconds time = 0;
  std::string core;   // instance name, empty when no core is involved
  std::string where;  // "file:line (function)", or an address, or empty
  std::string text;
  // The firmware's calls that led to `where`, innermost first, each as `where`; empty when no core is
  // involved.
  std::vector<std::string> backtrace{};
};

// What models know of the collector.
class FindingSink {
 public:
  virtual ~FindingSink() = default;
  // `id` is one of the ids in models/observe/finding_ids.h. The core whose access is being served, if any,
  // and its place in the firmware are added by the collector.
  virtual void report(std::string_view id, Picoseconds time, std::string text) = 0;
};

}  // namespace rpmsg_sim
