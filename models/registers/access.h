// What a device learns about an access, and the seam between a bus port and what answers behind it.
#pragma once

#include <cstdint>

#include "models/observe/event.h"

namespace rpmsg_sim {

struct AccessContext {
  Picoseconds time = 0;            // when the access takes effect
  SourceId initiator = kNoSource;  // who issued it
};

// What answers behind a RegisterPort: a RegisterBank, or a device that treats all its offsets alike.
//
// The port has checked that [offset, offset + length) lies inside size(). The debug functions have no side
// effects.
class AccessTarget {
 public:
  virtual ~AccessTarget() = default;
  virtual std::uint64_t size() const = 0;
  virtual void read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data,
                    unsigned length) = 0;
  virtual void write(const AccessContext& context, std::uint64_t offset, const std::uint8_t* data,
                     unsigned length) = 0;
  virtual void debug_read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data,
                          unsigned length) const = 0;
  virtual void debug_write(std::uint64_t offset, const std::uint8_t* data, unsigned length) = 0;
};

}  // namespace rpmsg_sim
