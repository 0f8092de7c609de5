// Passive observer of accesses to shared memory.
#pragma once

#include <cstdint>

#include "models/observe/event.h"

namespace rpmsg_sim {

class AccessObserver {
 public:
  virtual ~AccessObserver() = default;
  // `address` is the system address; a write's value is in memory if wants_value() asked for it. `time` is when the access took
  // effect.
  // False if on_write() need not find the value in memory, so that it may be called before it is there.
  virtual bool wants_value(std::uint64_t address, unsigned size) const = 0;
  virtual void on_read(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) = 0;
  virtual void on_write(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) = 0;
};

}  // namespace rpmsg_sim
