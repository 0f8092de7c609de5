#include "models/observe/stage_tracker.h"

#include <algorithm>
#include <utility>

namespace rpmsg_sim {

namespace {

constexpr std::uint32_t kNameServiceAddress = 53;
constexpr std::uint32_t kFirstInterruptOfM = 16;  // M profile: exception number of interrupt 0

constexpr std::uint64_t bit(EventKind kind) {
  return std::uint64_t{1} << static_cast<unsigned>(kind);
}

bool name_service(std::uint64_t addresses) {
  return static_cast<std::uint32_t>(addresses) == kNameServiceAddress ||
         static_cast<std::uint32_t>(addresses >> 32) == kNameServiceAddress;
}

std::size_t power_of_two_from(std::size_t value) {
  std::size_t power = 1;
  while (power < value) power *= 2;
  return power;
}

Picoseconds one_way(const MessageLife& life) {
  const Picoseconds from = life.time_of(Moment::kIndex);
  const Picoseconds to = life.time_of(Moment::kRead);
  return to > from ? to - from : 0;
}

}  // namespace

// ---- Set-up

std::uint64_t StageTracker::live_kinds() {
  return bit(EventKind::kMuTransmit) | bit(EventKind::kMuOverwrite) | bit(EventKind::kMuGeneral) |
         bit(EventKind::kMuArrive) | bit(EventKind::kMuGeneralArrive) | bit(EventKind::kLineRise) |
         bit(EventKind::kLineFall) | bit(EventKind::kInterruptEnter);
}

StageTracker::Source& StageTracker::source(SourceId id) {
  if (id >= by_source_.size()) by_source_.resize(std::size_t{id} + 1);
  return by_source_[id];
}

void StageTracker::add_core(TrackedCore core) {
  Source& own = source(core.source);
  if (core.source >= times_.size()) times_.resize(std::size_t{core.source} + 1);
  times_[core.source] = core.times;
  if (core.source >= places_.size()) places_.resize(std::size_t{core.source} + 1);
  places_[core.source].program_counter = core.program_counter;
  own.one_vector = core.one_vector;
  for (const SourceId side : core.mu_sides) source(side).core = core.source;
  cores_.push_back(std::move(core));
}

std::size_t StageTracker::direction_of(SourceId sender, SourceId receiver) {
  for (std::size_t i = 0; i < directions_.size(); ++i) {
    if (directions_[i].sender == sender && directions_[i].receiver == receiver) return i;
  }
  const auto name_of = [this](SourceId id) {
    const auto core = std::find_if(cores_.begin(), cores_.end(),
                                   [id](const TrackedCore& other) { return other.source == id; });
    return core == cores_.end() ? std::to_string(id) : core->name;
  };
  Direction direction;
  direction.name = name_of(sender) + "_to_" + name_of(receiver);
  direction.sender = sender;
  direction.receiver = receiver;
  directions_.push_back(std::move(direction));
  return directions_.size() - 1;
}

void StageTracker::add_ring(SourceId sender, SourceId receiver, unsigned count) {
  Ring ring;
  ring.sender = sender;
  ring.receiver = receiver;
  ring.direction = direction_of(sender, receiver);
  ring.entries.resize(count);
  ring.order.resize(power_of_two_from(std::size_t{2} * count));
  followed_.resize(followed_.size() + std::size_t{2} * count);
  enlist(ring, static_cast<std::uint32_t>(rings_.size()));
  rings_.push_back(std::move(ring));
}

void StageTracker::enlist(Ring& ring, std::uint32_t number) {
  for (std::size_t id = 0; id < by_source_.size(); ++id) {
    Source& of = by_source_[id];
    const std::size_t core = of.core == kNoSource ? id : of.core;
    if (core == ring.sender) ring.next_of_sender = std::exchange(of.sending, number);
    if (core == ring.receiver) ring.next_of_receiver = std::exchange(of.receiving, number);
  }
}

// ---- Moments from accesses

void StageTracker::written_beyond(SourceId core, std::uint64_t address, unsigned size,
                                  const NotedMoment& moment) {
  const std::uint64_t end = address + size;
  for (std::uint64_t at = (address | (GranuleMap::kGranule - 1)) + 1; at < end; at += GranuleMap::kGranule) {
    notes_.written(core, at, moment);
  }
}

void StageTracker::published(const Publication& message, Picoseconds time) {
  Ring& ring = rings_[message.ring];
  if (message.handle > followed_.size()) followed_.resize(message.handle);
  Followed& followed = followed_[message.handle - 1];
  followed.entry_read = false;
  followed.read = false;
  followed.counted = !name_service(message.addresses);
  MessageLife& life = followed.life;
  life.receiver_free = 0;
  life.number = message.number;
  life.ring = message.ring;
  life.length = message.length;
  life.addresses = message.addresses;
  life.at.fill(kNever);
  const auto set = [&life](Moment moment, Picoseconds at, const CoreShares& of_sender) {
    life.at[index_of(moment)] = at;
    life.sender[index_of(moment)] = of_sender;
  };
  const BufferNotes::Note note = notes_.take(ring.sender, message.begin, message.end);
  set(Moment::kBuffer, note.first.time, note.first.shares);
  set(Moment::kPayload, note.last.time, note.last.shares);
  set(Moment::kIndex, time, shares(ring.sender, time));
  life.receiver[index_of(Moment::kIndex)] = shares(ring.receiver, time);
  life.program_counter = ring.sender < places_.size() ? places_[ring.sender].of_index : 0;
  const Slot slot{message.handle, message.number};
  ring.entries[message.slot & (ring.entries.size() - 1)] = slot;
  ring.order[ring.published & (ring.order.size() - 1)] = slot;
  ++ring.published;
}

void StageTracker::entry_read(unsigned number, unsigned slot, Picoseconds time) {
  Ring& ring = rings_[number];
  Followed* message = find(ring.entries[slot]);
  if (message == nullptr || message->entry_read || message->read) return;
  message->entry_read = true;
  message->life.at[index_of(Moment::kRing)] = time;
  message->life.receiver[index_of(Moment::kRing)] = shares(ring.receiver, time);
}

void StageTracker::done(Ring& ring, Picoseconds time) {
  ring.last_done = time;
  ring.shares_done = shares(ring.receiver, time);
}

void StageTracker::payload_read(std::uint32_t handle, Picoseconds time) {
  Followed& message = followed_[handle - 1];
  MessageLife& life = message.life;
  Ring& ring = rings_[life.ring];
  message.read = true;
  life.at[index_of(Moment::kRead)] = time;
  life.receiver[index_of(Moment::kRead)] = shares(ring.receiver, time);
  if (ring.last_done > life.time_of(Moment::kIndex)) {
    life.receiver_free = std::min(ring.last_done, time);
    life.receiver_when_free = ring.shares_done;
  }
  done(ring, time);
  if (!message.counted) return;
  directions_[ring.direction].budget.add_read(life);
  if (slowest_.number == 0 || one_way(life) > one_way(slowest_)) slowest_ = life;
}

void StageTracker::returned(std::uint32_t handle, Picoseconds time) {
  Followed& message = followed_[handle - 1];
  MessageLife& life = message.life;
  Ring& ring = rings_[life.ring];
  life.at[index_of(Moment::kReturn)] = time;
  life.receiver[index_of(Moment::kReturn)] = shares(ring.receiver, time);
  done(ring, time);
  if (message.read && message.counted) directions_[ring.direction].budget.add_returned(life);
  end(message);
}

void StageTracker::lost(std::uint32_t handle) {
  end(followed_[handle - 1]);
}

void StageTracker::end(Followed& message) {
  if (!message.read && ended_unread_.size() < kUnreadKept) ended_unread_.push_back(message.life);
  message.life.number = 0;
}

// ---- Moments from events

// All messages from `reached` up to `limit` are at `moment` now, but for those that are past it.
void StageTracker::reach_some(Ring& ring, Moment moment, std::uint64_t& reached, std::uint64_t limit,
                              Picoseconds time) {
  const std::uint64_t mask = ring.order.size() - 1;
  if (limit - reached > ring.order.size()) reached = limit - ring.order.size();
  const std::size_t i = index_of(moment);
  const CoreShares of_receiver = shares(ring.receiver, time);
  const bool by_sender = moment == Moment::kDoorbell;
  const CoreShares of_sender = by_sender ? shares(ring.sender, time) : CoreShares{};
  for (; reached != limit; ++reached) {
    Followed* message = find(ring.order[reached & mask]);
    if (message == nullptr || message->entry_read || message->read) continue;
    message->life.at[i] = time;
    message->life.receiver[i] = of_receiver;
    if (by_sender) message->life.sender[i] = of_sender;
  }
}

void StageTracker::rung(const Source& side, Picoseconds time) {
  for (std::uint32_t i = side.sending; i != kNoRing; i = rings_[i].next_of_sender) {
    Ring& ring = rings_[i];
    reach(ring, Moment::kDoorbell, ring.rung, ring.published, time);
  }
}

void StageTracker::arrived(const Source& side, Picoseconds time) {
  for (std::uint32_t i = side.receiving; i != kNoRing; i = rings_[i].next_of_receiver) {
    Ring& ring = rings_[i];
    ring.arrived = ring.rung;
    if (side.line_high) reach(ring, Moment::kLine, ring.lined, ring.arrived, time);
  }
}

void StageTracker::line_rose(Source& side, std::uint32_t interrupt, Picoseconds time) {
  side.line_high = true;
  for (std::uint32_t i = side.receiving; i != kNoRing; i = rings_[i].next_of_receiver) {
    Ring& ring = rings_[i];
    ring.interrupt = interrupt;
    reach(ring, Moment::kLine, ring.lined, ring.arrived, time);
  }
}

void StageTracker::handler_entered(const Source& core, std::uint32_t exception, Picoseconds time) {
  for (std::uint32_t i = core.receiving; i != kNoRing; i = rings_[i].next_of_receiver) {
    Ring& ring = rings_[i];
    if (!core.one_vector && exception != kFirstInterruptOfM + ring.interrupt) continue;
    reach(ring, Moment::kHandler, ring.handled, ring.lined, time);
  }
}

void StageTracker::observe(const Event& event) {
  if (event.source >= by_source_.size()) return;
  Source& side = by_source_[event.source];  // or core
  switch (event.kind) {
    case EventKind::kInterruptEnter:
      return handler_entered(side, event.a, event.time);
    case EventKind::kMuTransmit:
    case EventKind::kMuOverwrite:
    case EventKind::kMuGeneral:
      return rung(side, event.time);
    case EventKind::kMuArrive:
    case EventKind::kMuGeneralArrive:
      return arrived(side, event.time);
    case EventKind::kLineRise:
      return line_rose(side, event.a, event.time);
    case EventKind::kLineFall:
      side.line_high = false;
      return;
    default:
      return;
  }
}

// ---- Questions

std::vector<MessageLife> StageTracker::under_way() const {
  std::vector<MessageLife> lives;
  for (const Followed& message : followed_) {
    if (message.life.number != 0 && !message.read) lives.push_back(message.life);
  }
  std::sort(lives.begin(), lives.end(),
            [](const MessageLife& a, const MessageLife& b) { return a.number < b.number; });
  return lives;
}

}  // namespace rpmsg_sim
