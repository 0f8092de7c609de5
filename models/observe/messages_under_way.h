// The messages between publication and return of their buffer, and what lies where: the observer's view of
// memory.
//
// Every granule of memory knows whether it belongs to nothing, to one ring, to one message, or to several of
// them. An access asks that first, so that it costs nothing where nothing of interest lies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/observe/event.h"
#include "models/observe/granule_map.h"

namespace rpmsg_sim {

struct MessageUnderWay {
  bool live = false;
  bool unread = false;
  bool overwritten = false;  // reported once
  std::uint16_t length = 0;  // payload, as the header says
  std::uint16_t head = 0;    // descriptor under which it was published
  unsigned ring = 0;
  std::uint32_t number = 0;     // per run, from 1
  std::uint64_t addresses = 0;  // src << 32 | dst
  std::uint64_t begin = 0;      // the message in memory, header included
  std::uint64_t end = 0;
  std::uint64_t read_begin = 0;  // what the receiver must touch to have read it
  std::uint64_t read_end = 0;
};

class MessagesUnderWay {
 public:
  // Names a message while it is under way; 0 names none.
  using Handle = std::uint32_t;

  struct Range {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    bool overlaps(std::uint64_t from, std::uint64_t to) const { return begin < to && end > from; }
  };

  // For an access within one granule: what the granule belongs to, if it is one thing only.
  enum class Owner { kNothing, kMessage, kRing, kMixed };
  Owner owner(std::uint64_t address, unsigned size, std::uint32_t& index) const {
    const std::uint32_t cell = map_.at(address);
    index = cell & ~kRing;
    if (cell == kSeveral || !GranuleMap::same_granule(address, address + size - 1)) return Owner::kMixed;
    if (cell == kNothing) return Owner::kNothing;
    return (cell & kRing) != 0 ? Owner::kRing : Owner::kMessage;
  }

  // Rings are numbered in the order of these calls. `messages` is how many of its messages may be under way.
  // False if the range is out of reach or overlaps another ring.
  bool add_ring(Range range, std::size_t messages);
  // The place of a ring that was added with an empty range. False as above.
  bool place_ring(unsigned ring, Range range);

  // 0 if the message lies on a ring or out of reach, or if all slots are taken.
  Handle add(const MessageUnderWay& message);
  void remove(Handle handle);
  MessageUnderWay& operator[](Handle handle) { return slots_[handle - 1]; }

  Handle find_by_buffer(std::uint64_t begin) const;  // the message that starts there
  Handle oldest_of(unsigned ring) const;
  std::vector<Handle> all_of(unsigned ring) const;  // oldest first
  unsigned count_of(unsigned ring) const { return rings_[ring].live; }

  // Calls on_ring(ring) and on_message(handle) for whatever has bytes in the granules of [begin, end). A ring
  // or message may be named more than once, and one that shares a granule without overlapping may be named
  // too.
  template <typename OnRing, typename OnMessage>
  void visit(std::uint64_t begin, std::uint64_t end, OnRing on_ring, OnMessage on_message) {
    for (std::uint64_t at = begin & ~(GranuleMap::kGranule - 1); at < end; at += GranuleMap::kGranule) {
      std::uint32_t cell = map_.at(at);
      if (cell == kSeveral) cell = settle(at);
      if (cell == kNothing) continue;
      if (cell == kSeveral) {
        visit_all(at, on_ring, on_message);
      } else if ((cell & kRing) != 0) {
        on_ring(cell & ~kRing);
      } else {
        on_message(cell);
      }
    }
  }

 private:
  struct WatchedRing {
    Range range;
    unsigned live = 0;
  };

  // What a granule's number means; any other value is the handle of the only message in it.
  static constexpr std::uint32_t kNothing = 0;
  static constexpr std::uint32_t kSeveral = 0x7FFFFFFF;
  static constexpr std::uint32_t kRing = 0x80000000;  // | number of the ring

  template <typename OnRing, typename OnMessage>
  void visit_all(std::uint64_t granule, OnRing on_ring, OnMessage on_message) {
    const std::uint64_t end = granule + GranuleMap::kGranule;
    for (std::size_t i = 0; i < rings_.size(); ++i) {
      if (rings_[i].range.overlaps(granule, end)) on_ring(static_cast<unsigned>(i));
    }
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      const MessageUnderWay& message = slots_[i];
      if (message.live && message.begin < end && message.end > granule)
        on_message(static_cast<Handle>(i + 1));
    }
  }

  bool mark(std::uint64_t begin, std::uint64_t end, std::uint32_t value);
  void unmark(std::uint64_t begin, std::uint64_t end, std::uint32_t value);
  std::uint32_t settle(std::uint64_t granule);

  GranuleMap map_;
  std::vector<WatchedRing> rings_;
  std::vector<MessageUnderWay> slots_;
  std::vector<Handle> free_;
};

}  // namespace rpmsg_sim
