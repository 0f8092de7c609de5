#include "models/traffic/traffic_generator.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace rpmsg_sim {
namespace {

TrafficParameters one_gigabyte_per_second() {
  TrafficParameters parameters;
  parameters.rate = 1'000'000'000;
  parameters.window_base = 0x1000;
  parameters.window_size = 1024;
  return parameters;
}

std::vector<BackgroundMaster::Burst> take(TrafficGenerator& traffic, int count) {
  std::vector<BackgroundMaster::Burst> bursts;
  for (int i = 0; i < count; ++i) {
    bursts.push_back(traffic.next_burst());
    traffic.served(traffic.next_arrival());
  }
  return bursts;
}

TEST(TrafficGenerator, AsksAtItsRate) {
  TrafficParameters parameters = one_gigabyte_per_second();
  parameters.start = 500;
  TrafficGenerator traffic(parameters, 64);
  EXPECT_EQ(traffic.next_arrival(), 500u);
  take(traffic, 1'000'000);
  EXPECT_EQ(traffic.next_arrival(), 500u + 64'000'000'000u);
}

TEST(TrafficGenerator, ARateThatDividesBadlyDoesNotDrift) {
  TrafficParameters parameters = one_gigabyte_per_second();
  parameters.rate = 3;
  TrafficGenerator traffic(parameters, 64);
  take(traffic, 3);
  EXPECT_EQ(traffic.next_arrival(), 64'000'000'000'000u);
}

TEST(TrafficGenerator, WithoutARateItNeverComes) {
  TrafficParameters parameters = one_gigabyte_per_second();
  parameters.rate = 0;
  EXPECT_EQ(TrafficGenerator(parameters, 64).next_arrival(), kNever);
}

TEST(TrafficGenerator, AStreamGoesRoundItsWindow) {
  TrafficGenerator traffic(one_gigabyte_per_second(), 64);
  const auto bursts = take(traffic, 17);
  EXPECT_EQ(bursts[0].offset, 0x1000u);
  EXPECT_EQ(bursts[1].offset, 0x1040u);
  EXPECT_EQ(bursts[15].offset, 0x13C0u);
  EXPECT_EQ(bursts[16].offset, 0x1000u);
  EXPECT_FALSE(bursts[3].write);
}

TEST(TrafficGenerator, RandomStaysInItsWindowAndRepeatsWithItsSeed) {
  TrafficParameters parameters = one_gigabyte_per_second();
  parameters.pattern = TrafficPattern::kRandom;
  parameters.write_percent = 25;
  TrafficGenerator first(parameters, 64);
  TrafficGenerator again(parameters, 64);
  parameters.seed = 2;
  TrafficGenerator other(parameters, 64);
  const auto a = take(first, 4000), b = take(again, 4000), c = take(other, 4000);
  std::set<std::uint64_t> places;
  int writes = 0, same_as_other = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].offset, b[i].offset);
    ASSERT_EQ(a[i].write, b[i].write);
    ASSERT_GE(a[i].offset, 0x1000u);
    ASSERT_LT(a[i].offset, 0x1400u);
    places.insert(a[i].offset);
    writes += a[i].write;
    same_as_other += a[i].offset == c[i].offset;
  }
  EXPECT_EQ(places.size(), 16u);
  EXPECT_NEAR(writes, 1000, 120);
  EXPECT_LT(same_as_other, 500);
}

TEST(TrafficGenerator, BurstsPauseBetweenActivePhases) {
  TrafficParameters parameters = one_gigabyte_per_second();
  parameters.pattern = TrafficPattern::kBursty;
  parameters.active = 640'000;  // ten bursts
  parameters.idle = 1'000'000;
  TrafficGenerator traffic(parameters, 64);
  take(traffic, 9);
  EXPECT_EQ(traffic.next_arrival(), 9u * 64'000);
  take(traffic, 1);
  EXPECT_EQ(traffic.next_arrival(), 640'000u + 1'000'000);
  take(traffic, 10);
  EXPECT_EQ(traffic.next_arrival(), 2u * 1'640'000);
}

TEST(TrafficGenerator, ACopyReadsTheLowerHalfAndWritesTheUpper) {
  TrafficParameters parameters = one_gigabyte_per_second();
  parameters.pattern = TrafficPattern::kCopy;
  TrafficGenerator traffic(parameters, 64);
  const auto bursts = take(traffic, 18);
  EXPECT_EQ(bursts[0].offset, 0x1000u);
  EXPECT_FALSE(bursts[0].write);
  EXPECT_EQ(bursts[1].offset, 0x1200u);
  EXPECT_TRUE(bursts[1].write);
  EXPECT_EQ(bursts[14].offset, 0x11C0u);
  EXPECT_EQ(bursts[16].offset, 0x1000u);
}

TEST(TrafficGenerator, WaitsForTheOldestWhenTooManyAreUnderWay) {
  TrafficParameters parameters = one_gigabyte_per_second();
  parameters.outstanding = 2;
  TrafficGenerator traffic(parameters, 64);
  traffic.served(1'000'000);
  EXPECT_EQ(traffic.next_arrival(), 64'000u);
  traffic.served(1'005'000);
  EXPECT_EQ(traffic.next_arrival(), 1'000'000u);
  traffic.served(1'010'000);
  EXPECT_EQ(traffic.next_arrival(), 1'005'000u);
}

}  // namespace
}  // namespace rpmsg_sim
