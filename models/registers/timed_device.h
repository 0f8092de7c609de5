// A device that does something by itself, and may be let act directly instead of by an event of the kernel.
//
// It keeps the time of what it does next in one place, where whoever lets devices act (the conductor, a bus
// port) reads it without a call.
#pragma once

#include "models/observe/event.h"

namespace rpmsg_sim {

class TimedDevice {
 public:
  virtual ~TimedDevice() = default;
  // When the device next does something by itself; kNever if nothing is under way.
  Picoseconds next_own_event() const { return next_own_event_; }
  // Whether it tells its interrupt lines when they may change (InterruptLine::expect). Otherwise all of what
  // it does by itself is taken to change them.
  bool announces_lines() const { return announces_lines_; }
  // Does everything due up to and including `time`. Called when next_own_event() has come.
  virtual void advance(Picoseconds time) { (void)time; }

 protected:
  void set_next_own_event(Picoseconds time) { next_own_event_ = time; }
  void set_announces_lines(bool on) { announces_lines_ = on; }

 private:
  Picoseconds next_own_event_ = kNever;
  bool announces_lines_ = false;
};

}  // namespace rpmsg_sim
