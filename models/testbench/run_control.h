// Who decides what the end of a test means for the run.
#pragma once

#include <cstdint>

#include "models/observe/event.h"

namespace rpmsg_sim {

class RunControl {
 public:
  virtual ~RunControl() = default;
  virtual void end_of_test(SourceId core, std::uint32_t value, Picoseconds time) = 0;
};

}  // namespace rpmsg_sim
