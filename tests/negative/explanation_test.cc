// Firmware with a classic mistake: the report alone says which message it cost, and why. The images are
// tests/images/seeded_*.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "tests/negative/program.h"

namespace rpmsg_sim {
namespace {

class SeededMistake : public testing::Test {
 protected:
  Outcome run(unsigned mistake, const std::vector<std::string>& more = {}) const {
    const std::string scenario = folder_ / "seeded.yaml";
    write_file(scenario, fmt::format("platform: imx8mm\n"
                                     "cores:\n"
                                     "  a: {{image: {0}/seeded_a.elf, parameters: {{mistake: {1}}}}}\n"
                                     "  m: {{image: {0}/seeded_m.elf, parameters: {{mistake: {1}}}}}\n"
                                     "limit: 20 ms\n",
                                     TEST_IMAGE_DIR, mistake));
    std::vector<std::string> arguments = {"run", scenario};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return call(arguments);
  }

 private:
  TemporaryFolder folder_;
};

// Lines that the report begins with, after three of heading.
void expect_explained(const Outcome& outcome, const std::string& text) {
  EXPECT_TRUE(matches(outcome.out, "...\nimages ...\nexplanation\n  " + text + "...")) << outcome.out;
}

TEST_F(SeededMistake, NoneIsExplainedWhereNoneIs) {
  const Outcome outcome = run(0);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out.find("explanation"), std::string::npos) << outcome.out;
}

TEST_F(SeededMistake, DoorbellBeforeTheIndex) {
  const Outcome outcome = run(1);
  EXPECT_EQ(outcome.status, 3);
  expect_explained(
      outcome,
      "message 2, a53 to m4 (0x400 -> 0x400, 10 bytes), was not read: index published at ... by a53 at "
      "./firmware/rpmsg/... (send); no doorbell followed\n"
      "    the last doorbell of a53 was at ..., ... us before the index was published: word 0x00010000 "
      "on channel 1; the message is on vdev0 vring1\n"
      "    a53 waits for an interrupt since ...: nothing is pending; enabled: INTID 120\n"
      "    m4 waits for an interrupt since ...: nothing is pending; enabled: irq 97\n");
}

TEST_F(SeededMistake, DoorbellForgotten) {
  const Outcome outcome = run(2);
  EXPECT_EQ(outcome.status, 3);
  expect_explained(
      outcome,
      "message 2, ... was not read: index published at ... (send); no doorbell followed\n"
      "    the last doorbell of a53 was at ... before the index was published: word 0x00000000 ...");
  // The report says it of both cores.
  EXPECT_TRUE(
      matches(outcome.out,
              "...\nend           nothing can happen any more\n"
              "              a53 waits for an interrupt since ... at ./firmware/rpmsg/host/rpmsg_host.c:..."
              "              m4 waits for an interrupt since ...\n"
              "                vdev0 vring1: 1 message is unread for m4, the oldest is message 2\n..."))
      << outcome.out;
}

TEST_F(SeededMistake, WakeUpLost) {
  const Outcome outcome = run(3);
  EXPECT_EQ(outcome.status, 3);
  // It falls asleep after its handler has run.
  expect_explained(outcome,
                   "message 2, ... handler entered at 61... us; m4 did not read the ring\n"
                   "...m4 waits for an interrupt since 7... us at ...: nothing is pending");
}

TEST_F(SeededMistake, HandlerThatDoesNotLook) {
  const Outcome outcome = run(4);
  EXPECT_EQ(outcome.status, 3);
  expect_explained(outcome, "message 2, ... handler entered at ... us; m4 did not read the ring\n...");
}

// The word of an earlier doorbell is still there, so that the host cannot even ring.
TEST_F(SeededMistake, InterruptSwitchedOff) {
  const Outcome outcome = run(5);
  EXPECT_EQ(outcome.status, 4);
  expect_explained(outcome,
                   "message 2, ... was not read: index published at ... (send); no doorbell followed\n"
                   "...\n    a53 is running at ./firmware/rpmsg/port/imx/port_host.c:16 (notify)\n"
                   "    m4 waits for an interrupt since ...: irq 97 pending, not enabled\n");
  EXPECT_NE(outcome.out.find("                mu.b: RF1 set, nobody has read the word\n"), std::string::npos)
      << outcome.out;
}

TEST_F(SeededMistake, SlowRemoteIsFoundAmongManyMessages) {
  const Outcome outcome = run(6, {"--set", "cores.a.parameters.messages=100"});
  EXPECT_EQ(outcome.status, 0);
  expect_explained(outcome,
                   "message 100, a53 to m4 (...), was the slowest: 50... us from index to payload, ... is "
                   "usual; 49... us of it from 'handler entered' to 'ring entry read'\n...");
}

TEST_F(SeededMistake, AnUnmetLatencyShowsTheSlowestMessage) {
  EXPECT_EQ(run(0, {"--set", "expect=[round_trip.p99 < 100 us]"}).out.find("explanation"), std::string::npos);
  const Outcome outcome = run(0, {"--set", "expect=[round_trip.p99 < 1 us]"});
  EXPECT_EQ(outcome.status, 1);
  expect_explained(outcome, "message ... was the slowest...");
}

TEST_F(SeededMistake, JsonHasTheSame) {
  const Outcome outcome = run(2, {"--json", "-"});
  EXPECT_TRUE(matches(
      outcome.out,
      "...\"explanations\": [\n    {\n      \"message\": 2,\n      \"state\": \"stuck\",...\"details\"..."))
      << outcome.out;
}

// Nobody releases the remote then.
TEST(RemoteAlone, IsADeadlockThatSaysWhoHasNoImage) {
  TemporaryFolder folder;
  write_file(folder / "alone.yaml", "platform: imx8mm\ncores:\n  m: {image: remote_echo}\nlimit: 1 ms\n");
  const Outcome outcome = call({"run", folder / "alone.yaml"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.err, "");
  EXPECT_NE(outcome.out.find("a53 has no image"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("m4 is held in reset since"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("deadlock"), std::string::npos) << outcome.out;
}

// An armed timer is something that can still happen, however late.
TEST(LongTimer, IsNoDeadlock) {
  const Outcome outcome = call({"run", "latency", "--set", "cores.a.parameters.period=8000000 s", "--set",
                                "limit=9000000 s", "--set", "expect=[]"});
  EXPECT_EQ(outcome.status, 4);
  EXPECT_TRUE(matches(outcome.out,
                      "...\nend           the simulated limit passed\n...its timer (INTID 30) expires at "
                      "9000000.000 s\n..."))
      << outcome.out;
}

}  // namespace
}  // namespace rpmsg_sim
