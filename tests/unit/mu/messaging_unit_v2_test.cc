#include "models/mu/messaging_unit_v2.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/mu/mu_bench.h"

namespace rpmsg_sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Change = LineProbe::Change;

constexpr MuSide kSides[] = {MuSide::kA, MuSide::kB};

// NXP MCUXpresso SDK PERI_MU.h (i.MX 93, 8ULP); reset values: TSR all empty, everything else 0 but PAR.
struct RegisterFact {
  const char* name;
  std::uint64_t offset;
  std::uint32_t reset;
  std::uint32_t read_write;
  std::uint32_t one_to_clear;
  std::uint32_t one_to_set;
};
constexpr RegisterFact kFacts[] = {
    {"VER", 0x000, 0, 0, 0, 0},     {"PAR", 0x004, 0x03040404, 0, 0, 0}, {"CR", 0x008, 0, 0x2, 0, 0x1},
    {"SR", 0x00C, 0, 0, 0x2, 0},    {"CCR0", 0x010, 0, 0x7F, 0, 0},      {"CIER0", 0x014, 0, 0x2, 0, 0},
    {"CSSR0", 0x018, 0, 0, 0x3, 0}, {"FCR", 0x100, 0, 0x7, 0, 0},        {"FSR", 0x104, 0, 0, 0, 0},
    {"GIER", 0x110, 0, 0xF, 0, 0},  {"GCR", 0x114, 0, 0, 0, 0xF},        {"GSR", 0x118, 0, 0, 0xF, 0},
    {"TCR", 0x120, 0, 0xF, 0, 0},   {"TSR", 0x124, 0xF, 0, 0, 0},        {"RCR", 0x128, 0, 0xF, 0, 0},
    {"RSR", 0x12C, 0, 0, 0, 0},     {"TR0", 0x200, 0, 0xFFFFFFFF, 0, 0}, {"TR3", 0x20C, 0, 0xFFFFFFFF, 0, 0},
    {"RR0", 0x280, 0, 0, 0, 0},     {"RR3", 0x28C, 0, 0, 0, 0},
};

TEST(MessagingUnitV2, RegistersAreThoseOfTheHeaders) {
  MuBenchV2 bench;
  for (const MuSide side : kSides) {
    for (const RegisterFact& fact : kFacts) {
      const Register* reg = bench.mu.registers(side).find(fact.name);
      ASSERT_NE(reg, nullptr) << fact.name;
      EXPECT_EQ(reg->offset(), fact.offset) << fact.name;
      EXPECT_EQ(reg->reset_value(), fact.reset) << fact.name;
      EXPECT_EQ(bench.side(side).debug_read(fact.offset), fact.reset) << fact.name;
      EXPECT_EQ(reg->mask_of(Access::kReadWrite), fact.read_write) << fact.name;
      EXPECT_EQ(reg->mask_of(Access::kWriteOneToClear), fact.one_to_clear) << fact.name;
      EXPECT_EQ(reg->mask_of(Access::kWriteOneToSet), fact.one_to_set) << fact.name;
    }
    EXPECT_EQ(bench.mu.registers(side).registers().size(), 16u + 8u);
  }
}

MuParameters with_core_status() {
  MuParameters parameters;
  parameters.core_status = true;
  return parameters;
}

TEST(MessagingUnitV2, PartsWithCoreStatusHaveMoreRegisters) {
  MuBenchV2 bench(with_core_status());
  for (const MuSide side : kSides) {
    EXPECT_EQ(bench.mu.registers(side).find("CSR0")->offset(), 0x01Cu);
    EXPECT_EQ(bench.mu.registers(side).find("CIER0")->mask_of(Access::kReadWrite), 0xAu);
  }
}

TEST(MessagingUnitV2, AWordOnEachChannelBothWays) {
  for (unsigned n = 0; n < 4; ++n) {
    for (const MuSide from : kSides) {
      // The bench is made once per process; times go on.
      static MuBenchV2 bench;
      static Picoseconds time = 0;
      bench.release_both(time);
      StubInitiator& sender = bench.side(from);
      StubInitiator& receiver = bench.side(other(from));
      time += 1'000'000;
      receiver.write(0x128, 1u << n, time);
      sender.write(0x200 + 4 * n, 0xCAFE0000 + n, time);
      EXPECT_EQ(sender.read(0x124, time), 0xFu & ~(1u << n));
      EXPECT_EQ(receiver.read(0x12C, time + kCross - 1), 0u);
      EXPECT_EQ(receiver.read(0x12C, time + kCross), 1u << n);
      EXPECT_EQ(receiver.read(0x00C, time + kCross) & 0x40, 0x40u);  // RFP
      EXPECT_TRUE(bench.line(other(from)).level);
      EXPECT_EQ(receiver.read(0x280 + 4 * n, time + 2 * kCross), 0xCAFE0000 + n);
      EXPECT_FALSE(bench.line(other(from)).level);
      EXPECT_EQ(sender.read(0x124, time + 3 * kCross), 0xFu);
      receiver.write(0x128, 0, time + 3 * kCross);
      time += 3 * kCross;
    }
  }
}

TEST(MessagingUnitV2, RequestHandshake) {
  MuBenchV2 bench;
  bench.release_both();
  bench.b.write(0x110, 0x4, 0);
  bench.a.write(0x114, 0x4, 1'000);
  EXPECT_EQ(bench.a.read(0x114, 1'000), 0x4u);
  EXPECT_EQ(bench.b.read(0x118, 1'000 + kCross), 0x4u);
  EXPECT_EQ(bench.b.read(0x00C, 1'000 + kCross) & 0x10, 0x10u);  // GIRP
  EXPECT_THAT(bench.line_b.changes, ElementsAre(Change{true, 1'000 + kCross}));
  bench.b.write(0x118, 0x4, 200'000);
  EXPECT_EQ(bench.b.read(0x118, 200'000), 0u);
  EXPECT_EQ(bench.a.read(0x114, 200'000 + kCross - 1), 0x4u);
  EXPECT_EQ(bench.a.read(0x114, 200'000 + kCross), 0u);
  EXPECT_THAT(bench.line_b.changes, ElementsAre(Change{true, 1'000 + kCross}, Change{false, 200'000}));
}

// Unlike version 1, enables share no register with requests: writing them back repeats nothing.
TEST(MessagingUnitV2, WritingEnablesBackDoesNotRepeatARequest) {
  MuBenchV2 bench;
  bench.release_both();
  bench.a.write(0x114, 0x1, 0);
  bench.b.write(0x118, 0x1, 100'000);
  for (const std::uint64_t offset : {0x110u, 0x120u, 0x128u}) {
    bench.a.write(offset, bench.a.read(offset, 120'000), 120'000);
  }
  EXPECT_EQ(bench.b.read(0x118, 400'000), 0u);
}

// NXP's mu1 driver changed for this (2.5.1): GCR read, or-ed and written asks again for what is still set.
TEST(MessagingUnitV2, WritingARequestBackRepeatsIt) {
  MuBenchV2 bench;
  bench.release_both();
  bench.a.write(0x114, 0x1, 0);
  bench.b.write(0x118, 0x1, 100'000);  // accepted, but A does not know yet
  bench.a.write(0x114, bench.a.read(0x114, 110'000) | 0x2, 110'000);
  EXPECT_EQ(bench.b.read(0x118, 400'000), 0x3u);
}

TEST(MessagingUnitV2, FlagsCrossWithFup) {
  MuBenchV2 bench;
  bench.release_both();
  bench.a.write(0x100, 5, 0);
  EXPECT_EQ(bench.a.read(0x00C, kCross - 1) & 0xC, 0xCu);  // FUP and EP
  EXPECT_EQ(bench.b.read(0x104, kCross - 1), 0u);
  EXPECT_EQ(bench.b.read(0x104, kCross), 5u);
  EXPECT_EQ(bench.a.read(0x00C, kCross) & 0xC, 0u);
}

TEST(MessagingUnitV2, TransmitEmptyPendingFollowsTheEnable) {
  MuBenchV2 bench;
  bench.release_both();
  EXPECT_EQ(bench.a.read(0x00C, 0), 0u);
  bench.a.write(0x120, 0x8, 10);
  EXPECT_EQ(bench.a.read(0x00C, 10), 0x20u);
  EXPECT_TRUE(bench.line_a.level);
}

TEST(MessagingUnitV2, ResetOfBothSides) {
  MuBenchV2 bench;
  bench.release_both();
  bench.b.write(0x008, 2, 0);  // MURIE
  bench.a.write(0x200, 7, 0);
  bench.a.write(0x128, 0xF, 0);
  bench.a.write(0x008, 1, 1'000'000);
  EXPECT_EQ(bench.a.read(0x00C, 1'000'000 + kCross - 1) & 1, 1u);  // MURS
  EXPECT_EQ(bench.a.read(0x00C, 1'000'000 + kCross), 0u);
  EXPECT_EQ(bench.a.read(0x124, 1'100'000), 0xFu);
  EXPECT_EQ(bench.b.read(0x12C, 1'100'000), 0u);
  EXPECT_EQ(bench.a.read(0x128, 1'100'000), 0u);
  EXPECT_EQ(bench.a.read(0x008, 1'100'000), 0u);
  // The other side is told.
  EXPECT_TRUE(bench.line_b.level);
  EXPECT_EQ(bench.b.read(0x00C, 1'100'000), 2u);
  bench.b.write(0x00C, 2, 1'200'000);
  EXPECT_FALSE(bench.line_b.level);
  EXPECT_EQ(bench.b.read(0x00C, 1'200'000), 0u);
}

TEST(MessagingUnitV2, TheOtherCoresResetIsSeenWhereThePartSaysSo) {
  MuBenchV2 bench(with_core_status());
  bench.release_both();
  EXPECT_EQ(bench.a.read(0x01C, 0), 0u);
  bench.a.write(0x014, 8, 0);
  bench.mu.set_peer_reset(MuSide::kA, true, 500);
  EXPECT_EQ(bench.a.read(0x01C, 500), 8u);
  EXPECT_EQ(bench.a.read(0x018, 500 + kCross), 8u);
  EXPECT_THAT(bench.line_a.changes, ElementsAre(Change{true, 500 + kCross}));
  EXPECT_EQ(bench.a.read(0x00C, 500 + kCross), 0x80u);  // CEP
  bench.mu.set_peer_reset(MuSide::kA, false, 100'000);
  EXPECT_EQ(bench.a.read(0x01C, 100'000), 0u);
  EXPECT_EQ(bench.a.read(0x018, 100'000), 8u);  // sticky
  bench.a.write(0x018, 8, 200'000);
  EXPECT_FALSE(bench.line_a.level);
}

TEST(MessagingUnitV2, StrayStatusWritesAreReported) {
  MuBenchV2 bench;
  bench.release_both();
  bench.a.write(0x118, 0x10, 0);
  bench.a.write(0x00C, 0x8, 0);
  ASSERT_EQ(bench.findings.reports.size(), 2u);
  EXPECT_EQ(bench.findings.reports[0].id, "mu_stray_status_write");
  EXPECT_THAT(bench.findings.reports[0].text, HasSubstr("GSR"));
}

TEST(MessagingUnitV2, WhatIsNotModelledSaysSo) {
  MuBenchV2 bench;
  bench.a.write(0x010, 2, 0);
  ASSERT_EQ(bench.findings.reports.size(), 1u);
  EXPECT_EQ(bench.findings.reports[0].id, "unmodelled_register");
  EXPECT_THAT(bench.findings.reports[0].text, HasSubstr("HR"));
}

}  // namespace
}  // namespace rpmsg_sim
