#include "models/core/clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace rpmsg_sim {
namespace {

TEST(Clock, CyclesOfAFrequencyThatIsNoWholeNumberOfPicoseconds) {
  const Clock clock(1'800'000'000);
  EXPECT_EQ(clock.time_of(0), 0u);
  EXPECT_EQ(clock.time_of(1), 555u);
  EXPECT_EQ(clock.time_of(2), 1'111u);
  EXPECT_EQ(clock.time_of(9), 5'000u);
  EXPECT_EQ(clock.time_of(1'800'000'000), 1'000'000'000'000u);  // no drift over a second
}

TEST(Clock, TheFirstCycleNotBeforeATime) {
  for (const std::uint64_t hertz : {400'000'000ull, 1'800'000'000ull, 266'666'667ull, 1'000'000'007ull}) {
    const Clock clock(hertz);
    for (Picoseconds time = 0; time < 20'000; ++time) {
      const std::uint64_t cycle = clock.at_or_after(time);
      ASSERT_GE(clock.time_of(cycle), time) << hertz;
      if (cycle > 0) {
        ASSERT_LT(clock.time_of(cycle - 1), time) << hertz;
      }
    }
  }
}

// Against the definition, with operands of every magnitude up to where 64 bits are not enough.
TEST(Clock, ConversionsAreExactForEveryMagnitude) {
  __extension__ using Wide = unsigned __int128;
  constexpr std::uint64_t kSecond = 1'000'000'000'000;
  std::mt19937_64 random(1);
  for (const std::uint64_t hertz :
       {1ull, 3ull, 32'768ull, 8'000'000ull, 266'666'667ull, 399'999'999ull, 400'000'000ull, 1'000'000'007ull,
        1'800'000'000ull, 999'999'999'989ull, 1'000'000'000'000ull}) {
    const Clock clock(hertz);
    for (unsigned i = 0; i < 20'000; ++i) {
      const std::uint64_t value = random() >> (1 + random() % 63);
      const Wide time = Wide{value} * kSecond / hertz;
      if (time < kNever) {
        ASSERT_EQ(clock.time_of(value), static_cast<std::uint64_t>(time)) << hertz;
      }
      const Wide cycle = (Wide{value} * hertz + kSecond - 1) / kSecond;
      ASSERT_EQ(clock.at_or_after(value), static_cast<std::uint64_t>(cycle)) << hertz << ' ' << value;
    }
  }
}

// Where conversions by multiplication end, and at both ends of time.
TEST(Clock, BoundsOfTheShortWay) {
  __extension__ using Wide = unsigned __int128;
  constexpr std::uint64_t kSecond = 1'000'000'000'000;
  for (const std::uint64_t hertz :
       {400'000'000ull, 399'999'999ull, 1'800'000'000ull, 999'999'999'989ull, 1'000'000'000'000ull}) {
    const Clock clock(hertz);
    const std::uint64_t divisor = std::gcd(hertz, kSecond);
    for (const std::uint64_t bound : {kNever / (hertz / divisor), kNever / (kSecond / divisor), kNever - 1}) {
      for (std::uint64_t value = bound - 1000; value != std::min(bound, kNever - 1001) + 1000; ++value) {
        const Wide time = Wide{value} * kSecond / hertz;
        if (time < kNever) {
          ASSERT_EQ(clock.time_of(value), static_cast<std::uint64_t>(time)) << hertz << ' ' << value;
        }
        const Wide cycle = (Wide{value} * hertz + kSecond - 1) / kSecond;
        ASSERT_EQ(clock.at_or_after(value), static_cast<std::uint64_t>(cycle)) << hertz << ' ' << value;
      }
    }
    EXPECT_EQ(clock.time_of(0), 0u);
    EXPECT_EQ(clock.at_or_after(0), 0u);
    EXPECT_EQ(clock.at_or_after(kNever), kNever);
  }
}

TEST(Clock, AwkwardFrequenciesLastForDays) {
  const Clock clock(399'999'999);
  const std::uint64_t day = 86'400ull * 399'999'999ull;
  EXPECT_EQ(clock.time_of(day), 86'400'000'000'000'000ull);
  EXPECT_EQ(clock.at_or_after(86'400'000'000'000'000ull), day);
}

}  // namespace
}  // namespace rpmsg_sim
