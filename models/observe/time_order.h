// Puts what arrives nearly in the order of time into that order, by keeping back the latest of it.
//
// Events of different resources may be published out of order by as much as a memory access waits and takes;
// the window is far longer than that. What comes later still is given out at once.
#pragma once

#include <map>
#include <utility>

#include "models/observe/event.h"

namespace rpmsg_sim {

template <typename Item>
class TimeOrder {
 public:
  static constexpr Picoseconds kWindow = 100'000'000;  // 100 us

  // Calls out(time, item) for what is old enough by now. What is equally old comes out as it came in.
  template <typename Out>
  void add(Picoseconds time, Item item, Out out) {
    waiting_.emplace(time, std::move(item));
    const Picoseconds newest = waiting_.rbegin()->first;
    while (newest - waiting_.begin()->first > kWindow) give(out);
  }

  // Gives out the rest.
  template <typename Out>
  void finish(Out out) {
    while (!waiting_.empty()) give(out);
  }

 private:
  template <typename Out>
  void give(Out& out) {
    out(waiting_.begin()->first, waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
  }

  std::multimap<Picoseconds, Item> waiting_;
};

}  // namespace rpmsg_sim
