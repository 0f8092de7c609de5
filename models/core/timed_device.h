// A device that the conductor lets act directly, without an event of the kernel for each thing it does.
#pragma once

#include "models/observe/event.h"

namespace rpmsg_sim {

class TimedDevice {
 public:
  virtual ~TimedDevice() = default;
  // When the device next does something by itself; kNever if nothing is under way.
  virtual Picoseconds next_own_event() const = 0;
  // Does everything due up to and including `time`.
  virtual void advance(Picoseconds time) = 0;
};

}  // namespace rpmsg_sim
