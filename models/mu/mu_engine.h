// The Messaging Unit without its registers: channels, general-purpose requests, flags and what is under way
// between the two clock domains. Register maps (v1, v2) translate accesses into these calls.
//
// Everything is numbered naturally here: bit n of a mask is channel n. The v1 register map reverses the
// order.
//
// Time: every call carries the time at which it takes effect. Before it does, everything due at or before
// that time is applied with its own due time, so the answer does not depend on when the kernel gets to run.
// Calls should come in time order; one that comes late takes effect at the time of the latest call before it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/interrupt/interrupt_line.h"
#include "models/observe/event.h"
#include "models/observe/finding.h"

namespace rpmsg_sim {

enum class MuSide : std::uint8_t { kA = 0, kB = 1 };
constexpr MuSide other(MuSide side) {
  return side == MuSide::kA ? MuSide::kB : MuSide::kA;
}

inline constexpr unsigned kMuChannels = 4;

// What a write to a transmit register does while the older word is still in it. NXP's drivers wait for TEn
// and Linux does not; the effect is not documented.
enum class MuFullPolicy : std::uint8_t {
  kOverwrite,  // the new word replaces the older one
  kIgnore,     // the new word is dropped
};

struct MuParameters {
  // From an action on one side to its effect on the other, ps. No figure is published; 75 ns is about five
  // cycles of the 66.7 MHz peripheral clock (estimate).
  Picoseconds crossing = 75'000;
  MuFullPolicy when_full = MuFullPolicy::kOverwrite;
  // Reading TRn gives the word last written; otherwise 0. Not documented either.
  bool tr_reads_back = true;
  // VER and PAR of the maps that have them. No value of VER is published; PAR counts 3 flags, 4 requests, 4
  // words each way.
  std::uint32_t version = 0;
  std::uint32_t parameter = 0x03040404;
  // Version 2: the part has CSR0 and tells of the other core's reset (8ULP, 95, 943).
  bool core_status = false;
};

// Resets that a side can be told of: bits of MuHalf::reset_pending.
enum MuReset : std::uint8_t {
  kMuResetIssued = 1,  // the other side has reset the MU (MURIP)
  kMuCoreReset = 2,    // the core on the other side has entered reset (RAIP)
};

// What one side sees. Plain data, so that a debugger's view of a moment is a copy.
struct MuHalf {
  std::array<std::uint32_t, kMuChannels> tr{};  // word last written
  std::array<std::uint32_t, kMuChannels> rr{};  // word last arrived
  std::uint8_t te = 0xF;
  std::uint8_t rf = 0;
  std::uint8_t gir = 0;
  std::uint8_t gip = 0;
  std::uint8_t tie = 0;
  std::uint8_t rie = 0;
  std::uint8_t gie = 0;
  std::uint8_t flags_out = 0;         // driven by this side
  std::uint8_t flags_in = 0;          // as seen from the other side
  std::uint16_t under_way = 0;        // what this side caused and the other does not know yet
  std::uint16_t flags_under_way = 0;  // of these, flag updates
  bool peer_in_reset = true;
  std::uint8_t reset_pending = 0;  // MuReset: what happened to the other side and has not been cleared
  std::uint8_t reset_enabled = 0;  // MuReset: what raises the interrupt
  // Which word or request the other side refers to when it says "done". Without it an acknowledgement of an
  // older word would free a register that holds a newer one.
  std::array<std::uint32_t, kMuChannels> tr_number{};
  std::array<std::uint32_t, kMuChannels> rr_number{};
  std::array<std::uint32_t, kMuChannels> gir_number{};
  std::array<std::uint32_t, kMuChannels> gip_number{};

  std::uint8_t interrupt_causes() const {
    return static_cast<std::uint8_t>((gip & gie) | (rf & rie) | (te & tie) | (reset_pending & reset_enabled));
  }
};

// Told after anything that a register shows may have changed; `time` is when.
class MuWatcher {
 public:
  virtual ~MuWatcher() = default;
  virtual void mu_changed(Picoseconds time) = 0;
};

class MuEngine {
 public:
  struct State {
    std::array<MuHalf, 2> half;
    bool resetting = false;  // both halves, after MUR
    const MuHalf& of(MuSide side) const { return half[static_cast<unsigned>(side)]; }
    MuHalf& of(MuSide side) { return half[static_cast<unsigned>(side)]; }
    bool peer_in_reset(MuSide side) const { return resetting || of(side).peer_in_reset; }
  };

  // `name` starts the text of findings; the sides are event sources `name`.a and `name`.b.
  MuEngine(const std::string& name, const MuParameters& parameters, EventLog& log, FindingSink& findings);
  MuEngine(const MuEngine&) = delete;
  MuEngine& operator=(const MuEngine&) = delete;

  // The side's interrupt output; `number` is its number at the controller, for events. Once, before time
  // starts.
  void connect_irq(MuSide side, InterruptLine& line, unsigned number);
  SourceId source(MuSide side) const { return sides_[static_cast<unsigned>(side)].source; }

  void advance(Picoseconds time);
  Picoseconds next_due() const { return under_way_.empty() ? kNever : under_way_.back().due; }

  // Tells the interrupt lines when they may change next by what is under way now.
  void announce_line_changes();

  // Accesses by `side`.
  void write_transmit(MuSide side, unsigned channel, std::uint32_t word, Picoseconds time);
  std::uint32_t read_receive(MuSide side, unsigned channel, Picoseconds time);
  void set_enables(MuSide side, std::uint8_t tie, std::uint8_t rie, std::uint8_t gie, Picoseconds time);
  void request(MuSide side, std::uint8_t gir, Picoseconds time);        // ones are requests
  void clear_pending(MuSide side, std::uint8_t gip, Picoseconds time);  // ones are cleared
  void drive_flags(MuSide side, std::uint8_t flags, Picoseconds time);
  // `side` resets both halves. The enables of MuReset survive, or nobody could be told.
  void reset_both(MuSide side, Picoseconds time);
  void enable_reset_interrupts(MuSide side, std::uint8_t mask, Picoseconds time);
  void clear_reset_pending(MuSide side, std::uint8_t mask, Picoseconds time);
  // What `side` sees of the core on the other side.
  void set_peer_reset(MuSide side, bool in_reset, Picoseconds time);

  void set_watcher(MuWatcher* watcher) { watcher_ = watcher; }

  const State& state() const { return state_; }
  // The state as it will be at `time` if nobody does anything; no effects. `look` gets a const State&.
  template <typename Look>
  auto at(Picoseconds time, Look look) const {
    if (next_due() > time) return look(state_);
    State later = state_;
    for (auto next = under_way_.rbegin(); next != under_way_.rend() && next->due <= time; ++next) {
      apply(later, *next);
    }
    return look(static_cast<const State&>(later));
  }

  const MuParameters& parameters() const { return parameters_; }

 private:
  // In the order in which they are applied when due at the same time.
  enum class Kind : std::uint8_t { kResetDone, kCoreReset, kWord, kEmpty, kRequest, kRequestDone, kFlags };

  struct Crossing {
    Picoseconds due;
    Kind kind;
    MuSide from;
    std::uint8_t index;    // channel or request
    std::uint32_t number;  // of the word or request it is about
    std::uint32_t value;   // word or flags
  };

  struct Side {
    SourceId source = kNoSource;
    InterruptLine* line = nullptr;
    unsigned number = 0;
    bool level = false;
    Picoseconds announced = kNever;
  };

  // Changes the state alone; true if the change is visible and worth an event.
  static bool apply(State& state, const Crossing& crossing);
  // Whether the arrival of `crossing` is a cause of the receiver's interrupt.
  static bool interrupts(const MuHalf& receiver, const Crossing& crossing);
  static bool sooner(const Crossing& a, const Crossing& b);

  Picoseconds begin(Picoseconds time);
  void send(Kind kind, MuSide from, unsigned index, std::uint32_t number, std::uint32_t value);
  void drop_word_under_way(MuSide from, unsigned channel);
  void announce(const Crossing& crossing);
  void update_irq(MuSide side);
  void changed() {
    if (watcher_ != nullptr) watcher_->mu_changed(now_);
  }
  MuHalf& half(MuSide side) { return state_.of(side); }

  std::string name_;
  MuParameters parameters_;
  EventLog& log_;
  FindingSink& findings_;
  std::array<Side, 2> sides_;
  State state_;
  MuWatcher* watcher_ = nullptr;
  Picoseconds now_ = 0;
  std::vector<Crossing> under_way_;  // latest first, so that the next one is cheap to take
};

}  // namespace rpmsg_sim
