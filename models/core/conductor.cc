#include "models/core/conductor.h"

#include <algorithm>

namespace rpmsg_sim {

namespace {
constexpr std::size_t kHostStack = 1 << 20;
constexpr unsigned kTurnsPerPoll = 1 << 14;
}  // namespace

Conductor::Conductor(sc_core::sc_module_name name, Picoseconds crossing)
    : sc_module(name), crossing_(crossing) {
  SC_THREAD(conduct);
  set_stack_size(kHostStack);
}

void Conductor::stop(Picoseconds time) {
  if (stopping_) return;
  stopping_ = true;
  end_time_ = time;
  others_changed_ = true;
  refresh();
}

void Conductor::give_up(Picoseconds time) {
  given_up_ = true;
  stop(time);
}

Core* Conductor::furthest_behind() const {
  Core* best = nullptr;
  Picoseconds least = kNever;
  for (Core* core : cores_) {
    const Picoseconds position = core->position();
    if (position < least) {
      least = position;
      best = core;
    }
  }
  return best;
}

Picoseconds Conductor::position_of_others(const Core& core) const {
  Picoseconds least = kNever;
  for (const Core* other : cores_) {
    if (other != &core) least = std::min(least, other->position());
  }
  return least;
}

void Conductor::look_at_kernel() {
  sc_core::sc_simcontext* context = sc_core::sc_get_curr_simcontext();
  if (sc_core::sc_pending_activity_at_current_time(context)) {
    kernel_next_ = sc_core::sc_time_stamp().value();
  } else if (!sc_core::sc_pending_activity_at_future_time(context)) {
    kernel_next_ = kNever;
  } else {
    kernel_next_ = sc_core::sc_time_stamp().value() + sc_core::sc_time_to_pending_activity(context).value();
  }
}

inline Core::Horizons Conductor::horizons_for(const Core& core) const {
  Core::Horizons horizons;
  horizons.every_access_waits = zero_horizon_;
  if (stopping_) return horizons;
  Picoseconds line = std::min({limit_, unannounced_next_, core.expected_line_change()});
  Picoseconds shared = kNever;
  bool before = true;  // cores seen so far come before `core` in platform order
  for (const Core* other : cores_) {
    if (other == &core) {
      before = false;
      continue;
    }
    line = std::min(line, other->influence(crossing_));
    const Picoseconds position = other->position();
    if (position == kNever) continue;
    // `core` comes first if both are at the same time and it stands first.
    shared = std::min(shared, before ? position : position + 1);
  }
  horizons.line = zero_horizon_ ? 0 : line;
  horizons.shared = std::min(shared, std::min(devices_next_, limit_));
  return horizons;
}

void Conductor::renew_horizons() {
  if (current_ == nullptr) return;
  others_changed_ = false;
  current_->set_horizons(horizons_for(*current_));
}

void Conductor::let_devices_act(Picoseconds time) {
  for (TimedDevice* device : devices_) {
    if (device->next_own_event() <= time) device->advance(time);
  }
}

bool Conductor::let_devices_go_first(Picoseconds time) {
  if (devices_next_ > time || zero_horizon_ || stopping_) return false;  // the oracle goes the long way
  Core& core = *current_;
  while (devices_next_ <= time) {
    const bool ours = devices_next_ < limit_ && devices_next_ < kernel_next_;
    if (!ours || position_of_others(core) < devices_next_) return false;
    current_ = nullptr;  // nobody is to blame for what devices do
    let_devices_act(devices_next_);
    look_at_devices();
    current_ = &core;
    if (!core.has_request()) return false;
  }
  renew_horizons();
  return true;
}

void Conductor::let_kernel_act(Picoseconds time) {
  const Picoseconds now = sc_core::sc_time_stamp().value();
  if (time > now) wait(sc_core::sc_time::from_value(time - now));
  while (sc_core::sc_pending_activity_at_current_time(sc_core::sc_get_curr_simcontext())) {
    wait(sc_core::SC_ZERO_TIME);
  }
}

void Conductor::finish(ConductorEnd end, Picoseconds time) {
  if (!stopping_) end_time_ = time;
  end_ = end;
  sc_core::sc_stop();
}

// Whose turn it is, ready to execute. Null where more than a comparison is needed: conclude() tells what.
Core* Conductor::next() {
  while (!stopping_) {
    Core* core = furthest_behind();
    const Picoseconds position = core != nullptr ? core->position() : kNever;
    if (std::min(devices_next_, limit_) <= position) {
      if (devices_next_ >= limit_ || kernel_next_ <= devices_next_) break;
      let_devices_act(devices_next_);
      look_at_devices();
      continue;
    }
    if (++turns_ % kTurnsPerPoll == 0) poll_due_ = 1;
    if (poll_due()) break;
    current_ = core;
    others_changed_ = false;
    if (core->begin(horizons_for(*core))) return core;
    current_ = nullptr;
  }
  return nullptr;
}

Core* Conductor::hand_over() {
  current_->settle();
  current_ = nullptr;
  return next();
}

// Nobody's turn: the end, the kernel's, or time for a poll. True at the end.
bool Conductor::conclude() {
  if (stopping_) {
    finish(given_up_ ? ConductorEnd::kLimit : ConductorEnd::kStopped, end_time_);
    return true;
  }
  const Core* core = furthest_behind();
  const Picoseconds position = core != nullptr ? core->position() : kNever;
  if (position == kNever && devices_next_ == kNever) {
    Picoseconds last = sc_core::sc_time_stamp().value();
    for (const Core* other : cores_) last = std::max(last, other->now());
    finish(ConductorEnd::kNothingLeft, last);
    return true;
  }
  if (std::min(position, devices_next_) >= limit_) {
    finish(ConductorEnd::kLimit, limit_);
    return true;
  }
  if (devices_next_ <= position) {
    const Picoseconds time = devices_next_;
    let_devices_act(time);
    let_kernel_act(time);
    look_at_devices();
    return false;
  }
  poll_due_ = 0;
  if (!poll_ || !poll_(position)) return false;
  finish(ConductorEnd::kInterrupted, position);
  return true;
}

void Conductor::conduct() {
  look_at_devices();
  for (;;) {
    if (Core* core = next()) {
      core->execute();
      if (current_ != nullptr) current_->settle();  // another one than `core`, if it has been handed over
      current_ = nullptr;
    } else if (conclude()) {
      return;
    }
  }
}

}  // namespace rpmsg_sim
