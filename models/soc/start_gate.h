// Whether a core executes, from two causes: its reset, and an input that makes it wait on its way out of
// reset.
//
// Hardware: CPUWAIT of the Cortex-M7 and M33 (IOMUXC_GPR22 of i.MX 8MN and 8MP, BLK_CTRL of i.MX 93). The
// input counts only while the core has not started: raised on a running core it acts at the next reset.
#pragma once

#include "models/soc/core_reset_line.h"

namespace rpmsg_sim {

class StartGate {
 public:
  explicit StartGate(CoreResetLine& core) : core_(core), reset_(*this) {}
  StartGate(const StartGate&) = delete;
  StartGate& operator=(const StartGate&) = delete;

  // What is so at the start, without telling the core.
  void start_with(bool in_reset, bool wait) {
    in_reset_ = in_reset;
    wait_ = stalled_ = wait;
    held_ = in_reset || wait;
  }

  CoreResetLine& reset() { return reset_; }
  bool waits() const { return wait_; }
  bool held() const { return held_; }

  void set_wait(bool wait, Picoseconds time) {
    wait_ = wait;
    if (!wait) stalled_ = false;
    update(time);
  }

  void set_reset(bool in_reset, Picoseconds time) {
    in_reset_ = in_reset;
    stalled_ = wait_;
    update(time);
  }

 private:
  class Reset : public CoreResetLine {
   public:
    explicit Reset(StartGate& gate) : gate_(gate) {}
    void set_held(bool held, Picoseconds time) override { gate_.set_reset(held, time); }

   private:
    StartGate& gate_;
  };

  void update(Picoseconds time) {
    const bool held = in_reset_ || stalled_;
    if (held == held_) return;
    held_ = held;
    core_.set_held(held, time);
  }

  CoreResetLine& core_;
  Reset reset_;
  bool in_reset_ = true;
  bool wait_ = false;
  bool stalled_ = false;  // out of reset, and not started yet
  bool held_ = true;
};

}  // namespace rpmsg_sim
