// The debugger changes nothing, and shows both firmwares and the simulation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/negative/program.h"

namespace rpmsg_sim {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

bool gdb_is_there() {
  return std::system("gdb --version > /dev/null 2>&1") == 0;
}

std::string digest_in(const std::string& report) {
  const std::size_t place = report.find("\ndigest ");
  return place == std::string::npos ? "" : report.substr(place + 1, report.find('\n', place + 1) - place);
}

// The text between two marks of the session.
std::string part(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t begin = text.find(from);
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find(to, begin + from.size()) - begin);
}

TEST(Debugger, StopsInBothFirmwaresAndChangesNothing) {
  if (!gdb_is_there()) GTEST_SKIP() << "gdb is not installed";
  const std::vector<std::string> few = {"latency", "--set", "cores.a.parameters.messages=200"};
  std::vector<std::string> debug = {"debug", "--batch", "-x", TEST_SESSION};
  debug.insert(debug.end(), few.begin(), few.end());
  std::vector<std::string> run = {"run"};
  run.insert(run.end(), few.begin(), few.end());
  const Outcome free = call(run);
  const Outcome stopped = call(debug);
  ASSERT_EQ(free.status, 0) << free.err;
  ASSERT_EQ(stopped.status, 0) << stopped.out << stopped.err;
  EXPECT_NE(digest_in(free.out), "");
  EXPECT_EQ(digest_in(stopped.out), digest_in(free.out));

  const std::string in_m4 = part(stopped.out, "-- in the m4", "-- in the a53");
  EXPECT_THAT(stopped.out,
              ContainsRegex("Breakpoint [0-9]+, MU_M4_IRQHandler \\(\\) at .*port_remote.c:[0-9]+"));
  EXPECT_THAT(in_m4, HasSubstr("$1 = 0"));    // remaining_ms
  EXPECT_THAT(in_m4, HasSubstr("$2 = 1"));    // the remote is bound
  EXPECT_THAT(in_m4, HasSubstr("$3 = 0x0"));  // the first doorbell is that of ring 0
  EXPECT_THAT(in_m4, ContainsRegex("m4 +[0-9.]+ us  .executing."));
  EXPECT_THAT(in_m4, HasSubstr("a53 waits for an interrupt since "));
  EXPECT_THAT(in_m4, ContainsRegex("mu.b TR0 00000000.* SR 00f000[01]0 CR 04000000"));

  const std::string in_a53 = part(stopped.out, "-- in the a53", "verdict");
  EXPECT_THAT(stopped.out, ContainsRegex("Breakpoint [0-9]+, receive \\(channel=0x[0-9a-f]+"));
  EXPECT_THAT(in_a53, HasSubstr("$4 = 16"));   // length
  EXPECT_THAT(in_a53, HasSubstr("$5 = 200"));  // messages_left
  EXPECT_THAT(in_a53, HasSubstr("name = \"rpmsg-echo\""));
  EXPECT_THAT(in_a53, ContainsRegex("vring0 m4 to a53 at 0xb8000000: avail.idx 25[67] .*used.idx 2"));
  EXPECT_THAT(in_a53, ContainsRegex("a53 +[0-9.]+ us  .executing."));
  EXPECT_THAT(in_a53, HasSubstr("rpmsg_host_process"));
}

TEST(Debugger, TimeStandsStillBetweenCommands) {
  if (!gdb_is_there()) GTEST_SKIP() << "gdb is not installed";
  const Outcome stopped = call({"debug", "latency", "--batch", "-x", TEST_SESSION});
  const std::string in_a53 = part(stopped.out, "-- in the a53", "verdict");
  const std::size_t first = in_a53.find("a53      ");
  const std::size_t second = in_a53.find("a53      ", first + 1);
  ASSERT_NE(second, std::string::npos);
  EXPECT_EQ(in_a53.substr(first, in_a53.find('\n', first) - first),
            in_a53.substr(second, in_a53.find('\n', second) - second));
}

TEST(Debugger, ABatchThatEndsEarlyIsNoSuccess) {
  if (!gdb_is_there()) GTEST_SKIP() << "gdb is not installed";
  EXPECT_EQ(call({"debug", "latency", "--batch"}).status, 4);
}

TEST(Debugger, SaysInOneLineThatThereIsNoGdb) {
  setenv("PATH", "/nowhere", 1);
  const Outcome outcome = call({"debug", "latency"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "rpmsg-sim: debug: gdb is not installed (on Debian: apt install gdb)\n");
}

TEST(Debugger, RefusesWhatRunWouldRefuse) {
  EXPECT_EQ(call({"debug", "latenci"}).err,
            "rpmsg-sim: unknown scenario 'latenci', did you mean 'latency'?\n");
  const Outcome outcome = call({"debug", "latency", "-x", "nowhere.gdb"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("debug: nowhere.gdb: cannot be read"));
}

}  // namespace
}  // namespace rpmsg_sim
