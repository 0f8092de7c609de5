// The command line with a stand-in for the simulation.
#include "scenarios/engine/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "scenarios/engine/exit_status.h"
#include "tests/unit/engine/engine_fixture.h"

namespace rpmsg_sim {
namespace {

RunResult passed(const PlatformSpec& platform, const Scenario& scenario, const RunOptions&) {
  RunResult result;
  result.scenario = scenario.name;
  result.title = scenario.title;
  result.platform = platform.name;
  result.seed = scenario.seed;
  result.digest = std::string(64, 'd');
  return result;
}

struct Outcome {
  int status = 0;
  std::string out;
  std::string err;
};

class CommandLineTest : public EngineTest {
 protected:
  Outcome call(const std::vector<std::string>& arguments, const RunFunction& run = passed) const {
    std::vector<const char*> argv = {"rpmsg-sim"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    Outcome outcome;
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    outcome.status = run_command_line(static_cast<int>(argv.size()), argv.data(), resources(), run);
    outcome.out = testing::internal::GetCapturedStdout();
    outcome.err = testing::internal::GetCapturedStderr();
    return outcome;
  }

  // Wrong use: status 2, nothing on standard output, one line on standard error without "rpmsg-sim: ".
  std::string wrong(const std::vector<std::string>& arguments) const {
    const Outcome outcome = call(arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    const std::string prefix = "rpmsg-sim: ";
    EXPECT_EQ(outcome.err.compare(0, prefix.size(), prefix), 0) << outcome.err;
    return outcome.err.substr(prefix.size(), outcome.err.size() - prefix.size() - 1);
  }
};

TEST_F(CommandLineTest, RunPrintsAReport) {
  const Outcome outcome = call({"run", "small"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("A small one\n"), std::string::npos);
  EXPECT_NE(outcome.out.find("verdict       PASSED\n"), std::string::npos);
  EXPECT_EQ(outcome.err, "");
}

TEST_F(CommandLineTest, QuietSaysNothingWhenAllIsWell) {
  const Outcome outcome = call({"run", "small", "--quiet"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out + outcome.err, "");
}

TEST_F(CommandLineTest, QuietSaysOneLineWhenNot) {
  const Outcome outcome =
      call({"run", "small", "--quiet"}, [](auto& platform, auto& scenario, auto& options) {
        RunResult result = passed(platform, scenario, options);
        result.exit_status = kLimitPassed;
        result.end = RunEnd::kLimit;
        return result;
      });
  EXPECT_EQ(outcome.status, 4);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "small: LIMIT REACHED: the simulated limit passed\n");
}

TEST_F(CommandLineTest, OptionsReachTheRun) {
  const Outcome outcome =
      call({"run", "small", "--seed", "5", "--set", "cores.a.parameters.messages=9", "--set", "limit=3 s",
            "--wall-limit", "1500 ms", "--zero-horizon", "--audit", "--metrics", "none"},
           [](auto& platform, auto& scenario, auto& options) {
             const bool right = scenario.seed == 5 && scenario.images[0].parameter_values[0] == 9 &&
                                scenario.limit == 3'000'000'000'000U && options.wall_limit_s == 1.5 &&
                                options.zero_horizon && options.audit && !options.metrics;
             if (!right) throw InputError("an option did not arrive");
             return passed(platform, scenario, options);
           });
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST_F(CommandLineTest, NothingIsSwitchedOnByItself) {
  const Outcome outcome = call({"run", "small"}, [](auto& platform, auto& scenario, auto& options) {
    if (options.zero_horizon || options.audit || !options.metrics || options.wall_limit_s)
      throw InputError("on");
    return passed(platform, scenario, options);
  });
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST_F(CommandLineTest, JsonGoesToTheFile) {
  EXPECT_EQ(call({"run", "small", "--json", path("r.json")}).status, 0);
  EXPECT_EQ(nlohmann::json::parse(read("r.json"))["scenario"], "small");
}

TEST_F(CommandLineTest, JsonOnStandardOutputIsNothingElse) {
  const Outcome outcome = call({"run", "small", "--json", "-"});
  EXPECT_EQ(nlohmann::json::parse(outcome.out)["exit_status"], 0);
  EXPECT_NE(outcome.err.find("PASSED"), std::string::npos);
}

TEST_F(CommandLineTest, SeveralScenariosEachInItsOwnProcess) {
  write("two.yaml", kSmall);
  std::filesystem::create_directory(path("results"));
  static int calls = 0;
  const Outcome outcome = call({"run", "small", path("two.yaml"), "--json", path("results")},
                               [](auto& platform, auto& scenario, auto& options) {
                                 if (++calls != 1) throw std::runtime_error("a second call in one process");
                                 return passed(platform, scenario, options);
                               });
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(nlohmann::json::parse(read("results/small.json"))["scenario"], "small");
  EXPECT_EQ(nlohmann::json::parse(read("results/two.json"))["scenario"], "two");
}

TEST_F(CommandLineTest, TheWorstStatusOfSeveralCounts) {
  write("limit.yaml", kSmall);
  write("finding.yaml", kSmall);
  write("expectation.yaml", kSmall);
  const Outcome outcome =
      call({"run", path("limit.yaml"), path("finding.yaml"), path("expectation.yaml"), "--quiet"},
           [](auto& platform, auto& scenario, auto& options) {
             RunResult result = passed(platform, scenario, options);
             result.exit_status = scenario.name == "limit" ? 4 : scenario.name == "finding" ? 3 : 1;
             return result;
           });
  EXPECT_EQ(outcome.status, 3);
}

TEST_F(CommandLineTest, NothingRunsWhenOneInputIsWrong) {
  write("bad.yaml", "platform: imx8mm\n");
  EXPECT_EQ(wrong({"run", "small", path("bad.yaml"), "--json", path("")}),
            path("bad.yaml") + ":1:1: missing key 'cores'");
  EXPECT_FALSE(std::filesystem::exists(path("small.json")));
}

TEST_F(CommandLineTest, WhatTheBuilderRefusesIsInput) {
  const Outcome outcome = call({"run", "small", "--json", path("r.json")},
                               [](auto&, auto&, auto&) -> RunResult { throw InputError("p.yaml:3: no"); });
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "rpmsg-sim: p.yaml:3: no\n");
  EXPECT_FALSE(std::filesystem::exists(path("r.json")));
}

TEST_F(CommandLineTest, AnyOtherExceptionIsADefect) {
  const Outcome outcome =
      call({"run", "small"}, [](auto&, auto&, auto&) -> RunResult { throw std::logic_error("impossible"); });
  EXPECT_EQ(outcome.status, 70);
  EXPECT_EQ(outcome.err, "rpmsg-sim: defect of the simulator: impossible\n");
}

TEST_F(CommandLineTest, EvenACrashLeavesACompleteResult) {
  const Outcome outcome =
      call({"run", "small", "--json", path("r.json")}, [](auto&, auto&, auto&) -> RunResult {
        std::signal(SIGSEGV, SIG_DFL);
        std::raise(SIGSEGV);
        return {};
      });
  EXPECT_EQ(outcome.status, 70);
  EXPECT_EQ(outcome.err,
            "rpmsg-sim: small: defect of the simulator: it was killed by signal 11 (Segmentation fault)\n");
  const auto json = nlohmann::json::parse(read("r.json"));
  EXPECT_EQ(json["scenario"], "small");
  EXPECT_EQ(json["verdict"], "simulator defect");
  EXPECT_EQ(json["exit_status"], 70);
}

TEST_F(CommandLineTest, TheUserCanInterruptARun) {
  const Outcome outcome =
      call({"run", "small", "--quiet"}, [](auto& platform, auto& scenario, auto& options) {
        RunResult result = passed(platform, scenario, options);
        if (options.interrupted()) throw std::logic_error("too early");
        std::raise(SIGINT);
        result.end = RunEnd::kInterrupted;
        result.exit_status = options.interrupted() ? kLimitPassed : kPassed;
        return result;
      });
  EXPECT_EQ(outcome.status, 4);
  EXPECT_EQ(outcome.err, "small: INTERRUPTED\n");
}

TEST_F(CommandLineTest, FirmwareOutputCannotSteerTheTerminal) {
  const Outcome outcome = call({"run", "small"}, [](auto& platform, auto& scenario, auto& options) {
    EventLog log;
    const SourceId core = log.add_source("imx8mm.m4");
    options.started(log);
    options.console->line(core, 1'500'000, "hello\x1b[2J\nworld");
    return passed(platform, scenario, options);
  });
  EXPECT_NE(outcome.out.find("[    1.500 us] m4: hello\\x1b[2J\\x0aworld\n"), std::string::npos)
      << outcome.out;
}

TEST_F(CommandLineTest, CheckRunsNothing) {
  const Outcome outcome = call({"check", "small"}, [](auto&, auto&, auto&) -> RunResult { std::abort(); });
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, path("share/rpmsg-sim/scenarios/small.yaml") + ": ok\n");
  write("bad.yaml", "platform: imx8mm\n");
  EXPECT_EQ(wrong({"check", path("bad.yaml")}), path("bad.yaml") + ":1:1: missing key 'cores'");
}

TEST_F(CommandLineTest, Lists) {
  EXPECT_EQ(call({"list", "platforms"}).out, "imx8mm  NXP i.MX 8M Mini, Cortex-A53 and Cortex-M4\n");
  EXPECT_EQ(call({"list", "scenarios"}).out, "small  A small one\n");
  EXPECT_EQ(
      call({"list", "images"}).out,
      "host    imx8mm  a53  messages=100, payload=16 B, period=5 ns\nremote  imx8mm  m4   no parameters\n");
  EXPECT_NE(call({"list", "metrics"}).out.find("messages.lost "), std::string::npos);
  EXPECT_EQ(wrong({"list", "image"}), "list: unknown item 'image', did you mean 'images'?");
}

TEST_F(CommandLineTest, AListSurvivesWhatItCannotRead) {
  write("share/rpmsg-sim/images/imx8mm/broken.elf", "x");
  write("share/rpmsg-sim/scenarios/broken.yaml", "[");
  EXPECT_NE(call({"list", "images"}).out.find("is not an ELF file"), std::string::npos);
  EXPECT_NE(call({"list", "scenarios"}).out.find("broken.yaml:"), std::string::npos);
}

TEST_F(CommandLineTest, ShowPrintsMapClocksAndLatencies) {
  const Outcome outcome = call({"show", "imx8mm"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  for (const char* part :
       {"map of a53", "map of m4", "0x1ffe0000..0x1fffffff", "1.8 GHz", "mu crossing", "75 ns",
        "45 ns to 150 ns", "estimate", "datasheet", "output b is interrupt 97 of m4"}) {
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(wrong({"show", "imx8m"}), "unknown platform 'imx8m', did you mean 'imx8mm'?; available: imx8mm");
}

TEST_F(CommandLineTest, WrongUseIsOneLine) {
  EXPECT_THAT(wrong({}), testing::StartsWith("a command is required: run, check, list, "));
  EXPECT_EQ(wrong({"rum", "small"}), "unknown command 'rum', did you mean 'run'?");
  EXPECT_EQ(wrong({"run"}), "run: FILE is required");
  EXPECT_EQ(wrong({"run", "small", "--jsn", "x"}), "unknown option '--jsn', did you mean '--json'?");
  EXPECT_EQ(wrong({"run", "small", "--html", "x"}).substr(0, 23), "unknown option '--html'");
  EXPECT_EQ(wrong({"run", "small", "--seed"}), "run: --seed: 1 required N missing");
  EXPECT_EQ(wrong({"run", "small", "--seed", "x"}), "--seed: 'x' is not a plain whole number such as 1000");
  EXPECT_EQ(wrong({"run", "small", "--seed", "99999999999"}),
            "--seed 99999999999: 'seed' must be from 0 to 4294967295, not 99999999999");
  EXPECT_EQ(wrong({"run", "small", "--wall-limit", "5"}),
            "--wall-limit: '5' has no unit; expected a time such as 200 ns");
  EXPECT_EQ(wrong({"run", "small", "--metrics", "some"}), "--metrics: expected none");
  EXPECT_EQ(wrong({"run", "small", "--set", "limit"}), "--set limit: expected path=value");
  EXPECT_EQ(wrong({"run", "none.yaml"}), "none.yaml: no such file");
  EXPECT_EQ(wrong({"run", "smal"}), "unknown scenario 'smal', did you mean 'small'?");
  EXPECT_EQ(wrong({"list", "platforms", "more"}), "list: unexpected argument 'more'");
}

TEST_F(CommandLineTest, JsonPlacesThatCannotWork) {
  EXPECT_EQ(wrong({"run", "small", "--json", path("none/r.json")}),
            path("none/r.json") + ": cannot be written: No such file or directory");
  write("two.yaml", kSmall);
  EXPECT_EQ(wrong({"run", "small", path("two.yaml"), "--json", path("r.json")}),
            "--json " + path("r.json") + ": several scenarios need a folder that exists");
  EXPECT_EQ(wrong({"run", "small", "small", "--json", path("")}),
            "two scenarios would both write " + path("small.json"));
}

TEST_F(CommandLineTest, HelpAndVersion) {
  const Outcome help = call({"--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_NE(help.out.find("check"), std::string::npos);
  const Outcome run_help = call({"run", "--help"});
  EXPECT_EQ(run_help.status, 0);
  EXPECT_NE(run_help.out.find("--json"), std::string::npos);
  EXPECT_EQ(run_help.out.find("--zero-horizon"), std::string::npos);
  EXPECT_EQ(call({"--version"}).out.substr(0, 10), "rpmsg-sim ");
}

}  // namespace
}  // namespace rpmsg_sim
