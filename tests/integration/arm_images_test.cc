// The M core's test images as they are flashed, and images with Thumb assembly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/image_run.h"

namespace rpmsg_sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Pair {
  const char* a;
  const char* m;
};

void PrintTo(const Pair& pair, std::ostream* out) {
  *out << pair.m;
}

class ArmImages : public testing::TestWithParam<Pair> {
 protected:
  static std::string m() { return std::string("arm/") + GetParam().m; }
};

TEST_P(ArmImages, PassTheirOwnChecks) {
  const ImageRun run = run_images(GetParam().a, m());
  EXPECT_EQ(run.exit_status, 0) << run.console << testing::PrintToString(run.findings);
  EXPECT_EQ(run.end, RunEnd::kEndOfTest);
}

TEST_P(ArmImages, GiveTheSameDigestWithoutRunningAhead) {
  const ImageRun ahead = run_images(GetParam().a, m());
  const ImageRun again = run_images(GetParam().a, m());
  ImageRunOptions oracle;
  oracle.zero_horizon = true;
  const ImageRun waiting = run_images(GetParam().a, m(), oracle);
  ASSERT_FALSE(ahead.digest.empty());
  EXPECT_EQ(ahead.digest, again.digest);
  EXPECT_EQ(ahead.digest, waiting.digest);
  EXPECT_EQ(ahead.simulated_ps, waiting.simulated_ps);
}

// thumb_tasks_m: exception return to another stack, preemption, lazy floating-point state.
INSTANTIATE_TEST_SUITE_P(All, ArmImages,
                         testing::Values(Pair{"smoke_a", "smoke_m"}, Pair{"boot_a", "language_m"},
                                         Pair{"boot_a", "interrupts_m"}, Pair{"reset_a", "reset_m"},
                                         Pair{"self_jump_a", "self_jump_m"}, Pair{"boot_a", "thumb_tasks_m"}),
                         [](const auto& pair) { return std::string(pair.param.m); });

TEST(ArmUart, PrintsLinesOnTheConsole) {
  const ImageRun run = run_images("boot_a", "arm/uart_m");
  EXPECT_EQ(run.exit_status, 0) << testing::PrintToString(run.findings);
  EXPECT_EQ(run.console, "hello from the UART\nand a line without an end\n");
}

// ---- misbehaving firmware ----

ImageRun misbehave(std::uint64_t how, const char* image = "arm/faults_m") {
  ImageRunOptions options;
  options.m_parameters = {how};
  options.limit_ms = 5;
  return run_images("boot_a", image, options);
}

void expect_finding(const ImageRun& run, const char* text) {
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_FALSE(run.findings.empty());
  EXPECT_THAT(run.findings[0], HasSubstr(text));
}

TEST(ArmFaults, ReadOfUnmappedMemory) {
  expect_finding(misbehave(0), "unmapped_access m4 ./tests/images/faults_m/main.c:");
}

TEST(ArmFaults, WriteToAnotherCoresMemory) {
  expect_finding(misbehave(1), "foreign_private_access m4 ./tests/images/faults_m/main.c:");
}

TEST(ArmFaults, WildJump) {
  expect_finding(misbehave(2), "core_fault m4 0x60001234 a branch to 0x60001234 without the Thumb bit");
}

TEST(ArmFaults, UnknownInstruction) {
  expect_finding(misbehave(4), "unknown_instruction m4 ./tests/images/faults_m/main.c:");
}

// Every instruction is seen: such a loop runs to the limit, and time goes on.
TEST(ArmFaults, ABusyLoopRunsToTheLimit) {
  const ImageRun run = misbehave(5);
  EXPECT_EQ(run.exit_status, 4);
  EXPECT_EQ(run.end, RunEnd::kLimit);
  EXPECT_THAT(run.findings, ElementsAre(HasSubstr("limit_reached")));
}

TEST(ArmFaults, BothCoresAsleepForEver) {
  const ImageRun run = misbehave(6);
  EXPECT_EQ(run.end, RunEnd::kDeadlock);
  expect_finding(run, "m4 waits for an interrupt since ");
}

TEST(ArmFaults, StatusRegistersSayWhatHappened) {
  const ImageRun run = misbehave(0, "arm/thumb_faults_m");
  EXPECT_EQ(run.end, RunEnd::kEndOfTest) << testing::PrintToString(run.findings);
  EXPECT_THAT(run.console, IsEmpty());
  EXPECT_THAT(run.findings, SizeIs(9)) << "eight faults, and a division by zero that is none";
}

TEST(ArmFaults, AFaultInTheHardFaultHandlerLocksTheCoreUp) {
  const ImageRun run = misbehave(1, "arm/thumb_faults_m");
  EXPECT_EQ(run.exit_status, 3);
  ASSERT_GE(run.findings.size(), 3u);
  EXPECT_THAT(run.findings[0], HasSubstr("unknown_instruction m4 ./tests/images/thumb/faults.c:"));
  EXPECT_THAT(run.findings[1], HasSubstr("unknown_instruction m4 ./tests/images/thumb/faults.c:"));
  EXPECT_THAT(run.findings[2], HasSubstr("core_lockup m4"));
}

}  // namespace
}  // namespace rpmsg_sim
