// Passive observer of accesses to shared memory.
#pragma once

#include <cstdint>

#include "models/observe/event.h"

namespace rpmsg_sim {

class AccessObserver {
 public:
  virtual ~AccessObserver() = default;
  // `address` is the system address, `time` is when the access takes effect.
  // A write whose value is not in memory yet. False if the observer wants to see the value: nothing has
  // happened then, and on_write() is to be called when it is there.
  virtual bool on_write_ahead(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) = 0;
  virtual void on_read(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) = 0;
  virtual void on_write(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) = 0;
  // An access to memory that is private to another core; it was refused.
  virtual void on_foreign(SourceId, std::uint64_t, unsigned, Picoseconds) {}
};

}  // namespace rpmsg_sim
