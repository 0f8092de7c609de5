// `rpmsg-sim diff`: what moved, by how much, and what is refused.
#include "scenarios/engine/result_diff.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "platforms/located_yaml.h"
#include "scenarios/engine/exit_status.h"
#include "scenarios/engine/json_result.h"

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

MetricSummary around(double mean) {
  return {"ns", 10, mean - 1, mean, mean, mean, mean + 1, mean + 1, mean + 2};
}

RunResult result_with(double round_trip, double crossing) {
  RunResult result;
  result.scenario = "latency";
  result.platform = "imx8mm";
  result.digest = "d";
  result.metrics["round_trip"] = around(round_trip);
  result.metrics["a_to_m.doorbell_to_line"] = around(crossing);
  result.metrics["a_to_m.queueing"] = {"ns"};
  return result;
}

class ResultDiff : public testing::Test {
 protected:
  ResultDiff() : folder_(fs::temp_directory_path() / ("rpmsg_sim_diff_" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~ResultDiff() override { fs::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) {
    const std::string path = (folder_ / name).string();
    std::ofstream(path) << text;
    return path;
  }
  std::string file(const std::string& name, const RunResult& result) { return file(name, json_text(result)); }

  DiffOutcome diff(const RunResult& before, const RunResult& after, const std::string& threshold = "5%",
                   const std::vector<std::string>& metrics = {}) {
    return diff_results({file("a.json", before), file("b.json", after), threshold, metrics});
  }
  std::string error_of(const DiffCommand& command) {
    try {
      diff_results(command);
    } catch (const InputError& error) {
      const std::string text = error.what();
      return text.substr(text.find(folder_.string()) == 0 ? folder_.string().size() + 1 : 0);
    }
    return "accepted";
  }
  std::string error_with(const std::string& threshold, const std::vector<std::string>& metrics = {}) {
    const std::string path = file("a.json", result_with(7000, 75));
    return error_of({path, path, threshold, metrics});
  }
  std::string error_in(const std::string& text) {
    return error_of({file("a.json", text), file("b.json", result_with(7000, 75)), "5%", {}});
  }

 private:
  fs::path folder_;
};

TEST_F(ResultDiff, EqualResultsHaveNothingToSay) {
  const DiffOutcome outcome = diff(result_with(7000, 75), result_with(7000, 75));
  EXPECT_EQ(outcome.exit_status, kPassed);
  EXPECT_NE(outcome.text.find("0 of 3 metrics differ"), std::string::npos) << outcome.text;
}

TEST_F(ResultDiff, TheLargestChangeComesFirst) {
  const DiffOutcome outcome = diff(result_with(7000, 75), result_with(7200, 150));
  EXPECT_EQ(outcome.exit_status, kExpectationFailed);
  const std::size_t trip = outcome.text.find("round_trip");
  const std::size_t crossing = outcome.text.find("a_to_m.doorbell_to_line");
  EXPECT_LT(trip, crossing) << outcome.text;
  EXPECT_NE(outcome.text.find("+200.000 ns"), std::string::npos) << outcome.text;
  EXPECT_NE(outcome.text.find("+100.0%  *"), std::string::npos) << outcome.text;
  EXPECT_NE(outcome.text.find("+2.9%\n"), std::string::npos) << outcome.text;
  EXPECT_NE(outcome.text.find("2 of 3 metrics differ, 1 by more than 5% (*)"), std::string::npos);
}

TEST_F(ResultDiff, AThresholdIsAShareOrATime) {
  const RunResult before = result_with(7000, 75);
  const RunResult after = result_with(7350, 75);
  EXPECT_EQ(diff(before, after, "5%").exit_status, kPassed);  // not beyond
  EXPECT_EQ(diff(before, after, "4.9 %").exit_status, kExpectationFailed);
  EXPECT_EQ(diff(before, after, "350 ns").exit_status, kPassed);
  EXPECT_EQ(diff(before, after, "349 ns").exit_status, kExpectationFailed);
  EXPECT_EQ(diff(after, before, "349 ns").exit_status, kExpectationFailed);  // faster is a move too
}

TEST_F(ResultDiff, OnlyTheMetricsAskedForCount) {
  const RunResult before = result_with(7000, 75);
  const RunResult after = result_with(7000, 150);
  EXPECT_EQ(diff(before, after, "5%", {"round_trip"}).exit_status, kPassed);
  EXPECT_EQ(diff(before, after, "5%", {"round_trip", "a_to_m.doorbell_to_line"}).exit_status,
            kExpectationFailed);
  RunResult slow_tail = before;
  slow_tail.metrics["round_trip"].p99 = 9000;
  EXPECT_EQ(diff(before, slow_tail).exit_status, kPassed);
  EXPECT_EQ(diff(before, slow_tail, "5%", {"round_trip.p99"}).exit_status, kExpectationFailed);
}

TEST_F(ResultDiff, AMetricThatOnlyOneRunMeasuredHasMoved) {
  RunResult after = result_with(7000, 75);
  after.metrics["a_to_m.queueing"] = around(30);
  EXPECT_EQ(diff(result_with(7000, 75), after).exit_status, kExpectationFailed);
  after = result_with(7000, 75);
  after.metrics.erase("round_trip");
  const DiffOutcome outcome = diff(result_with(7000, 75), after);
  EXPECT_EQ(outcome.exit_status, kExpectationFailed);
  EXPECT_NE(outcome.text.find("none"), std::string::npos) << outcome.text;
}

TEST_F(ResultDiff, AnotherScenarioIsANote) {
  RunResult after = result_with(7000, 75);
  after.scenario = "latency_496";
  const DiffOutcome outcome = diff(result_with(7000, 75), after);
  EXPECT_EQ(outcome.exit_status, kPassed);
  EXPECT_EQ(outcome.text.find("note: another scenario: latency and latency_496\n"), 0u) << outcome.text;
}

TEST_F(ResultDiff, WhatIsNoResultIsRefused) {
  EXPECT_EQ(error_of({"/nowhere/a.json", "/nowhere/b.json", "5%", {}}), "/nowhere/a.json: cannot be opened");
  EXPECT_EQ(error_in("{\"scenario\": 5,\n  oops}"),
            "a.json:2:3: no JSON; expected a result of rpmsg-sim run --json");
  EXPECT_EQ(error_in(""), "a.json:1:1: no JSON; expected a result of rpmsg-sim run --json");
  EXPECT_EQ(error_in("[1, 2]"), "a.json: no object; expected a result of rpmsg-sim run --json");
  EXPECT_EQ(error_in("{}"), "a.json: 'scenario' is no text; expected a result of rpmsg-sim run --json");
  const std::string head = R"({"scenario": "s", "platform": "p", "digest": "d", "metrics": )";
  EXPECT_NE(error_in(head + "7}").find("'metrics' is no object"), std::string::npos);
  EXPECT_NE(error_in(head + R"({"x": 3}})").find("metric 'x' is no object"), std::string::npos);
  EXPECT_NE(error_in(head + R"({"x": {"count": "many"}}})").find("metric 'x' has no number 'count'"),
            std::string::npos);
  EXPECT_NE(error_in(std::string(200000, '[')).find("no JSON"), std::string::npos);
}

TEST_F(ResultDiff, UnknownMetricsAndThresholdsAreRefused) {
  EXPECT_EQ(error_with("5%", {"round_tripp"}),
            "--metric: neither file has 'round_tripp', did you mean 'round_trip'?");
  EXPECT_EQ(error_with("5%", {"round_trip.p998"}), "--metric: 'p998' is no statistic, did you mean 'p99'?");
  for (const char* threshold : {"5", "-5%", "%", "5%%", "5 B", "1.2.3%", ""})
    EXPECT_EQ(error_with(threshold).find("--threshold: "), 0u) << threshold << ": " << error_with(threshold);
}

}  // namespace
}  // namespace rpmsg_sim
