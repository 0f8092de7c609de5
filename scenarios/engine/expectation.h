// Expectations: one line of a scenario's `expect:` list, parsed once and evaluated on the result of the run.
//
//   round_trip.p99 < 100 us        messages.lost == 0        findings.mu_tr_full == 1
//   messages.dropped.not_read == 0 doorbells.m >= 1000       simulated < 2 s
//   one_way.a_to_m.p99 < 5 us      m_to_a.line_to_handler.max < 1 us
//
// A line is a metric, one of < <= == != >= >, and a number with the metric's unit (ns, us, ms, s for times;
// nothing for counts). Times are compared in nanoseconds.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/engine/result.h"
#include "scenarios/engine/scenario.h"

namespace rpmsg_sim {

// A line that is no expectation; what() is one sentence without file and line, with the nearest valid name.
class ExpectationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A core as expectations may name it: by its instance name or its role.
struct CoreName {
  std::string instance;  // "m4"
  std::string role;      // "m", may be empty
};

// Throws ExpectationError. In the result, Expectation::metric has instance names in place of roles; `line` is
// 0.
Expectation parse_expectation(std::string_view text, const std::vector<CoreName>& cores);

// A metric without samples gives known = false and ok = false.
ExpectationResult evaluate_expectation(const Expectation& expectation, const RunResult& result);
std::vector<ExpectationResult> evaluate_expectations(const std::vector<Expectation>& expectations,
                                                     const RunResult& result);

// Every metric with its unit ("ns", "count") and what it is, in the order in which `list metrics` prints
// them. A part in <> stands for a family: "findings.<id>", "doorbells.<core>", "round_trip.<statistic>".
struct MetricDescription {
  std::string name;
  std::string unit;
  std::string text;
};
std::vector<MetricDescription> metric_descriptions();

// The keys of RunResult::metrics that a run fills, in the order of reports.
const std::vector<std::string>& latency_metric_names();

}  // namespace rpmsg_sim
