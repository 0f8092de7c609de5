// The log of a run: every event, one line each, in the order of simulated time. Equal runs give equal bytes,
// so that `diff` finds where two runs part. Format: docs/outputs.md.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/observe/event.h"
#include "models/observe/time_order.h"
#include "platforms/builder.h"
#include "scenarios/engine/output_file.h"
#include "scenarios/engine/runner.h"

namespace rpmsg_sim {

class LogView : public RunView, private EventSink {
 public:
  // `file` must outlive the view.
  explicit LogView(OutputFile& file) : file_(file) {}

  void begin(System& system) override;
  void end(System& system) override;
  // Throws InputError if anything of it could not be written, also before.
  void deliver();

 private:
  void consume(const Event* events, std::size_t count) override;
  std::string line_of(const Event& event);
  const std::string& describe(const System::Place& place);
  void write_out();

  OutputFile& file_;
  System* system_ = nullptr;
  TimeOrder<std::string> order_;
  std::map<std::pair<SourceId, std::uint64_t>, std::string> places_;  // that were described before
  std::string text_;                                                  // not in the file yet
  std::string error_;
};

// Completes the log of a run whose process died; `how` says how. Throws InputError.
void end_log_of_crash(OutputFile& file, const std::string& how);

}  // namespace rpmsg_sim
