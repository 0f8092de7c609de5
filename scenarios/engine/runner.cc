#include "scenarios/engine/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "models/observe/digest_sink.h"
#include "models/observe/message_metrics.h"
#include "platforms/builder.h"
#include "platforms/link_placement.h"
#include "scenarios/engine/debug_views.h"
#include "scenarios/engine/expectation.h"
#include "scenarios/engine/explanation.h"
#include "scenarios/engine/measurements.h"
#include "scenarios/engine/stage_estimates.h"

namespace rpmsg_sim {

namespace {

using WallClock = std::chrono::steady_clock;

double seconds_since(WallClock::time_point start) {
  return std::chrono::duration<double>(WallClock::now() - start).count();
}

std::vector<CoreImage> images_of(const Scenario& scenario) {
  std::vector<CoreImage> images;
  for (const ImageChoice& choice : scenario.images) {
    images.push_back(CoreImage{choice.core, choice.path, choice.parameter_values});
  }
  return images;
}

std::string what_cores_wait_for(System& system) {
  std::string text;
  for (const Core* core : system.conductor().cores()) {
    if (!text.empty()) text += "; ";
    text += core->describe_wait();
  }
  return text;
}

// The calls that every core is in, each with the core's name.
std::vector<std::string> where_cores_are(System& system) {
  std::vector<std::string> calls;
  for (const Core* core : system.conductor().cores()) {
    if (core->state() == CoreState::kHeld) continue;
    for (const std::string& call : core->backtrace())
      calls.push_back(fmt::format("{}: {}", core->basename(), call));
  }
  return calls;
}

// Why the run ended, and the finding that goes with it.
void explain_end(System& system, bool wall_limit, RunResult& result) {
  const Conductor& conductor = system.conductor();
  result.simulated_ps = conductor.end_time();
  switch (conductor.end()) {
    case ConductorEnd::kStopped:
      result.end = system.ended_by_image() ? RunEnd::kEndOfTest : RunEnd::kStopped;
      return;
    case ConductorEnd::kNothingLeft:
      result.end = RunEnd::kDeadlock;
      result.end_text = what_cores_wait_for(system);
      system.findings().report("deadlock", conductor.end_time(), result.end_text, where_cores_are(system));
      break;
    case ConductorEnd::kLimit:
      result.end = RunEnd::kLimit;
      system.findings().report("limit_reached", conductor.end_time(), "the run was cut off here",
                               where_cores_are(system));
      break;
    case ConductorEnd::kInterrupted:
      result.end = wall_limit ? RunEnd::kWallLimit : RunEnd::kInterrupted;
      break;
  }
  result.end_text = what_cores_wait_for(system);
  result.waits = what_else_cores_see(system);
}

std::string core_name(const System& system, SourceId source) {
  for (const System::CoreInstance& instance : system.cores()) {
    if (instance.core->source() == source) return instance.name;
  }
  return {};
}

void collect_stages(const System& system, const PlatformSpec& platform, RunResult& result) {
  result.metrics.merge(stage_metrics(system.stages()));
  for (const StageTracker::Direction& direction : system.stages().directions()) {
    DirectionResult row = direction_result(direction);
    row.sender = core_name(system, direction.sender);
    row.receiver = core_name(system, direction.receiver);
    name_estimates(platform, row);
    result.budget.push_back(std::move(row));
  }
  std::sort(result.budget.begin(), result.budget.end(),
            [](const DirectionResult& a, const DirectionResult& b) { return a.name < b.name; });
}

std::vector<LinkResult> links_of(System& system) {
  std::vector<LinkResult> results;
  const auto short_name = [&](SourceId source) {
    for (const System::CoreInstance& instance : system.cores()) {
      if (instance.core->source() == source) return instance.name;
    }
    return std::string();
  };
  for (const LinkStatus& link : system.rings().links()) {
    const LinkDescription& rings = link.description;
    results.push_back({rings.name, short_name(rings.host), short_name(rings.remote), rings.vring0,
                       rings.vring1 == kUnknownRing ? 0 : rings.vring1, rings.count, rings.align,
                       rings.origin, link.active, link.messages});
  }
  return results;
}

std::vector<MemoryResult> memories_of(const System& system, const Scenario& scenario) {
  std::vector<std::string> masters;
  for (const System::CoreInstance& instance : system.cores()) masters.push_back(instance.name);
  for (const TrafficSpec& traffic : scenario.traffic) masters.push_back(traffic.name);
  std::vector<MemoryResult> results;
  for (const auto& [name, memory] : system.memories()) {
    const DdrController* const ddr = memory->ddr();
    if (ddr == nullptr) continue;
    const DdrStatistics& statistics = ddr->statistics();
    MemoryResult result{name,
                        statistics.row_hits,
                        statistics.row_closed,
                        statistics.row_conflicts,
                        statistics.refreshes,
                        statistics.bus_busy,
                        {}};
    for (MasterId i = 0; i < ddr->masters(); ++i) {
      if (const std::uint64_t bytes = ddr->statistics(i).bytes; bytes != 0)
        result.bytes.emplace_back(masters[i], bytes);
    }
    results.push_back(std::move(result));
  }
  return results;
}

void collect(System& system, const Scenario& scenario, const MessageMetrics& metrics, RunResult& result) {
  result.messages = message_counts(metrics);
  result.metrics = latency_metrics(metrics);
  for (const System::CoreInstance& instance : system.cores()) {
    SideCounts side;
    side.core = instance.name;
    for (const SourceId doorbell : instance.doorbells) side.doorbells += metrics.doorbells(doorbell);
    side.interrupts = metrics.interrupts(instance.core->source());
    result.sides.push_back(side);
    const InitiatorStatistics& bus = system.interconnect().statistics(instance.core->initiator());
    constexpr std::uint64_t kPicosecondsPerNanosecond = 1000;
    result.bus.push_back(
        BusCounts{instance.name, bus.reads, bus.writes, bus.waited / kPicosecondsPerNanosecond});
  }
  result.links = links_of(system);
  result.memories = memories_of(system, scenario);
  result.contention = system.contention().rows();
  result.findings = system.findings().findings();
  result.finding_counts = system.findings().counts();
}

// The platform with this scenario's links.
PlatformSpec placed(const PlatformSpec& platform, const Scenario& scenario) {
  PlatformSpec result = platform;
  if (!scenario.links.empty()) use_links(result, scenario.links);
  for (const ImageChoice& choice : scenario.images) {
    use_resource_table(result, choice.core, read_elf_image(choice.path));
  }
  return result;
}

// Where several hold: a finding, then a limit, then an expectation.
int exit_status(const RunResult& result, bool findings_failed) {
  if (findings_failed) return 3;
  if (result.end == RunEnd::kLimit || result.end == RunEnd::kWallLimit || result.end == RunEnd::kInterrupted)
    return 4;
  const bool met = std::all_of(result.expectations.begin(), result.expectations.end(),
                               [](const ExpectationResult& expectation) { return expectation.ok; });
  return met ? 0 : 1;
}

}  // namespace

RunResult run_scenario(const PlatformSpec& platform, const Scenario& scenario, const RunOptions& options) {
  SystemOptions system_options;
  system_options.seed = static_cast<std::uint32_t>(scenario.seed);
  system_options.limit = scenario.limit.value_or(kEndOfTime);
  system_options.zero_horizon = options.zero_horizon;
  system_options.audit = options.audit;
  system_options.stages = options.metrics;
  system_options.console = options.console;
  system_options.traffic = scenario.traffic;
  System system(placed(platform, scenario), images_of(scenario), system_options);

  const DebuggedSystem debugged(system);
  DigestSink digest;
  MessageMetrics metrics;
  LastDoorbells doorbells;
  system.log().add_sink(digest);
  if (options.metrics) system.log().add_sink(metrics);
  if (options.metrics) system.log().add_sink(doorbells);
  for (const auto& [id, level] : scenario.findings) system.findings().set_level(id, level);

  RunResult result;
  result.scenario = scenario.name;
  result.title = scenario.title;
  result.platform = platform.name;
  result.seed = scenario.seed;
  for (const ImageChoice& choice : scenario.images) result.images.emplace_back(choice.core, choice.image);

  if (options.started) options.started(system.log());
  for (RunView* view : options.views) view->begin(system);
  const WallClock::time_point start = WallClock::now();
  bool wall_limit = false;
  system.conductor().set_poll([&](Picoseconds time) {
    if (options.progress) options.progress(time, system.rings().published());
    wall_limit = options.wall_limit_s && seconds_since(start) > *options.wall_limit_s;
    return wall_limit || (options.interrupted && options.interrupted());
  });
  system.run();
  explain_end(system, wall_limit, result);
  system.log().flush();
  result.wall_s = seconds_since(start);
  for (RunView* view : options.views) view->end(system);

  collect(system, scenario, metrics, result);
  if (options.metrics) {
    if (!stages_add_up(system.stages(), metrics))
      throw std::logic_error("the stages of the messages do not add up to their latencies");
    collect_stages(system, platform, result);
  }
  result.digest = digest.finish(result.findings);
  // Without metrics there is nothing to compare with.
  if (options.metrics) result.expectations = evaluate_expectations(scenario.expectations, result);
  if (options.metrics) result.explanations = explain_messages(system, doorbells, result);
  result.exit_status = exit_status(result, system.findings().failed());
  return result;
}

}  // namespace rpmsg_sim
