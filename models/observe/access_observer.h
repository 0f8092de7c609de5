// Passive observer of accesses to shared memory.
#pragma once

#include <cstdint>

#include "models/observe/event.h"

namespace rpmsg_sim {

class AccessObserver {
 public:
  virtual ~AccessObserver() = default;
  // `address` is the system address; a write's value is already in memory. `time` is when the access took
  // effect.
  virtual void on_read(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) = 0;
  virtual void on_write(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) = 0;
};

}  // namespace rpmsg_sim
