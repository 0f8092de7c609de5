// The way to a device that belongs to one core and is reached without the fabric.
#pragma once

#include <cstdint>

#include "models/observe/event.h"

namespace rpmsg_sim {

// A device that belongs to one core and is reached without the fabric (NVIC and other core peripherals).
class PrivateDevice {
 public:
  virtual ~PrivateDevice() = default;
  virtual std::uint32_t read(std::uint64_t offset, unsigned size, Picoseconds time) = 0;
  virtual void write(std::uint64_t offset, std::uint32_t value, unsigned size, Picoseconds time) = 0;
  virtual std::uint32_t peek(std::uint64_t offset, unsigned size, Picoseconds time) = 0;
};

}  // namespace rpmsg_sim
