// What an access to memory waited for, as memories tell it and observers sum it.
#pragma once

#include <cstdint>

#include "models/observe/event.h"

namespace rpmsg_sim {

// Index of whoever accesses a memory: an initiator of the interconnect or a background master.
using MasterId = std::uint16_t;
inline constexpr MasterId kNoMaster = 0xFFFF;

// Where the time between a request and its grant went: it is the sum of the four.
struct MemoryWait {
  Picoseconds bank = 0;          // another row of the bank was still in use
  Picoseconds row = 0;           // precharge and activate: the row was not open
  Picoseconds bus = 0;           // data bus, turnaround and activation limits of the rank
  Picoseconds refresh = 0;       // a refresh
  MasterId bank_of = kNoMaster;  // who used the bank last, if that made wait
  MasterId bus_of = kNoMaster;   // who used the bus last, if that made wait
};

}  // namespace rpmsg_sim
