// Registers of the distributor and the redistributor: reset values, access rights, widths.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/interrupt/gic_bench.h"

namespace rpmsg_sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Arm IHI 0069, "The Distributor register map" and "The Redistributor register map"; one security state, 128
// SPIs. Groups and GICR_WAKER as boot firmware leaves them.
TEST(GicRegisters, ResetValues) {
  GicBench bench;
  EXPECT_EQ(bench.read(0x0000), 0x0000'0050u) << "GICD_CTLR: ARE, DS";
  EXPECT_EQ(bench.read(0x0004) & 0x1F, 4u) << "GICD_TYPER.ITLinesNumber";
  EXPECT_EQ(bench.read(0x0004) >> 19 & 0x1F, 9u) << "GICD_TYPER.IDbits";
  EXPECT_EQ(bench.read(0x0004) >> 10 & 1, 0u) << "GICD_TYPER.SecurityExtn";
  EXPECT_EQ(bench.read(0xFFE8) >> 4 & 0xF, 3u) << "GICD_PIDR2.ArchRev";
  EXPECT_EQ(bench.read(0x0084), 0xFFFF'FFFFu) << "GICD_IGROUPR1";
  EXPECT_EQ(bench.read(0x0C08), 0u) << "GICD_ICFGR2";
  EXPECT_EQ(bench.read_private(0x0008), 0x10u) << "GICR_TYPER.Last";
  EXPECT_EQ(bench.read_private(0x0014), 0u) << "GICR_WAKER";
  EXPECT_EQ(bench.read_private(0xFFE8) >> 4 & 0xF, 3u) << "GICR_PIDR2.ArchRev";
  EXPECT_EQ(bench.read_private(0x1'0080), 0xFFFF'FFFFu) << "GICR_IGROUPR0";
  EXPECT_EQ(bench.read_private(0x1'0C00), 0xAAAA'AAAAu) << "GICR_ICFGR0: SGIs are edge-triggered";
  EXPECT_EQ(bench.read_private(0x1'0C04), 0u) << "GICR_ICFGR1";
  EXPECT_THAT(bench.findings.entries, IsEmpty());
}

TEST(GicRegisters, ControlKeepsWhatIsFixed) {
  GicBench bench;
  bench.write(0x0000, 0xFFFF'FFFF);
  EXPECT_EQ(bench.read(0x0000), 0x52u);
  bench.write(0x0000, 0);
  EXPECT_EQ(bench.read(0x0000), 0x50u);
}

TEST(GicRegisters, WakerShowsSleepAtOnce) {
  GicBench bench;
  bench.write_private(0x14, 0x2);
  EXPECT_EQ(bench.read_private(0x14), 0x6u);
  bench.write_private(0x14, 0x0);
  EXPECT_EQ(bench.read_private(0x14), 0x0u);
}

// "With affinity routing, the registers of SGIs and PPIs are in the Redistributor".
TEST(GicRegisters, PrivateInterruptsAreReservedInTheDistributor) {
  GicBench bench;
  for (const std::uint64_t offset : {0x080u, 0x100u, 0x200u, 0x300u, 0x400u, 0x41Cu, 0xC00u, 0xC04u}) {
    bench.write(offset, 0xFFFF'FFFF);
    EXPECT_EQ(bench.read(offset), 0u) << offset;
  }
  EXPECT_EQ(bench.read_private(0x1'0100), 0u);
  EXPECT_THAT(bench.findings.entries, IsEmpty());
}

TEST(GicRegisters, SetAndClearByOnes) {
  GicBench bench;
  for (const std::uint64_t set : {0x100u, 0x200u, 0x300u}) {
    const std::uint64_t clear = set + 0x80;
    bench.write(set + 4, 0xF000'000F);
    bench.write(set + 4, 0x0000'0010);
    EXPECT_EQ(bench.read(set + 4), 0xF000'001Fu);
    EXPECT_EQ(bench.read(clear + 4), 0xF000'001Fu);
    bench.write(clear + 4, 0x0000'0003);
    EXPECT_EQ(bench.read(set + 4), 0xF000'001Cu);
    bench.write_private(0x1'0000 + set, 0x4000'0000);
    EXPECT_EQ(bench.read_private(0x1'0000 + clear), 0x4000'0000u);
    bench.write_private(0x1'0000 + clear, 0xFFFF'FFFF);
    EXPECT_EQ(bench.read_private(0x1'0000 + set), 0u);
  }
}

TEST(GicRegisters, BytesAndHalfwordsOfPriorities) {
  GicBench bench;
  bench.write(0x420, 0x1020'3040);
  bench.write(0x421, 0x78, 1);
  bench.write(0x422, 0x90A8, 2);
  EXPECT_EQ(bench.read(0x420), 0x90A8'7840u);
  EXPECT_EQ(bench.read(0x423, 1), 0x90u);
  bench.write_private(0x1'041E, 0xA0, 1);
  EXPECT_EQ(bench.read_private(0x1'041C), 0x00A0'0000u);
}

TEST(GicRegisters, RoutesAreKeptPerSpi) {
  GicBench bench;
  bench.write(0x6100, 0x8000'0000);
  bench.write(0x6104, 0x1);
  bench.write(0x6100 + 8 * 127, 0x3);
  EXPECT_EQ(bench.read(0x6100), 0x8000'0000u);
  EXPECT_EQ(bench.read(0x6104), 0x1u);
  EXPECT_EQ(bench.read(0x6100 + 8 * 127), 0x3u);
  bench.write(0x6100 + 8 * 128, 0x3);
  EXPECT_EQ(bench.read(0x6100 + 8 * 128), 0u) << "not implemented";
}

TEST(GicRegisters, UnimplementedInterruptsReadZero) {
  GicBench bench(40);
  EXPECT_EQ(bench.read(0x0004) & 0x1F, 2u);
  bench.write(0x108, 0xFFFF'FFFF);
  EXPECT_EQ(bench.read(0x108), 0x0000'00FFu);
  bench.write(0x448, 0xF8F8'F8F8);
  EXPECT_EQ(bench.read(0x448), 0u);
  bench.write(0xC14, 0xFFFF'FFFF);
  EXPECT_EQ(bench.read(0xC14), 0u);
}

TEST(GicRegisters, AccessesThatThePartDoesNotServeAreFindings) {
  GicBench bench;
  bench.read(0x0020);
  bench.write(0x0004, 1);
  bench.write(0x0F00, 1);
  bench.read_private(0x1'0014);
  bench.write_private(0x0070, 0);
  bench.read(0x402, 4);
  bench.read(0x1'0000);
  EXPECT_THAT(bench.findings.ids, ElementsAre("undefined_register", "write_read_only", "unmodelled_register",
                                              "undefined_register", "unmodelled_register",
                                              "undefined_register", "undefined_register"));
}

TEST(GicRegisters, PeekHasNoEffect) {
  GicBench bench(GicBench::On{});
  bench.enable(40);
  bench.level(40, true);
  for (std::uint64_t offset = 0; offset < 0x8000; offset += 4) bench.peek(offset);
  for (std::uint64_t offset = 0; offset < 0x2'0004; offset += 4) bench.gic.redistributor().peek(offset, 4, 0);
  EXPECT_THAT(bench.findings.entries, IsEmpty());
  EXPECT_EQ(bench.acknowledge(), 40u);
}

void expect_no_overlaps(const RegisterMap<Gic>& map, std::uint32_t size) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
  for (const auto& row : map.rows()) ranges.emplace_back(row.offset, row.offset + 4 * row.words);
  std::sort(ranges.begin(), ranges.end());
  for (std::size_t i = 1; i < ranges.size(); ++i)
    EXPECT_LE(ranges[i - 1].second, ranges[i].first) << ranges[i].first;
  EXPECT_LE(ranges.back().second, size);
}

TEST(GicRegisters, TheListingsHaveNoOverlaps) {
  expect_no_overlaps(Gic::distributor_registers(), 0x1'0000);
  expect_no_overlaps(Gic::redistributor_registers(), 0x2'0000);
}

TEST(GicRegisters, TheListingsTellTheResetValues) {
  GicBench bench;
  for (const auto& row : Gic::redistributor_registers().rows()) {
    EXPECT_EQ(bench.gic.redistributor().peek(row.offset, 4, 0), row.reset) << row.name;
  }
  for (const auto& row : Gic::distributor_registers().rows()) {
    const std::uint32_t word = row.words > 1 ? 1 : 0;  // word 0 of the arrays belongs to the redistributor
    EXPECT_EQ(bench.peek(row.offset + 4 * word), row.reset) << row.name;
  }
}

}  // namespace
}  // namespace rpmsg_sim
