// Behaviour of the NVIC. Section names are those of the Armv7-M Architecture Reference Manual (Arm DDI 0403).
#include "models/interrupt/nvic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/interrupt/nvic_bench.h"

namespace rpmsg_sim {
namespace {

constexpr unsigned kIrq = kFirstInterrupt;
constexpr std::uint64_t kIcsr = 0xD04;
constexpr std::uint64_t kShcsr = 0xD24;

// ---- level and pulse interrupts -------------------------------------------------------------------------
// "Theory of operation" of the NVIC; Cortex-M4 Generic User Guide, "Level-sensitive and pulse interrupts".

TEST(NvicLevel, HighLinePendsAndIsTakenWhenEnabled) {
  NvicBench bench;
  bench.level(97, true);
  EXPECT_TRUE(bench.pending(97));
  EXPECT_EQ(bench.deliverable(), 0u) << "not enabled";
  bench.enable(97);
  EXPECT_EQ(bench.deliverable(), kIrq + 97);
}

TEST(NvicLevel, EntryClearsPendingAndSetsActive) {
  NvicBench bench;
  bench.enable(97);
  bench.level(97, true);
  ASSERT_EQ(bench.take(), kIrq + 97);
  EXPECT_FALSE(bench.pending(97)) << "a line that stays high does not pend while active";
  EXPECT_TRUE(bench.is_active(97));
  EXPECT_EQ(bench.nvic.active(), kIrq + 97);
  EXPECT_EQ(bench.get(SystemRegister::kIpsr), kIrq + 97);
  EXPECT_EQ(bench.deliverable(), 0u);
}

TEST(NvicLevel, StillHighAtReturnPendsAgain) {
  NvicBench bench;
  bench.enable(5);
  bench.level(5, true);
  bench.take();
  bench.leave();
  EXPECT_EQ(bench.deliverable(), kIrq + 5);
}

TEST(NvicLevel, LowAtReturnIsDone) {
  NvicBench bench;
  bench.enable(5);
  bench.level(5, true);
  bench.take();
  bench.level(5, false);
  bench.leave();
  EXPECT_EQ(bench.deliverable(), 0u);
  EXPECT_FALSE(bench.is_active(5));
}

TEST(NvicLevel, FallingLineDoesNotTakePendingBack) {
  NvicBench bench;
  bench.enable(5);
  bench.pulse(5);
  EXPECT_EQ(bench.deliverable(), kIrq + 5);
}

TEST(NvicLevel, PulseWhileActivePendsOnceMore) {
  NvicBench bench;
  bench.enable(5);
  bench.pulse(5);
  bench.take();
  bench.pulse(5);
  EXPECT_TRUE(bench.pending(5));
  EXPECT_TRUE(bench.is_active(5));
  EXPECT_EQ(bench.deliverable(), 0u) << "it does not preempt itself";
  bench.leave();
  EXPECT_EQ(bench.take(), kIrq + 5);
  bench.leave();
  EXPECT_EQ(bench.deliverable(), 0u);
}

TEST(NvicLevel, ClearPendingHasNoEffectWhileTheLineIsHigh) {
  NvicBench bench;
  bench.level(5, true);
  bench.write(0x280, 1u << 5);
  EXPECT_TRUE(bench.pending(5));
  bench.level(5, false);
  EXPECT_TRUE(bench.pending(5));
  bench.write(0x280, 1u << 5);
  EXPECT_FALSE(bench.pending(5));
}

TEST(NvicLevel, SoftwarePendsByIsprAndStir) {
  NvicBench bench;
  bench.enable(33);
  bench.enable(34);
  bench.write(0x204, 1u << 1);
  EXPECT_EQ(bench.take(), kIrq + 33);
  bench.leave();
  bench.write(0xF00, 34);
  EXPECT_EQ(bench.take(), kIrq + 34);
  bench.leave();
  EXPECT_EQ(bench.deliverable(), 0u);
}

TEST(NvicLevel, DisablingAnActiveInterruptLeavesItActive) {
  NvicBench bench;
  bench.enable(5);
  bench.level(5, true);
  bench.take();
  bench.write(0x180, 1u << 5);
  EXPECT_TRUE(bench.is_active(5));
  bench.leave();
  EXPECT_TRUE(bench.pending(5));
  EXPECT_EQ(bench.deliverable(), 0u);
}

TEST(NvicLevel, LinesSurviveAReset) {
  NvicBench bench;
  bench.enable(5);
  bench.level(5, true);
  bench.take();
  bench.nvic.reset(bench.time);
  EXPECT_EQ(bench.nvic.active(), 0u);
  EXPECT_TRUE(bench.pending(5));
  EXPECT_EQ(bench.deliverable(), 0u) << "enables are gone";
}

// ---- "Exception priorities and preemption" --------------------------------------------------------------

TEST(NvicPriority, LowerValueFirstThenLowerNumber) {
  NvicBench bench;
  for (const unsigned irq : {7u, 40u, 3u}) {
    bench.enable(irq);
    bench.priority(irq, 0x40);
    bench.level(irq, true);
  }
  bench.enable(200);
  bench.priority(200, 0x30);
  bench.level(200, true);
  EXPECT_EQ(bench.take(), kIrq + 200);
  bench.level(200, false);
  bench.leave();
  EXPECT_EQ(bench.take(), kIrq + 3);
}

TEST(NvicPriority, NestsByPriorityAndReturnsInOrder) {
  NvicBench bench;
  const unsigned priorities[] = {0xC0, 0x80, 0x40};
  for (unsigned irq = 0; irq < 3; ++irq) {
    bench.enable(irq);
    bench.priority(irq, priorities[irq]);
  }
  bench.pulse(0);
  EXPECT_EQ(bench.take(), kIrq + 0);
  bench.pulse(0);
  EXPECT_EQ(bench.take(), 0u) << "equal priority does not preempt";
  bench.pulse(1);
  EXPECT_EQ(bench.take(), kIrq + 1);
  bench.pulse(2);
  EXPECT_EQ(bench.take(), kIrq + 2);
  EXPECT_EQ(bench.nvic.active(), kIrq + 2);
  bench.leave();
  EXPECT_EQ(bench.nvic.active(), kIrq + 1);
  EXPECT_EQ(bench.deliverable(), 0u);
  bench.leave();
  bench.leave();
  EXPECT_EQ(bench.nvic.active(), 0u);
  EXPECT_EQ(bench.take(), kIrq + 0) << "the second pulse";
}

TEST(NvicPriority, TailOfPendingIsServedByPriority) {
  NvicBench bench;
  for (unsigned irq = 0; irq < 8; ++irq) {
    bench.enable(irq);
    bench.priority(irq, (7 - irq) << 4);
  }
  bench.priority(8, 0);
  bench.enable(8);
  bench.pulse(8);
  ASSERT_EQ(bench.take(), kIrq + 8);
  for (unsigned irq = 0; irq < 8; ++irq) bench.pulse(irq);
  // Priority 0 of irq 7 equals the active one's, so all wait, then come out most urgent first.
  for (unsigned irq = 8; irq-- > 0;) {
    ASSERT_EQ(bench.deliverable(), 0u);
    bench.leave();
    ASSERT_EQ(bench.take(), kIrq + irq);
  }
}

TEST(NvicPriority, OnlyImplementedBitsExist) {
  NvicBench bench(240, 4);
  bench.priority(9, 0xFF);
  EXPECT_EQ(bench.read(0x400 + 9, 1), 0xF0u);
  bench.system_priority(kPendSv, 0xFF);
  EXPECT_EQ(bench.read(0xD22, 1), 0xF0u);
  bench.set(SystemRegister::kBasepri, 0xFF);
  EXPECT_EQ(bench.get(SystemRegister::kBasepri), 0xF0u);
}

// "Priority grouping": bits [PRIGROUP:0] are the subpriority, which orders but does not preempt.
TEST(NvicPriority, SubpriorityOrdersButDoesNotPreempt) {
  NvicBench bench;
  bench.grouping(5);  // group bits [7:6]
  bench.enable(1);
  bench.enable(2);
  bench.enable(3);
  bench.priority(1, 0x70);
  bench.priority(2, 0x50);
  bench.priority(3, 0x30);
  bench.pulse(1);
  ASSERT_EQ(bench.take(), kIrq + 1);
  bench.pulse(2);
  EXPECT_EQ(bench.take(), 0u) << "same group 0x40";
  bench.pulse(1);
  bench.pulse(3);
  EXPECT_EQ(bench.take(), kIrq + 3) << "group 0x00 preempts";
  bench.leave();
  bench.leave();
  EXPECT_EQ(bench.take(), kIrq + 2) << "lower subpriority value first";
}

TEST(NvicPriority, GroupingOfSevenMeansNoPreemptionAmongConfigurable) {
  NvicBench bench;
  bench.grouping(7);
  bench.enable(1);
  bench.enable(2);
  bench.priority(1, 0xF0);
  bench.priority(2, 0x00);
  bench.pulse(1);
  ASSERT_EQ(bench.take(), kIrq + 1);
  bench.pulse(2);
  EXPECT_EQ(bench.take(), 0u);
  bench.write(kIcsr, 1u << 31);
  EXPECT_EQ(bench.take(), kNmi);
}

TEST(NvicPriority, AircrWithoutItsKeyIsIgnored) {
  NvicBench bench;
  bench.write(0xD0C, 0x0000'0500);
  EXPECT_EQ(bench.read(0xD0C), 0xFA05'0000u);
  bench.grouping(5);
  EXPECT_EQ(bench.read(0xD0C), 0xFA05'0500u);
}

// Changing a priority while the interrupt is active or pending counts at once.
TEST(NvicPriority, ChangesOfPriorityCountAtOnce) {
  NvicBench bench;
  bench.enable(1);
  bench.enable(2);
  bench.priority(1, 0x40);
  bench.priority(2, 0x80);
  bench.pulse(1);
  ASSERT_EQ(bench.take(), kIrq + 1);
  bench.pulse(2);
  ASSERT_EQ(bench.deliverable(), 0u);
  bench.priority(1, 0xC0);
  EXPECT_EQ(bench.deliverable(), kIrq + 2);
  bench.priority(2, 0xD0);
  EXPECT_EQ(bench.deliverable(), 0u);
}

// "Execution priority and priority boosting" looks at all active exceptions, not at the innermost one alone.
TEST(NvicPriority, RunningPriorityIsTheMostUrgentOfAllActive) {
  NvicBench bench;
  bench.enable(1);
  bench.enable(2);
  bench.enable(3);
  bench.priority(1, 0x80);
  bench.priority(2, 0x40);
  bench.priority(3, 0x60);
  bench.pulse(1);
  bench.take();
  bench.pulse(2);
  bench.take();
  bench.priority(1, 0x20);  // the outer one becomes the more urgent
  bench.priority(2, 0xF0);
  bench.pulse(3);
  EXPECT_EQ(bench.deliverable(), 0u);
}

// ---- "The special-purpose mask registers" ---------------------------------------------------------------

TEST(NvicMask, PrimaskHoldsConfigurableExceptionsBack) {
  NvicBench bench;
  bench.enable(1);
  bench.set(SystemRegister::kPrimask, 1);
  bench.pulse(1);
  EXPECT_EQ(bench.deliverable(), 0u);
  bench.write(kIcsr, 1u << 31);
  EXPECT_EQ(bench.deliverable(), kNmi);
  bench.take();
  bench.leave();
  bench.set(SystemRegister::kPrimask, 0);
  EXPECT_EQ(bench.deliverable(), kIrq + 1);
}

TEST(NvicMask, BasepriMasksItsPriorityAndBelow) {
  NvicBench bench;
  bench.enable(1);
  bench.enable(2);
  bench.priority(1, 0x40);
  bench.priority(2, 0x30);
  bench.set(SystemRegister::kBasepri, 0x40);
  bench.pulse(1);
  EXPECT_EQ(bench.deliverable(), 0u);
  bench.pulse(2);
  EXPECT_EQ(bench.deliverable(), kIrq + 2);
  bench.take();
  bench.leave();
  bench.set(SystemRegister::kBasepri, 0);
  EXPECT_EQ(bench.deliverable(), kIrq + 1);
}

TEST(NvicMask, BasepriMaxOnlyRaisesTheBoundary) {
  NvicBench bench;
  bench.set(SystemRegister::kBasepriMax, 0x80);
  EXPECT_EQ(bench.get(SystemRegister::kBasepri), 0x80u);
  bench.set(SystemRegister::kBasepriMax, 0xC0);
  EXPECT_EQ(bench.get(SystemRegister::kBasepri), 0x80u);
  bench.set(SystemRegister::kBasepriMax, 0);
  EXPECT_EQ(bench.get(SystemRegister::kBasepri), 0x80u);
  bench.set(SystemRegister::kBasepriMax, 0x20);
  EXPECT_EQ(bench.get(SystemRegister::kBasepriMax), 0x20u);
}

TEST(NvicMask, FaultmaskLeavesOnlyNmi) {
  NvicBench bench;
  bench.enable(1);
  bench.set(SystemRegister::kFaultmask, 1);
  bench.pulse(1);
  EXPECT_EQ(bench.deliverable(), 0u);
  bench.write(kIcsr, 1u << 31);
  EXPECT_EQ(bench.take(), kNmi);
  bench.leave();
  EXPECT_EQ(bench.get(SystemRegister::kFaultmask), 1u) << "return from NMI leaves it";
}

TEST(NvicMask, ReturnClearsFaultmask) {
  NvicBench bench;
  bench.enable(1);
  bench.pulse(1);
  bench.take();
  bench.set(SystemRegister::kFaultmask, 1);
  bench.pulse(1);
  bench.leave();
  EXPECT_EQ(bench.get(SystemRegister::kFaultmask), 0u);
  EXPECT_EQ(bench.deliverable(), kIrq + 1);
}

TEST(NvicMask, FaultmaskCannotBeSetInHardFault) {
  NvicBench bench;
  bench.enter(kHardFaultException);
  bench.set(SystemRegister::kFaultmask, 1);
  EXPECT_EQ(bench.get(SystemRegister::kFaultmask), 0u);
}

TEST(NvicMask, ControlSelectsTheStackInThreadModeOnly) {
  NvicBench bench;
  bench.set(SystemRegister::kControl, 0x2);
  EXPECT_EQ(bench.get(SystemRegister::kControl), 0x2u);
  bench.enter(kPendSv);
  EXPECT_EQ(bench.get(SystemRegister::kControl), 0x0u) << "handlers use the main stack";
  bench.set(SystemRegister::kControl, 0x3);
  EXPECT_EQ(bench.get(SystemRegister::kControl), 0x1u);
  bench.leave();
  EXPECT_EQ(bench.get(SystemRegister::kControl), 0x3u);
}

// ---- ICSR -----------------------------------------------------------------------------------------------

TEST(NvicIcsr, ShowsActivePendingAndReturnToBase) {
  NvicBench bench;
  EXPECT_EQ(bench.read(kIcsr), 0u);
  bench.enable(1);
  bench.enable(2);
  bench.priority(1, 0x80);
  bench.priority(2, 0x40);
  bench.pulse(1);
  EXPECT_EQ(bench.read(kIcsr), 1u << 22 | (kIrq + 1) << 12);
  bench.take();
  EXPECT_EQ(bench.read(kIcsr), 1u << 11 | (kIrq + 1));
  bench.pulse(2);
  bench.take();
  EXPECT_EQ(bench.read(kIcsr), kIrq + 2);
}

TEST(NvicIcsr, VectPendingHonoursBasepriButNotPrimask) {
  NvicBench bench;
  bench.enable(1);
  bench.priority(1, 0x80);
  bench.pulse(1);
  bench.set(SystemRegister::kPrimask, 1);
  EXPECT_EQ(bench.read(kIcsr) >> 12 & 0x1FF, kIrq + 1);
  bench.set(SystemRegister::kBasepri, 0x80);
  EXPECT_EQ(bench.read(kIcsr) >> 12 & 0x1FF, 0u);
  EXPECT_EQ(bench.read(kIcsr) >> 22 & 1, 1u);
}

TEST(NvicIcsr, PendsAndClearsPendSvSysTickAndNmi) {
  NvicBench bench;
  bench.system_priority(kPendSv, 0xF0);
  bench.system_priority(kSysTickException, 0xE0);
  bench.write(kIcsr, 1u << 28);
  bench.write(kIcsr, 1u << 26);
  EXPECT_EQ(bench.read(kIcsr) & (1u << 28 | 1u << 26), 1u << 28 | 1u << 26);
  EXPECT_EQ(bench.deliverable(), kSysTickException);
  bench.write(kIcsr, 1u << 25);
  EXPECT_EQ(bench.deliverable(), kPendSv);
  bench.write(kIcsr, 1u << 27);
  EXPECT_EQ(bench.deliverable(), 0u);
  bench.write(kIcsr, 1u << 31);
  EXPECT_EQ(bench.deliverable(), kNmi);
}

TEST(NvicIcsr, ANarrowWriteActsInItsBytesOnly) {
  NvicBench bench;
  bench.write(kIcsr, 1u << 28);
  bench.write(kIcsr + 3, 0x04, 1);  // PENDSTSET
  EXPECT_EQ(bench.read(kIcsr) & (1u << 28 | 1u << 26), 1u << 28 | 1u << 26);
}

// ---- faults: "Priority escalation", "Unrecoverable exception cases" -------------------------------------

TEST(NvicFault, DisabledFaultEscalatesToHardFault) {
  NvicBench bench;
  EXPECT_EQ(bench.nvic.raise_synchronous(Synchronous::kAccessFault, 0x6000'0000, 0), kHardFaultException);
  EXPECT_EQ(bench.deliverable(), kHardFaultException);
  EXPECT_EQ(bench.read(0xD2C), 1u << 30) << "HFSR.FORCED";
  EXPECT_EQ(bench.read(0xD28), 1u << 15 | 1u << 9) << "BFARVALID, PRECISERR";
  EXPECT_EQ(bench.read(0xD38), 0x6000'0000u) << "BFAR";
}

TEST(NvicFault, EnabledFaultIsTakenAtItsPriority) {
  NvicBench bench;
  bench.write(kShcsr, 1u << 17);  // BUSFAULTENA
  EXPECT_EQ(bench.nvic.raise_synchronous(Synchronous::kAccessFault, 4, 0), kBusFault);
  EXPECT_EQ(bench.take(), kBusFault);
  EXPECT_EQ(bench.read(kShcsr), 1u << 17 | 1u << 1) << "BUSFAULTACT";
  EXPECT_EQ(bench.read(0xD2C), 0u);
}

TEST(NvicFault, UndefinedInstructionIsAUsageFault) {
  NvicBench bench;
  bench.write(kShcsr, 1u << 18);
  EXPECT_EQ(bench.nvic.raise_synchronous(Synchronous::kUndefinedInstruction, 0, 0), kUsageFault);
  EXPECT_EQ(bench.read(0xD28), 1u << 16) << "UNDEFINSTR";
  bench.write(0xD2A, 0x0001, 2);  // UFSR, write one to clear
  EXPECT_EQ(bench.read(0xD28), 0u);
}

TEST(NvicFault, FaultInAHandlerOfEqualPriorityEscalates) {
  NvicBench bench;
  bench.write(kShcsr, 1u << 17);
  bench.enable(1);
  bench.pulse(1);
  bench.take();
  EXPECT_EQ(bench.nvic.raise(kBusFault, 0), kHardFaultException);
}

TEST(NvicFault, FaultInHardFaultLocksUpUntilNmi) {
  NvicBench bench;
  EXPECT_EQ(bench.nvic.raise(kUsageFault, 0), kHardFaultException);
  bench.enter(kHardFaultException);
  EXPECT_FALSE(bench.nvic.locked_up());
  EXPECT_EQ(bench.nvic.raise(kUsageFault, 0), std::nullopt);
  EXPECT_TRUE(bench.nvic.locked_up());
  bench.write(kIcsr, 1u << 31);
  EXPECT_EQ(bench.take(), kNmi);
  EXPECT_FALSE(bench.nvic.locked_up());
}

TEST(NvicFault, FaultUnderFaultmaskLocksUp) {
  NvicBench bench;
  bench.set(SystemRegister::kFaultmask, 1);
  EXPECT_EQ(bench.nvic.raise(kBusFault, 0), std::nullopt);
  bench.nvic.reset(0);
  EXPECT_FALSE(bench.nvic.locked_up());
  bench.set(SystemRegister::kPrimask, 1);
  bench.set(SystemRegister::kFaultmask, 1);
  EXPECT_EQ(bench.nvic.raise(kBusFault, 0), std::nullopt) << "the stronger of two masks counts";
}

TEST(NvicFault, SupervisorCallEscalatesWhenItCannotPreempt) {
  NvicBench bench;
  EXPECT_EQ(bench.nvic.raise_synchronous(Synchronous::kSupervisorCall, 0, 0), kSvCallException);
  bench.enter(kSvCallException);
  EXPECT_EQ(bench.nvic.raise_synchronous(Synchronous::kSupervisorCall, 0, 0), kHardFaultException);
  NvicBench masked;
  masked.set(SystemRegister::kPrimask, 1);
  EXPECT_EQ(masked.nvic.raise_synchronous(Synchronous::kSupervisorCall, 0, 0), kHardFaultException);
}

TEST(NvicFault, BreakpointGoesToDebugMonitorIfEnabled) {
  NvicBench bench;
  EXPECT_EQ(bench.nvic.raise_synchronous(Synchronous::kBreakpoint, 0, 0), kHardFaultException);
  EXPECT_EQ(bench.read(0xD2C), 1u << 31) << "HFSR.DEBUGEVT";
  EXPECT_EQ(bench.read(0xD30), 1u << 1) << "DFSR.BKPT";
  NvicBench monitor;
  monitor.write(0xDFC, 1u << 16);  // DEMCR.MON_EN
  EXPECT_EQ(monitor.nvic.raise_synchronous(Synchronous::kBreakpoint, 0, 0), kDebugMonitor);
}

TEST(NvicFault, ShcsrMovesPendingAndActiveState) {
  NvicBench bench;
  bench.write(kShcsr, 1u << 16 | 1u << 13);  // MEMFAULTENA, MEMFAULTPENDED
  EXPECT_EQ(bench.deliverable(), kMemManage);
  bench.write(kShcsr, 1u << 7);  // SVCALLACT: a context switch restores it
  bench.system_priority(kSvCallException, 0x40);
  bench.enable(1);
  bench.priority(1, 0x40);
  bench.pulse(1);
  EXPECT_EQ(bench.deliverable(), 0u);
  bench.write(kShcsr, 0);
  EXPECT_EQ(bench.deliverable(), kIrq + 1);
}

// ---- sleep: "Wait For Interrupt", "Wait For Event and Send Event" ---------------------------------------

TEST(NvicSleep, WfiWakesDespitePrimask) {
  NvicBench bench;
  bench.enable(1);
  bench.set(SystemRegister::kPrimask, 1);
  EXPECT_FALSE(bench.wakes());
  bench.level(1, true);
  EXPECT_TRUE(bench.wakes());
  EXPECT_EQ(bench.deliverable(), 0u);
}

TEST(NvicSleep, WfiDoesNotWakeForWhatCouldNotPreempt) {
  NvicBench bench;
  bench.pulse(3);
  EXPECT_FALSE(bench.wakes()) << "not enabled";
  bench.priority(1, 0x80);
  bench.enable(1);
  bench.set(SystemRegister::kBasepri, 0x80);
  bench.pulse(1);
  EXPECT_FALSE(bench.wakes()) << "masked by BASEPRI";
  bench.set(SystemRegister::kBasepri, 0x90);
  EXPECT_TRUE(bench.wakes());
  bench.set(SystemRegister::kFaultmask, 1);
  EXPECT_FALSE(bench.wakes());
  bench.set(SystemRegister::kFaultmask, 0);
  bench.enter(kSysTickException);
  EXPECT_FALSE(bench.wakes()) << "priority 0 is active";
}

TEST(NvicSleep, EventRegisterIsSetBySevEntryAndReturn) {
  NvicBench bench;
  EXPECT_FALSE(bench.nvic.consume_event());
  bench.nvic.set_event();
  EXPECT_TRUE(bench.nvic.consume_event());
  EXPECT_FALSE(bench.nvic.consume_event());
  bench.enter(kPendSv);
  EXPECT_TRUE(bench.nvic.consume_event());
  bench.leave();
  EXPECT_TRUE(bench.nvic.consume_event());
}

TEST(NvicSleep, SevOnPendCountsDisabledInterruptsToo) {
  NvicBench bench;
  bench.pulse(1);
  EXPECT_FALSE(bench.nvic.consume_event());
  bench.write(0xD10, 1u << 4);
  bench.pulse(1);
  EXPECT_FALSE(bench.nvic.consume_event()) << "was pending already";
  bench.pulse(2);
  EXPECT_TRUE(bench.nvic.consume_event());
}

TEST(NvicSleep, SleepOnExitIsReported) {
  NvicBench bench;
  EXPECT_FALSE(bench.nvic.sleep_on_exit());
  bench.write(0xD10, 1u << 1);
  EXPECT_TRUE(bench.nvic.sleep_on_exit());
}

// ---- SysTick in the controller --------------------------------------------------------------------------

TEST(NvicSysTick, ExpiryPendsTheException) {
  NvicBench bench;
  bench.write(0x014, 99);
  bench.write(0x018, 0);
  bench.write(0x010, 7);
  EXPECT_EQ(bench.nvic.next_own_event(0), 250'000u);
  bench.time = 249'999;
  EXPECT_EQ(bench.deliverable(), 0u);
  bench.time = 250'000;
  EXPECT_EQ(bench.take(), kSysTickException);
  EXPECT_EQ(bench.nvic.next_own_event(bench.time), 500'000u);
}

TEST(NvicSysTick, WithoutTickintTheCoreNeedNotLookUp) {
  NvicBench bench;
  bench.write(0x014, 99);
  bench.write(0x010, 5);
  EXPECT_EQ(bench.nvic.next_own_event(0), kNever);
  bench.time = 250'000;
  EXPECT_EQ(bench.deliverable(), 0u);
  EXPECT_EQ(bench.read(0x010), 0x1'0005u);
}

TEST(NvicSysTick, ReadOfCsrClearsCountflagPeekDoesNot) {
  NvicBench bench;
  bench.write(0x014, 99);
  bench.write(0x010, 5);
  bench.time = 250'000;
  EXPECT_EQ(bench.peek(0x010), 0x1'0005u);
  EXPECT_EQ(bench.peek(0x010), 0x1'0005u);
  EXPECT_EQ(bench.read(0x010), 0x1'0005u);
  EXPECT_EQ(bench.read(0x010), 0x5u);
}

TEST(NvicSysTick, AnExpiryIsNotLostInOtherCalls) {
  NvicBench bench;
  bench.write(0x014, 99);
  bench.write(0x010, 7);
  bench.changes = 0;
  EXPECT_EQ(bench.nvic.next_own_event(300'000), 250'000u) << "past, but nobody has seen it";
  bench.time = 300'000;
  bench.read(0xD00);
  EXPECT_EQ(bench.changes, 1u) << "the core is told";
  EXPECT_GT(bench.nvic.next_own_event(300'000), 300'000u);
  EXPECT_EQ(bench.deliverable(), kSysTickException);
}

// ---- the core's side ------------------------------------------------------------------------------------

TEST(NvicCore, IsToldOfEverythingThatMayBecomeDeliverable) {
  NvicBench bench;
  const auto told = [&](auto action) {
    bench.changes = 0;
    action();
    return bench.changes > 0;
  };
  EXPECT_TRUE(told([&] { bench.enable(1); }));
  EXPECT_TRUE(told([&] { bench.level(1, true); }));
  EXPECT_FALSE(told([&] { bench.level(1, true); }));
  EXPECT_FALSE(told([&] { bench.level(1, false); }));
  EXPECT_FALSE(told([&] { bench.set(SystemRegister::kPrimask, 1); }));
  EXPECT_TRUE(told([&] { bench.set(SystemRegister::kPrimask, 0); }));
  EXPECT_TRUE(told([&] { bench.write(kIcsr, 1u << 28); }));
  EXPECT_TRUE(told([&] { bench.priority(1, 0x10); }));
  EXPECT_TRUE(told([&] { bench.write(0xF00, 2); }));
}

TEST(NvicCore, ResetRequestNeedsTheKey) {
  NvicBench bench;
  Picoseconds requested = kNever;
  bench.nvic.set_on_reset_request([&](Picoseconds time) { requested = time; });
  bench.time = 1234;
  bench.write(0xD0C, 0x4);
  EXPECT_EQ(requested, kNever);
  bench.write(0xD0C, 0x05FA'0004);
  EXPECT_EQ(requested, 1234u);
}

TEST(NvicCore, VectorTableIsVtor) {
  NvicBench bench;
  bench.write(0xD08, 0x1FFE'00FF);
  EXPECT_EQ(bench.get(SystemRegister::kVbar), 0x1FFE'0080u);
}

TEST(NvicCore, SaysWhatItWaitsFor) {
  NvicBench bench;
  EXPECT_EQ(bench.nvic.describe_wait(0), "nothing is pending; enabled: none");
  bench.enable(97);
  EXPECT_EQ(bench.nvic.describe_wait(0), "nothing is pending; enabled: irq 97");
  bench.set(SystemRegister::kPrimask, 1);
  bench.level(97, true);
  EXPECT_EQ(bench.nvic.describe_wait(0), "irq 97 enabled, pending, masked by PRIMASK");
  bench.set(SystemRegister::kPrimask, 0);
  bench.set(SystemRegister::kBasepri, 0x10);
  bench.priority(97, 0x20);
  EXPECT_EQ(bench.nvic.describe_wait(0), "irq 97 enabled, pending, masked by BASEPRI");
  bench.write(0x18C, 1u << 1);
  EXPECT_EQ(bench.nvic.describe_wait(0), "irq 97 pending, not enabled");
}

TEST(NvicCore, SaysWhenSysTickExpires) {
  NvicBench bench;
  bench.write(0x014, 399);
  bench.write(0x018, 0);
  bench.write(0x010, 5);  // without its interrupt it ends no sleep
  EXPECT_EQ(bench.nvic.describe_wait(0), "nothing is pending; enabled: none");
  bench.write(0x010, 7);
  const std::string text = bench.nvic.describe_wait(0);
  EXPECT_EQ(text.rfind("nothing is pending; enabled: SysTick; SysTick expires at ", 0), 0u) << text;
}

TEST(NvicCore, RefusesWhatThePartDoesNotHave) {
  NvicBench bench(100);
  EXPECT_NO_THROW(bench.nvic.line(99));
  EXPECT_THROW(bench.nvic.line(100), std::out_of_range);
  EXPECT_THROW(Nvic(NvicBench::parameters(241, 4)), std::invalid_argument);
  EXPECT_THROW(Nvic(NvicBench::parameters(8, 2)), std::invalid_argument);
  EXPECT_THROW(Nvic(NvicParameters{}), std::invalid_argument) << "no clock";
}

}  // namespace
}  // namespace rpmsg_sim
