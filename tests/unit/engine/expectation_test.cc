#include "scenarios/engine/expectation.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/engine/measurements.h"

namespace rpmsg_sim {
namespace {

const std::vector<CoreName> kCores = {{"a53", "a"}, {"m4", "m"}, {"dsp", ""}};

RunResult sample_result() {
  RunResult result;
  result.simulated_ps = 1'500'000'000;
  result.messages.sent = 10;
  result.messages.received = 6;
  result.messages.in_flight = 1;
  result.messages.lost = 1;
  result.messages.dropped = {{"not_read", 2}};
  MetricSummary trip;
  trip.unit = "ns";
  trip.count = 5;
  trip.min = 1000;
  trip.mean = 2000.5;
  trip.p50 = 2000;
  trip.p90 = 3000;
  trip.p99 = 4000;
  trip.p999 = 4500;
  trip.max = 5000;
  result.metrics = {{"round_trip", trip}, {"host_to_remote", MetricSummary{}}};
  result.sides = {{"a53", 11, 12}, {"m4", 13, 14}};
  result.finding_counts = {{"mu_tr_full", 3}};
  return result;
}

bool holds(const std::string& text) {
  return evaluate_expectation(parse_expectation(text, kCores), sample_result()).ok;
}

std::string error_of(const std::string& text) {
  try {
    parse_expectation(text, kCores);
  } catch (const ExpectationError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Expectation, IsParsed) {
  const Expectation expectation = parse_expectation("  round_trip.p99 < 100 us ", kCores);
  EXPECT_EQ(expectation.text, "round_trip.p99 < 100 us");
  EXPECT_EQ(expectation.metric, "round_trip.p99");
  EXPECT_EQ(expectation.op, "<");
  EXPECT_EQ(expectation.value, 100000);
}

TEST(Expectation, NeedsNoSpaces) {
  const Expectation expectation = parse_expectation("messages.lost==0", kCores);
  EXPECT_EQ(expectation.metric, "messages.lost");
  EXPECT_EQ(expectation.op, "==");
}

TEST(Expectation, RolesBecomeInstanceNames) {
  EXPECT_EQ(parse_expectation("doorbells.m > 0", kCores).metric, "doorbells.m4");
  EXPECT_EQ(parse_expectation("interrupts.a53 > 0", kCores).metric, "interrupts.a53");
}

TEST(Expectation, EveryOperator) {
  EXPECT_TRUE(holds("messages.sent < 11"));
  EXPECT_FALSE(holds("messages.sent < 10"));
  EXPECT_TRUE(holds("messages.sent <= 10"));
  EXPECT_FALSE(holds("messages.sent <= 9"));
  EXPECT_TRUE(holds("messages.sent == 10"));
  EXPECT_FALSE(holds("messages.sent == 11"));
  EXPECT_TRUE(holds("messages.sent != 11"));
  EXPECT_FALSE(holds("messages.sent != 10"));
  EXPECT_TRUE(holds("messages.sent >= 10"));
  EXPECT_FALSE(holds("messages.sent >= 11"));
  EXPECT_TRUE(holds("messages.sent > 9"));
  EXPECT_FALSE(holds("messages.sent > 10"));
}

TEST(Expectation, EveryMetric) {
  for (const char* text :
       {"messages.sent == 10",       "messages.received == 6", "messages.in_flight == 1",
        "messages.lost == 1",        "messages.dropped == 2",  "messages.dropped.not_read == 2",
        "round_trip.count == 5",     "round_trip.min == 1 us", "round_trip.mean == 2000.5 ns",
        "round_trip.p50 == 2 us",    "round_trip.p90 == 3 us", "round_trip.p99 == 4 us",
        "round_trip.p999 == 4.5 us", "round_trip.max == 5 us", "host_to_remote.count == 0",
        "remote_to_host.count == 0", "doorbells.a == 11",      "interrupts.a == 12",
        "doorbells.m4 == 13",        "interrupts.m == 14",     "findings.mu_tr_full == 3",
        "findings.deadlock == 0",    "simulated == 1.5 ms"}) {
    EXPECT_TRUE(holds(text)) << text;
  }
}

TEST(Expectation, ReportsWhatWasMeasured) {
  const ExpectationResult result =
      evaluate_expectation(parse_expectation("round_trip.max < 4 us", kCores), sample_result());
  EXPECT_EQ(result.text, "round_trip.max < 4 us");
  EXPECT_FALSE(result.ok);
  EXPECT_TRUE(result.known);
  EXPECT_EQ(result.measured, 5000);
}

// Nothing measured is no success, not even for "less than".
TEST(Expectation, WithoutSamplesNothingHolds) {
  for (const char* text : {"host_to_remote.p99 < 1 s", "remote_to_host.max < 1 s", "doorbells.dsp == 0"}) {
    const ExpectationResult result = evaluate_expectation(parse_expectation(text, kCores), sample_result());
    EXPECT_FALSE(result.ok) << text;
    EXPECT_FALSE(result.known) << text;
  }
}

TEST(Expectation, EvaluatesAListInOrder) {
  const std::vector<Expectation> list = {parse_expectation("messages.lost == 0", kCores),
                                         parse_expectation("messages.sent == 10", kCores)};
  const auto results = evaluate_expectations(list, sample_result());
  ASSERT_EQ(results.size(), 2u);
  EXPECT_FALSE(results[0].ok);
  EXPECT_TRUE(results[1].ok);
}

TEST(Expectation, MistakesNameTheNearestName) {
  EXPECT_EQ(error_of("round_trip.p98 < 1 us"),
            "'round_trip.p98' is no metric, did you mean 'round_trip.p90'?");
  EXPECT_EQ(
      error_of("5 us > round_trip.p99"),
      "'5 us' is no metric; expected one of: messages, round_trip, host_to_remote, remote_to_host, one_way, "
      "a_to_m, a53_to_m4, a_to_dsp, a53_to_dsp, m_to_a, m4_to_a53, m_to_dsp, m4_to_dsp, dsp_to_a, "
      "dsp_to_a53, "
      "dsp_to_m, dsp_to_m4, doorbells, interrupts, findings, simulated");
  EXPECT_EQ(error_of("mesages.lost == 0"), "'mesages.lost' is no metric, did you mean 'messages.lost'?");
  EXPECT_EQ(error_of("findings.mu_tr_ful == 0"),
            "'findings.mu_tr_ful' is no metric, did you mean 'findings.mu_tr_full'?");
  EXPECT_NE(error_of("doorbells.x9z == 0").find("doorbells.a53"), std::string::npos);
  EXPECT_NE(error_of("temperature == 3").find("round_trip"), std::string::npos);
}

TEST(Expectation, MistakesOfForm) {
  EXPECT_EQ(error_of("messages.lost"),
            "'messages.lost' has no comparison; expected for example 'messages.lost == 0'");
  EXPECT_EQ(error_of("messages.lost = 0"),
            "'=' is no comparison; expected one of: <, <=, ==, !=, >=, > (equal is ==)");
  EXPECT_NE(error_of("messages.lost =< 0").find("'=<' is no comparison"), std::string::npos);
  EXPECT_EQ(error_of("== 0"), "nothing stands before '=='");
  EXPECT_EQ(error_of("messages.lost =="), "nothing stands after '=='");
  EXPECT_NE(error_of(""), "accepted");
}

TEST(Expectation, UnitsAreChecked) {
  for (const char* text : {"round_trip.p99 < 100", "round_trip.p99 < 100 B", "round_trip.p99 < soon",
                           "messages.lost == 0 ns", "messages.lost == 0.5", "messages.lost == -1",
                           "round_trip.count < 5 us", "messages.lost == 0 == 0"}) {
    EXPECT_NE(error_of(text), "accepted") << text;
  }
}

TEST(Measurements, TimesAreInNanoseconds) {
  Summary summary;
  summary.add(1500);
  summary.add(2500);
  const MetricSummary metric = summarise_time(summary);
  EXPECT_EQ(metric.unit, "ns");
  EXPECT_EQ(metric.count, 2u);
  EXPECT_EQ(metric.min, 1.5);
  EXPECT_EQ(metric.mean, 2.0);
  EXPECT_EQ(metric.p50, 1.5);
  EXPECT_EQ(metric.max, 2.5);
}

TEST(Measurements, NamesAreThoseOfExpectations) {
  StageTracker stages;
  stages.add_core({1, "a", nullptr, {}, true, {}});
  stages.add_core({2, "m", nullptr, {}, false, {}});
  stages.add_ring(2, 1, 4);
  stages.add_ring(1, 2, 4);
  auto metrics = latency_metrics(MessageMetrics());
  metrics.merge(stage_metrics(stages));
  for (const std::string& name : latency_metric_names()) EXPECT_EQ(metrics.count(name), 1u) << name;
  for (const auto& [name, metric] : metrics) {
    EXPECT_EQ(error_of(name + ".p999 < 5 us"), "accepted") << name;
    EXPECT_EQ(error_of(name + ".count == 5"), "accepted") << name;
  }
}

TEST(Expectation, StagesOfADirectionByRolesAndByInstanceNames) {
  EXPECT_EQ(parse_expectation("a_to_m.index_to_doorbell.p99 < 1 us", kCores).metric,
            "a_to_m.index_to_doorbell.p99");
  EXPECT_EQ(parse_expectation("m4_to_a53.queueing.max < 1 us", kCores).metric, "m_to_a.queueing.max");
  EXPECT_EQ(parse_expectation("one_way.a53_to_m4.mean < 1 us", kCores).metric, "one_way.a_to_m.mean");
  EXPECT_NE(
      error_of("a_to_m.index_to_dorbell.p99 < 1 us").find("did you mean 'a_to_m.index_to_doorbell.p99'"),
      std::string::npos);
  RunResult result;
  result.metrics["a_to_m.index_to_doorbell"] = {"ns", 5, 1, 2, 3, 4, 5, 6, 7};
  EXPECT_EQ(evaluate_expectation(parse_expectation("a_to_m.index_to_doorbell.p999 < 1 us", kCores), result)
                .measured,
            6);
  EXPECT_FALSE(evaluate_expectation(parse_expectation("a_to_m.queueing.p999 < 1 us", kCores), result).known);
}

}  // namespace
}  // namespace rpmsg_sim
