// The reset input of a core, driven by a reset controller.
#pragma once

#include "models/observe/event.h"

namespace rpmsg_sim {

class CoreResetLine {
 public:
  virtual ~CoreResetLine() = default;
  // While held the core does nothing; on release it starts from its vector. Times never go back.
  virtual void set_held(bool held, Picoseconds time) = 0;
};

}  // namespace rpmsg_sim
