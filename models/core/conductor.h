// Runs the cores in the order of simulated time.
//
// One SystemC thread executes all cores: it picks the core that is furthest behind, lets devices act first
// whenever something of the kernel is due at or before that core's time, and gives the core the horizons up
// to which it may run on its own. Ties are decided here and nowhere else: at equal time devices act before
// cores, cores in platform order. Cores keep nothing on the host's stack between runs, so changing from one
// to the other costs a function call and no context switch of the kernel.
//
// Ports: none; cores are added with add_core() before the simulation starts.
// Example: tests/unit/core/conductor_test.cc.
#pragma once

#include <algorithm>
#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <systemc>
#include <vector>

#include "models/core/core.h"
#include "models/observe/event.h"
#include "models/registers/timed_device.h"

namespace rpmsg_sim {

enum class ConductorEnd { kStopped, kNothingLeft, kLimit, kInterrupted };

class Conductor : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Conductor);
  // `crossing`: the least delay from a core's device access to another core's interrupt line.
  Conductor(sc_core::sc_module_name name, Picoseconds crossing);

  void add_core(Core& core) { cores_.push_back(&core); }
  // A device that acts in the conductor's order; devices that only use the kernel's events need not be added.
  void add_device(TimedDevice& device) { devices_.push_back(&device); }
  void set_limit(Picoseconds limit) { limit_ = limit; }
  // Whether anything acts by events of the kernel at all; true unless every device was added with
  // add_device().
  void set_kernel_watched(bool on) { kernel_watched_ = on; }
  // The oracle: every access waits until everyone else has got there.
  void set_zero_horizon(bool on) { zero_horizon_ = on; }
  // Called now and then from the conductor's thread; returning true ends the run as interrupted.
  void set_poll(std::function<bool(Picoseconds)> poll) { poll_ = std::move(poll); }

  // Asks for a poll as soon as the core that runs comes to a slow hook; a signal handler may call it.
  void request_poll() { poll_due_ = 1; }
  bool poll_due() const { return poll_due_ != 0; }

  // Ends the run at the current action.
  void stop(Picoseconds time);
  // Ends the run as if its limit had passed: firmware cannot be timed any further.
  void give_up(Picoseconds time);
  bool stopping() const { return stopping_; }

  // An executor whose core has to wait asks here who goes on: that core may act up to its new horizons, and
  // the caller has it execute without returning first. Null: return to the conductor.
  Core* hand_over();

  // The core that is executing, if any.
  Core* current() const { return current_; }
  const std::vector<Core*>& cores() const { return cores_; }

  // The current core has done something that may have changed what others will do.
  void refresh() {
    const Picoseconds before = devices_next_;
    look_at_devices();
    if (devices_next_ != before || others_changed_) renew_horizons();
  }
  // The current core's access waits for its turn at `time`: whatever devices do before happens now, as long
  // as no other core comes first. False if the access has to be made anew, or is no more.
  bool let_devices_go_first(Picoseconds time);
  // A core's position, or when it may be woken, has changed while another one was executing.
  void note_position() { others_changed_ = true; }

  // After the simulation.
  ConductorEnd end() const { return end_; }
  Picoseconds end_time() const { return end_time_; }

 private:
  void conduct();
  Core* next();
  bool conclude();
  Core* furthest_behind() const;
  Picoseconds position_of_others(const Core& core) const;
  [[gnu::always_inline]] inline Core::Horizons horizons_for(const Core& core) const;
  void look_at_kernel();
  void look_at_devices() {
    if (kernel_watched_) look_at_kernel();
    devices_next_ = kernel_next_;
    unannounced_next_ = kernel_next_;
    for (const TimedDevice* device : devices_) {
      const Picoseconds next = device->next_own_event();
      devices_next_ = std::min(devices_next_, next);
      if (!device->announces_lines()) unannounced_next_ = std::min(unannounced_next_, next);
    }
  }
  void renew_horizons();
  void let_devices_act(Picoseconds time);
  void let_kernel_act(Picoseconds time);
  void finish(ConductorEnd end, Picoseconds time);

  std::vector<Core*> cores_;
  std::vector<TimedDevice*> devices_;
  // Next activity of the kernel, and of anything but cores, as of the last device access or wait.
  Picoseconds kernel_next_ = kNever;
  Picoseconds devices_next_ = kNever;
  Picoseconds unannounced_next_ = kNever;  // that may change any interrupt line
  Core* current_ = nullptr;
  Picoseconds crossing_;
  Picoseconds limit_ = kNever;
  bool kernel_watched_ = true;
  bool zero_horizon_ = false;
  bool others_changed_ = false;  // since the current core got its horizons
  bool stopping_ = false;
  bool given_up_ = false;
  unsigned turns_ = 0;
  std::function<bool(Picoseconds)> poll_;
  volatile std::sig_atomic_t poll_due_ = 0;
  ConductorEnd end_ = ConductorEnd::kNothingLeft;
  Picoseconds end_time_ = 0;
};

}  // namespace rpmsg_sim
