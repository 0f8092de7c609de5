// Where a core's time goes: executing, waiting for memory and devices, or asleep.
//
// A core keeps the totals up to date as it goes; whoever wants to know what a stretch of time was spent on
// takes times_at() at both ends and subtracts. Waiting for other cores to get there in simulated time is no
// time and does not appear. What is neither waiting nor sleep was spent executing; less than one cycle after
// each access, in which the core gets back into step with its clock, counts as that.
#pragma once

#include <algorithm>

#include "models/observe/event.h"

namespace rpmsg_sim {

struct CoreTimes {
  Picoseconds waited = 0;  // for memory and devices, the last wait to its end
  Picoseconds wait_end = 0;
  Picoseconds asleep = 0;             // sleeps that are over
  Picoseconds asleep_since = kNever;  // kNever: awake

  void count_wait(Picoseconds from, Picoseconds to) {
    waited += to - from;
    wait_end = to;
  }
  void fall_asleep(Picoseconds time) { asleep_since = time; }
  void wake(Picoseconds time) {
    if (asleep_since < time) asleep += time - asleep_since;
    asleep_since = kNever;
  }
};

// The totals at one moment.
struct CoreShares {
  Picoseconds waited = 0;
  Picoseconds asleep = 0;
};

// `time` is not before the last wait or sleep began.
inline CoreShares times_at(const CoreTimes& times, Picoseconds time) {
  const Picoseconds to_come = times.wait_end > time ? times.wait_end - time : 0;
  const Picoseconds sleeping = times.asleep_since < time ? time - times.asleep_since : 0;
  return {times.waited - std::min(to_come, times.waited), times.asleep + sleeping};
}

}  // namespace rpmsg_sim
