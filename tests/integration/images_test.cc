// Whole machines with test images: what C code may do on a core, and that every way of running it is the
// same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/image_run.h"

namespace rpmsg_sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;

struct Pair {
  const char* a;
  const char* m;
};

void PrintTo(const Pair& pair, std::ostream* out) {
  *out << pair.a << "_" << pair.m;
}

class Images : public testing::TestWithParam<Pair> {};

TEST_P(Images, PassTheirOwnChecks) {
  const ImageRun run = run_images(GetParam().a, GetParam().m);
  EXPECT_EQ(run.exit_status, 0) << run.console << testing::PrintToString(run.findings);
  EXPECT_EQ(run.end, RunEnd::kEndOfTest);
}

// The oracle: no core runs ahead. Also repeated, since results must not depend on where the host puts things.
TEST_P(Images, GiveTheSameDigestWithoutRunningAhead) {
  const ImageRun ahead = run_images(GetParam().a, GetParam().m);
  const ImageRun again = run_images(GetParam().a, GetParam().m);
  ImageRunOptions oracle;
  oracle.zero_horizon = true;
  const ImageRun waiting = run_images(GetParam().a, GetParam().m, oracle);
  ASSERT_FALSE(ahead.digest.empty());
  EXPECT_EQ(ahead.digest, again.digest);
  EXPECT_EQ(ahead.digest, waiting.digest);
  EXPECT_EQ(ahead.simulated_ps, waiting.simulated_ps);
}

TEST_P(Images, AnnounceEveryAccessToSharedMemoryAndDevices) {
  ImageRunOptions audit;
  audit.audit = true;
  const ImageRun run = run_images(GetParam().a, GetParam().m, audit);
  EXPECT_EQ(run.exit_status, 0) << testing::PrintToString(run.findings);
}

INSTANTIATE_TEST_SUITE_P(All, Images,
                         testing::Values(Pair{"smoke_a", "smoke_m"}, Pair{"boot_a", "language_m"},
                                         Pair{"boot_a", "interrupts_m"}, Pair{"boot_a", "tasks_m"},
                                         Pair{"reset_a", "reset_m"}, Pair{"self_jump_a", "self_jump_m"}),
                         [](const auto& pair) {
                           return std::string(pair.param.m).substr(0, std::string(pair.param.m).size() - 2);
                         });

TEST(Images64, WideAccessesToRegistersAreSplit) {
  const ImageRun run = run_images("wide_a", "");
  EXPECT_EQ(run.exit_status, 0) << run.console << testing::PrintToString(run.findings);
}

TEST(Uart, PrintsLinesOnTheConsole) {
  const ImageRun run = run_images("boot_a", "uart_m");
  EXPECT_EQ(run.exit_status, 0) << testing::PrintToString(run.findings);
  EXPECT_EQ(run.console, "hello from the UART\nand a line without an end\n");
}

// ---- misbehaving firmware: parameter `how` of faults_m ----

ImageRun misbehave(std::uint64_t how) {
  ImageRunOptions options;
  options.m_parameters = {how};
  options.limit_ms = 5;
  return run_images("boot_a", "faults_m", options);
}

TEST(Faults, ReadOfUnmappedMemory) {
  const ImageRun run = misbehave(0);
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("unmapped_access m4 ./tests/images/faults_m/main.c:"));
}

TEST(Faults, NullPointer) {
  const ImageRun run = misbehave(10);
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("null_pointer m4 ./tests/images/faults_m/main.c:"));
}

TEST(Faults, WriteToAnotherCoresMemory) {
  const ImageRun run = misbehave(1);
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("foreign_private_access m4 ./tests/images/faults_m/main.c:"));
}

TEST(Faults, WildJump) {
  const ImageRun run = misbehave(2);
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("jump at 0x60001234: there is no code"));
  EXPECT_THAT(run.backtraces[0], ElementsAre("0x60001234", HasSubstr("(main)"), HasSubstr("startup_m.c:")));
}

// The A core has no handler: the fault, the lock-up, and that nothing is left; each once.
TEST(Faults, ACoreWithoutAHandlerFaultsOnce) {
  ImageRunOptions options;
  options.a_parameters = {1};
  const ImageRun run = run_images("fault_a", "", options);
  ASSERT_EQ(run.findings.size(), 3u) << testing::PrintToString(run.findings);
  EXPECT_THAT(run.findings[0], HasSubstr("null_pointer a53 ./tests/images/fault_a/main.c:"));
  EXPECT_THAT(run.findings[1], HasSubstr("core_lockup a53 ./tests/images/fault_a/main.c:"));
  EXPECT_THAT(run.findings[2], HasSubstr("deadlock"));
}

// What the compiler knows to be a null pointer is still an access, and not its trap.
TEST(Faults, APointerThatTheCompilerKnowsToBeNull) {
  ImageRunOptions options;
  options.a_parameters = {2};
  const ImageRun run = run_images("fault_a", "", options);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("null_pointer a53 ./tests/images/fault_a/main.c:"));
}

TEST(Faults, CallOfANullPointer) {
  const ImageRun run = misbehave(14);
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("null_pointer m4 0x0 jump at 0x0"));
  EXPECT_THAT(run.backtraces[0], ElementsAre("0x0", HasSubstr("(main)"), HasSubstr("(Reset_Handler)")));
}

TEST(Backtrace, LeadsThroughAnInterruptToWhatItInterrupted) {
  const ImageRun run = misbehave(11);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("null_pointer m4"));
  EXPECT_THAT(run.backtraces[0],
              ElementsAre(HasSubstr("(write_to)"), HasSubstr("(MU_M4_IRQHandler), handler of exception 113"),
                          HasSubstr("(cpu_isb)"), HasSubstr("(main)"), HasSubstr("(Reset_Handler)")));
}

TEST(Backtrace, OfADeadlockLeadsThroughTheFaultHandlerToTheFault) {
  const ImageRun run = misbehave(2);
  ASSERT_EQ(run.findings.size(), 2u);
  EXPECT_THAT(run.backtraces[1], IsSupersetOf({HasSubstr("m4: ./firmware/sdk/startup/startup_m.c:"),
                                               HasSubstr("(Default_Handler), handler of exception 3"),
                                               HasSubstr("m4: 0x60001234"), HasSubstr("faults_m/main.c:")}));
}

// Firmware has written over its frames: the way ends where it stops making sense.
TEST(Backtrace, EndsWhereTheStackMakesNoSense) {
  for (const std::uint64_t how : {12u, 13u}) {
    const ImageRun run = misbehave(how);
    ASSERT_FALSE(run.findings.empty());
    EXPECT_THAT(run.findings[0], HasSubstr("null_pointer m4"));
    ASSERT_GE(run.backtraces[0].size(), 2u);
    EXPECT_THAT(run.backtraces[0][0], HasSubstr("(write_to)"));
    EXPECT_THAT(run.backtraces[0][1], HasSubstr("(lose_the_way_back)"));
    EXPECT_LE(run.backtraces[0].size(), 64u);
  }
}

// Each core has its own hooks, and the other core's are none of them.
TEST(Faults, JumpIntoTheCodeOfTheOtherCore) {
  const ImageRun run = run_images("intruder_a", "smoke_m");
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("unknown_instruction a53"));
}

TEST(Faults, StackOverflow) {
  const ImageRun run = misbehave(3);
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("stack_overflow m4"));
}

TEST(Faults, UnknownInstruction) {
  const ImageRun run = misbehave(4);
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("unknown_instruction m4"));
}

TEST(Faults, LoopWithoutAnyHook) {
  const ImageRun run = misbehave(5);
  EXPECT_EQ(run.exit_status, 4);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("hook_free_loop m4"));
}

TEST(Faults, BothCoresAsleepForEver) {
  const ImageRun run = misbehave(6);
  EXPECT_EQ(run.exit_status, 3);
  EXPECT_EQ(run.end, RunEnd::kDeadlock);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("deadlock"));
  EXPECT_THAT(run.findings[0],
              HasSubstr("m4 waits for an interrupt since 2.410 us at ./tests/images/faults_m/main.c:"));
}

TEST(Faults, AnAccessThatTheCompilerDidNotAnnounce) {
  ImageRunOptions options;
  options.m_parameters = {7};
  options.limit_ms = 5;
  EXPECT_EQ(run_images("boot_a", "faults_m", options).exit_status, 0) << "only the audit can see it";
  options.audit = true;
  const ImageRun run = run_images("boot_a", "faults_m", options);
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("unannounced_access m4 ./tests/images/faults_m/main.c:"));
}

TEST(Faults, LeadToTheFirmwaresFaultHandler) {
  const ImageRun run = misbehave(8);
  EXPECT_EQ(run.end, RunEnd::kEndOfTest);
  EXPECT_EQ(run.exit_status, 3) << "the finding stays";
  EXPECT_EQ(run.findings.size(), 1u);
}

TEST(Faults, PolicyLogLetsTheRunPass) {
  ImageRunOptions options;
  options.m_parameters = {8};
  options.findings = {{"unmapped_access", FindingLevel::kLog}};
  const ImageRun run = run_images("boot_a", "faults_m", options);
  EXPECT_EQ(run.exit_status, 0);
  EXPECT_EQ(run.findings.size(), 1u);
}

TEST(Faults, PolicyStopEndsTheRunAtTheFinding) {
  ImageRunOptions options;
  options.m_parameters = {8};
  options.findings = {{"unmapped_access", FindingLevel::kStop}};
  const ImageRun run = run_images("boot_a", "faults_m", options);
  EXPECT_EQ(run.end, RunEnd::kStopped);
  EXPECT_EQ(run.exit_status, 3);
}

TEST(Faults, AReleasedCoreWithoutFirmwareLocksUp) {
  const ImageRun run = run_images("boot_a", "", {});
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr("core_fault"));
  EXPECT_THAT(run.findings[0], HasSubstr("has no image"));
}

TEST(Faults, ACoreMayResetItself) {
  const ImageRun run = misbehave(9);
  EXPECT_EQ(run.exit_status, 0) << testing::PrintToString(run.findings);
  EXPECT_EQ(run.end, RunEnd::kEndOfTest);
}

TEST(Faults, NoneWhenTheImageBehaves) {
  const ImageRun run = misbehave(99);
  EXPECT_EQ(run.exit_status, 0);
  EXPECT_THAT(run.findings, IsEmpty());
}

}  // namespace
}  // namespace rpmsg_sim
