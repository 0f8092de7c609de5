// The registers of a GICv2 over the same engine. Arm IHI 0048; one group, one core.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/interrupt/gic.h"
#include "tests/unit/interrupt/recorded_findings.h"

namespace rpmsg_sim {
namespace {

constexpr unsigned kIntid = 120;  // SPI 88
constexpr std::uint64_t kGiccCtlr = 0x00, kGiccPmr = 0x04, kGiccIar = 0x0C, kGiccEoir = 0x10, kGiccRpr = 0x14,
                        kGiccHppir = 0x18;

class GicV2 : public testing::Test {
 protected:
  GicV2() : gic(parameters(), &findings) { gic.write_register(SystemRegister::kDaif, 0, 0); }

  static GicParameters parameters() {
    GicParameters values;
    values.timer_hertz = 8'000'000;
    values.version = 2;
    return values;
  }

  std::uint32_t distributor(std::uint64_t offset, unsigned size = 4) {
    return gic.distributor().read(offset, size, 0);
  }
  void distributor_write(std::uint64_t offset, std::uint32_t value, unsigned size = 4) {
    gic.distributor().write(offset, value, size, 0);
  }
  std::uint32_t interface(std::uint64_t offset) { return gic.cpu_interface().read(offset, 4, 0); }
  void interface_write(std::uint64_t offset, std::uint32_t value) {
    gic.cpu_interface().write(offset, value, 4, 0);
  }
  void level(bool high) { gic.line(kIntid - kFirstSpi).set_level(high, 0); }
  bool deliverable() { return gic.deliverable(0).has_value(); }

  // All that one interrupt needs, as irq_init and gic_enable of the SDK do it.
  void switch_on() {
    distributor_write(0x000, 1);
    interface_write(kGiccPmr, 0xFF);
    interface_write(kGiccCtlr, 1);
    enable(kIntid, 0x80);
  }
  void enable(unsigned intid, std::uint32_t priority) {
    distributor_write(0x800 + intid, 1, 1);
    distributor_write(0x400 + intid, priority, 1);
    distributor_write(0x100 + 4 * (intid / 32), 1u << intid % 32);
  }

  RecordedFindings findings;
  Gic gic;
};

TEST_F(GicV2, ResetValues) {
  EXPECT_EQ(distributor(0x000), 0u) << "GICD_CTLR";
  EXPECT_EQ(distributor(0x004) & 0x1F, 4u) << "GICD_TYPER.ITLinesNumber";
  EXPECT_EQ(distributor(0x004) >> 10 & 1, 0u) << "GICD_TYPER.SecurityExtn";
  EXPECT_EQ(distributor(0xFE8) >> 4 & 0xF, 2u) << "GICD_ICPIDR2.ArchRev";
  EXPECT_EQ(distributor(0x800), 0x0101'0101u) << "GICD_ITARGETSR0: this core's";
  EXPECT_EQ(distributor(0x820), 0u) << "GICD_ITARGETSR8";
  EXPECT_EQ(distributor(0xC00), 0xAAAA'AAAAu) << "GICD_ICFGR0: SGIs are edge-triggered";
  EXPECT_EQ(interface(kGiccCtlr), 0u);
  EXPECT_EQ(interface(kGiccPmr), 0u);
  EXPECT_EQ(interface(kGiccIar), kSpuriousIntid);
  EXPECT_EQ(interface(kGiccRpr), 0xFFu);
  EXPECT_EQ(interface(kGiccHppir), kSpuriousIntid);
  EXPECT_THAT(findings.entries, testing::IsEmpty());
}

TEST_F(GicV2, AnInterruptIsAcknowledgedAndEnded) {
  switch_on();
  level(true);
  EXPECT_TRUE(deliverable());
  EXPECT_EQ(interface(kGiccHppir), kIntid);
  EXPECT_EQ(interface(kGiccIar), kIntid);
  EXPECT_EQ(distributor(0x300 + 4 * (kIntid / 32)), 1u << kIntid % 32) << "active";
  EXPECT_EQ(interface(kGiccRpr), 0x80u);
  EXPECT_FALSE(deliverable());
  EXPECT_EQ(interface(kGiccIar), kSpuriousIntid) << "nothing else is pending";
  level(false);
  interface_write(kGiccEoir, kIntid);
  EXPECT_EQ(interface(kGiccRpr), 0xFFu);
  EXPECT_FALSE(deliverable());
}

TEST_F(GicV2, LookingWithoutReadingDoesNotAcknowledge) {
  switch_on();
  level(true);
  EXPECT_EQ(gic.cpu_interface().peek(kGiccIar, 4, 0), kIntid);
  EXPECT_TRUE(deliverable());
}

// Each of these alone keeps the interrupt away from the core.
TEST_F(GicV2, NeedsEachOfItsSwitches) {
  switch_on();
  level(true);
  ASSERT_TRUE(deliverable());
  distributor_write(0x000, 0);
  EXPECT_FALSE(deliverable()) << "GICD_CTLR";
  distributor_write(0x000, 1);
  interface_write(kGiccCtlr, 0);
  EXPECT_FALSE(deliverable()) << "GICC_CTLR";
  interface_write(kGiccCtlr, 1);
  interface_write(kGiccPmr, 0x80);
  EXPECT_FALSE(deliverable()) << "GICC_PMR";
  interface_write(kGiccPmr, 0xFF);
  distributor_write(0x800 + kIntid, 0x02, 1);
  EXPECT_FALSE(deliverable()) << "GICD_ITARGETSR: the other core";
  EXPECT_NE(gic.describe_wait(0).find("GICD_ITARGETSR"), std::string::npos);
  distributor_write(0x800 + kIntid, 0x03, 1);
  EXPECT_TRUE(deliverable());
}

TEST_F(GicV2, AMoreUrgentInterruptPreempts) {
  switch_on();
  enable(64, 0x40);
  level(true);
  ASSERT_EQ(interface(kGiccIar), kIntid);
  gic.line(64 - kFirstSpi).set_level(true, 0);
  EXPECT_TRUE(deliverable());
  EXPECT_EQ(interface(kGiccIar), 64u);
  EXPECT_EQ(interface(kGiccRpr), 0x40u);
}

// GICD has the private interrupts too: the timer needs no redistributor.
TEST_F(GicV2, PrivateInterruptsAreInTheDistributor) {
  switch_on();
  distributor_write(0x400 + kPhysicalTimerIntid, 0x80, 1);
  distributor_write(0x100, 1u << kPhysicalTimerIntid);
  gic.write_register(SystemRegister::kCntpCval, 0, 0);
  gic.write_register(SystemRegister::kCntpCtl, 1, 0);
  EXPECT_EQ(interface(kGiccIar), kPhysicalTimerIntid);
}

TEST_F(GicV2, WhatIsMissingSaysSo) {
  distributor_write(0xF00, 1);
  EXPECT_EQ(findings.entries.size(), 1u) << "GICD_SGIR";
}

TEST(GicVersion, IsTwoOrThree) {
  GicParameters parameters;
  parameters.timer_hertz = 1;
  parameters.version = 4;
  EXPECT_THROW(Gic{parameters}, std::invalid_argument);
}

}  // namespace
}  // namespace rpmsg_sim
