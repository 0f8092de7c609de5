#include "models/memory/ddr_controller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/memory/ddr_checker.h"

namespace rpmsg_sim {
namespace {

// LPDDR4-3000, two 16-bit channels in step: U-Boot board/nxp/imx8mm_evk/lpddr4_timing.c, decoded.
DdrTiming lpddr4() {
  DdrTiming timing;
  timing.rcd = 18'700;
  timing.rp = 18'700;
  timing.ras = 42'700;
  timing.rc = 64'000;
  timing.rrd = 10'700;
  timing.faw = 40'000;
  timing.rl = 18'700;
  timing.wl = 9'300;
  timing.rtp = 7'500;
  timing.wr = 18'000;
  timing.write_to_read = 30'700;
  timing.read_to_write = 29'300;
  timing.rank_switch = 1'300;
  timing.rfc = 280'000;
  timing.refi = 3'880'000;
  timing.burst = 5'300;
  timing.ccd = 5'300;
  timing.burst_bytes = 64;
  return timing;
}

// DDR3-1066, 32 bits: U-Boot board/toradex/colibri_imx7/imximage.cfg, decoded. Four activates fill the tFAW
// window.
DdrTiming ddr3() {
  DdrTiming timing;
  timing.rcd = 15'000;
  timing.rp = 15'000;
  timing.ras = 37'500;
  timing.rc = 52'500;
  timing.rrd = 7'500;
  timing.faw = 60'000;
  timing.rl = 15'000;
  timing.wl = 11'250;
  timing.rtp = 7'500;
  timing.wr = 15'000;
  timing.write_to_read = 26'000;
  timing.read_to_write = 11'250;
  timing.rank_switch = 3'750;
  timing.rfc = 262'500;
  timing.refi = 7'680'000;
  timing.burst = 7'500;
  timing.ccd = 7'500;
  timing.burst_bytes = 32;
  return timing;
}

// Bank bits 12 to 14, row from bit 15 on, one rank.
DdrAddressMap one_rank() {
  DdrAddressMap map;
  map.bank = {12, 3};
  map.row = {15, 16};
  return map;
}

DdrAddressMap two_ranks() {
  DdrAddressMap map = one_rank();
  map.row = {16, 15};
  map.rank = {15, 1};
  return map;
}

constexpr std::uint64_t kBank = 1 << 12;
constexpr std::uint64_t kRow = 1 << 15;

struct Bench {
  explicit Bench(DdrTiming timing = lpddr4(), DdrAddressMap map = one_rank()) : ddr(timing, map) {
    core = ddr.add_master();
    other = ddr.add_master();
  }
  DdrController ddr;
  MasterId core;
  MasterId other;
};

TEST(DdrController, AClosedBankIsActivatedAndRead) {
  Bench bench;
  const DdrGrant grant = bench.ddr.book(bench.core, 0, 4, false, 1'000);
  EXPECT_EQ(grant.at, 1'000u + 18'700);
  EXPECT_EQ(grant.done, grant.at + 18'700 + 5'300);
  EXPECT_EQ(grant.wait.row, 18'700u);
}

TEST(DdrController, AnOpenRowIsReadAtOnce) {
  Bench bench;
  bench.ddr.book(bench.core, 0, 4, false, 0);
  const DdrGrant grant = bench.ddr.book(bench.core, 0x800, 4, false, 500'000);
  EXPECT_EQ(grant.at, 500'000u);
  EXPECT_EQ(grant.done, 500'000u + 24'000);
  EXPECT_EQ(bench.ddr.statistics().row_hits, 1u);
}

TEST(DdrController, AnotherRowOfTheBankIsAConflict) {
  Bench bench;
  bench.ddr.book(bench.core, 0, 4, false, 0);
  const DdrGrant grant = bench.ddr.book(bench.core, kRow, 4, false, 500'000);
  EXPECT_EQ(grant.at, 500'000u + 18'700 + 18'700);
  EXPECT_EQ(bench.ddr.statistics().row_conflicts, 1u);
}

// Activate at 0, so the row must stay open until tRAS and the next comes after tRC.
TEST(DdrController, ABankInUseMakesAnotherMasterWaitAndNamesTheUser) {
  Bench bench;
  bench.ddr.book(bench.core, 0, 4, false, 0);
  const DdrGrant grant = bench.ddr.book(bench.other, kRow, 4, false, 10'000);
  EXPECT_EQ(grant.at, 64'000u + 18'700);
  EXPECT_EQ(grant.wait.bank, 64'000u - 10'000 - 18'700);
  EXPECT_EQ(grant.wait.row, 2u * 18'700);
  EXPECT_EQ(grant.wait.bank_of, bench.core);
  EXPECT_EQ(bench.ddr.statistics(bench.other).because_of[bench.core], grant.wait.bank);
}

TEST(DdrController, AnotherBankWaitsForTheBusOnly) {
  Bench bench;
  bench.ddr.book(bench.core, 0, 4, false, 0);  // column command at 18.7 ns
  const DdrGrant grant = bench.ddr.book(bench.other, kBank, 4, false, 2'000);
  EXPECT_EQ(grant.at, 10'700u + 18'700);  // tRRD after the first activate
  EXPECT_EQ(grant.wait.bus, 8'700u);
  EXPECT_EQ(grant.wait.bus_of, bench.core);
}

TEST(DdrController, WriteToReadTurnsTheBusAround) {
  Bench bench;
  bench.ddr.book(bench.core, 0, 4, false, 0);
  EXPECT_EQ(bench.ddr.book(bench.core, 0, 4, true, 500'000).at, 500'000u);
  EXPECT_EQ(bench.ddr.book(bench.core, 64, 4, false, 500'000).at, 530'700u);
  EXPECT_EQ(bench.ddr.book(bench.core, 64, 4, true, 530'700).at, 560'000u);
}

TEST(DdrController, AnAccessAcrossBurstsTakesThemAll) {
  Bench bench;
  bench.ddr.book(bench.core, 0, 4, false, 0);
  const DdrGrant grant = bench.ddr.book(bench.core, 60, 8, false, 500'000);
  EXPECT_EQ(grant.at, 500'000u);
  EXPECT_EQ(grant.done, 500'000u + 5'300 + 24'000);
}

TEST(DdrController, TheFifthActivateWaitsForTheWindow) {
  Bench bench(ddr3());
  for (std::uint64_t i = 0; i < 4; ++i) bench.ddr.book(bench.core, i * kBank, 4, false, 0);
  EXPECT_EQ(bench.ddr.book(bench.core, 4 * kBank, 4, false, 0).at, 60'000u + 15'000);
}

TEST(DdrController, ARefreshClosesTheRowsAndMakesWait) {
  Bench bench;
  bench.ddr.book(bench.core, 0, 4, false, 0);
  const DdrGrant grant = bench.ddr.book(bench.core, 0, 4, false, 3'880'000);
  // Precharge when it is due, then the refresh, then the row again.
  EXPECT_EQ(grant.wait.refresh, 18'700u + 280'000);
  EXPECT_EQ(grant.at, 3'880'000u + 18'700 + 280'000 + 18'700);
}

TEST(DdrController, RefreshesInIdleTimeCostNothing) {
  Bench bench;
  bench.ddr.book(bench.core, 0, 4, false, 0);
  const DdrGrant grant = bench.ddr.book(bench.core, 0, 4, false, 1'000 * Picoseconds{3'880'000} + 1'000'000);
  EXPECT_EQ(grant.wait.refresh, 0u);
  EXPECT_EQ(grant.wait.row, 18'700u);
  EXPECT_EQ(bench.ddr.statistics().refreshes, 1'000u);
}

TEST(DdrController, SkippedIdleRefreshesChangeNothing) {
  for (Picoseconds gap : {3'900'000u, 7'760'000u, 11'640'100u, 400'000'000u}) {
    Bench skipped;
    Bench counted;
    DdrChecker checker(lpddr4());
    counted.ddr.set_sink(&checker);  // with a sink every refresh is played
    for (Picoseconds at : {Picoseconds{0}, gap, gap + 10'000}) {
      EXPECT_EQ(skipped.ddr.book(skipped.core, 0, 4, false, at).done,
                counted.ddr.book(counted.core, 0, 4, false, at).done);
    }
    EXPECT_EQ(skipped.ddr.statistics().refreshes, counted.ddr.statistics().refreshes);
  }
}

TEST(DdrController, WaitsSumToTheTimeUntilTheGrant) {
  Bench bench(lpddr4(), two_ranks());
  std::mt19937_64 random(7);
  Picoseconds at = 0;
  for (int i = 0; i < 100'000; ++i) {
    at += random() % 60'000;
    const DdrGrant grant = bench.ddr.book(random() % 2 == 0 ? bench.core : bench.other, random() % (1u << 31),
                                          4, random() % 3 == 0, at);
    const MemoryWait& wait = grant.wait;
    ASSERT_EQ(grant.at - at, wait.bank + wait.row + wait.bus + wait.refresh) << "access " << i;
  }
}

class RandomTraffic : public testing::TestWithParam<int> {};

TEST_P(RandomTraffic, NoCommandComesEarlierThanThePartAllows) {
  std::mt19937_64 random(static_cast<unsigned>(GetParam()));
  const DdrAddressMap map = GetParam() % 2 == 0 ? one_rank() : two_ranks();
  const DdrTiming timing = GetParam() % 4 < 2 ? lpddr4() : ddr3();
  Bench bench(timing, map);
  DdrChecker checker(timing);
  bench.ddr.set_sink(&checker);
  // From bunched to sparse, from one row to everywhere.
  const Picoseconds spacing = Picoseconds{1'000} << (GetParam() % 8);
  const std::uint64_t span = kRow << (GetParam() % 15);
  Picoseconds at = 0;
  for (int i = 0; i < 20'000; ++i) {
    at += random() % spacing;
    const std::uint64_t offset = random() % std::min<std::uint64_t>(span, 1u << 31);
    bench.ddr.book(bench.core, offset, 1 + random() % 256, random() % 2 == 0, at);
  }
  EXPECT_THAT(checker.complaints(), testing::IsEmpty());
  EXPECT_GT(checker.records().size(), 20'000u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTraffic, testing::Range(0, 24));

// The judge must be able to condemn: each rule broken once in a list of commands.
TEST(DdrChecker, ComplainsAboutEachRule) {
  const DdrTiming t = lpddr4();
  const auto complaint = [&](std::vector<DdrCommandRecord> commands) {
    DdrChecker checker(t);
    for (const DdrCommandRecord& command : commands) checker.on_command(command);
    const std::vector<std::string> complaints = checker.complaints();
    return complaints.empty() ? std::string() : complaints.front();
  };
  using C = DdrCommand;
  EXPECT_EQ(complaint({{0, C::kActivate, 0, 0, 5}, {t.rcd, C::kRead, 0, 0, 5}}), "");
  EXPECT_THAT(complaint({{0, C::kActivate, 0, 0, 5}, {t.rcd - 1, C::kRead, 0, 0, 5}}),
              testing::StartsWith("tRCD"));
  EXPECT_THAT(complaint({{0, C::kActivate, 0, 0, 5}, {t.ras - 1, C::kPrecharge, 0, 0, 5}}),
              testing::StartsWith("tRAS"));
  EXPECT_THAT(complaint({{0, C::kActivate, 0, 0, 5}, {t.rrd - 1, C::kActivate, 0, 1, 5}}),
              testing::StartsWith("tRRD"));
  EXPECT_THAT(complaint({{0, C::kActivate, 0, 0, 5}, {t.rc, C::kActivate, 0, 0, 6}}),
              testing::HasSubstr("activate of an open bank"));
  EXPECT_THAT(complaint({{0, C::kActivate, 0, 0, 5},
                         {t.ras, C::kPrecharge, 0, 0, 5},
                         {t.ras + t.rp - 1, C::kActivate, 0, 0, 6}}),
              testing::StartsWith("tRP"));
  EXPECT_THAT(complaint({{0, C::kActivate, 0, 0, 5}, {t.rcd, C::kRead, 0, 0, 6}}),
              testing::HasSubstr("row that is not open"));
  EXPECT_THAT(
      complaint(
          {{0, C::kActivate, 0, 0, 5}, {t.rcd, C::kRead, 0, 0, 5}, {t.rcd + t.ccd - 1, C::kRead, 0, 0, 5}}),
      testing::StartsWith("tCCD"));
  EXPECT_THAT(complaint({{0, C::kActivate, 0, 0, 5},
                         {t.rcd, C::kWrite, 0, 0, 5},
                         {t.rcd + t.write_to_read - 1, C::kRead, 0, 0, 5}}),
              testing::StartsWith("write to read"));
  EXPECT_THAT(complaint({{0, C::kActivate, 0, 0, 5}, {100'000, C::kRefresh, 0, 0, 0}}),
              testing::HasSubstr("refresh with an open bank"));
  EXPECT_THAT(complaint({{0, C::kRefresh, 0, 0, 0}, {t.rfc - 1, C::kActivate, 0, 0, 5}}),
              testing::StartsWith("tRFC"));
  EXPECT_THAT(complaint({{3 * t.refi, C::kRefresh, 0, 0, 0}}), testing::HasSubstr("too late"));
}

// Hand calculation: two masters that hit open rows of different banks and ask together share the bus in turn.
TEST(DdrController, TwoMastersThatAskTogetherTakeTurnsOnTheBus) {
  Bench bench;
  bench.ddr.book(bench.core, 0, 4, false, 0);
  bench.ddr.book(bench.other, kBank, 4, false, 0);
  for (int i = 0; i < 10; ++i) {
    const Picoseconds at = 1'000'000 + static_cast<Picoseconds>(i) * 100'000;
    EXPECT_EQ(bench.ddr.book(bench.core, 64, 4, false, at).at, at);
    const DdrGrant second = bench.ddr.book(bench.other, kBank + 64, 4, false, at);
    EXPECT_EQ(second.at, at + 5'300);
    EXPECT_EQ(second.wait.bus, 5'300u);
  }
  EXPECT_EQ(bench.ddr.statistics(bench.other).because_of[bench.core], 10u * 5'300 + 10'700);
}

class Steady : public BackgroundMaster {
 public:
  Steady(Picoseconds first, Picoseconds period, int bursts, bool yields)
      : next_(first), period_(period), left_(bursts), yields_(yields) {}
  Picoseconds next_arrival() const override { return left_ == 0 ? kNever : next_; }
  Burst next_burst() const override { return {2 * kBank, false}; }
  void served(Picoseconds done) override {
    last_done = done;
    next_ += period_;
    --left_;
  }
  bool yields() const override { return yields_; }

  Picoseconds last_done = 0;

 private:
  Picoseconds next_;
  Picoseconds period_;
  int left_;
  bool yields_;
};

TEST(DdrController, BackgroundBurstsComeBeforeAnAccessOfTheSameTime) {
  DdrController ddr(lpddr4(), one_rank());
  const MasterId core = ddr.add_master();
  Steady traffic(1'000'000, 1'000'000, 2, false);
  const MasterId background = ddr.add_master(&traffic);
  ddr.book(core, 0, 4, false, 0);
  const DdrGrant grant = ddr.book(core, 64, 4, false, 1'000'000);
  EXPECT_EQ(grant.wait.bus, 18'700u + 5'300);  // behind a burst that had to open its row
  EXPECT_EQ(grant.wait.bus_of, background);
  ddr.advance(5'000'000);
  EXPECT_EQ(ddr.statistics(background).bytes, 128u);
}

TEST(DdrController, AMasterThatYieldsLetsAnAccessPass) {
  DdrController ddr(lpddr4(), one_rank());
  const MasterId core = ddr.add_master();
  Steady traffic(1'000'000, 1'000'000, 1, true);
  ddr.add_master(&traffic);
  ddr.book(core, 0, 4, false, 0);
  EXPECT_EQ(ddr.book(core, 64, 4, false, 1'000'000).wait.bus, 0u);
  ddr.advance(2'000'000);
  EXPECT_EQ(traffic.last_done, 1'005'300u + 18'700 + 18'700 + 5'300);
}

}  // namespace
}  // namespace rpmsg_sim
