#include "scenarios/engine/run_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "models/observe/console_sink.h"
#include "platforms/located_yaml.h"
#include "scenarios/engine/bounds_runs.h"
#include "scenarios/engine/console_report.h"
#include "scenarios/engine/exit_status.h"
#include "scenarios/engine/json_result.h"
#include "scenarios/engine/output_file.h"
#include "scenarios/engine/supervisor.h"

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

constexpr double kPicosecondsPerNanosecond = 1e3;

void print(std::FILE* stream, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stream);
}

// "rpmsg-sim: ..." on standard error, the one line that an error is.
void print_error(const std::string& text) {
  print(stderr, "rpmsg-sim: " + text + "\n");
}

// A line on a terminal that shows how far a long run has got.
class Progress {
 public:
  explicit Progress(bool wanted) : wanted_(wanted && isatty(STDERR_FILENO) != 0) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(Picoseconds time) {
    using Clock = std::chrono::steady_clock;
    constexpr auto kPause = std::chrono::milliseconds(200);
    if (!wanted_ || Clock::now() - last_ < kPause) return;
    last_ = Clock::now();
    print(stderr, fmt::format("\r{:>14} simulated ",
                              readable_time(static_cast<double>(time) / kPicosecondsPerNanosecond)));
    visible_ = true;
  }

  void clear() {
    if (visible_) print(stderr, "\r\x1b[K");
    visible_ = false;
  }

 private:
  bool wanted_;
  bool visible_ = false;
  // Nothing is shown during the first moment: most runs are over by then.
  std::chrono::steady_clock::time_point last_ =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
};

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
  std::unique_ptr<OutputFile> json;
  std::map<std::string, MetricRange> ranges;  // --bounds
};

// When the JSON goes to standard output, the report makes room for it.
std::FILE* report_stream(const RunCommand& command) {
  return command.json == "-" ? stderr : stdout;
}

RunResult simulate(const RunCommand& command, const Job& job, const RunFunction& run) {
  Progress progress(!command.quiet);
  ConsolePrinter console(report_stream(command), progress);
  RunOptions options = command.options;
  options.quiet = command.quiet;
  if (!command.quiet) options.console = &console;
  options.started = [&](const EventLog& log) { console.use_names(log); };
  options.progress = [&](Picoseconds time) { progress.show(time); };
  options.interrupted = [] { return interruption_requested(); };
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

// The part that may run in a child process; no exception leaves it.
int perform(const RunCommand& command, const Job& job, const RunFunction& run) {
  try {
    RunResult result = simulate(command, job, run);
    result.ranges = job.ranges;
    report(command, result);
    if (job.json) job.json->commit(json_text(result));
    return result.exit_status;
  } catch (const InputError& error) {
    print_error(error.what());
    return kInputWrong;
  } catch (const std::exception& error) {
    print_error(fmt::format("defect of the simulator: {}", error.what()));
    return kSimulatorDefect;
  }
}

// The simulation is gone; what is known without it still makes a complete result.
int report_crash(const Job& job, const ChildEnd& end) {
  const Scenario& scenario = job.loaded.scenario;
  print_error(fmt::format("{}: defect of the simulator: it was {}", scenario.name, end.text()));
  if (!job.json) return kSimulatorDefect;
  RunResult result;
  result.scenario = scenario.name;
  result.title = scenario.title;
  result.platform = scenario.platform;
  result.seed = scenario.seed;
  for (const ImageChoice& choice : scenario.images) result.images.emplace_back(choice.core, choice.image);
  result.end = RunEnd::kStopped;
  result.end_text = end.text();
  result.exit_status = kSimulatorDefect;
  job.json->commit(json_text(result));
  return kSimulatorDefect;
}

int perform_in_child(const RunCommand& command, const Job& job, const RunFunction& run) {
  const ChildEnd end = run_in_child([&] { return perform(command, job, run); });
  return end.signal == 0 ? end.status : report_crash(job, end);
}

void find_ranges(const RunCommand& command, Job& job, const RunFunction& run) {
  BoundsOutcome outcome = run_bounds(job.loaded.platform, job.loaded.scenario, command.options, run);
  if (!outcome.trouble.empty()) {
    print_error(fmt::format("{}: --bounds: {}", job.loaded.scenario.name, outcome.trouble));
  }
  job.ranges = std::move(outcome.ranges);
}

std::string json_path(const RunCommand& command, const std::string& scenario) {
  std::error_code error;
  const bool folder = command.json.back() == '/' || fs::is_directory(command.json, error);
  if (folder) return (fs::path(command.json) / (scenario + ".json")).string();
  if (command.files.size() > 1) {
    throw InputError(fmt::format("--json {}: several scenarios need a folder that exists", command.json));
  }
  return command.json;
}

// All input is checked and all files are opened before anything runs.
std::vector<Job> prepare(const RunCommand& command, const Resources& resources) {
  std::vector<Job> jobs;
  std::set<std::string> json_files;
  for (const std::string& file : command.files) {
    Job job{load_scenario(file, command.overrides, resources), nullptr, {}};
    if (!command.json.empty()) {
      const std::string path = json_path(command, job.loaded.scenario.name);
      if (!json_files.insert(path).second)
        throw InputError(fmt::format("two scenarios would both write {}", path));
      job.json = std::make_unique<OutputFile>(path);
    }
    jobs.push_back(std::move(job));
  }
  return jobs;
}

}  // namespace

int run_scenarios(const RunCommand& command, const Resources& resources, const RunFunction& run) {
  if (command.in_process && command.files.size() > 1) {
    throw InputError("--in-process: one process can run only one scenario");
  }
  std::vector<Job> jobs = prepare(command, resources);
  int status = kPassed;
  bool first = true;
  for (Job& job : jobs) {
    if (command.bounds) find_ranges(command, job, run);
    if (!first && !command.quiet) print(report_stream(command), "\n");
    first = false;
    status = worse_status(
        status, command.in_process ? perform(command, job, run) : perform_in_child(command, job, run));
  }
  return status;
}

}  // namespace rpmsg_sim
