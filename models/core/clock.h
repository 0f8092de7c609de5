// Time of a clock as whole cycles.
//
// A clock's cycle n lies at floor(n * 10^12 / Hz) picoseconds: 1.8 GHz is not a whole number of picoseconds,
// and a rounded period would drift.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <numeric>

#include "models/observe/event.h"

namespace rpmsg_sim {

class Clock {
 public:
  explicit Clock(std::uint64_t hertz) : hertz_(hertz) {
    assert(hertz > 0);
    const std::uint64_t divisor = std::gcd(hertz, kPicosecondsPerSecond);
    picoseconds_ = kPicosecondsPerSecond / divisor;
    cycles_ = hertz / divisor;
    whole_ = picoseconds_ / cycles_;
    fraction_ = fixed_point(picoseconds_ % cycles_, cycles_);
    cycle_bound_ = std::min(kNever / cycles_, kNever / (whole_ + 1));
    if (cycles_ < picoseconds_) {
      inverse_ = fixed_point(cycles_, picoseconds_) - 1;
      time_bound_ = kNever / picoseconds_;
    }
  }

  std::uint64_t hertz() const { return hertz_; }

  Picoseconds time_of(std::uint64_t cycle) const {
    if (__builtin_expect(cycle < cycle_bound_, 1)) return cycle * whole_ + high(cycle, fraction_);
    return saturated(Wide{cycle} * picoseconds_ / cycles_);
  }

  // The first cycle whose time is not before `time`; kNever for kNever.
  std::uint64_t at_or_after(Picoseconds time) const {
    if (__builtin_expect(time - 1 < time_bound_, 1)) return high(time, inverse_) + 1;
    if (time == kNever) return kNever;
    return saturated((Wide{time} * cycles_ + picoseconds_ - 1) / picoseconds_);
  }

 private:
  static constexpr std::uint64_t kPicosecondsPerSecond = 1'000'000'000'000;

  __extension__ using Wide = unsigned __int128;

  static std::uint64_t high(std::uint64_t a, std::uint64_t b) {
    return static_cast<std::uint64_t>(Wide{a} * b >> 64);
  }
  static std::uint64_t saturated(Wide value) {
    return value > kNever ? kNever : static_cast<std::uint64_t>(value);
  }
  // numerator / denominator, which is less than 1, with 64 bits behind the point; rounded up.
  static std::uint64_t fixed_point(std::uint64_t numerator, std::uint64_t denominator) {
    return static_cast<std::uint64_t>(((Wide{numerator} << 64) + denominator - 1) / denominator);
  }

  std::uint64_t hertz_;
  std::uint64_t picoseconds_;  // of `cycles_` cycles, the least whole numbers
  std::uint64_t cycles_;

  // Times are converted at every shared access, so divisions are multiplications by a fixed-point number that
  // is wrong by less than 2^-64. `fraction_` is too large by that, and a time that is not whole lacks at
  // least 1 / cycles_ of a picosecond to the next one; `inverse_` is too small, so that a whole number of
  // cycles becomes the one below and all others lose nothing, as long as the error is at most 1 /
  // picoseconds_. Hence the bounds, which the clocks of real parts never reach in a run.
  std::uint64_t whole_;
  std::uint64_t fraction_;
  std::uint64_t cycle_bound_;
  std::uint64_t inverse_ = 0;
  std::uint64_t time_bound_ = 0;
};

}  // namespace rpmsg_sim
