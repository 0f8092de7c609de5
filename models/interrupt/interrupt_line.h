// A level-sensitive interrupt line between a device and an interrupt controller.
//
// The device is the only writer of its line and calls set_level from one function, update_irq(), that
// recomputes the level from all its state. A call takes effect at `time`, which is never earlier than any
// earlier call's.
#pragma once

#include "models/observe/event.h"

namespace rpmsg_sim {

class InterruptLine {
 public:
  virtual ~InterruptLine() = default;
  virtual void set_level(bool level, Picoseconds time) = 0;
  // From now on the level changes by itself at `time` at the earliest, kNever if only an access can change
  // it. For devices whose TimedDevice::announces_lines() is true.
  virtual void expect(Picoseconds time) { (void)time; }
};

}  // namespace rpmsg_sim
