// What the surroundings of a run may do to it: full disks, impatient users, killers.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "tests/negative/program.h"

namespace rpmsg_sim {
namespace {

using nlohmann::json;

constexpr const char* kNoSpace = "rpmsg-sim: /dev/full: cannot be written: No space left on device\n";

TEST(FullDisk, ListSaysSo) {
  const Outcome outcome = call({"list", "images"}, "/dev/full");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "rpmsg-sim: standard output cannot be written\n");
}

// Longer than the stream's buffer, so that it fails before the end; and what the option parser prints.
TEST(FullDisk, LongAndShortTextsSaySo) {
  const std::vector<std::vector<std::string>> commands = {
      {"show", "imx8mm"}, {"explain", "--markdown"}, {"--help"}, {"--version"}, {"run", "--help"}};
  for (const auto& command : commands) {
    const Outcome outcome = call(command, "/dev/full");
    EXPECT_EQ(outcome.status, 2) << command.front();
    EXPECT_EQ(outcome.err, "rpmsg-sim: standard output cannot be written\n") << command.front();
  }
}

// What TMPDIR says need not exist.
TEST(TemporaryFiles, GoToTmpWhereTmpdirIsNoFolder) {
  TemporaryFolder folder;
  setenv("TEST_TMPDIR", (folder / "").c_str(), 1);  // of the test itself
  setenv("TMPDIR", (folder / "none").c_str(), 1);
  const Outcome outcome =
      call({"run", "ping_pong", "--quiet", "--vcd", folder / "x.vcd", "--junit", folder / "x.xml"});
  unsetenv("TMPDIR");
  unsetenv("TEST_TMPDIR");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_NE(contents(folder / "x.vcd").find("$enddefinitions"), std::string::npos);
}

TEST(FullDisk, JsonSaysSo) {
  const Outcome outcome = call({"run", "ping_pong", "--quiet", "--json", "/dev/full"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, kNoSpace);
}

TEST(FullDisk, JsonOnStandardOutputSaysSo) {
  const Outcome outcome = call({"run", "ping_pong", "--quiet", "--json", "-"}, "/dev/full");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(matches(outcome.err, "rpmsg-sim: ...cannot be written...\n")) << outcome.err;
}

// A run that lasts until somebody ends it.
class LongRun : public testing::Test {
 protected:
  std::vector<std::string> arguments() const {
    return {"run",    "both_busy",
            "--set",  "limit=20000 s",
            "--set",  "cores.a.parameters.duration=10000 s",
            "--json", folder / "result.json"};
  }
  json result() const { return json::parse(contents(folder / "result.json")); }

  TemporaryFolder folder;
};

void expect_report_of_interruption(const Outcome& outcome, const json& result) {
  EXPECT_EQ(outcome.status, 4);
  EXPECT_EQ(outcome.err, "");
  EXPECT_NE(outcome.out.find("end           interrupted\n"), std::string::npos) << outcome.out;
  EXPECT_EQ(result["exit_status"], 4);
  EXPECT_EQ(result["end"], "interrupted");
  EXPECT_NE(result["digest"], "");
}

TEST_F(LongRun, InterruptedFromTheKeyboardStillReports) {
  Program program(arguments());
  const pid_t simulation = program.simulation();
  // The terminal sends it to both.
  kill(simulation, SIGINT);
  kill(program.process(), SIGINT);
  const Outcome outcome = program.wait();
  expect_report_of_interruption(outcome, result());
}

TEST_F(LongRun, TerminatedStillReports) {
  Program program(arguments());
  program.simulation();
  kill(program.process(), SIGTERM);
  const Outcome outcome = program.wait();
  expect_report_of_interruption(outcome, result());
}

TEST_F(LongRun, WallLimitReports) {
  std::vector<std::string> limited = arguments();
  limited.insert(limited.end(), {"--wall-limit", "100 ms"});
  EXPECT_EQ(call(limited).status, 4);
  EXPECT_EQ(result()["end"], "wall_limit");
}

TEST_F(LongRun, WhoseSimulationIsKilledReports) {
  Program program(arguments());
  kill(program.simulation(), SIGKILL);
  const Outcome outcome = program.wait();
  EXPECT_EQ(outcome.status, 70);
  EXPECT_EQ(outcome.err,
            "rpmsg-sim: both_busy: defect of the simulator: it was killed by signal 9 (Killed)\n");
  EXPECT_EQ(result()["exit_status"], 70);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"result.json"});
}

// A crash, with its stack on standard error; not the firmware's fault, although firmware was running.
TEST_F(LongRun, WhoseSimulationCrashesReports) {
  Program program(arguments());
  kill(program.simulation(), SIGSEGV);
  const Outcome outcome = program.wait();
  EXPECT_EQ(outcome.status, 70);
  EXPECT_TRUE(
      matches(outcome.err,
              "rpmsg-sim: defect of the simulator: Segmentation fault\n...rpmsg-sim: both_busy: defect of "
              "the simulator: it was killed by signal 11 (Segmentation fault)\n"))
      << outcome.err;
  EXPECT_EQ(result()["exit_status"], 70);
  EXPECT_EQ(result()["findings"].size(), 0u);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"result.json"});
}

TEST_F(LongRun, WhoseSupervisorIsKilledLeavesNoSimulationBehind) {
  Program program(arguments());
  const pid_t simulation = program.simulation();
  kill(program.process(), SIGKILL);
  EXPECT_EQ(program.wait().signal, SIGKILL);
  // A zombie that nobody collects yet is no simulation any more.
  const auto alive = [&] {
    const std::string stat = contents("/proc/" + std::to_string(simulation) + "/stat");
    return !stat.empty() && stat.find(") Z") == std::string::npos;
  };
  while (alive()) usleep(1000);  // the test's time limit is the judge
}

}  // namespace
}  // namespace rpmsg_sim
