// Messaging Unit, version 1 register map: the mailbox between the application core and the microcontroller
// core.
//
// Hardware: i.MX 6SX, 7D, 8M Quad/Mini/Nano/Plus (same offsets on both sides). i.MX 7ULP has the same bits at
// other
//   offsets, version 2 parts other registers over the same engine (mu_engine.h); neither map exists yet.
// Accurate: TRn/RRn with one word per channel and direction, TE/RF, GIR/GIP handshake, flags with FUP, EP,
// RS, MUR,
//   enables, one level interrupt per side, order at equal times. Approximate: every effect reaches the other
//   side after the same fixed delay. Not modelled: power modes (SR.PM reads 0), BRDIP (never set), BHR/HRM
//   and BRDIE (stored, reported when set).
// Latency: MuParameters::crossing, 75 ns by default (estimate; nothing is published). Register access costs
// belong to
//   the path.
// Ports: side_a, side_b (TLM-2.0 targets, 64 KiB each), connect_irq() per side. Event sources <name>.a and
// <name>.b. Findings: "mu_tr_full", "mu_rr_empty", "mu_stray_status_write", and those of the register bank.
// Example: tests/unit/mu/messaging_unit_test.cc.
#pragma once

#include <cstdint>
#include <systemc>

#include "models/mu/mu_engine.h"
#include "models/registers/peripheral.h"

namespace rpmsg_sim {

class MessagingUnit : public Peripheral {
 public:
  SC_HAS_PROCESS(MessagingUnit);
  RegisterPort side_a;
  RegisterPort side_b;

  MessagingUnit(sc_core::sc_module_name name, const MuParameters& parameters, EventLog& log,
                FindingSink& findings);

  void connect_irq(MuSide side, InterruptLine& line, unsigned number) {
    engine_.connect_irq(side, line, number);
  }
  // SR.RS of `side`: whether the core on the other side is in reset. True for both sides at the start.
  void set_peer_reset(MuSide side, bool in_reset, Picoseconds time) {
    engine_.set_peer_reset(side, in_reset, time);
    schedule();
  }

  SourceId source(MuSide side) const { return engine_.source(side); }
  const RegisterBank& registers(MuSide side) const { return side == MuSide::kA ? bank_a_ : bank_b_; }
  const MuEngine& engine() const { return engine_; }
  void set_watcher(MuWatcher* watcher) { engine_.set_watcher(watcher); }

  // Whoever calls advance() in time order takes the place of the kernel's events: cheaper, and the same
  // result.
  void set_driven(bool driven) { driven_ = driven; }

  void advance(Picoseconds time) override {
    engine_.advance(time);
    note_what_is_under_way();
  }

 private:
  void declare_registers(MuSide side, RegisterBank& bank);
  void declare_status(MuSide side, RegisterBank& bank);
  void declare_control(MuSide side, RegisterBank& bank);
  void write_status(MuSide side, const RegisterWrite& write, Picoseconds time);
  void write_control(MuSide side, std::uint32_t value, Picoseconds time);
  void note_what_is_under_way() {
    set_next_own_event(engine_.next_due());
    engine_.announce_line_changes();
  }
  void schedule();
  void act();

  FindingSink& findings_;
  MuEngine engine_;
  RegisterBank bank_a_;
  RegisterBank bank_b_;
  sc_core::sc_event due_;
  bool driven_ = false;
  Picoseconds scheduled_ = kNever;  // when due_ will fire
};

}  // namespace rpmsg_sim
