// Log, waveform and JUnit file of whole runs: equal for equal runs, consistent with each other, delivered
// whole or not at all.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/negative/program.h"

namespace rpmsg_sim {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// One line of a log: time, source, event, the rest.
struct Logged {
  std::uint64_t time = 0;
  std::string source, event, rest;
};

std::vector<Logged> read_log(const std::string& path) {
  std::vector<Logged> log;
  for (const std::string& line : lines_of(contents(path))) {
    if (line.front() == '#') continue;
    Logged logged;
    std::istringstream stream(line);
    stream >> logged.time >> logged.source >> logged.event;
    std::getline(stream, logged.rest);
    log.push_back(logged);
  }
  return log;
}

// Changes of each signal: time and value.
using Waveform = std::map<std::string, std::vector<std::pair<std::uint64_t, std::uint64_t>>>;

Waveform read_waveform(const std::string& path) {
  Waveform waveform;
  std::map<std::string, std::string> names;  // by identifier
  std::string scope;
  std::uint64_t time = 0;
  bool values = false;
  for (const std::string& line : lines_of(contents(path))) {
    std::istringstream stream(line);
    std::string word, type, width, id, name;
    stream >> word;
    values = values || word == "$enddefinitions";
    if (word == "$scope") {
      stream >> type >> name;
      scope += name + ".";
    } else if (word == "$upscope") {
      scope.erase(scope.rfind('.', scope.size() - 2) + 1);
    } else if (word == "$var") {
      stream >> type >> width >> id >> name;
      names[id] = scope + name;
    } else if (!values || word.empty()) {
      continue;
    } else if (word.front() == '#') {
      time = std::stoull(word.substr(1));
    } else if (word.front() == 'b') {
      stream >> id;
      waveform[names.at(id)].emplace_back(time, std::stoull(word.substr(1), nullptr, 2));
    } else if (word.front() == '0' || word.front() == '1') {
      waveform[names.at(word.substr(1))].emplace_back(time, word.front() - '0');
    }
  }
  return waveform;
}

class Outputs : public testing::Test {
 protected:
  Outcome run(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {"run", "ping_pong", "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return call(arguments);
  }
  std::string refusal(const std::vector<std::string>& more) const {
    const Outcome outcome = run(more);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  }

  TemporaryFolder folder;
};

TEST_F(Outputs, EqualRunsGiveEqualBytes) {
  EXPECT_EQ(run({"--log", folder / "1.log", "--vcd", folder / "1.vcd"}).status, 0);
  EXPECT_EQ(run({"--log", folder / "2.log", "--vcd", folder / "2.vcd"}).status, 0);
  EXPECT_EQ(contents(folder / "1.log"), contents(folder / "2.log"));
  EXPECT_EQ(contents(folder / "1.vcd"), contents(folder / "2.vcd"));
  EXPECT_EQ(folder.names().size(), 4u);
}

// Neither running ahead nor another view changes what a view shows.
TEST_F(Outputs, LogIsTheSameInEveryWayToRun) {
  EXPECT_EQ(run({"--log", folder / "1.log"}).status, 0);
  EXPECT_EQ(run({"--log", folder / "2.log", "--zero-horizon", "--vcd", folder / "2.vcd"}).status, 0);
  EXPECT_EQ(contents(folder / "1.log"), contents(folder / "2.log"));
}

TEST_F(Outputs, LogIsInTheOrderOfTimeAndNamesTheFirmware) {
  EXPECT_EQ(run({"--log", folder / "r.log"}).status, 0);
  const std::vector<Logged> log = read_log(folder / "r.log");
  ASSERT_GT(log.size(), 1000u);
  for (std::size_t i = 1; i < log.size(); ++i) EXPECT_LE(log[i - 1].time, log[i].time) << i;
  const auto doorbell = std::find_if(log.begin(), log.end(), [](const Logged& logged) {
    return logged.event == "mu.transmit" && logged.source == "mu.a";
  });
  ASSERT_NE(doorbell, log.end());
  EXPECT_TRUE(
      matches(doorbell->rest,
              "...channel=1 word=0x00000000 by a53 ./firmware/rpmsg/port/imx/port_host.c:19 (notify)"))
      << doorbell->rest;
}

TEST_F(Outputs, WaveformAgreesWithTheLog) {
  EXPECT_EQ(run({"--log", folder / "r.log", "--vcd", folder / "r.vcd"}).status, 0);
  Waveform waveform = read_waveform(folder / "r.vcd");
  Waveform expected;
  for (const Logged& logged : read_log(folder / "r.log")) {
    if (logged.event == "line.rise" && logged.source == "mu.b") {
      expected["SystemC.mu.b.irq97"].emplace_back(logged.time, 1);
    } else if (logged.event == "line.fall" && logged.source == "mu.b") {
      expected["SystemC.mu.b.irq97"].emplace_back(logged.time, 0);
    } else if (logged.event == "core.sleep") {
      expected["SystemC." + logged.source + ".state"].emplace_back(logged.time, 2);
    } else if (logged.event == "core.wake") {
      expected["SystemC." + logged.source + ".state"].emplace_back(logged.time, 1);
    }
  }
  for (auto& [signal, changes] : expected) {
    ASSERT_GT(changes.size(), 50u) << signal;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> shown = waveform[signal];
    // What holds from the beginning, and the start of the core, are no such events.
    while (!shown.empty() && shown.front().first < changes.front().first) shown.erase(shown.begin());
    EXPECT_EQ(shown, changes) << signal;
  }
}

TEST_F(Outputs, WaveformShowsRegistersAndRings) {
  EXPECT_EQ(run({"--vcd", folder / "r.vcd", "--log", folder / "r.log"}).status, 0);
  Waveform waveform = read_waveform(folder / "r.vcd");
  // 256 buffers are offered one by one; 102 messages went each way, one announcement among them.
  EXPECT_EQ(waveform["SystemC.vdev0.vring0.used_idx"].back().second, 102u);
  EXPECT_EQ(waveform["SystemC.vdev0.vring1.avail_idx"].back().second, 101u);
  EXPECT_EQ(waveform["SystemC.vdev0.vring0.avail_idx"][256].second, 256u);
  // Every word of the host is full and empty again in the M4's SR.RF1, bit 26.
  std::size_t full = 0;
  for (const auto& [time, value] : waveform["SystemC.mu.b.SR"]) full += (value >> 26 & 1) != 0 ? 1 : 0;
  EXPECT_GT(full, 100u);
  EXPECT_EQ(waveform["SystemC.simulation.running"].front().second, 1u);
  EXPECT_EQ(waveform["SystemC.simulation.running"].back(),
            (std::pair<std::uint64_t, std::uint64_t>{1039425555, 0}));
}

TEST_F(Outputs, LogOnStandardOutputIsNothingElse) {
  const Outcome outcome = call({"run", "ping_pong", "--log", "-"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out.compare(0, 15, "# rpmsg-sim log"), 0);
  EXPECT_EQ(outcome.out.find("verdict"), std::string::npos);
  EXPECT_NE(outcome.err.find("verdict       PASSED\n"), std::string::npos);
}

TEST_F(Outputs, AFolderGetsOneFileForEachScenario) {
  std::filesystem::create_directory(folder / "all");
  const Outcome outcome = call({"run", "ping_pong", "latency", "--quiet", "--json", folder / "all", "--log",
                                folder / "all", "--vcd", folder / "all", "--junit", folder / "tests.xml"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  for (const char* name : {"ping_pong", "latency"}) {
    for (const char* suffix : {".json", ".log", ".vcd"}) {
      EXPECT_TRUE(std::filesystem::exists(folder / ("all/" + std::string(name) + suffix))) << name << suffix;
    }
  }
  EXPECT_TRUE(matches(contents(folder / "tests.xml"),
                      "...<testsuite name=\"ping_pong\" ...<testsuite name=\"latency\" ...</testsuites>\n"));
}

TEST_F(Outputs, TwoOutputsInOneFileAreRefused) {
  EXPECT_EQ(refusal({"--json", folder / "x", "--log", folder / "x"}),
            "rpmsg-sim: --log and --json are the same file: " + folder / "x" + "\n");
  EXPECT_EQ(refusal({"--vcd", folder / "x", "--junit", folder / "./x"}),
            "rpmsg-sim: --junit and --vcd are the same file: " + folder / "./x" + "\n");
  EXPECT_EQ(refusal({"--json", "-", "--log", "/dev/stdout"}),
            "rpmsg-sim: --log and --json are the same file: standard output\n");
  EXPECT_TRUE(folder.names().empty());
}

TEST_F(Outputs, TheScenarioItselfIsNotOverwritten) {
  const std::string scenario = folder / "mine.yaml";
  write_file(scenario, "platform: imx8mm\ncores: {a: {image: host_latency}, m: {image: remote_echo}}\n");
  const Outcome outcome = call({"run", scenario, "--log", scenario});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "rpmsg-sim: --log and the scenario itself are the same file: " + scenario + "\n");
}

TEST_F(Outputs, PlacesThatCannotBeWrittenAreKnownBeforeTheRun) {
  for (const char* option : {"--json", "--log", "--vcd", "--junit"}) {
    EXPECT_EQ(refusal({option, "/no/such/x"}),
              "rpmsg-sim: /no/such/x: cannot be written: No such file or directory\n");
  }
  EXPECT_EQ(refusal({"--junit", folder / ""}),
            "rpmsg-sim: " + folder / "" + ": cannot be written: Is a directory\n");
  std::filesystem::create_directory(folder / "locked");
  std::filesystem::permissions(folder / "locked", std::filesystem::perms(0555));
  EXPECT_EQ(refusal({"--log", folder / "locked/x"}),
            "rpmsg-sim: " + folder / "locked/x" + ": cannot be written: Permission denied\n");
}

TEST_F(Outputs, AFullDiskIsOneLineAndTheOthersAreDelivered) {
  for (const char* option : {"--json", "--log", "--vcd", "--junit"}) {
    EXPECT_EQ(refusal({option, "/dev/full"}),
              "rpmsg-sim: /dev/full: cannot be written: No space left on device\n");
  }
  EXPECT_EQ(run({"--json", folder / "r.json", "--log", "/dev/full"}).status, 2);
  EXPECT_EQ(nlohmann::json::parse(contents(folder / "r.json"))["verdict"], "passed");
}

TEST_F(Outputs, AReaderThatHasGoneIsOneLine) {
  const std::string pipe = folder / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  // Opened by both ends, so that the program's open does not wait; closed before it writes.
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  Program program({"run", "both_busy", "--quiet", "--log", pipe});
  program.simulation();
  close(reader);
  const Outcome outcome = program.wait();
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "rpmsg-sim: " + pipe + ": cannot be written: Broken pipe\n");
}

// A run that lasts until somebody ends it.
class LongRunWithViews : public testing::Test {
 protected:
  std::vector<std::string> arguments() const {
    return {"run",     "both_busy",
            "--set",   "limit=20000 s",
            "--set",   "cores.a.parameters.duration=10000 s",
            "--json",  folder / "r.json",
            "--log",   folder / "r.log",
            "--vcd",   folder / "r.vcd",
            "--junit", folder / "r.xml"};
  }

  TemporaryFolder folder;
};

TEST_F(LongRunWithViews, InterruptedItDeliversEverything) {
  Program program(arguments());
  program.simulation();
  kill(program.process(), SIGINT);
  const Outcome outcome = program.wait();
  EXPECT_EQ(outcome.status, 4);
  EXPECT_EQ(outcome.err, "");
  EXPECT_NE(outcome.out.find("verdict       INTERRUPTED\n"), std::string::npos) << outcome.out;
  const auto json = nlohmann::json::parse(contents(folder / "r.json"));
  EXPECT_EQ(json["verdict"], "interrupted");
  EXPECT_EQ(contents(folder / "r.log").back(), '\n');
  EXPECT_FALSE(read_log(folder / "r.log").empty());
  const Waveform waveform = read_waveform(folder / "r.vcd");
  EXPECT_EQ(waveform.at("SystemC.simulation.running").back().second, 0u);
  EXPECT_TRUE(matches(contents(folder / "r.xml"), "...<failure message=\"interrupted\"...</testsuites>\n"));
  EXPECT_EQ(folder.names().size(), 4u);
}

TEST_F(LongRunWithViews, KilledItDeliversWhatThereIs) {
  Program program(arguments());
  const pid_t simulation = program.simulation();
  while (!std::filesystem::exists(folder / "r.json") && kill(simulation, SIGKILL) == 0) usleep(1000);
  EXPECT_EQ(program.wait().status, 70);
  const std::vector<std::string> log = lines_of(contents(folder / "r.log"));
  ASSERT_FALSE(log.empty());
  EXPECT_EQ(log.back(), "# the simulation was killed by signal 9 (Killed)");
  EXPECT_TRUE(
      matches(contents(folder / "r.xml"), "...<error message=\"defect of the simulator: it was killed..."));
}

TEST_F(LongRunWithViews, KilledWithItsSupervisorItLeavesNothingBehind) {
  Program program(arguments());
  program.simulation();
  kill(program.process(), SIGKILL);
  EXPECT_EQ(program.wait().signal, SIGKILL);
  EXPECT_TRUE(folder.names().empty()) << folder.names().front();
}

TEST_F(LongRunWithViews, AnInterruptionEndsTheWholeCommand) {
  Program program({"run", "both_busy", "both_busy", "--quiet", "--junit", folder / "r.xml", "--set",
                   "limit=20000 s", "--set", "cores.a.parameters.duration=10000 s"});
  program.simulation();
  kill(program.process(), SIGTERM);
  const Outcome outcome = program.wait();
  EXPECT_EQ(outcome.status, 4);
  EXPECT_TRUE(matches(outcome.err,
                      "both_busy: INTERRUPTED: ...\n"
                      "rpmsg-sim: interrupted: both_busy and what follows it did not run\n"))
      << outcome.err;
  EXPECT_TRUE(matches(contents(folder / "r.xml"), "...message=\"did not run\"..."));
}

}  // namespace
}  // namespace rpmsg_sim
