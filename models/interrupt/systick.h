// The SysTick timer of an M-profile core, computed instead of counted.
//
// Hardware: Armv7-M system timer (Armv7-M Architecture Reference Manual, "The system timer, SysTick").
// Accurate: current value, COUNTFLAG and expiry at every cycle of the chosen clock, reload and clear rules
//   included. Approximate: the value after reset is unknown on the part, here 0. Not modelled: nothing.
// Latency: none; a value written at time t counts from the clock cycle that contains t.
// Ports: none. Parameters: core clock and external reference in Hz, SKEW and TENMS of SYST_CALIB.
// Example: tests/unit/interrupt/systick_test.cc.
//
// From a base cycle with value v the counter shows v, v-1, ..., 1, 0, R, R-1, ..., 1, 0, R, ... and expires
// at each step from 1 to 0. Everything follows from (base, v, R) by arithmetic.
#pragma once

#include <cstdint>

#include "models/core/clock.h"
#include "models/observe/event.h"

namespace rpmsg_sim {

class SysTick {
 public:
  // `reference_hertz` 0: the part has no external reference; CLKSOURCE then reads 1 and ignores writes.
  SysTick(std::uint64_t hertz, std::uint64_t reference_hertz, std::uint32_t calibration);

  void reset(Picoseconds time);

  // The next step to 0 that has not been absorbed by advance(); kNever if none.
  Picoseconds next_expiry() const { return next_expiry_; }
  bool interrupt_enabled() const { return interrupt_; }
  // Absorbs all expiries up to `time`. True if the exception is to be pended.
  bool advance(Picoseconds time);

  // The registers. Call advance(time) first.
  std::uint32_t control() const;
  std::uint32_t reload() const { return reload_; }
  std::uint32_t current(Picoseconds time) const;
  std::uint32_t calibration() const;
  void clear_count_flag() { count_flag_ = false; }  // what a read of SYST_CSR does
  void write_control(std::uint32_t value, Picoseconds time);
  void write_reload(std::uint32_t value, Picoseconds time);
  void clear_current(Picoseconds time);  // what a write of SYST_CVR does, whatever is written

 private:
  const Clock& clock() const { return core_source_ ? core_clock_ : reference_clock_; }
  // The last cycle that is not after `time`.
  std::uint64_t cycle_at(Picoseconds time) const { return clock().at_or_after(time + 1) - 1; }
  void rebase(std::uint32_t value, Picoseconds time);
  void schedule(std::uint64_t after_cycle);

  Clock core_clock_;
  Clock reference_clock_;
  bool has_reference_;
  std::uint32_t calibration_;

  bool enabled_ = false;
  bool interrupt_ = false;
  bool core_source_ = true;
  bool count_flag_ = false;
  std::uint32_t reload_ = 0;
  std::uint64_t base_ = 0;   // cycle of the chosen clock
  std::uint32_t value_ = 0;  // at the base; while disabled, the value
  Picoseconds next_expiry_ = kNever;
};

}  // namespace rpmsg_sim
