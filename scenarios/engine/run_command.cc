#include "scenarios/engine/run_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "models/observe/console_sink.h"
#include "platforms/located_yaml.h"
#include "scenarios/engine/bounds_runs.h"
#include "scenarios/engine/console_report.h"
#include "scenarios/engine/exit_status.h"
#include "scenarios/engine/json_result.h"
#include "scenarios/engine/junit_result.h"
#include "scenarios/engine/log_view.h"
#include "scenarios/engine/progress.h"
#include "scenarios/engine/supervisor.h"
#include "scenarios/engine/vcd_replay.h"
#include "scenarios/engine/vcd_view.h"

namespace rpmsg_sim {
namespace {

constexpr double kPicosecondsPerNanosecond = 1e3;

void print(std::FILE* stream, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stream);
}

// "rpmsg-sim: ..." on standard error, the one line that an error is.
void print_error(const std::string& text) {
  print(stderr, "rpmsg-sim: " + text + "\n");
}

// Left for the parent, which makes one file of all scenarios.
void write_suite(const RunOutputs& outputs, const std::string& suite) {
  if (outputs.junit_suite && !outputs.junit_suite->append(suite)) {
    throw InputError("the folder for temporary files is full");
  }
}

// What firmware prints, with the time and who printed it.
class ConsolePrinter : public ConsoleSink {
 public:
  ConsolePrinter(std::FILE* stream, Progress& progress) : stream_(stream), progress_(progress) {}

  void use_names(const EventLog& log) { log_ = &log; }

  void line(SourceId who, Picoseconds time, std::string_view text) override {
    progress_.clear();
    print(stream_, fmt::format("[{:>12}] {}: {}\n",
                               readable_time(static_cast<double>(time) / kPicosecondsPerNanosecond),
                               name_of(who), harmless(text)));
  }

 private:
  std::string name_of(SourceId who) const {
    const bool known = log_ != nullptr && who < log_->source_names().size();
    if (!known) return "?";
    const std::string& name = log_->source_names()[who];
    const std::size_t dot = name.rfind('.');
    return dot == std::string::npos ? name : name.substr(dot + 1);
  }

  // Firmware must not steer the terminal.
  static std::string harmless(std::string_view text) {
    std::string result;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 && c != '\t') {
        result += fmt::format("\\x{:02x}", byte);
      } else if (byte == 0x7F) {
        result += "\\x7f";
      } else {
        result += c;
      }
    }
    return result;
  }

  std::FILE* stream_;
  Progress& progress_;
  const EventLog* log_ = nullptr;
};

// One scenario of the command and where its result goes.
struct Job {
  LoadedScenario loaded;
  RunOutputs outputs;
  std::map<std::string, MetricRange> ranges;  // --bounds
};

// When a result goes to standard output, the report makes room for it.
std::FILE* report_stream(const RunCommand& command) {
  return command.outputs.to_standard_output() ? stderr : stdout;
}

// The views that a run fills while it goes on.
struct Views {
  explicit Views(const RunOutputs& outputs) {
    if (outputs.log) log.emplace(*outputs.log);
    if (outputs.vcd) vcd.emplace(*outputs.vcd_changes);
  }
  std::vector<RunView*> all() {
    std::vector<RunView*> views;
    if (log) views.push_back(&*log);
    if (vcd) views.push_back(&*vcd);
    return views;
  }

  std::optional<LogView> log;
  std::optional<VcdView> vcd;
};

RunResult simulate(const RunCommand& command, const Job& job, const RunFunction& run, Views& views) {
  Progress progress(!command.quiet, job.loaded.scenario.limit);
  ConsolePrinter console(report_stream(command), progress);
  RunOptions options = command.options;
  options.quiet = command.quiet;
  if (!command.quiet) options.console = &console;
  options.started = [&](const EventLog& log) { console.use_names(log); };
  options.progress = [&](Picoseconds time, std::uint64_t messages) { progress.show(time, messages); };
  options.interrupted = [] { return interruption_requested(); };
  options.views = views.all();
  return run(job.loaded.platform, job.loaded.scenario, options);
}

void report(const RunCommand& command, const RunResult& result) {
  std::FILE* stream = report_stream(command);
  if (!command.quiet) {
    print(stream, format_report(result, {wants_colour(fileno(stream))}));
  } else if (result.exit_status != kPassed) {
    print(stderr, format_summary(result, {wants_colour(STDERR_FILENO)}));
  }
}

// What is delivered of one output does not depend on whether another one can be. Returns the exit status.
int deliver(int status, const std::function<void()>& output) {
  try {
    output();
    return status;
  } catch (const InputError& error) {
    print_error(error.what());
    return worse_status(status, kInputWrong);
  }
}

int deliver_all(const RunOutputs& outputs, const RunResult& result, Views& views) {
  int status = result.exit_status;
  if (outputs.log) status = deliver(status, [&] { views.log->deliver(); });
  if (outputs.vcd) status = deliver(status, [&] { views.vcd->deliver(); });
  if (outputs.junit_suite) {
    status = deliver(status, [&] { write_suite(outputs, junit_suite(result)); });
  }
  if (outputs.json) status = deliver(status, [&] { outputs.json->commit(json_text(result)); });
  return status;
}

// The part that may run in a child process; no exception leaves it.
int perform(const RunCommand& command, const Job& job, const RunFunction& run) {
  const std::string& name = job.loaded.scenario.name;
  try {
    Views views(job.outputs);
    RunResult result = simulate(command, job, run, views);
    result.ranges = job.ranges;
    report(command, result);
    return deliver_all(job.outputs, result, views);
  } catch (const InputError& error) {
    print_error(error.what());
    write_suite(job.outputs, junit_error_suite(name, error.what()));
    return kInputWrong;
  } catch (const std::exception& error) {
    const std::string text = fmt::format("defect of the simulator: {}", error.what());
    print_error(text);
    write_suite(job.outputs, junit_error_suite(name, text));
    return kSimulatorDefect;
  }
}

RunResult result_of_crash(const Scenario& scenario, const ChildEnd& end) {
  RunResult result;
  result.scenario = scenario.name;
  result.title = scenario.title;
  result.platform = scenario.platform;
  result.seed = scenario.seed;
  for (const ImageChoice& choice : scenario.images) result.images.emplace_back(choice.core, choice.image);
  result.end = RunEnd::kStopped;
  result.end_text = end.text();
  result.exit_status = kSimulatorDefect;
  return result;
}

// The simulation is gone; what is known without it still makes complete results.
int report_crash(const Job& job, const ChildEnd& end) {
  const Scenario& scenario = job.loaded.scenario;
  const std::string text = fmt::format("defect of the simulator: it was {}", end.text());
  print_error(fmt::format("{}: {}", scenario.name, text));
  const RunOutputs& outputs = job.outputs;
  int status = kSimulatorDefect;
  if (outputs.log) status = deliver(status, [&] { end_log_of_crash(*outputs.log, end.text()); });
  if (outputs.junit_suite) write_suite(outputs, junit_error_suite(scenario.name, text));
  if (outputs.json) {
    status = deliver(status, [&] { outputs.json->commit(json_text(result_of_crash(scenario, end))); });
  }
  return status;
}

// The waveform is written by a process of its own, since SystemC can simulate once in each.
int write_waveform(const Job& job) {
  const ChildEnd end = run_in_child(
      [&] { return deliver(kPassed, [&] { replay_as_vcd(*job.outputs.vcd_changes, *job.outputs.vcd); }); });
  if (end.signal == 0) return end.status;
  print_error(fmt::format("{}: defect of the simulator: writing {} was {}", job.loaded.scenario.name,
                          job.outputs.vcd->path(), end.text()));
  return kSimulatorDefect;
}

int perform_in_child(const RunCommand& command, const Job& job, const RunFunction& run) {
  const ChildEnd end = run_in_child([&] { return perform(command, job, run); });
  const int status = end.signal == 0 ? end.status : report_crash(job, end);
  return job.outputs.vcd ? worse_status(status, write_waveform(job)) : status;
}

void find_ranges(const RunCommand& command, Job& job, const RunFunction& run) {
  BoundsOutcome outcome = run_bounds(job.loaded.platform, job.loaded.scenario, command.options, run);
  if (!outcome.trouble.empty()) {
    print_error(fmt::format("{}: --bounds: {}", job.loaded.scenario.name, outcome.trouble));
  }
  job.ranges = std::move(outcome.ranges);
}

// All input is checked and all files are opened before anything runs.
std::vector<Job> prepare(const RunCommand& command, const Resources& resources, OutputOpener& opener) {
  std::vector<Job> jobs;
  for (const std::string& file : command.files) {
    jobs.push_back(Job{load_scenario(file, command.overrides, resources), {}, {}});
    opener.protect(jobs.back().loaded.scenario.file);
  }
  for (Job& job : jobs) job.outputs = opener.open_for(job.loaded.scenario.name);
  return jobs;
}

void check_in_process(const RunCommand& command) {
  if (!command.in_process) return;
  if (command.files.size() > 1) throw InputError("--in-process: one process can run only one scenario");
  if (!command.outputs.vcd.empty()) throw InputError("--vcd needs a process of its own: drop --in-process");
}

int run_jobs(const RunCommand& command, std::vector<Job>& jobs, const RunFunction& run) {
  int status = kPassed;
  for (Job& job : jobs) {
    if (&job != &jobs.front() && interruption_requested()) {
      print_error(fmt::format("interrupted: {} and what follows it did not run", job.loaded.scenario.name));
      return worse_status(status, kLimitPassed);
    }
    if (command.bounds) find_ranges(command, job, run);
    if (&job != &jobs.front() && !command.quiet) print(report_stream(command), "\n");
    status = worse_status(
        status, command.in_process ? perform(command, job, run) : perform_in_child(command, job, run));
  }
  return status;
}

std::vector<std::string> suites_of(const std::vector<Job>& jobs) {
  std::vector<std::string> suites;
  for (const Job& job : jobs) {
    const std::string suite = job.outputs.junit_suite->text();
    suites.push_back(suite.empty() ? junit_error_suite(job.loaded.scenario.name, "did not run") : suite);
  }
  return suites;
}

}  // namespace

int run_scenarios(const RunCommand& command, const Resources& resources, const RunFunction& run) {
  check_in_process(command);
  OutputOpener opener(command.outputs, command.files.size() > 1);
  std::vector<Job> jobs = prepare(command, resources, opener);
  const std::unique_ptr<OutputFile> junit = opener.open_junit();
  const int status = run_jobs(command, jobs, run);
  if (!junit) return status;
  return deliver(status, [&] { junit->commit(junit_text(suites_of(jobs))); });
}

}  // namespace rpmsg_sim
