// Results as JSON, as text and as files.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "scenarios/engine/console_report.h"
#include "scenarios/engine/exit_status.h"
#include "scenarios/engine/json_result.h"
#include "scenarios/engine/output_file.h"
#include "tests/unit/engine/engine_fixture.h"

namespace rpmsg_sim {
namespace {

RunResult some_result() {
  RunResult result;
  result.scenario = "ping_pong";
  result.title = "Ping-pong";
  result.platform = "imx8mm";
  result.seed = 7;
  result.digest = std::string(64, 'a');
  result.simulated_ps = 12'345'678'500;
  result.wall_s = 0.25;
  result.images = {{"a53", "host_ping_pong"}, {"m4", "remote_ping_pong"}};
  result.messages = {10, 6, 1, {{"not_read", 2}}, 1};
  result.metrics["round_trip"] = {"ns", 5, 7000, 7404.6, 7400, 7500, 7600, 7700, 7800};
  result.metrics["host_to_remote"] = {"ns"};
  result.sides = {{"a53", 11, 12}, {"m4", 13, 14}};
  result.bus = {{"a53", 100, 200, 300}, {"m4", 400, 500, 600}};
  result.findings = {{"mu_rr_empty",
                      FindingLevel::kLog,
                      1'500,
                      "m4",
                      "main.c:12 (f)",
                      "RR1 was read while empty",
                      {"main.c:12 (f)", "main.c:30 (main)"}}};
  result.finding_counts = {{"mu_rr_empty", 3}};
  result.expectations = {{"messages.lost == 0", false, 1, true},
                         {"round_trip.p99 < 100 us", true, 7700, true},
                         {"host_to_remote.max < 1 us", false, 0, false}};
  result.exit_status = 1;
  return result;
}

TEST(JsonResult, HasEveryPartOfTheDescription) {
  const auto json = nlohmann::json::parse(json_text(some_result()));
  EXPECT_EQ(json["scenario"], "ping_pong");
  EXPECT_EQ(json["platform"], "imx8mm");
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["digest"], std::string(64, 'a'));
  EXPECT_EQ(json["simulated_ns"], 12'345'678.5);
  EXPECT_EQ(json["wall_s"], 0.25);
  EXPECT_EQ(json["messages"]["sent"], 10);
  EXPECT_EQ(json["messages"]["received"], 6);
  EXPECT_EQ(json["messages"]["in_flight"], 1);
  EXPECT_EQ(json["messages"]["dropped"], nlohmann::json({{"not_read", 2}}));
  EXPECT_EQ(json["messages"]["lost"], 1);
  const auto& metric = json["metrics"]["round_trip"];
  EXPECT_EQ(metric["unit"], "ns");
  EXPECT_EQ(metric["count"], 5);
  EXPECT_EQ(metric["mean"], 7404.6);
  for (const char* key : {"min", "p50", "p90", "p99", "p999", "max"})
    EXPECT_TRUE(metric[key].is_number()) << key;
  EXPECT_EQ(json["findings"][0]["id"], "mu_rr_empty");
  EXPECT_EQ(json["findings"][0]["level"], "log");
  EXPECT_EQ(json["findings"][0]["time_ns"], 1.5);
  EXPECT_EQ(json["findings"][0]["core"], "m4");
  EXPECT_EQ(json["findings"][0]["where"], "main.c:12 (f)");
  EXPECT_EQ(json["findings"][0]["backtrace"][1], "main.c:30 (main)");
  EXPECT_EQ(json["findings"][0]["text"], "RR1 was read while empty");
  EXPECT_EQ(json["expectations"][0]["text"], "messages.lost == 0");
  EXPECT_EQ(json["expectations"][0]["ok"], false);
  EXPECT_EQ(json["expectations"][0]["measured"], 1);
  EXPECT_EQ(json["verdict"], "expectation failed");
  EXPECT_EQ(json["exit_status"], 1);
}

TEST(JsonResult, WhatWasNotMeasuredIsNull) {
  const auto json = nlohmann::json::parse(json_text(some_result()));
  EXPECT_EQ(json["metrics"]["host_to_remote"]["count"], 0);
  EXPECT_TRUE(json["metrics"]["host_to_remote"]["p99"].is_null());
  EXPECT_TRUE(json["expectations"][2]["measured"].is_null());
}

TEST(JsonResult, AnEmptyResultIsComplete) {
  const auto json = nlohmann::json::parse(json_text({}));
  EXPECT_TRUE(json["metrics"].is_object());
  EXPECT_TRUE(json["messages"]["dropped"].is_object());
  EXPECT_TRUE(json["findings"].is_array());
  EXPECT_TRUE(json["expectations"].is_array());
}

TEST(JsonResult, BytesThatAreNoTextDoNotBreakIt) {
  RunResult result = some_result();
  result.findings[0].text = "bad \xFF\xFE and \"quotes\"\n";
  EXPECT_TRUE(nlohmann::json::accept(json_text(result)));
}

TEST(JsonResult, OnlyTheWallTimeDiffersBetweenEqualRuns) {
  RunResult other = some_result();
  other.wall_s = 99;
  auto a = nlohmann::json::parse(json_text(some_result()));
  auto b = nlohmann::json::parse(json_text(other));
  EXPECT_NE(a, b);
  a.erase("wall_s");
  b.erase("wall_s");
  EXPECT_EQ(a, b);
}

// The golden text: change it on purpose only.
TEST(ConsoleReport, ReadsLikeThis) {
  EXPECT_EQ(format_report(some_result(), {}), R"(Ping-pong
scenario      ping_pong on imx8mm, seed 7
images        a53: host_ping_pong, m4: remote_ping_pong

messages      sent 10, received 6, in flight 1, dropped 2 (not read 2), lost 1
latency                 count         min        mean         p50         p90         p99         max
  round trip                5    7.000 us    7.405 us    7.400 us    7.500 us    7.600 us    7.800 us
  host to remote         none
core             doorbells  interrupts   bus reads  bus writes   bus waiting
  a53                   11          12         100         200    300.000 ns
  m4                    13          14         400         500    600.000 ns

time          12.346 ms simulated in 0.250 s, 20.3 times slower than real time
end           an image ended the test
findings
  log   mu_rr_empty
        1.500 ns  m4    RR1 was read while empty, at main.c:12 (f)
      called from main.c:30 (main)
    and 2 more
    hint: test RFn in SR before reading RRn (rpmsg-sim explain mu_rr_empty)
expectations
  FAILED  messages.lost == 0         measured 1
  ok      round_trip.p99 < 100 us    measured 7.700 us
  FAILED  host_to_remote.max < 1 us  not measured
verdict       EXPECTATION FAILED
digest        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
)");
}

TEST(ConsoleReport, SaysWhatEachCoreWasDoing) {
  RunResult result = some_result();
  result.end = RunEnd::kLimit;
  result.waits = {{"a53", {"a53 is running at main.c:3"}},
                  {"m4", {"m4 waits for an interrupt", "mu.b: RF1 set, nobody has read the word"}}};
  EXPECT_NE(format_report(result, {}).find(R"(
end           the simulated limit passed
              a53 is running at main.c:3
              m4 waits for an interrupt
                mu.b: RF1 set, nobody has read the word
)"),
            std::string::npos);
}

// Before everything else: a reader of a failed run looks here.
TEST(ConsoleReport, BeginsWithWhatBecameOfMessages) {
  RunResult result = some_result();
  result.explanations = {{7, "stuck", "message 7 was not read", {"the last doorbell was early"}},
                         {0, "stuck", "2 more messages like these", {}}};
  EXPECT_NE(format_report(result, {}).find(R"(
images        a53: host_ping_pong, m4: remote_ping_pong
explanation
  message 7 was not read
    the last doorbell was early
  2 more messages like these

messages )"),
            std::string::npos);
}

TEST(ConsoleReport, AnInterruptionIsAVerdict) {
  RunResult result = some_result();
  result.end = RunEnd::kInterrupted;
  result.exit_status = 4;
  result.end_text = "m4 sleeps";
  EXPECT_NE(format_report(result, {}).find("verdict       INTERRUPTED\n"), std::string::npos);
  EXPECT_EQ(format_summary(result, {}), "ping_pong: INTERRUPTED: m4 sleeps\n");
  EXPECT_EQ(nlohmann::json::parse(json_text(result))["verdict"], "interrupted");
}

TEST(ConsoleReport, ColoursOnlyWhenAsked) {
  EXPECT_EQ(format_report(some_result(), {}).find('\x1b'), std::string::npos);
  EXPECT_NE(format_report(some_result(), {true}).find("\x1b[31m"), std::string::npos);
}

TEST(ConsoleReport, NoColoursOutsideATerminal) {
  EXPECT_FALSE(wants_colour(-1));
}

TEST(ConsoleReport, TheSummarySaysWhatDecided) {
  RunResult result = some_result();
  EXPECT_EQ(format_summary(result, {}), "ping_pong: EXPECTATION FAILED: messages.lost == 0, measured 1\n");
  result.exit_status = 3;
  result.findings[0].level = FindingLevel::kFail;
  EXPECT_EQ(format_summary(result, {}), "ping_pong: FINDING: mu_rr_empty: RR1 was read while empty\n");
  result.exit_status = 4;
  result.end = RunEnd::kLimit;
  result.end_text = "m4 sleeps";
  EXPECT_EQ(format_summary(result, {}), "ping_pong: LIMIT REACHED: the simulated limit passed: m4 sleeps\n");
  result.exit_status = 0;
  EXPECT_EQ(format_summary(result, {}), "ping_pong: PASSED\n");
}

TEST(ConsoleReport, TimesInTheUnitThatFits) {
  EXPECT_EQ(readable_time(0), "0 ns");
  EXPECT_EQ(readable_time(0.001), "0.001 ns");
  EXPECT_EQ(readable_time(999.5), "999.500 ns");
  EXPECT_EQ(readable_time(1000), "1.000 us");
  EXPECT_EQ(readable_time(7404.6), "7.405 us");
  EXPECT_EQ(readable_time(2e9), "2.000 s");
}

class OutputFileTest : public EngineTest {};

TEST_F(OutputFileTest, IsCompleteOrAbsent) {
  {
    OutputFile file(path("r.json"));
    EXPECT_FALSE(std::filesystem::exists(path("r.json")));
    file.commit("text\n");
    EXPECT_EQ(read("r.json"), "text\n");
  }
  EXPECT_EQ(read("r.json"), "text\n");
  { const OutputFile abandoned(path("other.json")); }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) files += entry.is_regular_file();
  EXPECT_EQ(files, 1U);
}

TEST_F(OutputFileTest, ReplacesAnOlderResultOnlyWhenComplete) {
  write("r.json", "old");
  OutputFile file(path("r.json"));
  EXPECT_EQ(read("r.json"), "old");
  file.commit("new");
  EXPECT_EQ(read("r.json"), "new");
}

// A program that is killed cannot remove anything.
TEST_F(OutputFileTest, HasNoNameBeforeItIsComplete) {
  std::filesystem::create_directory(folder_ / "empty");
  OutputFile file(path("empty/r.json"));
  file.write("text");
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "empty"));
  file.commit();
  EXPECT_EQ(read("empty/r.json"), "text");
}

TEST_F(OutputFileTest, ALinkStaysALink) {
  write("target.json", "old");
  std::filesystem::create_symlink("target.json", folder_ / "link.json");
  OutputFile(path("link.json")).commit("new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "link.json"));
  EXPECT_EQ(read("target.json"), "new");
}

TEST_F(OutputFileTest, AnUnfinishedLineCanBeDropped) {
  OutputFile file(path("r.log"));
  file.write(std::string(10'000, 'x') + "\n" + std::string(10'000, 'y'));
  file.drop_unfinished_line();
  file.commit("end\n");
  EXPECT_EQ(read("r.log"), std::string(10'000, 'x') + "\nend\n");
  OutputFile none(path("none.log"));
  none.write("no line");
  none.drop_unfinished_line();
  none.commit();
  EXPECT_EQ(read("none.log"), "");
}

TEST_F(OutputFileTest, KnowsWhichPathsAreOneFile) {
  EXPECT_EQ(OutputFile::identity(path("r")), OutputFile::identity(path("./x/../r")));
  EXPECT_NE(OutputFile::identity(path("r")), OutputFile::identity(path("s")));
  EXPECT_EQ(OutputFile::identity("-"), OutputFile::identity("/dev/stdout"));
}

TEST_F(OutputFileTest, IsAsReadableAsAnyFileOfTheUser) {
  const mode_t before = umask(022);
  OutputFile(path("r.json")).commit("x");
  umask(before);
  EXPECT_EQ(std::filesystem::status(path("r.json")).permissions(), static_cast<std::filesystem::perms>(0644));
}

TEST_F(OutputFileTest, APlaceThatCannotBeWrittenIsKnownAtOnce) {
  EXPECT_EQ(refusal_of([&] { OutputFile file(path("none/r.json")); }),
            path("none/r.json") + ": cannot be written: No such file or directory");
  EXPECT_EQ(refusal_of([&] { OutputFile file(folder_.string()); }),
            folder_.string() + ": cannot be written: Is a directory");
}

TEST_F(OutputFileTest, DevicesAreWrittenDirectly) {
  OutputFile("/dev/null").commit("x");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
  EXPECT_EQ(refusal_of([] { OutputFile("/dev/full").commit("x"); }),
            "/dev/full: cannot be written: No space left on device");
}

TEST(ExitStatus, TheWorseOneCounts) {
  const int order[] = {70, 2, 3, 4, 1, 0};
  for (std::size_t i = 0; i < std::size(order); ++i) {
    for (std::size_t j = 0; j < std::size(order); ++j) {
      EXPECT_EQ(worse_status(order[i], order[j]), order[std::min(i, j)]);
    }
  }
}

}  // namespace
}  // namespace rpmsg_sim
