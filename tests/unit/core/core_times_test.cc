// Where a core's time goes, by hand (tests/unit/core/bench.h; tests/unit/observe/message_life_test.cc has the
// sums).
#include <gtest/gtest.h>

#include "tests/unit/core/bench.h"

namespace rpmsg_sim {
namespace {

constexpr std::uint64_t kOneGhz = 1'000'000'000;

TEST(CoreTimes, WaitingForMemoryIsCountedAndWaitingForOtherCoresIsNot) {
  Bench bench;
  bench.add_core(kOneGhz, {{0, {compute(100), write(kDdr, 1), read(kDdr)}}});
  bench.add_core(kOneGhz, {{0, {compute(100), write(kDdr, 2)}}});
  bench.run();
  // The write is posted: 2 ns. The read arrives at 102 ns, gets the bank at 220 ns and its data 135 ns later.
  EXPECT_EQ(bench.cores[0]->times().waited, 2'000u + 118'000u + kReadLatency);
  EXPECT_EQ(bench.cores[0]->times().wait_end, 355'000u);
  // Written at 100 ns as well, granted at 160 ns.
  EXPECT_EQ(bench.cores[1]->times().waited, 60'000u);
}

TEST(CoreTimes, DevicesAreWaitedForFromTheRequestToTheAnswer) {
  Bench bench;
  // The core rings itself: its handler reads once more.
  bench.add_core(kOneGhz, {{0, {compute(10), read(kDoorbell), write(kDoorbell, 1), compute(1000)}},
                           {kHandler, {read(kDoorbell + 0x10), give_back()}}});
  bench.run();
  EXPECT_EQ(bench.cores[0]->times().waited, kDeviceRead + kDeviceWrite + kDeviceRead);
}

TEST(CoreTimes, SleepLastsUntilTheLineRises) {
  Bench bench;
  bench.add_core(kOneGhz, {{0, {compute(200), wfi()}}, {kHandler, {read(kDoorbell + 0x10), give_back()}}});
  bench.add_core(kOneGhz, {{0, {compute(1000), write(kDoorbell, 1)}}});
  bench.run();
  EXPECT_EQ(bench.cores[0]->times().asleep, 1'000'000u + kDeviceRequest + kCrossing - 200'000u);
  EXPECT_EQ(bench.cores[0]->times().waited, kDeviceRead);
}

}  // namespace
}  // namespace rpmsg_sim
