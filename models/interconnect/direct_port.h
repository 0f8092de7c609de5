// A device port that can be reached by a function call instead of a TLM payload.
//
// The interconnect finds out when a target is bound; for any other target it makes transactions. Both ways
// have the same effect at the same time.
#pragma once

#include <cstdint>

#include "models/observe/event.h"

namespace rpmsg_sim {

class DirectPort {
 public:
  virtual ~DirectPort() = default;
  // An access by `initiator` that takes effect at `time`. False past the end.
  virtual bool direct_read(Picoseconds time, SourceId initiator, std::uint64_t offset, std::uint8_t* data,
                           unsigned length) = 0;
  virtual bool direct_write(Picoseconds time, SourceId initiator, std::uint64_t offset,
                            const std::uint8_t* data, unsigned length) = 0;
  // Without effect and without time.
  virtual bool direct_peek(Picoseconds time, std::uint64_t offset, std::uint8_t* data,
                           unsigned length) const = 0;
};

}  // namespace rpmsg_sim
