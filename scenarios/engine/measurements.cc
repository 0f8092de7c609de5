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
          {"host_to_remote", summarise_time(metrics.host_to_remote())},
          {"remote_to_host", summarise_time(metrics.remote_to_host())}};
}

}  // namespace rpmsg_sim
