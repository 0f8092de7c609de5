// From what the observers measured to what a result reports.
#pragma once

#include <map>
#include <string>

#include "models/observe/message_metrics.h"
#include "models/observe/summary.h"
#include "scenarios/engine/result.h"

namespace rpmsg_sim {

// Picoseconds to nanoseconds.
MetricSummary summarise_time(const Summary& picoseconds);

MessageCounts message_counts(const MessageMetrics& metrics);

// "round_trip", "host_to_remote", "remote_to_host"; those without samples have count 0.
std::map<std::string, MetricSummary> latency_metrics(const MessageMetrics& metrics);

}  // namespace rpmsg_sim
