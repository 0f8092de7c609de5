#include "scenarios/engine/json_result.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace rpmsg_sim {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kPicosecondsPerNanosecond = 1000;

// Whole numbers without ".0", so that counts look like counts.
Json number(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (std::isfinite(value) && value == std::floor(value) && std::fabs(value) < kExact) {
    return static_cast<std::int64_t>(value);
  }
  return value;
}

Json nanoseconds(Picoseconds time) {
  if (time % kPicosecondsPerNanosecond == 0) return time / kPicosecondsPerNanosecond;
  return static_cast<double>(time) / static_cast<double>(kPicosecondsPerNanosecond);
}

Json messages_json(const MessageCounts& messages) {
  Json dropped = Json::object();
  for (const auto& [reason, count] : messages.dropped) dropped[reason] = count;
  return {{"sent", messages.sent},
          {"received", messages.received},
          {"in_flight", messages.in_flight},
          {"dropped", dropped},
          {"lost", messages.lost}};
}

Json metric_json(const MetricSummary& metric) {
  Json json = {{"unit", metric.unit}, {"count", metric.count}};
  const auto statistic = [&](double value) { return metric.count == 0 ? Json(nullptr) : number(value); };
  json["min"] = statistic(metric.min);
  json["mean"] = statistic(metric.mean);
  json["p50"] = statistic(metric.p50);
  json["p90"] = statistic(metric.p90);
  json["p99"] = statistic(metric.p99);
  json["p999"] = statistic(metric.p999);
  json["max"] = statistic(metric.max);
  return json;
}

Json metrics_json(const RunResult& result) {
  Json metrics = Json::object();
  for (const auto& [name, metric] : result.metrics) {
    metrics[name] = metric_json(metric);
    const auto range = result.ranges.find(name);
    if (range != result.ranges.end())
      metrics[name]["mean_range"] = {number(range->second.low), number(range->second.high)};
  }
  return metrics;
}

Json stage_json(const DirectionResult& direction, const StageResult& stage) {
  return {{"name", stage.name},
          {"metric", direction.name + "." + stage.name},
          {"executing_ns", number(stage.executing)},
          {"waiting_ns", number(stage.waiting)},
          {"queueing_ns", number(stage.queueing)},
          {"idle_ns", number(stage.idle)},
          {"empty", stage.empty},
          {"estimates", stage.estimates}};
}

Json budget_json(const std::vector<DirectionResult>& budget) {
  Json list = Json::array();
  for (const DirectionResult& direction : budget) {
    Json stages = Json::array();
    for (const StageResult& stage : direction.stages) stages.push_back(stage_json(direction, stage));
    list.push_back({{"direction", direction.name},
                    {"sender", direction.sender},
                    {"receiver", direction.receiver},
                    {"stages", stages}});
  }
  return list;
}

Json cores_json(const RunResult& result) {
  Json cores = Json::object();
  for (const auto& [core, image] : result.images) cores[core]["image"] = image;
  for (const SideCounts& side : result.sides) {
    cores[side.core]["doorbells"] = side.doorbells;
    cores[side.core]["interrupts"] = side.interrupts;
  }
  for (const BusCounts& bus : result.bus) {
    cores[bus.core]["bus_reads"] = bus.reads;
    cores[bus.core]["bus_writes"] = bus.writes;
    cores[bus.core]["bus_waited_ns"] = bus.waited_ns;
  }
  return cores;
}

Json links_json(const std::vector<LinkResult>& links) {
  Json list = Json::array();
  for (const LinkResult& link : links) {
    const auto address = [](std::uint64_t value) {
      return value == 0 ? Json(nullptr) : Json(fmt::format("{:#x}", value));
    };
    list.push_back({{"name", link.name},
                    {"host", link.host},
                    {"remote", link.remote},
                    {"vring0", address(link.vring0)},
                    {"vring1", address(link.vring1)},
                    {"descriptors", link.descriptors},
                    {"align", link.align},
                    {"origin", link.origin},
                    {"active", link.active},
                    {"messages", link.messages}});
  }
  return list;
}

Json memories_json(const RunResult& result) {
  Json json = Json::object();
  for (const MemoryResult& memory : result.memories) {
    Json bytes = Json::object();
    for (const auto& [master, count] : memory.bytes) bytes[master] = count;
    json[memory.name] = {{"row_hits", memory.row_hits},
                         {"row_closed", memory.row_closed},
                         {"row_conflicts", memory.row_conflicts},
                         {"refreshes", memory.refreshes},
                         {"bus_busy_ns", nanoseconds(memory.bus_busy_ps)},
                         {"bytes", bytes}};
  }
  return json;
}

Json contention_json(const std::vector<ContentionRow>& rows) {
  Json list = Json::array();
  for (const ContentionRow& row : rows) {
    Json culprits = Json::object();
    for (const ContentionRow::Culprit& culprit : row.because_of)
      culprits[culprit.master] = nanoseconds(culprit.time);
    list.push_back({{"master", row.master},
                    {"place", row.place},
                    {"accesses", row.accesses},
                    {"bank_ns", nanoseconds(row.bank)},
                    {"row_ns", nanoseconds(row.row)},
                    {"bus_ns", nanoseconds(row.bus)},
                    {"refresh_ns", nanoseconds(row.refresh)},
                    {"because_of_ns", culprits}});
  }
  return list;
}

Json findings_json(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"id", finding.id},
                    {"level", level_name(finding.level)},
                    {"time_ns", nanoseconds(finding.time)},
                    {"core", finding.core},
                    {"where", finding.where},
                    {"text", finding.text},
                    {"backtrace", finding.backtrace}});
  }
  return list;
}

Json explanations_json(const std::vector<MessageExplanation>& explanations) {
  Json list = Json::array();
  for (const MessageExplanation& explanation : explanations) {
    list.push_back({{"message", explanation.number},
                    {"state", explanation.state},
                    {"text", explanation.text},
                    {"details", explanation.details}});
  }
  return list;
}

Json waits_json(const std::vector<CoreWait>& waits) {
  Json json = Json::object();
  for (const CoreWait& wait : waits) json[wait.core] = wait.lines;
  return json;
}

Json expectations_json(const std::vector<ExpectationResult>& expectations) {
  Json list = Json::array();
  for (const ExpectationResult& expectation : expectations) {
    const Json measured = expectation.known ? number(expectation.measured) : Json(nullptr);
    list.push_back({{"text", expectation.text}, {"ok", expectation.ok}, {"measured", measured}});
  }
  return list;
}

std::string end_name(RunEnd end) {
  switch (end) {
    case RunEnd::kEndOfTest:
      return "end_of_test";
    case RunEnd::kDeadlock:
      return "deadlock";
    case RunEnd::kLimit:
      return "limit";
    case RunEnd::kWallLimit:
      return "wall_limit";
    case RunEnd::kStopped:
      return "stopped";
    case RunEnd::kInterrupted:
      return "interrupted";
  }
  return {};
}

}  // namespace

std::string level_name(FindingLevel level) {
  switch (level) {
    case FindingLevel::kIgnore:
      return "ignore";
    case FindingLevel::kLog:
      return "log";
    case FindingLevel::kFail:
      return "fail";
    case FindingLevel::kStop:
      return "stop";
  }
  return {};
}

std::string verdict_of(const RunResult& result) {
  const bool interrupted = result.exit_status == 4 && result.end == RunEnd::kInterrupted;
  return interrupted ? "interrupted" : verdict_of(result.exit_status);
}

std::string verdict_of(int exit_status) {
  switch (exit_status) {
    case 0:
      return "passed";
    case 1:
      return "expectation failed";
    case 2:
      return "input error";
    case 3:
      return "finding";
    case 4:
      return "limit reached";
    default:
      return "simulator defect";
  }
}

std::string json_text(const RunResult& result) {
  Json json;
  json["scenario"] = result.scenario;
  json["title"] = result.title;
  json["platform"] = result.platform;
  json["seed"] = result.seed;
  json["digest"] = result.digest;
  json["simulated_ns"] = nanoseconds(result.simulated_ps);
  json["wall_s"] = result.wall_s;
  json["end"] = end_name(result.end);
  json["end_text"] = result.end_text;
  json["cores_at_end"] = waits_json(result.waits);
  json["explanations"] = explanations_json(result.explanations);
  json["messages"] = messages_json(result.messages);
  json["metrics"] = metrics_json(result);
  json["budget"] = budget_json(result.budget);
  json["cores"] = cores_json(result);
  json["links"] = links_json(result.links);
  json["memories"] = memories_json(result);
  json["contention"] = contention_json(result.contention);
  json["findings"] = findings_json(result.findings);
  json["finding_counts"] = Json::object();
  for (const auto& [id, count] : result.finding_counts) json["finding_counts"][id] = count;
  json["expectations"] = expectations_json(result.expectations);
  json["verdict"] = verdict_of(result);
  json["exit_status"] = result.exit_status;
  // Text from firmware may be no valid UTF-8; a broken character must not break the file.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rpmsg_sim
