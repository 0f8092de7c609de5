// Follows every message from the buffer that its sender takes to the return of that buffer, and sums up how
// long each stage took and on what the time went (StageBudget).
//
// What: moments come from the accesses to rings and buffers, which VringObserver passes on, and from events
// of the messaging unit, the interrupt lines and the cores (EventLog::set_live_sink). Nothing is asked of the
// firmware. A doorbell, a line and a handler belong to every message of the ring that was published and not
// yet read when they happened, so that several messages may share one; a message whose ring entry has been
// read gets none any more. docs/latency-budget.md defines each moment.
//
// Accurate: order and times. Approximate: any word or request that the sender sends after the publication
// counts as its doorbell, whatever it says; on an A core any interrupt taken while the line is high counts as
// the handler's entry. Not modelled: where a sender takes a buffer without reading the ring entry that
// returned it, its first write into the buffer stands for that.
//
// Latencies: none. Wall time and memory: fixed space per message under way, nothing is allocated per message.
// Example: tests/unit/observe/stage_tracker_test.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/observe/buffer_notes.h"
#include "models/observe/core_times.h"
#include "models/observe/event.h"
#include "models/observe/granule_map.h"
#include "models/observe/message_life.h"
#include "models/observe/stage_budget.h"

namespace rpmsg_sim {

// A core as the tracker needs it.
struct TrackedCore {
  SourceId source = kNoSource;
  std::string name;                                // for metrics: its role, or its instance name without one
  const CoreTimes* times = nullptr;                // null: everything counts as executing
  std::vector<SourceId> mu_sides;                  // of messaging units, wired to this core
  bool one_vector = false;                         // all interrupts enter the same vector (A profile)
  std::function<std::uint64_t()> program_counter;  // may be empty
};

class StageTracker final : public LiveSink {
 public:
  static constexpr std::size_t kUnreadKept = 16;

  // The kinds of events that the tracker wants to see at once.
  static std::uint64_t live_kinds();

  // Before the first link. `core.times` must outlive the tracker.
  void add_core(TrackedCore core);
  // Rings are numbered in the order of these calls, as VringObserver numbers them.
  void add_ring(SourceId sender, SourceId receiver, unsigned count);

  // ---- Questions; the answers are copies of the moment ----

  // Messages that were published and not read, oldest first.
  std::vector<MessageLife> under_way() const;
  // The first messages that ended before they were read: given back (they have reached kReturn) or lost.
  const std::vector<MessageLife>& ended_unread() const { return ended_unread_; }
  // The message that took longest from publication to the first read of its payload, over all rings; number 0
  // without messages.
  const MessageLife& slowest() const { return slowest_; }

  struct Direction {
    std::string name;  // "a_to_m"
    SourceId sender = kNoSource;
    SourceId receiver = kNoSource;
    StageBudget budget;
  };
  // One for each pair of cores that a ring leads from and to, in the order of the rings.
  const std::vector<Direction>& directions() const { return directions_; }

  // ---- VringObserver's side ----

  struct Publication {
    std::uint32_t handle = 0;  // names the message while it is under way, from 1
    std::uint32_t number = 0;
    unsigned ring = 0;
    unsigned slot = 0;  // of the ring entry
    std::uint16_t length = 0;
    std::uint64_t addresses = 0;
    std::uint64_t begin = 0;  // the message in memory
    std::uint64_t end = 0;
  };
  void published(const Publication& message, Picoseconds time);
  void payload_read(std::uint32_t handle, Picoseconds time);
  void returned(std::uint32_t handle, Picoseconds time);
  void lost(std::uint32_t handle);
  // The receiver read the ring entry `slot`.
  void entry_read(unsigned ring, unsigned slot, Picoseconds time);
  // The sender read the ring entry that gives it the buffer at `address`.
  void acquired(SourceId core, std::uint64_t address, Picoseconds time) {
    notes_.acquired(core, address, {time, shares(core, time)});
  }
  // A write to shared memory outside rings and messages under way.
  void written(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) {
    const NotedMoment moment{time, shares(core, time)};
    notes_.written(core, address, moment);
    if (__builtin_expect(!GranuleMap::same_granule(address, address + size - 1), 0)) {
      written_beyond(core, address, size, moment);
    }
  }
  // The core is about to write an index: where it is now is where it publishes.
  void index_announced(SourceId core) {
    if (core >= places_.size() || !places_[core].program_counter) return;
    places_[core].of_index = places_[core].program_counter();
  }

  // LiveSink
  void observe(const Event& event) override;

 private:
  static constexpr std::uint32_t kNoRing = ~std::uint32_t{0};

  // What a source of events is: a core, a side of a messaging unit, or neither.
  struct Source {
    SourceId core = kNoSource;  // a side: the core that it is wired to
    bool line_high = false;     // a side
    bool one_vector = false;    // a core
    // Rings that lead from and to this core, or the core of this side: the first one.
    std::uint32_t sending = kNoRing;
    std::uint32_t receiving = kNoRing;
  };

  // Where a core is in its firmware, and was when it announced its last write of an index.
  struct Place {
    std::function<std::uint64_t()> program_counter;
    std::uint64_t of_index = 0;
  };

  struct Slot {
    std::uint32_t handle = 0;
    std::uint32_t number = 0;  // tells whether `handle` still names that message
  };

  struct Ring {
    SourceId sender = kNoSource;
    SourceId receiver = kNoSource;
    std::size_t direction = 0;
    std::uint32_t next_of_sender = kNoRing;  // further rings of the same core
    std::uint32_t next_of_receiver = kNoRing;
    std::vector<Slot> entries;  // by ring entry
    // Messages in the order of publication, and how far each moment has got; counted since the beginning.
    std::vector<Slot> order;  // size a power of two
    std::uint64_t published = 0;
    std::uint64_t rung = 0;
    std::uint64_t arrived = 0;
    std::uint64_t lined = 0;
    std::uint64_t handled = 0;
    std::uint32_t interrupt = 0;  // of the line that rose last
    Picoseconds last_done = 0;    // the receiver read or gave back a message
    CoreShares shares_done;
  };

  struct Followed {
    MessageLife life;
    bool entry_read = false;  // earlier moments come too late now
    bool read = false;
    bool counted = false;  // not of the name service
  };

  CoreShares shares(SourceId core, Picoseconds time) const {
    const CoreTimes* times = core < times_.size() ? times_[core] : nullptr;
    return times == nullptr ? CoreShares{} : times_at(*times, time);
  }
  Source& source(SourceId id);
  void written_beyond(SourceId core, std::uint64_t address, unsigned size, const NotedMoment& moment);
  Followed* find(const Slot& slot) {
    if (slot.handle == 0 || slot.handle > followed_.size()) return nullptr;
    Followed& message = followed_[slot.handle - 1];
    return message.life.number == slot.number ? &message : nullptr;
  }
  std::size_t direction_of(SourceId sender, SourceId receiver);
  void reach_some(Ring& ring, Moment moment, std::uint64_t& reached, std::uint64_t limit, Picoseconds time);
  void reach(Ring& ring, Moment moment, std::uint64_t& reached, std::uint64_t limit, Picoseconds time) {
    if (reached != limit) reach_some(ring, moment, reached, limit, time);
  }
  void enlist(Ring& ring, std::uint32_t number);
  void rung(const Source& side, Picoseconds time);
  void arrived(const Source& side, Picoseconds time);
  void line_rose(Source& side, std::uint32_t interrupt, Picoseconds time);
  void handler_entered(const Source& core, std::uint32_t exception, Picoseconds time);
  void done(Ring& ring, Picoseconds time);
  void end(Followed& message);

  std::vector<const CoreTimes*> times_;  // by source
  std::vector<Place> places_;            // by source
  std::vector<Source> by_source_;
  std::vector<TrackedCore> cores_;
  std::vector<Ring> rings_;
  std::vector<Followed> followed_;  // by handle
  BufferNotes notes_;
  std::vector<Direction> directions_;
  std::vector<MessageLife> ended_unread_;
  MessageLife slowest_;
};

}  // namespace rpmsg_sim
