// Holds and releases one core some time after a reset controller was told to.
//
// The delay is what the hardware needs until a reset takes effect, and what lets cores run ahead of each
// other: no core can be stopped earlier than that after another one's write.
#pragma once

#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "models/core/core.h"
#include "models/registers/timed_device.h"
#include "models/soc/core_reset_line.h"

namespace rpmsg_sim {

class DelayedReset : public TimedDevice, public CoreResetLine {
 public:
  using Follower = std::function<void(bool held, Picoseconds time)>;

  DelayedReset(Core& core, Picoseconds delay) : core_(core), delay_(delay) {}

  // Told after the core, for example the status bit of a device that shows whether the core is in reset.
  void set_followers(std::vector<Follower> followers) { followers_ = std::move(followers); }

  void set_held(bool held, Picoseconds time) override {
    under_way_.push_back(Change{time + delay_, held});
    set_next_own_event(under_way_.front().time);
  }

  void advance(Picoseconds time) override {
    while (!under_way_.empty() && under_way_.front().time <= time) {
      const Change change = under_way_.front();
      under_way_.pop_front();
      core_.set_held(change.held, change.time);
      for (const Follower& follower : followers_) follower(change.held, change.time);
    }
    set_next_own_event(under_way_.empty() ? kNever : under_way_.front().time);
  }

 private:
  struct Change {
    Picoseconds time;
    bool held;
  };

  Core& core_;
  Picoseconds delay_;
  std::deque<Change> under_way_;
  std::vector<Follower> followers_;
};

}  // namespace rpmsg_sim
