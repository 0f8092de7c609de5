// Registers of the System Control Space: reset values, access rights, widths.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/interrupt/nvic_bench.h"

namespace rpmsg_sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Expected {
  const char* name;
  std::uint32_t offset;
  std::uint32_t reset;
  std::uint32_t writable;  // bits that read back as written, all others keep their reset value
};

// Cortex-M4 Generic User Guide (Arm DUI 0553), "NVIC", "System control block", "System timer", "Floating
// point unit"; Cortex-M4 Technical Reference Manual, "System control registers". 240 interrupts, 4 priority
// bits.
constexpr Expected kExpected[] = {
    {"ICTR", 0x004, 0x0000'0007, 0},
    {"ACTLR", 0x008, 0x0000'0000, 0x0000'0307},
    {"SYST_CSR", 0x010, 0x0000'0004, 0x0000'0003},
    {"SYST_RVR", 0x014, 0x0000'0000, 0x00FF'FFFF},
    {"SYST_CALIB", 0x01C, 0x8000'0000, 0},
    {"NVIC_IPR0", 0x400, 0x0000'0000, 0xF0F0'F0F0},
    {"NVIC_IPR59", 0x4EC, 0x0000'0000, 0xF0F0'F0F0},
    {"CPUID", 0xD00, 0x410F'C241, 0},
    {"ICSR", 0xD04, 0x0000'0000, 0},
    {"VTOR", 0xD08, 0x0000'0000, 0xFFFF'FF80},
    {"AIRCR", 0xD0C, 0xFA05'0000, 0},
    {"SCR", 0xD10, 0x0000'0000, 0x0000'0016},
    {"CCR", 0xD14, 0x0000'0200, 0x0000'031B},
    {"SHPR1", 0xD18, 0x0000'0000, 0x00F0'F0F0},
    {"SHPR2", 0xD1C, 0x0000'0000, 0xF000'0000},
    {"SHPR3", 0xD20, 0x0000'0000, 0xF0F0'00F0},
    {"SHCSR", 0xD24, 0x0000'0000, 0x0007'FD8B},
    {"CFSR", 0xD28, 0x0000'0000, 0},
    {"HFSR", 0xD2C, 0x0000'0000, 0},
    {"DFSR", 0xD30, 0x0000'0000, 0},
    {"MMFAR", 0xD34, 0x0000'0000, 0xFFFF'FFFF},
    {"BFAR", 0xD38, 0x0000'0000, 0xFFFF'FFFF},
    {"CPACR", 0xD88, 0x0000'0000, 0x00F0'0000},
    {"MPU_TYPE", 0xD90, 0x0000'0000, 0},
    {"FPCCR", 0xF34, 0xC000'0000, 0xC000'017B},
    {"FPCAR", 0xF38, 0x0000'0000, 0xFFFF'FFF8},
    {"FPDSCR", 0xF3C, 0x0000'0000, 0x07C0'0000},
    {"MVFR0", 0xF40, 0x1011'0021, 0},
    {"MVFR1", 0xF44, 0x1100'0011, 0},
};

TEST(NvicRegisters, ResetValues) {
  NvicBench bench;
  for (const Expected& each : kExpected) EXPECT_EQ(bench.read(each.offset), each.reset) << each.name;
  EXPECT_THAT(bench.findings.entries, IsEmpty());
}

TEST(NvicRegisters, WritableBits) {
  for (const Expected& each : kExpected) {
    if (each.offset == 0xD04) continue;  // ICSR: its bits act, see NvicIcsr
    for (const std::uint32_t pattern : {0xFFFF'FFFFu, 0u, 0xA5A5'5A5Au}) {
      NvicBench bench;
      bench.write(each.offset, pattern);
      EXPECT_EQ(bench.peek(each.offset), (each.reset & ~each.writable) | (pattern & each.writable))
          << each.name << " pattern " << pattern;
    }
  }
}

TEST(NvicRegisters, ResetRestoresEverything) {
  NvicBench bench;
  for (const Expected& each : kExpected) bench.write(each.offset, 0xFFFF'FFFF);
  bench.grouping(3);
  for (unsigned word = 0; word < 8; ++word) bench.write(0x100 + 4 * word, 0xFFFF'FFFF);
  for (unsigned word = 0; word < 8; ++word) bench.write(0x200 + 4 * word, 0xFFFF'FFFF);
  bench.nvic.reset(0);
  for (const Expected& each : kExpected) EXPECT_EQ(bench.peek(each.offset), each.reset) << each.name;
  for (unsigned word = 0; word < 8; ++word) {
    EXPECT_EQ(bench.peek(0x100 + 4 * word), 0u);
    EXPECT_EQ(bench.peek(0x200 + 4 * word), 0u);
  }
}

TEST(NvicRegisters, EnableAndPendingAreSetAndClearedByOnes) {
  NvicBench bench;
  bench.write(0x104, 0x8000'0001);
  bench.write(0x104, 0x0000'0010);
  EXPECT_EQ(bench.read(0x104), 0x8000'0011u);
  EXPECT_EQ(bench.read(0x184), 0x8000'0011u);
  bench.write(0x184, 0x0000'0001);
  EXPECT_EQ(bench.read(0x104), 0x8000'0010u);
  bench.write(0x204, 0x0000'FF00);
  bench.write(0x284, 0x0000'0F00);
  EXPECT_EQ(bench.read(0x204), 0x0000'F000u);
}

TEST(NvicRegisters, BytesAndHalfwordsOfPriorities) {
  NvicBench bench;
  bench.write(0x404, 0x1020'3040);
  bench.write(0x405, 0x70, 1);
  bench.write(0x406, 0x90A0, 2);
  EXPECT_EQ(bench.read(0x404), 0x90A0'7040u);
  EXPECT_EQ(bench.read(0x407, 1), 0x90u);
  EXPECT_EQ(bench.read(0x404, 2), 0x7040u);
  bench.write(0xD23, 0xC0, 1);
  EXPECT_EQ(bench.read(0xD20), 0xC000'0000u);
}

TEST(NvicRegisters, NarrowWriteOfOnesActsInItsBytesOnly) {
  NvicBench bench;
  bench.write(0x100, 0xFFFF'FFFF);
  bench.write(0x182, 0xFF, 1);
  EXPECT_EQ(bench.read(0x100), 0xFF00'FFFFu);
}

TEST(NvicRegisters, UnimplementedInterruptsReadZero) {
  NvicBench bench(100);
  EXPECT_EQ(bench.read(0x004), 3u) << "ICTR: 97 to 128 interrupts";
  bench.write(0x10C, 0xFFFF'FFFF);
  EXPECT_EQ(bench.read(0x10C), 0x0000'000Fu);
  bench.write(0x20C, 0xFFFF'FFFF);
  EXPECT_EQ(bench.read(0x20C), 0x0000'000Fu);
  bench.write(0x464, 0xF0F0'F0F0);
  EXPECT_EQ(bench.read(0x464), 0u);
  bench.write(0xF00, 100);
  EXPECT_EQ(bench.read(0x20C), 0x0000'000Fu);
}

TEST(NvicRegisters, AccessesThatThePartDoesNotServeAreFindings) {
  NvicBench bench;
  EXPECT_EQ(bench.read(0x020), 0u);
  bench.write(0x0FC, 1);
  EXPECT_EQ(bench.read(0x402, 4), 0u) << "across two registers";
  bench.write(0xD00, 0);
  EXPECT_EQ(bench.read(0xF00), 0u);
  bench.read(0xD94);
  bench.write(0xF50, 0);
  EXPECT_EQ(bench.read(0x1000), 0u);
  EXPECT_THAT(
      bench.findings.ids,
      ElementsAre("undefined_register", "undefined_register", "undefined_register", "write_read_only",
                  "read_write_only", "unmodelled_register", "unmodelled_register", "undefined_register"));
  EXPECT_EQ(bench.findings.entries[3], "write_read_only: nvic: write of 4 bytes at offset 0xd00 (CPUID)");
}

TEST(NvicRegisters, PeekNeverReports) {
  NvicBench bench;
  for (std::uint64_t offset = 0; offset < 0x1004; ++offset) bench.peek(offset, 1);
  EXPECT_THAT(bench.findings.entries, IsEmpty());
}

TEST(NvicRegisters, TheListingHasNoOverlaps) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
  for (const auto& row : Nvic::registers().rows())
    ranges.emplace_back(row.offset, row.offset + 4 * row.words);
  std::sort(ranges.begin(), ranges.end());
  for (std::size_t i = 1; i < ranges.size(); ++i) EXPECT_LE(ranges[i - 1].second, ranges[i].first);
  EXPECT_LE(ranges.back().second, 0x1000u);
}

TEST(NvicRegisters, TheListingTellsTheResetValues) {
  NvicBench bench;
  for (const auto& row : Nvic::registers().rows()) {
    for (std::uint32_t word = 0; word < row.words; ++word) {
      EXPECT_EQ(bench.peek(row.offset + 4 * word), row.reset) << row.name << " word " << word;
    }
  }
}

}  // namespace
}  // namespace rpmsg_sim
