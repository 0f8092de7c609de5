// Behaviour of the GIC. Section names are those of the Arm GIC architecture specification, GICv3 (Arm IHI
// 0069), and of the Arm Architecture Reference Manual (Arm DDI 0487) for DAIF and the timer.
#include "models/interrupt/gic.h"

#include <gtest/gtest.h>

#include "tests/unit/interrupt/gic_bench.h"

namespace rpmsg_sim {
namespace {

constexpr unsigned kMu = 120;           // SPI 88
constexpr Picoseconds kTick = 125'000;  // 8 MHz

// ---- "Interrupt handling state machine" -----------------------------------------------------------------

TEST(GicState, LevelIsPendingWhileAsserted) {
  GicBench bench(GicBench::On{});
  bench.enable(kMu);
  bench.level(kMu, true);
  EXPECT_EQ(bench.gic.deliverable(0), kIrqVector);
  bench.level(kMu, false);
  EXPECT_FALSE(bench.deliverable());
  EXPECT_EQ(bench.acknowledge(), kSpuriousIntid);
}

TEST(GicState, AcknowledgeActivatesAndEndDeactivates) {
  GicBench bench(GicBench::On{});
  bench.enable(kMu);
  bench.level(kMu, true);
  EXPECT_EQ(bench.acknowledge(), kMu);
  EXPECT_TRUE(bench.is_active(kMu));
  EXPECT_TRUE(bench.pending(kMu)) << "active and pending while asserted";
  EXPECT_EQ(bench.acknowledge(), kSpuriousIntid);
  bench.level(kMu, false);
  bench.end(kMu);
  EXPECT_FALSE(bench.is_active(kMu));
  EXPECT_EQ(bench.acknowledge(), kSpuriousIntid);
}

TEST(GicState, StillAssertedAtTheEndIsSignalledAgain) {
  GicBench bench(GicBench::On{});
  bench.enable(kMu);
  bench.level(kMu, true);
  bench.acknowledge();
  EXPECT_FALSE(bench.deliverable());
  bench.end(kMu);
  EXPECT_TRUE(bench.deliverable());
}

TEST(GicState, EdgeLatchesAndIsTakenOnce) {
  GicBench bench(GicBench::On{});
  bench.edge_triggered(kMu, true);
  bench.enable(kMu);
  bench.level(kMu, true);
  bench.level(kMu, false);
  EXPECT_EQ(bench.acknowledge(), kMu);
  EXPECT_FALSE(bench.pending(kMu));
  bench.end(kMu);
  EXPECT_FALSE(bench.deliverable());
}

TEST(GicState, EdgeWhileActiveIsKept) {
  GicBench bench(GicBench::On{});
  bench.edge_triggered(kMu, true);
  bench.enable(kMu);
  bench.level(kMu, true);
  bench.acknowledge();
  bench.level(kMu, false);
  bench.level(kMu, true);
  EXPECT_FALSE(bench.deliverable());
  bench.end(kMu);
  EXPECT_EQ(bench.acknowledge(), kMu);
}

TEST(GicState, SoftwareSetsAndClearsPending) {
  GicBench bench(GicBench::On{});
  bench.enable(kMu);
  bench.write_bit(kMu, 0x200);
  EXPECT_TRUE(bench.deliverable());
  bench.write_bit(kMu, 0x280);
  EXPECT_FALSE(bench.deliverable());
  bench.level(kMu, true);
  bench.write_bit(kMu, 0x280);
  EXPECT_TRUE(bench.pending(kMu)) << "an asserted level cannot be cleared";
  bench.level(kMu, false);
  bench.write_bit(kMu, 0x200);
  EXPECT_EQ(bench.acknowledge(), kMu);
  EXPECT_FALSE(bench.pending(kMu)) << "acknowledge takes the software's request";
}

TEST(GicState, SgiIsPendedThroughTheRedistributor) {
  GicBench bench(GicBench::On{});
  bench.enable(3);
  bench.write_bit(3, 0x200);
  EXPECT_EQ(bench.acknowledge(), 3u);
  bench.end(3);
  EXPECT_EQ(bench.acknowledge(), kSpuriousIntid);
}

// ---- "Interrupt prioritization", "Preemption" -----------------------------------------------------------

TEST(GicPriority, LowerValueFirstThenLowerIntid) {
  GicBench bench(GicBench::On{});
  for (const unsigned intid : {70u, 40u, 100u}) {
    bench.enable(intid);
    bench.priority(intid, 0x80);
    bench.level(intid, true);
  }
  bench.enable(150);
  bench.priority(150, 0x40);
  bench.level(150, true);
  EXPECT_EQ(bench.acknowledge(), 150u);
  bench.level(150, false);
  bench.end(150);
  EXPECT_EQ(bench.acknowledge(), 40u);
}

TEST(GicPriority, MaskLetsOnlyHigherPriorityPass) {
  GicBench bench(GicBench::On{});
  bench.enable(kMu);
  bench.priority(kMu, 0x80);
  bench.level(kMu, true);
  bench.set(SystemRegister::kIccPmr, 0x80);
  EXPECT_FALSE(bench.deliverable());
  EXPECT_FALSE(bench.wakes());
  EXPECT_EQ(bench.acknowledge(), kSpuriousIntid);
  bench.set(SystemRegister::kIccPmr, 0x88);
  EXPECT_TRUE(bench.deliverable());
}

TEST(GicPriority, OnlyImplementedBitsExist) {
  GicBench bench;
  bench.priority(kMu, 0xFF);
  EXPECT_EQ(bench.read(0x400 + kMu, 1), 0xF8u);
  bench.set(SystemRegister::kIccPmr, 0xFF);
  EXPECT_EQ(bench.get(SystemRegister::kIccPmr), 0xF8u);
  GicBench four(128, 4);
  four.priority(kMu, 0xFF);
  EXPECT_EQ(four.read(0x400 + kMu, 1), 0xF0u);
}

TEST(GicPriority, NestsWhenTheHandlerUnmasks) {
  GicBench bench(GicBench::On{});
  bench.enable(50);
  bench.enable(51);
  bench.enable(52);
  bench.priority(50, 0x80);
  bench.priority(51, 0x40);
  bench.priority(52, 0x80);
  bench.level(50, true);
  ASSERT_TRUE(bench.deliverable());
  bench.enter();
  ASSERT_EQ(bench.acknowledge(), 50u);
  bench.level(51, true);
  EXPECT_FALSE(bench.deliverable()) << "exception entry has set DAIF.I";
  bench.set(SystemRegister::kDaif, 0);
  ASSERT_TRUE(bench.deliverable());
  bench.enter();
  ASSERT_EQ(bench.acknowledge(), 51u);
  bench.level(52, true);
  bench.set(SystemRegister::kDaif, 0);
  EXPECT_FALSE(bench.deliverable());
  bench.level(51, false);
  bench.end(51);
  EXPECT_FALSE(bench.deliverable()) << "equal priority does not preempt";
  bench.leave();
  bench.level(50, false);
  bench.end(50);
  EXPECT_TRUE(bench.deliverable());
  bench.leave();
  EXPECT_EQ(bench.acknowledge(), 52u);
}

TEST(GicPriority, EndTakesTheMostUrgentActivePriorityBack) {
  GicBench bench(GicBench::On{});
  bench.enable(50);
  bench.enable(51);
  bench.priority(50, 0x80);
  bench.priority(51, 0x40);
  bench.write_bit(50, 0x200);
  ASSERT_EQ(bench.acknowledge(), 50u);
  bench.write_bit(51, 0x200);
  ASSERT_EQ(bench.acknowledge(), 51u);
  bench.end(51);
  bench.write_bit(51, 0x200);
  EXPECT_TRUE(bench.deliverable());
  bench.end(50);
  bench.end(kSpuriousIntid);
  EXPECT_EQ(bench.acknowledge(), 51u);
}

TEST(GicPriority, EndOfASpuriousInterruptIsIgnored) {
  GicBench bench(GicBench::On{});
  bench.enable(50);
  bench.enable(51);
  bench.priority(50, 0x80);
  bench.priority(51, 0x90);
  bench.write_bit(50, 0x200);
  ASSERT_EQ(bench.acknowledge(), 50u);
  bench.write_bit(51, 0x200);
  bench.end(kSpuriousIntid);
  EXPECT_FALSE(bench.deliverable());
}

// ---- enables --------------------------------------------------------------------------------------------

TEST(GicEnable, EveryGateMustBeOpen) {
  const auto deliverable_without = [](auto close) {
    GicBench bench(GicBench::On{});
    bench.enable(kMu);
    bench.level(kMu, true);
    EXPECT_TRUE(bench.deliverable());
    close(bench);
    return bench.deliverable();
  };
  EXPECT_FALSE(deliverable_without([](GicBench& bench) { bench.disable(kMu); }));
  EXPECT_FALSE(deliverable_without([](GicBench& bench) { bench.write(0x0000, 0x10); }));
  EXPECT_FALSE(deliverable_without([](GicBench& bench) { bench.write(0x0080 + 4 * (kMu / 32), 0); }));
  EXPECT_FALSE(deliverable_without([](GicBench& bench) { bench.set(SystemRegister::kIccIgrpen1, 0); }));
  EXPECT_FALSE(deliverable_without([](GicBench& bench) { bench.set(SystemRegister::kIccPmr, 0); }));
  EXPECT_FALSE(deliverable_without([](GicBench& bench) { bench.set(SystemRegister::kDaif, 0x80); }));
  EXPECT_FALSE(deliverable_without([](GicBench& bench) { bench.write_private(0x14, 2); }));
  EXPECT_FALSE(deliverable_without([](GicBench& bench) { bench.gic.reset(0); }));
}

TEST(GicEnable, DaifHoldsBackButWakes) {
  GicBench bench(GicBench::On{});
  bench.enable(kMu);
  bench.set(SystemRegister::kDaif, 0x80);
  EXPECT_FALSE(bench.wakes());
  bench.level(kMu, true);
  EXPECT_TRUE(bench.wakes());
  EXPECT_FALSE(bench.deliverable());
  bench.disable(kMu);
  EXPECT_FALSE(bench.wakes());
}

TEST(GicEnable, EntryMasksAndReturnRestores) {
  GicBench bench(GicBench::On{});
  bench.set(SystemRegister::kDaif, 0x40);
  bench.enter();
  EXPECT_EQ(bench.get(SystemRegister::kDaif), 0x3C0u);
  EXPECT_EQ(bench.gic.active(), kIrqVector);
  bench.set(SystemRegister::kDaif, 0);
  bench.leave();
  EXPECT_EQ(bench.get(SystemRegister::kDaif), 0x40u);
  EXPECT_EQ(bench.gic.active(), 0u);
}

TEST(GicEnable, LinesSurviveAReset) {
  GicBench bench(GicBench::On{});
  bench.enable(kMu);
  bench.level(kMu, true);
  bench.acknowledge();
  bench.enter();
  bench.gic.reset(0);
  EXPECT_EQ(bench.gic.active(), 0u);
  EXPECT_EQ(bench.get(SystemRegister::kDaif), 0x3C0u);
  EXPECT_FALSE(bench.is_active(kMu));
  EXPECT_TRUE(bench.pending(kMu));
  bench.switch_on();
  bench.enable(kMu);
  EXPECT_EQ(bench.acknowledge(), kMu);
}

// ---- "The Generic Timer" --------------------------------------------------------------------------------

TEST(GicTimer, CountsAtItsFrequency) {
  GicBench bench;
  EXPECT_EQ(bench.get(SystemRegister::kCntfrq), 8'000'000u);
  bench.time = kTick - 1;
  EXPECT_EQ(bench.get(SystemRegister::kCntpct), 0u);
  bench.time = kTick;
  EXPECT_EQ(bench.get(SystemRegister::kCntpct), 1u);
  bench.time = 1'000'000'000'000;
  EXPECT_EQ(bench.get(SystemRegister::kCntpct), 8'000'000u);
}

TEST(GicTimer, SignalsInterruptThirtyFromTheCompareValueOn) {
  GicBench bench(GicBench::On{});
  bench.enable(kPhysicalTimerIntid);
  bench.set(SystemRegister::kCntpCval, 100);
  bench.set(SystemRegister::kCntpCtl, 1);
  EXPECT_EQ(bench.gic.next_own_event(0), 100 * kTick);
  bench.time = 100 * kTick - 1;
  EXPECT_FALSE(bench.deliverable());
  EXPECT_EQ(bench.get(SystemRegister::kCntpCtl), 1u);
  bench.time = 100 * kTick;
  EXPECT_TRUE(bench.deliverable());
  EXPECT_EQ(bench.get(SystemRegister::kCntpCtl), 5u) << "ISTATUS";
  EXPECT_EQ(bench.gic.next_own_event(bench.time), kNever);
  EXPECT_EQ(bench.acknowledge(), kPhysicalTimerIntid);
}

TEST(GicTimer, LevelFollowsMaskAndCompareValue) {
  GicBench bench(GicBench::On{});
  bench.enable(kPhysicalTimerIntid);
  bench.time = 10 * kTick;
  bench.set(SystemRegister::kCntpCval, 5);
  bench.set(SystemRegister::kCntpCtl, 1);
  EXPECT_TRUE(bench.deliverable()) << "a compare value in the past";
  bench.set(SystemRegister::kCntpCtl, 3);
  EXPECT_FALSE(bench.deliverable());
  EXPECT_EQ(bench.get(SystemRegister::kCntpCtl), 7u) << "IMASK masks the line, not ISTATUS";
  bench.set(SystemRegister::kCntpCtl, 1);
  bench.set(SystemRegister::kCntpCval, 20);
  EXPECT_FALSE(bench.deliverable());
  EXPECT_EQ(bench.gic.next_own_event(bench.time), 20 * kTick);
  bench.set(SystemRegister::kCntpCtl, 0);
  EXPECT_EQ(bench.gic.next_own_event(bench.time), kNever);
  bench.time = 30 * kTick;
  EXPECT_FALSE(bench.deliverable());
  EXPECT_EQ(bench.get(SystemRegister::kCntpCtl), 0u);
}

TEST(GicTimer, AFarCompareValueIsNever) {
  GicBench bench(GicBench::On{});
  bench.set(SystemRegister::kCntpCtl, 1);
  bench.set(SystemRegister::kCntpCval, ~std::uint64_t{0});
  EXPECT_EQ(bench.gic.next_own_event(0), kNever);
  bench.set(SystemRegister::kCntpCval, std::uint64_t{1} << 62);
  EXPECT_EQ(bench.gic.next_own_event(0), kNever);
  EXPECT_EQ(
      bench.gic.describe_wait(0),
      "nothing is pending; enabled: none; its timer (INTID 30) is set beyond the end of simulated time");
}

TEST(GicTimer, AnArmedTimerIsSaidAndLastsToTheEndOfTime) {
  GicBench bench(GicBench::On{});
  bench.enable(kPhysicalTimerIntid);
  bench.set(SystemRegister::kCntpCval, 100);
  bench.set(SystemRegister::kCntpCtl, 1);
  EXPECT_EQ(bench.gic.describe_wait(0),
            "nothing is pending; enabled: INTID 30; its timer (INTID 30) expires at 12.500 us");
  bench.set(SystemRegister::kCntpCval, kEndOfTime / kTick + kEndOfTime / kTick / 2);
  EXPECT_EQ(bench.gic.next_own_event(0), kEndOfTime);
  bench.set(SystemRegister::kCntpCtl, 0);
  EXPECT_EQ(bench.gic.describe_wait(0), "nothing is pending; enabled: INTID 30");
}

TEST(GicTimer, AnExpiryIsNotLostInOtherCalls) {
  GicBench bench(GicBench::On{});
  bench.enable(kPhysicalTimerIntid);
  bench.set(SystemRegister::kCntpCval, 8);
  bench.set(SystemRegister::kCntpCtl, 1);
  bench.changes = 0;
  bench.time = 9 * kTick;
  EXPECT_EQ(bench.gic.next_own_event(bench.time), 8 * kTick) << "past, but nobody has seen it";
  bench.read(0x0004);
  EXPECT_EQ(bench.changes, 1u) << "the core is told";
  EXPECT_TRUE(bench.deliverable());
}

TEST(GicTimer, ExpiryEqualsTheFirstCountAtOrAfter) {
  GicParameters parameters = GicBench::parameters(32, 5);
  parameters.timer_hertz = 24'000'000;  // 41666.66... ps
  Gic gic(parameters);
  for (std::uint64_t compare = 1; compare < 2000; compare += 7) {
    gic.write_register(SystemRegister::kCntpCval, compare, 0);
    gic.write_register(SystemRegister::kCntpCtl, 1, 0);
    const Picoseconds expiry = gic.next_own_event(0);
    ASSERT_EQ(expiry, compare * 1'000'000'000'000 / 24'000'000);
    ASSERT_EQ(gic.read_register(SystemRegister::kCntpct, expiry), compare);
    ASSERT_EQ(gic.read_register(SystemRegister::kCntpct, expiry - 1), compare - 1);
  }
}

// ---- the core's side ------------------------------------------------------------------------------------

TEST(GicCore, IsToldOfEverythingThatMayBecomeDeliverable) {
  GicBench bench(GicBench::On{});
  const auto told = [&](auto action) {
    bench.changes = 0;
    action();
    return bench.changes > 0;
  };
  EXPECT_TRUE(told([&] { bench.enable(kMu); }));
  EXPECT_TRUE(told([&] { bench.level(kMu, true); }));
  EXPECT_FALSE(told([&] { bench.level(kMu, true); }));
  EXPECT_TRUE(told([&] { bench.set(SystemRegister::kIccPmr, 0xF0); }));
  EXPECT_FALSE(told([&] { bench.set(SystemRegister::kDaif, 0x80); }));
  EXPECT_TRUE(told([&] { bench.set(SystemRegister::kDaif, 0); }));
  bench.acknowledge();
  EXPECT_TRUE(told([&] { bench.end(kMu); }));
}

TEST(GicCore, EventRegisterIsSetBySevEntryAndReturn) {
  GicBench bench;
  EXPECT_FALSE(bench.gic.consume_event());
  bench.gic.set_event();
  EXPECT_TRUE(bench.gic.consume_event());
  EXPECT_FALSE(bench.gic.consume_event());
  bench.enter();
  EXPECT_TRUE(bench.gic.consume_event());
  bench.leave();
  EXPECT_TRUE(bench.gic.consume_event());
}

TEST(GicCore, KeepsVectorAddressAndAffinity) {
  GicBench bench;
  bench.set(SystemRegister::kVbar, 0x4100'1234);
  EXPECT_EQ(bench.get(SystemRegister::kVbar), 0x4100'1234u);
  EXPECT_EQ(bench.get(SystemRegister::kMpidr), 0x8000'0000u);
}

TEST(GicCore, SaysWhatItWaitsFor) {
  GicBench bench;
  EXPECT_EQ(bench.gic.describe_wait(0), "nothing is pending; enabled: none");
  bench.enable(kMu);
  EXPECT_EQ(bench.gic.describe_wait(0), "nothing is pending; enabled: INTID 120");
  bench.level(kMu, true);
  EXPECT_EQ(bench.gic.describe_wait(0), "INTID 120 pending, enabled, but group 1 is off in GICD_CTLR");
  bench.switch_on();
  bench.set(SystemRegister::kDaif, 0x80);
  EXPECT_EQ(bench.gic.describe_wait(0), "INTID 120 pending, enabled, masked by DAIF.I");
  bench.priority(kMu, 0xF8);
  EXPECT_EQ(bench.gic.describe_wait(0), "INTID 120 pending, enabled, masked by ICC_PMR");
  bench.disable(kMu);
  EXPECT_EQ(bench.gic.describe_wait(0), "INTID 120 pending, not enabled");
}

TEST(GicCore, RefusesWhatThePartDoesNotHave) {
  GicBench bench(96);
  EXPECT_NO_THROW(bench.gic.line(95));
  EXPECT_THROW(bench.gic.line(96), std::out_of_range);
  EXPECT_THROW(Gic(GicBench::parameters(989, 5)), std::invalid_argument);
  EXPECT_THROW(Gic(GicBench::parameters(32, 8)), std::invalid_argument);
  EXPECT_THROW(Gic(GicParameters{}), std::invalid_argument) << "no counter frequency";
}

}  // namespace
}  // namespace rpmsg_sim
