// Watches the two rings of an RPMsg link from outside and turns what cores write and read there into message
// events.
//
// What: split virtqueues as in Linux include/uapi/linux/virtio_ring.h, used as RPMsg uses them: the host is
// the driver of both rings, vring0 carries remote -> host, vring1 host -> remote, chains have one descriptor,
// every message starts with the 16-byte header of Linux include/linux/rpmsg/byteorder.h. Nothing is asked of
// the firmware. The hosts of Linux, open-amp and RPMsg-Lite prime their rings differently and are all
// accepted, including RPMsg-Lite's host filling the used ring of vring1 once.
//
// Accurate: the moment of publication is the write of avail.idx or used.idx; the moment of reading is the
// receiver's first read of the payload (of the header when the payload is empty). Approximate: a host that
// sets an index to 0 is taken to start the ring anew, unless it wrote those two bytes alone and 0 is the
// natural successor. Not modelled: packed rings, indirect descriptors and EVENT_IDX; with an alignment of 2,
// 4 or 8 only Linux's and open-amp's placement of the used ring is known. Messages in buffers above 64 GiB
// are not followed.
//
// Latencies: none; observation takes no simulated time. Wall time: 1 to 2 ns for an access that means nothing
// to a ring, see tests/bench/observe_bench.cc.
//
// Parameters: LinkDescription. Contents of simulated memory are hostile: every index, id, address and length
// is checked, no loop is longer than a ring or a 64 KiB message, memory is bounded.
//
// Example: tests/unit/observe/vring_observer_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/observe/access_observer.h"
#include "models/observe/event.h"
#include "models/observe/finding.h"
#include "models/observe/messages_under_way.h"
#include "models/observe/ring_layout.h"
#include "models/observe/stage_tracker.h"

namespace rpmsg_sim {

// Simulated memory that more than one core may reach, by system address.
class SharedMemoryView {
 public:
  virtual ~SharedMemoryView() = default;
  // The bytes at [address, address + length), which stay where they are for the run; null when any of them is
  // not shared memory.
  virtual const std::uint8_t* host_pointer(std::uint64_t address, std::uint64_t length) const = 0;
};

inline constexpr std::uint64_t kUnknownRing = ~std::uint64_t{0};

struct LinkDescription {
  std::string name;           // for findings: "vdev0"
  SourceId host = kNoSource;  // the core that is the virtio driver
  SourceId remote = kNoSource;
  std::uint64_t vring0 = 0;    // system address, remote -> host
  std::uint64_t vring1 = 0;    // host -> remote; kUnknownRing: see set_vring1()
  unsigned count = 256;        // descriptors per ring, a power of two up to 32768
  unsigned align = 4096;       // of the used ring, bytes, a power of two
  unsigned buffer_size = 512;  // largest message with its header, bytes; 0 = what the descriptors say
  std::string origin;          // who named the place, for reports: "platform", "scenario"
};

// Told of every write of a ring's index, whatever it means.
class RingWatcher {
 public:
  virtual ~RingWatcher() = default;
  virtual void ring_index_written(unsigned ring, bool used, std::uint16_t value, Picoseconds time) = 0;
};

struct LinkStatus {
  LinkDescription description;
  bool active = false;         // an index of one of its rings has moved
  std::uint64_t messages = 0;  // published on it, name service included
};

class RingFinder;

class VringObserver final : public AccessObserver {
 public:
  // All three must outlive the observer.
  VringObserver(EventLog& log, FindingSink& findings, const SharedMemoryView& memory);

  // Has `stages` follow the messages; before the first link. It must outlive the observer.
  void set_stages(StageTracker& stages) { stages_ = &stages; }

  // Returns the link's number in events. The rings' memory must exist by now. Throws std::invalid_argument
  // when the geometry is impossible, when the memory does not exist or when two rings overlap.
  unsigned add_link(const LinkDescription& link);
  // The second ring of a link that was added without. Throws as add_link() does.
  void set_vring1(unsigned link, std::uint64_t address);
  // Takes up what already stands in a ring that was found late, as if its indices had moved at `time`.
  void catch_up(unsigned link, unsigned direction, Picoseconds time);
  // By number.
  std::vector<LinkStatus> links() const;
  unsigned link_count() const { return static_cast<unsigned>(links_.size()); }
  const LinkDescription& link(unsigned number) const { return links_[number]; }
  bool active(unsigned link) const { return rings_[2 * link].moved || rings_[2 * link + 1].moved; }
  // Is shown all accesses to memory that belongs to no ring and no message, until it is replaced by null.
  void set_finder(RingFinder* finder) { finder_ = finder; }

  // To be called for every access to shared memory, in the order of their effect. Any size is allowed.
  void on_write(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) override {
    std::uint32_t index = 0;
    const MessagesUnderWay::Owner owner = messages_.owner(address, size, index);
    if (owner == MessagesUnderWay::Owner::kNothing) {
      if (stages_ != nullptr) stages_->written(core, address, size, time);
      if (finder_ != nullptr) unknown_written(core, address, size, time);
    } else if (owner == MessagesUnderWay::Owner::kRing) {
      ring_written(rings_[index], core, address, address + size, time);
    } else {
      mixed_write(core, address, size, time);
    }
  }
  // Only an index tells something by its value.
  bool on_write_ahead(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) override {
    std::uint32_t index = 0;
    const MessagesUnderWay::Owner owner = messages_.owner(address, size, index);
    if (owner == MessagesUnderWay::Owner::kNothing) {
      if (finder_ != nullptr) return false;
      if (stages_ != nullptr) stages_->written(core, address, size, time);
      return true;
    }
    if (owner == MessagesUnderWay::Owner::kMixed) return false;
    if (owner == MessagesUnderWay::Owner::kMessage) {
      message_written(index, core, address, address + size, time);
      return true;
    }
    Ring& ring = rings_[index];
    if (touches_index(ring, address, size)) {
      if (stages_ != nullptr) stages_->index_announced(core);
      return false;
    }
    // Whether the host may write there depends on what it writes.
    if (core == ring.host && address + size > ring.base + ring.used) return false;
    ring_written(ring, core, address, address + size, time);
    return true;
  }
  void on_read(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) override {
    std::uint32_t index = 0;
    const MessagesUnderWay::Owner owner = messages_.owner(address, size, index);
    if (owner == MessagesUnderWay::Owner::kMessage) {
      message_read(index, core, address, address + size, time);
    } else if (owner == MessagesUnderWay::Owner::kRing) {
      if (stages_ != nullptr && reaches_entries(rings_[index], address, size)) {
        ring_read(rings_[index], core, address, address + size, time);
      }
    } else if (owner == MessagesUnderWay::Owner::kMixed) {
      mixed_read(core, address, size, time);
    } else if (finder_ != nullptr && owner == MessagesUnderWay::Owner::kNothing) {
      unknown_read(core, address, size, time);
    }
  }
  void on_foreign(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) override;

  // "vdev0 vring1"; rings are numbered as in events.
  const std::string& ring_name(unsigned ring) const { return rings_[ring].name; }
  SourceId sender_of(unsigned ring) const { return rings_[ring].sender(); }
  SourceId receiver_of(unsigned ring) const { return rings_[ring].receiver(); }
  unsigned ring_count() const { return static_cast<unsigned>(rings_.size()); }
  // Null: nobody.
  void set_watcher(RingWatcher* watcher) { watcher_ = watcher; }

  std::uint32_t published() const { return next_number_ - 1; }  // messages so far

 private:
  using Handle = MessagesUnderWay::Handle;

  // What a descriptor is to the observer.
  struct Head {
    bool outstanding = false;  // offered by the host, not yet completed by the remote
    bool used_before = false;  // offered at least once since the ring started
    Handle message = 0;        // published under it and not yet completed; vring1 only
  };

  struct Ring : RingLayout {
    std::string name;     // "vdev0 vring1"
    unsigned number = 0;  // 2 * link + 0 or 1, as in events
    SourceId host = kNoSource;
    SourceId remote = kNoSource;
    std::uint64_t base = 0;
    const std::uint8_t* memory = nullptr;
    unsigned count = 0;
    unsigned buffer_size = 0;
    bool moved = false;          // an index has moved, ever
    std::uint64_t messages = 0;  // published, ever
    // Progress since the ring started.
    std::uint16_t avail_seen = 0;
    std::uint16_t used_seen = 0;
    bool carried_messages = false;
    std::vector<Head> heads;

    std::uint64_t end() const { return base + used_end; }
    MessagesUnderWay::Range range() const { return {base, end()}; }
    bool to_remote() const { return (number & 1) != 0; }
    SourceId sender() const { return to_remote() ? host : remote; }
    SourceId receiver() const { return to_remote() ? remote : host; }
  };

  // One write, clipped to a ring: offsets from its base.
  struct RingWrite {
    SourceId core;
    std::uint64_t begin;
    std::uint64_t end;
    Picoseconds time;

    bool overlaps(std::uint64_t from, std::uint64_t to) const { return begin < to && end > from; }
  };

  // One of the two free-running indices of a ring.
  struct Index {
    const char* name;      // "avail.idx"
    std::uint64_t offset;  // from the ring's base
    std::uint16_t& seen;
  };

  struct Descriptor {
    std::uint64_t address = 0;
    std::uint32_t length = 0;
    std::uint16_t flags = 0;
  };

  struct Header {
    std::uint32_t source = 0;
    std::uint32_t destination = 0;
    std::uint16_t length = 0;
  };

  enum class IndexChange { kNone, kAdvance, kRestart };

  Ring make_ring(const LinkDescription& link, unsigned direction) const;
  void add_ring(Ring ring);
  bool overlaps_ring(const Ring& ring) const;
  [[noreturn]] static void refuse_overlap(const Ring& ring);
  void unknown_written(SourceId core, std::uint64_t address, unsigned size, Picoseconds time);
  void unknown_read(SourceId core, std::uint64_t address, unsigned size, Picoseconds time);

  // Accesses to granules that belong to several things.
  void mixed_write(SourceId core, std::uint64_t address, unsigned size, Picoseconds time);
  void mixed_read(SourceId core, std::uint64_t address, unsigned size, Picoseconds time);
  static bool touches_index(const Ring& ring, std::uint64_t address, unsigned size) {
    const std::uint64_t begin = address - ring.base;
    const std::uint64_t end = begin + size;
    // Flags and idx of avail and of used.
    return (begin < ring.avail + kRingEntries && end > ring.avail) ||
           (begin < ring.used + kRingEntries && end > ring.used);
  }
  // Not only descriptors, and not only flags and idx.
  static bool reaches_entries(const Ring& ring, std::uint64_t address, unsigned size) {
    constexpr std::uint64_t kHeader = 4;
    const std::uint64_t begin = address - ring.base;
    const std::uint64_t end = begin + size;
    return end > ring.avail + kHeader && (begin < ring.used || end > ring.used + kHeader);
  }
  void message_read(Handle handle, SourceId core, std::uint64_t begin, std::uint64_t end, Picoseconds time);
  void message_written(Handle handle, SourceId core, std::uint64_t begin, std::uint64_t end,
                       Picoseconds time);

  void ring_read(const Ring& ring, SourceId core, std::uint64_t address, std::uint64_t end, Picoseconds time);
  void ring_written(Ring& ring, SourceId core, std::uint64_t address, std::uint64_t end, Picoseconds time);
  void check_writer(const Ring& ring, const RingWrite& write);
  bool host_may_write_used(const Ring& ring, const RingWrite& write) const;
  IndexChange classify(const Ring& ring, const RingWrite& write, const Index& index);
  void avail_index_written(Ring& ring, const RingWrite& write);
  void used_index_written(Ring& ring, const RingWrite& write);
  void restart(Ring& ring, const RingWrite& write);

  // One entry of avail or used.
  void offered(Ring& ring, std::uint32_t id, const RingWrite& write, unsigned& primed);
  void offered_empty(Ring& ring, std::uint16_t head, const Descriptor& descriptor, const RingWrite& write,
                     unsigned& primed);
  void offered_message(Ring& ring, std::uint16_t head, const Descriptor& descriptor, const RingWrite& write);
  void completed(Ring& ring, std::uint32_t id, std::uint32_t length, const RingWrite& write,
                 unsigned& primed);
  bool check_id(const Ring& ring, std::uint32_t id, const char* name, Picoseconds time);

  Descriptor descriptor(const Ring& ring, std::uint16_t head) const;
  void check_chain(const Ring& ring, std::uint16_t head, const Descriptor& descriptor, Picoseconds time);

  // Returns the new message's handle, 0 if there can be no message.
  Handle publish(Ring& ring, std::uint16_t head, std::uint64_t buffer, std::uint32_t room,
                 const RingWrite& write);
  void check_header(const Ring& ring, const Header& header, std::uint32_t room, Picoseconds time);
  Handle add_message(const Ring& ring, const MessageUnderWay& message, const RingWrite& write);
  void lose(Handle handle, SourceId core, Picoseconds time);
  void emit_message(EventKind kind, const MessageUnderWay& message, SourceId core, Picoseconds time);
  void emit_return(const Ring& ring, Handle handle, std::uint16_t head, const RingWrite& write);
  void follow(const Ring& ring, Handle handle, Picoseconds time);

  EventLog& log_;
  FindingSink& findings_;
  const SharedMemoryView& memory_;
  MessagesUnderWay messages_;
  RingFinder* finder_ = nullptr;
  std::vector<LinkDescription> links_;
  std::vector<Ring> rings_;  // by number
  StageTracker* stages_ = nullptr;
  std::uint32_t next_number_ = 1;
  RingWatcher* watcher_ = nullptr;
};

}  // namespace rpmsg_sim
