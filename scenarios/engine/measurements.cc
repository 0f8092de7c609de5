#include "scenarios/engine/measurements.h"

namespace rpmsg_sim {

namespace {

double nanoseconds(std::uint64_t picoseconds) {
  return static_cast<double>(picoseconds) / 1000.0;
}

}  // namespace

MetricSummary summarise_time(const Summary& picoseconds) {
  MetricSummary summary;
  summary.unit = "ns";
  summary.count = picoseconds.count();
  summary.min = nanoseconds(picoseconds.min());
  summary.mean = picoseconds.mean() / 1000.0;
  summary.p50 = nanoseconds(picoseconds.percentile(500));
  summary.p90 = nanoseconds(picoseconds.percentile(900));
  summary.p99 = nanoseconds(picoseconds.percentile(990));
  summary.p999 = nanoseconds(picoseconds.percentile(999));
  summary.max = nanoseconds(picoseconds.max());
  return summary;
}

MessageCounts message_counts(const MessageMetrics& metrics) {
  const MessageTotals totals = metrics.totals();
  MessageCounts counts;
  counts.sent = totals.sent;
  counts.received = totals.received;
  counts.in_flight = totals.in_flight;
  counts.dropped = totals.dropped;
  counts.lost = totals.lost;
  return counts;
}

std::map<std::string, MetricSummary> latency_metrics(const MessageMetrics& metrics) {
  return {{"round_trip", summarise_time(metrics.round_trip())},
          {"round_trip.request", summarise_time(metrics.request())},
          {"round_trip.turnaround", summarise_time(metrics.turnaround())},
          {"round_trip.reply", summarise_time(metrics.reply())},
          {"host_to_remote", summarise_time(metrics.host_to_remote())},
          {"remote_to_host", summarise_time(metrics.remote_to_host())}};
}

std::map<std::string, MetricSummary> stage_metrics(const StageTracker& stages) {
  std::map<std::string, MetricSummary> metrics;
  for (const StageTracker::Direction& direction : stages.directions()) {
    const auto add = [&](const char* part, const Summary& summary) {
      metrics[direction.name + "." + part] = summarise_time(summary);
    };
    const StageBudget& budget = direction.budget;
    const OneWayFigures& one_way = budget.one_way();
    metrics["one_way." + direction.name] = summarise_time(one_way.total);
    add("executing", one_way.executing);
    add("waiting", one_way.waiting);
    add("queueing", one_way.queueing);
    add("idle", one_way.idle);
    add("life", budget.life());
    for (std::size_t stage = 0; stage < kStages; ++stage) add(stage_name(stage), budget.stage(stage).time);
  }
  return metrics;
}

bool stages_add_up(const StageTracker& stages, const MessageMetrics& metrics) {
  std::uint64_t count = 0;
  std::uint64_t sum = 0;
  for (const StageTracker::Direction& direction : stages.directions()) {
    count += direction.budget.one_way().total.count();
    for (std::size_t stage = kFirstOneWayStage; stage < kEndOfOneWayStages; ++stage)
      sum += direction.budget.stage(stage).time.sum();
  }
  return count == metrics.host_to_remote().count() + metrics.remote_to_host().count() &&
         sum == metrics.host_to_remote().sum() + metrics.remote_to_host().sum();
}

DirectionResult direction_result(const StageTracker::Direction& direction) {
  DirectionResult result;
  result.name = direction.name;
  for (std::size_t stage = 0; stage < kStages; ++stage) {
    const StageFigures& figures = direction.budget.stage(stage);
    const auto mean = [&figures](Picoseconds sum) {
      const std::uint64_t count = figures.time.count();
      return count == 0 ? 0 : nanoseconds(sum) / static_cast<double>(count);
    };
    StageResult row;
    row.name = stage_name(stage);
    row.executing = mean(figures.parts.executing);
    row.waiting = mean(figures.parts.waiting);
    row.queueing = mean(figures.parts.queueing);
    row.idle = mean(figures.parts.idle);
    row.empty = figures.empty;
    result.stages.push_back(std::move(row));
  }
  return result;
}

}  // namespace rpmsg_sim
