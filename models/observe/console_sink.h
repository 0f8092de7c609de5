// Where the text goes that firmware prints, by UART or by the testbench device.
#pragma once

#include <string_view>

#include "models/observe/event.h"

namespace rpmsg_sim {

class ConsoleSink {
 public:
  virtual ~ConsoleSink() = default;
  // One line without its end. `who` is the core that printed it, kNoSource if unknown; `time` is that of its
  // last character. The text comes from firmware: it may hold any byte.
  virtual void line(SourceId who, Picoseconds time, std::string_view text) = 0;
};

}  // namespace rpmsg_sim
