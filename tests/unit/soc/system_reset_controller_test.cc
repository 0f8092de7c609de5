#include "models/soc/system_reset_controller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/soc/soc_bench.h"

namespace rpmsg_sim {
namespace {

using testing::ElementsAre;

class RecordingLine : public CoreResetLine {
 public:
  using Change = std::pair<bool, Picoseconds>;
  std::vector<Change> changes;
  void set_held(bool held, Picoseconds time) override { changes.emplace_back(held, time); }
};
using Change = RecordingLine::Change;

constexpr std::uint64_t kM4rcr = 0x0C;

struct Bench {
  RecordingFindings findings;
  SystemResetController src{"src", findings};
  RecordingLine line;
  StubInitiator cpu{"cpu"};
  Bench() {
    src.connect(line);
    connect_and_start(cpu, src.bus);
  }
  // As Linux drivers/remoteproc/imx_rproc.c does it: regmap_update_bits with mask 0xF.
  void update(std::uint32_t bits, Picoseconds time) {
    cpu.write(kM4rcr, (cpu.read(kM4rcr, time) & ~0xFu) | bits, time);
  }
};

TEST(SystemResetController, ComesUpStoppedAsLinuxExpects) {
  Bench bench;
  EXPECT_EQ(bench.cpu.read(kM4rcr) & 0xFu, 0xBu);
  EXPECT_EQ(bench.cpu.read(kM4rcr), 0xABu);
  EXPECT_TRUE(bench.src.held());
  EXPECT_TRUE(bench.line.changes.empty());
}

TEST(SystemResetController, StartAndStopAsLinuxDoes) {
  Bench bench;
  bench.update(0xE, 1'000);
  EXPECT_THAT(bench.line.changes, ElementsAre(Change{false, 1'000}));
  EXPECT_EQ(bench.cpu.read(kM4rcr) & 0xFu, 0x8u);  // the self-clearing bits have done so
  bench.update(0xB, 2'000);
  EXPECT_THAT(bench.line.changes, ElementsAre(Change{false, 1'000}, Change{true, 2'000}));
  EXPECT_EQ(bench.cpu.read(kM4rcr) & 0xFu, 0xBu);
  bench.update(0xE, 3'000);
  EXPECT_EQ(bench.line.changes.back(), (Change{false, 3'000}));
  EXPECT_TRUE(bench.findings.reports.empty());
}

// TF-A plat/imx/imx8m/gpc_common.c: clear bit 0, set bit 3, leave the rest.
TEST(SystemResetController, StartAsTrustedFirmwareDoes) {
  Bench bench;
  const std::uint32_t value = bench.cpu.read(kM4rcr);
  bench.cpu.write(kM4rcr, (value & ~1u) | 8u, 500);
  EXPECT_THAT(bench.line.changes, ElementsAre(Change{false, 500}));
}

TEST(SystemResetController, DisabledCoreStaysHeld) {
  Bench bench;
  bench.update(0x6, 100);
  EXPECT_TRUE(bench.src.held());
  EXPECT_TRUE(bench.line.changes.empty());
  bench.update(0x8, 200);
  bench.update(0x0, 300);
  EXPECT_THAT(bench.line.changes, ElementsAre(Change{false, 200}, Change{true, 300}));
}

TEST(SystemResetController, RepeatedStopTellsTheCoreOnce) {
  Bench bench;
  bench.update(0xE, 100);
  bench.update(0xB, 200);
  bench.update(0xB, 300);
  EXPECT_EQ(bench.line.changes.size(), 2u);
}

TEST(SystemResetController, SelfClearingResetsRestartARunningCore) {
  Bench bench;
  bench.update(0xE, 100);
  bench.line.changes.clear();
  bench.update(0x8 | 0x2, 200);
  EXPECT_THAT(bench.line.changes, ElementsAre(Change{true, 200}, Change{false, 200}));
  EXPECT_EQ(bench.cpu.read(kM4rcr) & 0xFu, 0x8u);
  bench.line.changes.clear();
  bench.update(0x8 | 0x4, 300);
  EXPECT_THAT(bench.line.changes, ElementsAre(Change{true, 300}, Change{false, 300}));
}

TEST(SystemResetController, OtherBytesDoNotRestart) {
  Bench bench;
  bench.update(0xE, 100);
  bench.cpu.write<std::uint8_t>(kM4rcr + 1, 0x3, 200);
  EXPECT_EQ(bench.line.changes.size(), 1u);
  EXPECT_EQ(bench.cpu.read(kM4rcr), 0x3A8u);
}

TEST(SystemResetController, ByteWriteReleases) {
  Bench bench;
  bench.cpu.write<std::uint8_t>(kM4rcr, 0xAE, 100);
  EXPECT_THAT(bench.line.changes, ElementsAre(Change{false, 100}));
}

TEST(SystemResetController, WorksWithoutALine) {
  RecordingFindings findings;
  SystemResetController src("src", findings);
  StubInitiator cpu("cpu");
  connect_and_start(cpu, src.bus);
  cpu.write(kM4rcr, 0xAEu, 0);
  EXPECT_FALSE(src.held());
}

TEST(SystemResetController, OtherRegistersSayThatTheyAreNotModelled) {
  Bench bench;
  bench.cpu.read(0x5C);
  ASSERT_EQ(bench.findings.count("unmodelled_register"), 1u);
  EXPECT_THAT(bench.findings.reports[0].text, testing::HasSubstr("SRSR"));
  bench.cpu.write(0x74, 0x007E0000u);  // GPR1
  EXPECT_EQ(bench.cpu.read(0x74), 0x007E0000u);
  bench.cpu.write(0x98, 1u);  // GPR10
  EXPECT_EQ(bench.findings.reports.size(), 1u);
  bench.cpu.write(kM4rcr, 0x800000ABu);
  ASSERT_EQ(bench.findings.count("unmodelled_register"), 2u);
  EXPECT_THAT(bench.findings.reports[1].text, testing::HasSubstr("DOM_EN"));
}

TEST(SystemResetController, DebugWriteDoesNotRelease) {
  Bench bench;
  bench.cpu.debug_write(kM4rcr, 0xAEu);
  EXPECT_TRUE(bench.src.held());
  EXPECT_EQ(bench.cpu.debug_read(kM4rcr), 0xABu);
}

}  // namespace
}  // namespace rpmsg_sim
