// From what the observers measured to what a result reports.
#pragma once

#include <map>
#include <string>

#include "models/observe/message_metrics.h"
#include "models/observe/stage_tracker.h"
#include "models/observe/summary.h"
#include "scenarios/engine/result.h"

namespace rpmsg_sim {

// Picoseconds to nanoseconds.
MetricSummary summarise_time(const Summary& picoseconds);

MessageCounts message_counts(const MessageMetrics& metrics);

// "round_trip", its parts, "host_to_remote", "remote_to_host"; those without samples have count 0.
std::map<std::string, MetricSummary> latency_metrics(const MessageMetrics& metrics);

// "one_way.<direction>", "<direction>.<stage>", "<direction>.queueing" and its like.
std::map<std::string, MetricSummary> stage_metrics(const StageTracker& stages);

// True if the stages of all messages add up to what the events say of them, to the picosecond.
bool stages_add_up(const StageTracker& stages, const MessageMetrics& metrics);

// What belongs to no metric of its own; without names of cores and estimates.
DirectionResult direction_result(const StageTracker::Direction& direction);

}  // namespace rpmsg_sim
