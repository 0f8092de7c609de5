#include "models/interrupt/systick.h"

namespace rpmsg_sim {

namespace {

constexpr std::uint32_t kEnable = 1u << 0;
constexpr std::uint32_t kTickInterrupt = 1u << 1;
constexpr std::uint32_t kClockSource = 1u << 2;
constexpr std::uint32_t kCountFlag = 1u << 16;
constexpr std::uint32_t kNoReference = 1u << 31;
constexpr std::uint32_t kCounterMask = 0x00FF'FFFF;
constexpr std::uint32_t kCalibrationMask = 0x40FF'FFFF;

}  // namespace

SysTick::SysTick(std::uint64_t hertz, std::uint64_t reference_hertz, std::uint32_t calibration)
    : core_clock_(hertz),
      reference_clock_(reference_hertz == 0 ? hertz : reference_hertz),
      has_reference_(reference_hertz != 0),
      calibration_(calibration & kCalibrationMask) {
  reset(0);
}

void SysTick::reset(Picoseconds time) {
  enabled_ = false;
  interrupt_ = false;
  core_source_ = !has_reference_;
  count_flag_ = false;
  reload_ = 0;
  rebase(0, time);
}

bool SysTick::advance(Picoseconds time) {
  if (time < next_expiry_) return false;
  count_flag_ = true;
  schedule(cycle_at(time));
  return interrupt_;
}

std::uint32_t SysTick::control() const {
  return (enabled_ ? kEnable : 0) | (interrupt_ ? kTickInterrupt : 0) | (core_source_ ? kClockSource : 0) |
         (count_flag_ ? kCountFlag : 0);
}

std::uint32_t SysTick::current(Picoseconds time) const {
  if (!enabled_) return value_;
  const std::uint64_t steps = cycle_at(time) - base_;
  if (steps <= value_) return value_ - static_cast<std::uint32_t>(steps);
  const std::uint64_t into_period = (steps - value_ - 1) % (std::uint64_t{reload_} + 1);
  return reload_ - static_cast<std::uint32_t>(into_period);
}

std::uint32_t SysTick::calibration() const {
  return calibration_ | (has_reference_ ? 0 : kNoReference);
}

void SysTick::write_control(std::uint32_t value, Picoseconds time) {
  const std::uint32_t now = current(time);
  enabled_ = (value & kEnable) != 0;
  interrupt_ = (value & kTickInterrupt) != 0;
  core_source_ = !has_reference_ || (value & kClockSource) != 0;
  rebase(now, time);
}

void SysTick::write_reload(std::uint32_t value, Picoseconds time) {
  const std::uint32_t now = current(time);
  reload_ = value & kCounterMask;
  rebase(now, time);
}

void SysTick::clear_current(Picoseconds time) {
  count_flag_ = false;
  rebase(0, time);
}

void SysTick::rebase(std::uint32_t value, Picoseconds time) {
  value_ = value;
  base_ = cycle_at(time);
  schedule(base_);
}

// The first step to 0 after `after_cycle`. A base value of 0 is not a step to 0; with a reload value of 0 the
// counter stays at 0 once it is there.
void SysTick::schedule(std::uint64_t after_cycle) {
  next_expiry_ = kNever;
  if (!enabled_) return;
  std::uint64_t expiry = base_ + value_;
  if (expiry <= after_cycle) {
    if (reload_ == 0) return;
    const std::uint64_t period = std::uint64_t{reload_} + 1;
    expiry += ((after_cycle - expiry) / period + 1) * period;
  }
  next_expiry_ = clock().time_of(expiry);
}

}  // namespace rpmsg_sim
