// Time of a clock as whole cycles.
//
// A clock's cycle n lies at base + floor(n * 10^12 / Hz) picoseconds: 1.8 GHz is not a whole number of
// picoseconds, and a rounded period would drift.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <numeric>

#include "models/observe/event.h"

namespace rpmsg_sim {

class Clock {
 public:
  explicit Clock(std::uint64_t hertz, Picoseconds base = 0)
      : hertz_(hertz),
        base_(base),
        to_time_(kPicosecondsPerSecond, hertz, Rounding::kDown),
        to_cycles_(hertz, kPicosecondsPerSecond, Rounding::kUp) {
    assert(hertz > 0 && base < Ratio::kLimit);
  }

  std::uint64_t hertz() const { return hertz_; }

  Picoseconds time_of(std::uint64_t cycle) const {
    return base_ + (__builtin_expect(to_time_.is_short(cycle), 1) ? to_time_.short_down(cycle)
                                                                  : to_time_.exactly(cycle));
  }

  // The first cycle whose time is not before `time`; kNever for kNever.
  std::uint64_t at_or_after(Picoseconds time) const {
    const std::uint64_t since = time - base_;  // huge if before the base
    if (__builtin_expect(to_cycles_.is_short(since), 1)) return to_cycles_.short_up(since);
    if (time <= base_) return 0;
    return time == kNever ? kNever : to_cycles_.exactly(since);
  }

 private:
  static constexpr std::uint64_t kPicosecondsPerSecond = 1'000'000'000'000;

  __extension__ using Wide = unsigned __int128;
  enum class Rounding { kDown, kUp };

  // value * factor / divisor, rounded and saturated. Times are converted at every shared access, so values up
  // to a bound, far away for the clocks of real parts, are multiplied by a fixed-point number with 64 bits
  // behind the point. It is too large by less than 2^-64, and the rest of the division is at least 1 /
  // divisor away from the next whole number, so that the result is exact while value + 1 <= 2^64 / divisor.
  class Ratio {
   public:
    static constexpr std::uint64_t kLimit = std::uint64_t{1} << 63;

    Ratio(std::uint64_t factor, std::uint64_t divisor, Rounding rounding) {
      const std::uint64_t common = std::gcd(factor, divisor);
      factor_ = factor / common;
      divisor_ = divisor / common;
      rounding_ = rounding == Rounding::kUp ? divisor_ - 1 : 0;
      whole_ = factor_ / divisor_;
      fraction_ = fixed_point(factor_ % divisor_);
      offset_ = fixed_point(rounding_);
      bound_ = std::min({kLimit, kNever / divisor_, kNever / (whole_ + 1)});
    }

    bool is_short(std::uint64_t value) const { return value < bound_; }
    std::uint64_t short_down(std::uint64_t value) const {
      return value * whole_ + static_cast<std::uint64_t>(Wide{value} * fraction_ >> 64);
    }
    std::uint64_t short_up(std::uint64_t value) const {
      return value * whole_ + static_cast<std::uint64_t>((Wide{value} * fraction_ + offset_) >> 64);
    }
    std::uint64_t exactly(std::uint64_t value) const {
      const Wide quotient = (Wide{value} * factor_ + rounding_) / divisor_;
      return quotient > kNever ? kNever : static_cast<std::uint64_t>(quotient);
    }

   private:
    // numerator / divisor, which is less than 1, rounded up.
    std::uint64_t fixed_point(std::uint64_t numerator) const {
      return static_cast<std::uint64_t>(((Wide{numerator} << 64) + divisor_ - 1) / divisor_);
    }

    std::uint64_t factor_ = 1;
    std::uint64_t divisor_ = 1;
    std::uint64_t rounding_ = 0;
    std::uint64_t whole_ = 0;
    std::uint64_t fraction_ = 0;
    std::uint64_t offset_ = 0;
    std::uint64_t bound_ = 0;  // values below it are short
  };

  std::uint64_t hertz_;
  Picoseconds base_;
  Ratio to_time_;
  Ratio to_cycles_;
};

}  // namespace rpmsg_sim
