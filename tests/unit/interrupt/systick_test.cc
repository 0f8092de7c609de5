// SysTick against the Armv7-M Architecture Reference Manual, "The system timer, SysTick", and against a model
// that counts clock edges one by one.
#include "models/interrupt/systick.h"

#include <gtest/gtest.h>

#include <random>

namespace rpmsg_sim {
namespace {

constexpr std::uint32_t kEnable = 1;
constexpr std::uint32_t kTickInterrupt = 2;
constexpr std::uint32_t kCoreClock = 4;
constexpr std::uint32_t kCountFlag = 1u << 16;

constexpr std::uint64_t kHertz = 400'000'000;  // 2500 ps

TEST(SysTick, PeriodIsReloadPlusOne) {
  SysTick timer(kHertz, 0, 0);
  timer.write_reload(99, 0);
  timer.clear_current(0);
  timer.write_control(kEnable | kTickInterrupt | kCoreClock, 0);
  // The reload takes the first cycle, the way down 99 more.
  EXPECT_EQ(timer.next_expiry(), 100u * 2500);
  EXPECT_FALSE(timer.advance(100 * 2500 - 1));
  EXPECT_TRUE(timer.advance(100 * 2500));
  EXPECT_EQ(timer.current(100 * 2500), 0u);
  EXPECT_EQ(timer.next_expiry(), 200u * 2500);
  EXPECT_EQ(timer.current(101 * 2500), 99u);
}

TEST(SysTick, ClearingTheCurrentValueIsNoExpiry) {
  SysTick timer(kHertz, 0, 0);
  timer.write_reload(9, 0);
  timer.write_control(kEnable | kTickInterrupt | kCoreClock, 0);
  ASSERT_TRUE(timer.advance(10 * 2500));
  EXPECT_EQ(timer.control() & kCountFlag, kCountFlag);
  timer.clear_current(13 * 2500);
  EXPECT_EQ(timer.control() & kCountFlag, 0u);
  EXPECT_EQ(timer.current(13 * 2500), 0u);
  EXPECT_FALSE(timer.advance(13 * 2500));
  EXPECT_EQ(timer.next_expiry(), 23u * 2500);
}

TEST(SysTick, ReloadTakesEffectAtTheNextReload) {
  SysTick timer(kHertz, 0, 0);
  timer.write_reload(9, 0);
  timer.write_control(kEnable | kTickInterrupt | kCoreClock, 0);
  timer.write_reload(19, 5 * 2500);
  EXPECT_EQ(timer.next_expiry(), 10u * 2500);
  ASSERT_TRUE(timer.advance(10 * 2500));
  EXPECT_EQ(timer.next_expiry(), 30u * 2500);
}

TEST(SysTick, ReloadOfZeroStopsAtTheNextWrap) {
  SysTick timer(kHertz, 0, 0);
  timer.write_reload(9, 0);
  timer.write_control(kEnable | kTickInterrupt | kCoreClock, 0);
  timer.write_reload(0, 5 * 2500);
  ASSERT_TRUE(timer.advance(10 * 2500));
  EXPECT_EQ(timer.next_expiry(), kNever);
  EXPECT_EQ(timer.current(1000 * 2500), 0u);
}

TEST(SysTick, DisabledKeepsItsValue) {
  SysTick timer(kHertz, 0, 0);
  timer.write_reload(99, 0);
  timer.write_control(kEnable | kCoreClock, 0);
  timer.write_control(kCoreClock, 31 * 2500);
  EXPECT_EQ(timer.current(31 * 2500), 69u);
  EXPECT_EQ(timer.current(90 * 2500), 69u);
  EXPECT_EQ(timer.next_expiry(), kNever);
  timer.write_control(kEnable | kCoreClock, 100 * 2500);
  EXPECT_EQ(timer.next_expiry(), 169u * 2500);
}

TEST(SysTick, WithoutReferenceTheProcessorClockIsUsed) {
  SysTick timer(kHertz, 0, 0);
  EXPECT_EQ(timer.control() & kCoreClock, kCoreClock);
  timer.write_control(0, 0);
  EXPECT_EQ(timer.control() & kCoreClock, kCoreClock);
  EXPECT_EQ(timer.calibration(), 0x8000'0000u);  // NOREF
}

TEST(SysTick, CalibrationIsWhatThePartSays) {
  SysTick timer(kHertz, 100'000, 0xFFFF'FFFF);
  EXPECT_EQ(timer.calibration(), 0x40FF'FFFFu);  // SKEW and TENMS, a reference exists
  EXPECT_EQ(timer.control(), 0u);
}

TEST(SysTick, ExpiryTimesDoNotDrift) {
  SysTick timer(798'000'000, 0, 0);  // 1253.13... ps
  timer.write_reload(0, 0);
  timer.write_reload(797'999, 0);
  timer.write_control(kEnable | kTickInterrupt | kCoreClock, 0);
  for (std::uint64_t tick = 1; tick <= 1000; ++tick) {
    ASSERT_EQ(timer.next_expiry(), tick * 1'000'000'000);
    ASSERT_TRUE(timer.advance(timer.next_expiry()));
  }
}

// Counts every edge.
class CountingSysTick {
 public:
  CountingSysTick(std::uint64_t hertz, std::uint64_t reference)
      : hertz_{reference == 0 ? hertz : reference, hertz} {
    source_ = reference == 0 ? 1 : 0;
    has_reference_ = reference != 0;
  }

  bool run_to(Picoseconds time) {
    bool pended = false;
    for (unsigned clock = 0; clock < 2; ++clock) {
      while ((edges_[clock] + 1) * 1'000'000'000'000 / hertz_[clock] <= time) {
        ++edges_[clock];
        if (clock == source_ && enabled_) pended |= edge();
      }
    }
    return pended;
  }

  bool edge() {
    if (value == 0) {
      value = reload;
      return false;
    }
    if (--value != 0) return false;
    count_flag = true;
    return interrupt_;
  }

  void control(std::uint32_t bits) {
    enabled_ = (bits & kEnable) != 0;
    interrupt_ = (bits & kTickInterrupt) != 0;
    if (has_reference_) source_ = (bits & kCoreClock) != 0 ? 1 : 0;
  }
  std::uint32_t control() const {
    return (enabled_ ? kEnable : 0) | (interrupt_ ? kTickInterrupt : 0) | (source_ == 1 ? kCoreClock : 0) |
           (count_flag ? kCountFlag : 0);
  }

  std::uint32_t value = 0;
  std::uint32_t reload = 0;
  bool count_flag = false;

 private:
  std::uint64_t hertz_[2];
  std::uint64_t edges_[2] = {0, 0};
  unsigned source_ = 1;
  bool has_reference_ = false;
  bool enabled_ = false;
  bool interrupt_ = false;
};

void compare_with_counting(std::uint64_t hertz, std::uint64_t reference, unsigned seed) {
  std::mt19937 random(seed);
  SysTick timer(hertz, reference, 0);
  CountingSysTick counting(hertz, reference);
  Picoseconds time = 0;
  for (unsigned step = 0; step < 4000; ++step) {
    time += random() % 40'000;
    const Picoseconds announced = timer.next_expiry();
    const bool flag_before = counting.count_flag;
    ASSERT_EQ(timer.advance(time), counting.run_to(time)) << "seed " << seed << " step " << step;
    ASSERT_EQ(flag_before || announced <= time, counting.count_flag) << "seed " << seed << " step " << step;
    ASSERT_GT(timer.next_expiry(), time);
    ASSERT_EQ(timer.current(time), counting.value) << "seed " << seed << " step " << step;
    ASSERT_EQ(timer.control(), counting.control()) << "seed " << seed << " step " << step;
    switch (random() % 16) {
      case 0:
      case 1: {
        const auto bits = static_cast<std::uint32_t>(random() % 8) | (random() % 4 != 0 ? kEnable : 0);
        timer.write_control(bits, time);
        counting.control(bits);
        break;
      }
      case 2: {
        const auto reload = static_cast<std::uint32_t>(random() % (1u << random() % 6));
        timer.write_reload(reload, time);
        counting.reload = reload;
        break;
      }
      case 3:
        timer.clear_current(time);
        counting.value = 0;
        counting.count_flag = false;
        break;
      case 4:
      case 5:
      case 6:
        timer.clear_count_flag();
        counting.count_flag = false;
        break;
      default:
        break;
    }
  }
}

TEST(SysTick, EqualsAModelThatCounts) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    compare_with_counting(400'000'000, 0, seed);
    compare_with_counting(798'000'000, 24'000'000, seed);
    compare_with_counting(1'800'000'000, 333'333'333, seed);
  }
}

}  // namespace
}  // namespace rpmsg_sim
