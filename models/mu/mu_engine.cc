#include "models/mu/mu_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <tuple>

namespace rpmsg_sim {

namespace {

constexpr std::uint8_t bit(unsigned n) {
  return static_cast<std::uint8_t>(1u << n);
}
constexpr void set(std::uint8_t& mask, unsigned n) {
  mask = static_cast<std::uint8_t>(mask | bit(n));
}
constexpr void clear(std::uint8_t& mask, unsigned n) {
  mask = static_cast<std::uint8_t>(mask & ~bit(n));
}

constexpr char letter(MuSide side) {
  return side == MuSide::kA ? 'A' : 'B';
}

// Far more than drivers ever have under way; beyond it the vector grows.
constexpr std::size_t kExpectedUnderWay = 64;

}  // namespace

MuEngine::MuEngine(const std::string& name, const MuParameters& parameters, EventLog& log,
                   FindingSink& findings)
    : name_(name), parameters_(parameters), log_(log), findings_(findings) {
  sides_[0].source = log.add_source(name + ".a");
  sides_[1].source = log.add_source(name + ".b");
  under_way_.reserve(kExpectedUnderWay);
}

void MuEngine::connect_irq(MuSide side, InterruptLine& line, unsigned number) {
  Side& output = sides_[static_cast<unsigned>(side)];
  if (output.line != nullptr)
    throw std::logic_error(fmt::format("{}: side {} has a line", name_, letter(side)));
  output.line = &line;
  output.number = number;
}

bool MuEngine::sooner(const Crossing& a, const Crossing& b) {
  return std::tie(a.due, a.kind, a.from, a.index) < std::tie(b.due, b.kind, b.from, b.index);
}

void MuEngine::send(Kind kind, MuSide from, unsigned index, std::uint32_t number, std::uint32_t value) {
  const Crossing crossing{now_ + parameters_.crossing,      kind,   from,
                          static_cast<std::uint8_t>(index), number, value};
  // Before all that are not later, so that equal ones leave in the order in which they came.
  const auto place = std::lower_bound(under_way_.begin(), under_way_.end(), crossing,
                                      [](const Crossing& a, const Crossing& b) { return sooner(b, a); });
  under_way_.insert(place, crossing);
  if (kind != Kind::kResetDone && kind != Kind::kCoreReset) ++half(from).under_way;
  if (kind == Kind::kFlags) ++half(from).flags_under_way;
}

bool MuEngine::apply(State& state, const Crossing& crossing) {
  const unsigned n = crossing.index;
  MuHalf& from = state.of(crossing.from);
  MuHalf& to = state.of(other(crossing.from));
  if (crossing.kind == Kind::kResetDone) {
    state.resetting = false;
    to.reset_pending |= kMuResetIssued;
    return true;
  }
  if (crossing.kind == Kind::kCoreReset) {
    to.reset_pending |= kMuCoreReset;
    return true;
  }
  --from.under_way;
  switch (crossing.kind) {
    case Kind::kWord:
      to.rr[n] = crossing.value;
      to.rr_number[n] = crossing.number;
      set(to.rf, n);
      return true;
    case Kind::kEmpty:
      if (crossing.number != to.tr_number[n]) return false;
      set(to.te, n);
      return true;
    case Kind::kRequest: {
      const bool rises = (to.gip & bit(n)) == 0;
      to.gip_number[n] = crossing.number;
      set(to.gip, n);
      return rises;
    }
    case Kind::kRequestDone:
      if (crossing.number == to.gir_number[n]) clear(to.gir, n);
      return false;
    case Kind::kFlags:
      to.flags_in = static_cast<std::uint8_t>(crossing.value);
      --from.flags_under_way;
      return false;
    case Kind::kResetDone:
    case Kind::kCoreReset:
      break;
  }
  return false;
}

void MuEngine::announce(const Crossing& crossing) {
  const SourceId to = source(other(crossing.from));
  switch (crossing.kind) {
    case Kind::kWord:
      log_.emit(now_, EventKind::kMuArrive, to, crossing.index, crossing.value);
      break;
    case Kind::kEmpty:
      log_.emit(now_, EventKind::kMuEmpty, to, crossing.index);
      break;
    case Kind::kRequest:
      log_.emit(now_, EventKind::kMuGeneralArrive, to, crossing.index);
      break;
    default:
      break;
  }
}

void MuEngine::advance(Picoseconds time) {
  while (!under_way_.empty() && under_way_.back().due <= time) {
    const Crossing crossing = under_way_.back();
    under_way_.pop_back();
    now_ = crossing.due;
    const bool visible = apply(state_, crossing);
    changed();
    if (!visible) continue;
    announce(crossing);
    update_irq(other(crossing.from));
  }
}

bool MuEngine::interrupts(const MuHalf& receiver, const Crossing& crossing) {
  switch (crossing.kind) {
    case Kind::kWord:
      return (receiver.rie & bit(crossing.index)) != 0;
    case Kind::kEmpty:
      return (receiver.tie & bit(crossing.index)) != 0;
    case Kind::kRequest:
      return (receiver.gie & bit(crossing.index)) != 0;
    case Kind::kResetDone:
      return (receiver.reset_enabled & kMuResetIssued) != 0;
    case Kind::kCoreReset:
      return (receiver.reset_enabled & kMuCoreReset) != 0;
    default:
      return false;
  }
}

void MuEngine::announce_line_changes() {
  std::array<Picoseconds, 2> next{kNever, kNever};
  for (const Crossing& crossing : under_way_) {  // latest first
    const MuSide to = other(crossing.from);
    if (interrupts(half(to), crossing)) next[static_cast<unsigned>(to)] = crossing.due;
  }
  for (unsigned i = 0; i < sides_.size(); ++i) {
    Side& side = sides_[i];
    if (next[i] == side.announced || side.line == nullptr) continue;
    side.announced = next[i];
    side.line->expect(next[i]);
  }
}

// Brings everything up to `time` and returns when the access takes effect.
Picoseconds MuEngine::begin(Picoseconds time) {
  advance(time);
  now_ = std::max(now_, time);
  return now_;
}

void MuEngine::update_irq(MuSide side) {
  Side& output = sides_[static_cast<unsigned>(side)];
  const bool level = half(side).interrupt_causes() != 0;
  if (output.line == nullptr || level == output.level) return;
  output.level = level;
  log_.emit(now_, level ? EventKind::kLineRise : EventKind::kLineFall, output.source, output.number);
  output.line->set_level(level, now_);
}

void MuEngine::drop_word_under_way(MuSide from, unsigned channel) {
  const auto word = std::find_if(under_way_.begin(), under_way_.end(), [&](const Crossing& crossing) {
    return crossing.kind == Kind::kWord && crossing.from == from && crossing.index == channel;
  });
  if (word == under_way_.end()) return;
  under_way_.erase(word);
  --half(from).under_way;
}

void MuEngine::write_transmit(MuSide side, unsigned channel, std::uint32_t word, Picoseconds time) {
  begin(time);
  MuHalf& sender = half(side);
  const bool full = (sender.te & bit(channel)) == 0;
  if (full) {
    findings_.report("mu_tr_full", now_,
                     fmt::format("{}: side {} wrote {:#010x} to TR{} while it was full", name_, letter(side),
                                 word, channel));
    if (parameters_.when_full == MuFullPolicy::kIgnore) return;
    drop_word_under_way(side, channel);
  }
  sender.tr[channel] = word;
  ++sender.tr_number[channel];
  clear(sender.te, channel);
  log_.emit(now_, full ? EventKind::kMuOverwrite : EventKind::kMuTransmit, source(side), channel, word);
  send(Kind::kWord, side, channel, sender.tr_number[channel], word);
  update_irq(side);
  changed();
}

std::uint32_t MuEngine::read_receive(MuSide side, unsigned channel, Picoseconds time) {
  begin(time);
  MuHalf& receiver = half(side);
  const std::uint32_t word = receiver.rr[channel];
  if ((receiver.rf & bit(channel)) == 0) {
    findings_.report("mu_rr_empty", now_,
                     fmt::format("{}: side {} read RR{} while it was empty", name_, letter(side), channel));
    return word;
  }
  clear(receiver.rf, channel);
  log_.emit(now_, EventKind::kMuReceive, source(side), channel, word);
  send(Kind::kEmpty, side, channel, receiver.rr_number[channel], 0);
  update_irq(side);
  changed();
  return word;
}

void MuEngine::set_enables(MuSide side, std::uint8_t tie, std::uint8_t rie, std::uint8_t gie,
                           Picoseconds time) {
  begin(time);
  half(side).tie = tie;
  half(side).rie = rie;
  half(side).gie = gie;
  update_irq(side);
  changed();
}

void MuEngine::request(MuSide side, std::uint8_t gir, Picoseconds time) {
  begin(time);
  MuHalf& requester = half(side);
  for (unsigned n = 0; n < kMuChannels; ++n) {
    if ((gir & bit(n)) == 0) continue;
    set(requester.gir, n);
    ++requester.gir_number[n];
    log_.emit(now_, EventKind::kMuGeneral, source(side), n);
    send(Kind::kRequest, side, n, requester.gir_number[n], 0);
  }
  changed();
}

void MuEngine::clear_pending(MuSide side, std::uint8_t gip, Picoseconds time) {
  begin(time);
  MuHalf& receiver = half(side);
  for (unsigned n = 0; n < kMuChannels; ++n) {
    if ((gip & receiver.gip & bit(n)) == 0) continue;
    clear(receiver.gip, n);
    log_.emit(now_, EventKind::kMuGeneralClear, source(side), n);
    send(Kind::kRequestDone, side, n, receiver.gip_number[n], 0);
  }
  update_irq(side);
  changed();
}

void MuEngine::drive_flags(MuSide side, std::uint8_t flags, Picoseconds time) {
  begin(time);
  if (half(side).flags_out == flags) return;
  half(side).flags_out = flags;
  log_.emit(now_, EventKind::kMuFlags, source(side), flags);
  send(Kind::kFlags, side, 0, 0, flags);
  changed();
}

void MuEngine::reset_both(MuSide side, Picoseconds time) {
  begin(time);
  const State before = state_;
  under_way_.clear();
  state_ = State{};
  for (const MuSide each : {MuSide::kA, MuSide::kB}) {
    half(each).peer_in_reset = before.of(each).peer_in_reset;
    half(each).reset_enabled = before.of(each).reset_enabled;
    half(each).reset_pending = before.of(each).reset_pending;
  }
  // Each half sees the other in reset until the release has crossed; drivers poll for it.
  state_.resetting = true;
  send(Kind::kResetDone, side, 0, 0, 0);
  update_irq(MuSide::kA);
  update_irq(MuSide::kB);
  changed();
}

void MuEngine::enable_reset_interrupts(MuSide side, std::uint8_t mask, Picoseconds time) {
  begin(time);
  half(side).reset_enabled = mask;
  update_irq(side);
  changed();
}

void MuEngine::clear_reset_pending(MuSide side, std::uint8_t mask, Picoseconds time) {
  begin(time);
  half(side).reset_pending &= static_cast<std::uint8_t>(~mask);
  update_irq(side);
  changed();
}

void MuEngine::set_peer_reset(MuSide side, bool in_reset, Picoseconds time) {
  begin(time);
  if (parameters_.core_status && in_reset && !half(side).peer_in_reset) {
    send(Kind::kCoreReset, other(side), 0, 0, 0);
  }
  half(side).peer_in_reset = in_reset;
  changed();
}

}  // namespace rpmsg_sim
