// Events as text: the stable names of their kinds and operands, for the log of a run.
#pragma once

#include <string>

#include "models/observe/event.h"

namespace rpmsg_sim {

// "mu.transmit": part of the log's format, never renamed.
const char* event_name(EventKind kind);

// The operands as "channel=1 word=0x00010000"; empty for kinds without any.
std::string event_operands(const Event& event);

}  // namespace rpmsg_sim
