// What a run gives: plain data that the console report and the JSON writer print.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/observe/contention.h"
#include "models/observe/finding.h"

namespace rpmsg_sim {

// One summarised metric; times in ns.
struct MetricSummary {
  std::string unit;  // "ns", "bytes", "count"
  std::uint64_t count = 0;
  double min = 0, mean = 0, p50 = 0, p90 = 0, p99 = 0, p999 = 0, max = 0;
};

struct MessageCounts {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::uint64_t in_flight = 0;
  std::map<std::string, std::uint64_t> dropped;  // by reason
  std::uint64_t lost = 0;
};

// One stage of the messages of one direction, beside its metric "<direction>.<name>".
struct StageResult {
  std::string name;  // "index_to_doorbell"
  // Mean over all messages, ns; together the mean of the metric.
  double executing = 0, waiting = 0, queueing = 0, idle = 0;
  std::uint64_t empty = 0;             // messages for which it took no time
  std::vector<std::string> estimates;  // platform parameters of confidence `estimate` that it rests on
};

// The life of the messages that go one way.
struct DirectionResult {
  std::string name;  // "a_to_m"
  std::string sender;
  std::string receiver;  // instance names
  std::vector<StageResult> stages;
};

// Means of one metric in runs at both ends of all estimates, ns.
struct MetricRange {
  double low = 0;
  double high = 0;
};

struct SideCounts {
  std::string core;
  std::uint64_t doorbells = 0;   // words and general-purpose requests sent through the MU by this core
  std::uint64_t interrupts = 0;  // exceptions entered because of an interrupt
};

struct BusCounts {
  std::string core;
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  std::uint64_t waited_ns = 0;  // time spent waiting for a contended resource
};

// A link between two cores and who named the place of its rings.
struct LinkResult {
  std::string name;
  std::string host;
  std::string remote;
  std::uint64_t vring0 = 0;  // system addresses; vring1 is 0 if it was never used and nobody named it
  std::uint64_t vring1 = 0;
  unsigned descriptors = 0;  // per ring
  unsigned align = 0;        // bytes
  std::string origin;        // "platform", "scenario", "the resource table of m4", "what the host wrote"
  bool active = false;       // something happened on it
  std::uint64_t messages = 0;  // published, name service included
};

// What one DRAM did.
struct MemoryResult {
  std::string name;
  std::uint64_t row_hits = 0;       // bursts by what they found
  std::uint64_t row_closed = 0;
  std::uint64_t row_conflicts = 0;
  std::uint64_t refreshes = 0;      // of all ranks
  std::uint64_t bus_busy_ps = 0;
  std::vector<std::pair<std::string, std::uint64_t>> bytes;  // by master, those that had any
};

struct ExpectationResult {
  std::string text;
  bool ok = false;
  double measured = 0;
  bool known = true;  // false: the metric has no samples
};

// What became of one message that is not as it should be, and at which step.
struct MessageExplanation {
  std::uint32_t number = 0;
  std::string state;  // "stuck", "lost", "dropped" or "late"
  std::string text;   // one sentence
  std::vector<std::string> details;
};

// What a core could see and do when the run ended before its own end.
struct CoreWait {
  std::string core;
  std::vector<std::string> lines;
};

// Why the run ended.
enum class RunEnd { kEndOfTest, kDeadlock, kLimit, kWallLimit, kStopped, kInterrupted };

struct RunResult {
  std::string scenario;
  std::string title;
  std::string platform;
  std::uint64_t seed = 0;
  std::string digest;  // 64 hexadecimal digits
  std::uint64_t simulated_ps = 0;
  double wall_s = 0;
  RunEnd end = RunEnd::kEndOfTest;
  std::string end_text;                                     // what each core waited for, which limit passed
  std::vector<std::pair<std::string, std::string>> images;  // core, image
  MessageCounts messages;
  std::map<std::string, MetricSummary> metrics;
  std::vector<DirectionResult> budget;
  std::map<std::string, MetricRange> ranges;  // by metric; empty without --bounds
  std::vector<LinkResult> links;
  std::vector<SideCounts> sides;
  std::vector<BusCounts> bus;
  std::vector<MemoryResult> memories;      // DRAMs
  std::vector<ContentionRow> contention;   // who waited for them, where and because of whom
  std::vector<MessageExplanation> explanations;
  std::vector<CoreWait> waits;
  std::vector<Finding> findings;
  std::map<std::string, std::uint64_t> finding_counts;  // by id, repetitions included
  std::vector<ExpectationResult> expectations;
  int exit_status = 0;
};

}  // namespace rpmsg_sim
