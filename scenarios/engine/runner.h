// Runs one scenario in this process. Once only: SystemC elaborates once per process.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "models/observe/console_sink.h"
#include "models/observe/event.h"
#include "platforms/platform_spec.h"
#include "scenarios/engine/result.h"
#include "scenarios/engine/scenario.h"

namespace rpmsg_sim {

class System;

// A view of a run besides its result.
class RunView {
 public:
  virtual ~RunView() = default;
  // The models exist and nothing has run yet. Exceptions must not leave what is called while they run.
  virtual void begin(System& system) = 0;
  // All events have been published.
  virtual void end(System& system) = 0;
};

struct RunOptions {
  bool zero_horizon = false;  // the oracle: no core runs ahead
  bool audit = false;         // unannounced accesses become findings
  bool metrics = true;        // false: only the digest is computed
  bool quiet = false;
  std::optional<double> wall_limit_s;
  ConsoleSink* console = nullptr;
  // The models exist and nothing has run yet; the log gives names to sources.
  std::function<void(const EventLog&)> started;
  // Called now and then with the simulated time and how many messages were sent; must not change anything the
  // run can see.
  std::function<void(Picoseconds, std::uint64_t)> progress;
  std::vector<RunView*> views;
  // True ends the run as interrupted.
  std::function<bool()> interrupted;
};

// Throws PlatformError or ImageError for input that cannot be run.
RunResult run_scenario(const PlatformSpec& platform, const Scenario& scenario, const RunOptions& options);

}  // namespace rpmsg_sim
