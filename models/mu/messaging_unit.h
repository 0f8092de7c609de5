// The Messaging Unit as a SystemC module: one engine (mu_engine.h) behind a register bank and a bus port for
// each side. Which registers a bank has is the register map's business: messaging_unit_v1.h,
// messaging_unit_v2.h.
//
// Ports: side_a, side_b (TLM-2.0 targets, 64 KiB each), connect_irq() per side. Event sources <name>.a and
// <name>.b.
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

  void connect_irq(MuSide side, InterruptLine& line, unsigned number) {
    engine_.connect_irq(side, line, number);
  }
  // Whether the core on the other side of `side` is in reset. True for both sides at the start.
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

 protected:
  MessagingUnit(sc_core::sc_module_name name, const MuParameters& parameters, EventLog& log,
                FindingSink& findings);

  RegisterBank& bank(MuSide side) { return side == MuSide::kA ? bank_a_ : bank_b_; }
  // TRn and RRn, which all versions have, from these offsets on.
  void declare_words(MuSide side, std::uint64_t tr, std::uint64_t rr);
  // To be called after anything that puts something under way.
  void schedule();
  // MUR written by `side`: both halves, with what their registers store.
  void reset_both(MuSide side, Picoseconds time);

  FindingSink& findings_;
  MuEngine engine_;

 private:
  void note_what_is_under_way() {
    set_next_own_event(engine_.next_due());
    engine_.announce_line_changes();
  }
  void act();

  RegisterBank bank_a_;
  RegisterBank bank_b_;
  sc_core::sc_event due_;
  bool driven_ = false;
  Picoseconds scheduled_ = kNever;  // when due_ will fire
};

}  // namespace rpmsg_sim
