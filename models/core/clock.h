// Time of a clock as whole cycles.
//
// A clock's cycle n lies at base + floor(n * 10^12 / Hz) picoseconds: 1.8 GHz is not a whole number of
// picoseconds, and a rounded period would drift.
#pragma once

#include <cassert>
#include <cstdint>
#include <numeric>

#include "models/observe/event.h"

namespace rpmsg_sim {

class Clock {
 public:
  explicit Clock(std::uint64_t hertz, Picoseconds base = 0) : hertz_(hertz), base_(base) {
    assert(hertz > 0);
    const std::uint64_t divisor = std::gcd(hertz, kPicosecondsPerSecond);
    numerator_ = Divisor(kPicosecondsPerSecond / divisor);
    denominator_ = Divisor(hertz / divisor);
  }

  std::uint64_t hertz() const { return hertz_; }

  Picoseconds time_of(std::uint64_t cycle) const {
    return base_ + scaled(cycle, numerator_.value(), denominator_, 0);
  }

  // The first cycle whose time is not before `time`; kNever for kNever.
  std::uint64_t at_or_after(Picoseconds time) const {
    if (time <= base_) return 0;
    if (time == kNever) return kNever;
    return scaled(time - base_, denominator_.value(), numerator_, numerator_.value() - 1);
  }

 private:
  static constexpr std::uint64_t kPicosecondsPerSecond = 1'000'000'000'000;

  __extension__ using Wide = unsigned __int128;

  // Divides by multiplication, since times are converted at every shared access. With m = floor((2^64 - 1) /
  // d) the high half of n * m is the quotient or one less, for every n of 64 bits.
  class Divisor {
   public:
    explicit Divisor(std::uint64_t value) : value_(value), reciprocal_(kNever / value) {}
    std::uint64_t value() const { return value_; }
    std::uint64_t divide(std::uint64_t dividend) const {
      const auto quotient = static_cast<std::uint64_t>(Wide{dividend} * reciprocal_ >> 64);
      return dividend - quotient * value_ >= value_ ? quotient + 1 : quotient;
    }

   private:
    std::uint64_t value_;
    std::uint64_t reciprocal_;
  };

  // (value * factor + rounding) / divisor, in 64 bits wherever that is enough.
  static std::uint64_t scaled(std::uint64_t value, std::uint64_t factor, const Divisor& divisor,
                              std::uint64_t rounding) {
    std::uint64_t product = 0;
    if (__builtin_expect(!__builtin_mul_overflow(value, factor, &product) &&
                             !__builtin_add_overflow(product, rounding, &product),
                         1)) {
      return divisor.divide(product);
    }
    const Wide quotient = (Wide{value} * factor + rounding) / divisor.value();
    return quotient > kNever ? kNever : static_cast<std::uint64_t>(quotient);
  }

  std::uint64_t hertz_;
  Picoseconds base_;
  Divisor numerator_{1};  // picoseconds per `denominator_` cycles
  Divisor denominator_{1};
};

}  // namespace rpmsg_sim
