#include "scenarios/engine/bounds_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "platforms/bounds.h"
#include "platforms/located_yaml.h"
#include "scenarios/engine/exit_status.h"
#include "scenarios/engine/json_result.h"
#include "scenarios/engine/supervisor.h"

namespace rpmsg_sim {
namespace {

using Json = nlohmann::json;
using TemporaryFile = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// In the child; the parent reads what it leaves in the file.
int run_quietly(const PlatformSpec& platform, const Scenario& scenario, RunOptions options,
                const RunFunction& run, std::FILE* file) {
  options.quiet = true;
  options.console = nullptr;
  options.started = nullptr;
  options.progress = nullptr;
  options.interrupted = [] { return interruption_requested(); };
  try {
    const RunResult result = run(platform, scenario, options);
    const std::string text = json_text(result);
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    return written && std::fflush(file) == 0 ? result.exit_status : kInputWrong;
  } catch (const InputError& error) {
    std::fputs(fmt::format("rpmsg-sim: --bounds: {}\n", error.what()).c_str(), stderr);
    return kInputWrong;
  } catch (const std::exception&) {
    return kSimulatorDefect;
  }
}

std::string contents(std::FILE* file) {
  std::string text;
  char buffer[4096];
  std::rewind(file);
  while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, file)) text.append(buffer, size);
  return text;
}

struct Means {
  std::map<std::string, double> by_metric;
  std::string trouble;
};

Means run_bound(const PlatformSpec& platform, const Scenario& scenario, const RunOptions& options,
                const RunFunction& run) {
  Means means;
  const TemporaryFile file(std::tmpfile(), &std::fclose);
  if (!file) return {{}, "no temporary file can be made"};
  const ChildEnd end =
      run_in_child([&] { return run_quietly(platform, scenario, options, run, file.get()); });
  if (end.signal != 0) return {{}, "was " + end.text()};
  // Expectations are about the platform as it is.
  if (end.status != kPassed && end.status != kExpectationFailed)
    return {{}, fmt::format("ended with '{}'", verdict_of(end.status))};
  const Json json = Json::parse(contents(file.get()), nullptr, false);
  if (!json.is_object()) return {{}, "left no result"};
  for (const auto& [name, metric] : json.at("metrics").items()) {
    if (metric.at("mean").is_number()) means.by_metric[name] = metric.at("mean").get<double>();
  }
  return means;
}

}  // namespace

BoundsOutcome run_bounds(const PlatformSpec& platform, const Scenario& scenario, const RunOptions& options,
                         const RunFunction& run) {
  if (movable_estimates(platform) == 0)
    return {{}, fmt::format("no estimate of {} has a range", platform.name)};
  Means means[2];
  for (const Bound bound : {Bound::kLow, Bound::kHigh}) {
    Means& some = means[bound == Bound::kLow ? 0 : 1];
    some = run_bound(at_bound(platform, bound), scenario, options, run);
    if (some.trouble.empty()) continue;
    return {
        {},
        fmt::format("the run with all estimates {} {}", bound == Bound::kLow ? "low" : "high", some.trouble)};
  }
  BoundsOutcome outcome;
  for (const auto& [name, low] : means[0].by_metric) {
    const auto high = means[1].by_metric.find(name);
    if (high == means[1].by_metric.end()) continue;
    outcome.ranges[name] = {std::min(low, high->second), std::max(low, high->second)};
  }
  return outcome;
}

}  // namespace rpmsg_sim
