// One bench for everything that watches rings: plain memory, an observer, and hands that write and read it as
// the host and the remote of an RPMsg link do.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/observe/event.h"
#include "models/observe/finding.h"
#include "models/observe/finding_ids.h"
#include "models/observe/stage_tracker.h"
#include "models/observe/vring_observer.h"

namespace rpmsg_sim::testing_support {

class FlatMemory : public SharedMemoryView {
 public:
  FlatMemory(std::uint64_t base, std::size_t size) : base_(base), bytes_(size) {}

  const std::uint8_t* host_pointer(std::uint64_t address, std::uint64_t length) const override {
    if (address < base_ || address - base_ > bytes_.size()) return nullptr;
    if (length > bytes_.size() - (address - base_)) return nullptr;
    return bytes_.data() + (address - base_);
  }
  std::uint8_t* at(std::uint64_t address) { return bytes_.data() + (address - base_); }
  std::uint64_t base() const { return base_; }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::uint64_t base_;
  std::vector<std::uint8_t> bytes_;
};

class EventRecorder : public EventSink {
 public:
  void consume(const Event* events, std::size_t count) override {
    all.insert(all.end(), events, events + count);
  }
  std::vector<Event> of(EventKind kind) const {
    std::vector<Event> found;
    std::copy_if(all.begin(), all.end(), std::back_inserter(found),
                 [&](const Event& e) { return e.kind == kind; });
    return found;
  }
  std::vector<Event> all;
};

// Refuses ids that are not in the table, as the real collector does.
class FindingRecorder : public FindingSink {
 public:
  void report(std::string_view id, Picoseconds, std::string text) override {
    ids.emplace_back(find_finding_id(id) != nullptr ? id : "UNKNOWN ID");
    texts.push_back(std::move(text));
  }
  std::size_t count(std::string_view id) const {
    return static_cast<std::size_t>(std::count(ids.begin(), ids.end(), id));
  }
  std::vector<std::string> ids;
  std::vector<std::string> texts;
};

inline constexpr SourceId kHost = 1;
inline constexpr SourceId kRemote = 2;

struct Geometry {
  unsigned count = 4;
  unsigned align = 0x1000;
  std::uint64_t vring0 = 0xB8000000;
  std::uint64_t vring1 = 0xB8008000;
  std::uint64_t buffers = 0xB8010000;
  unsigned buffer_size = 512;
};

inline void PrintTo(const Geometry& g, std::ostream* out) {
  *out << g.count << " x " << g.buffer_size;
}

// Offsets by the formula of the virtio specification, written a second time on purpose.
class RingBench {
 public:
  // With `stages` the messages are followed; its cores are added by then.
  explicit RingBench(const Geometry& g = {}, StageTracker* stages = nullptr)
      : geometry(g), memory(0xB8000000, 0x100000), observer(log, findings, memory) {
    log.add_sink(events);
    if (stages != nullptr) {
      observer.set_stages(*stages);
      log.set_live_sink(*stages, StageTracker::live_kinds());
    }
    LinkDescription link;
    link.name = "vdev0";
    link.host = kHost;
    link.remote = kRemote;
    link.vring0 = g.vring0;
    link.vring1 = g.vring1;
    link.count = g.count;
    link.align = g.align;
    link.buffer_size = g.buffer_size;
    observer.add_link(link);
  }

  template <typename T>
  void write(SourceId core, std::uint64_t address, T value) {
    std::memcpy(memory.at(address), &value, sizeof value);
    observer.on_write(core, address, sizeof value, ++now);
  }
  void read(SourceId core, std::uint64_t address, unsigned size) {
    observer.on_read(core, address, size, ++now);
  }
  template <typename T>
  T load(std::uint64_t address) {
    T value;
    std::memcpy(&value, memory.at(address), sizeof value);
    return value;
  }
  void clear(SourceId core, std::uint64_t address, std::uint64_t size, unsigned width) {
    for (std::uint64_t i = 0; i < size; i += width) {
      std::memset(memory.at(address + i), 0, width);
      observer.on_write(core, address + i, width, ++now);
    }
  }

  std::uint64_t base(unsigned ring) const { return ring == 0 ? geometry.vring0 : geometry.vring1; }
  std::uint64_t desc(unsigned ring, unsigned head) const { return base(ring) + 16 * head; }
  std::uint64_t avail(unsigned ring) const { return base(ring) + 16 * geometry.count; }
  std::uint64_t used(unsigned ring) const {
    const std::uint64_t end = 16 * geometry.count + 4 + 2 * geometry.count + 2;
    return base(ring) + (end + geometry.align - 1) / geometry.align * geometry.align;
  }
  std::uint64_t ring_size() const { return used(0) - base(0) + 4 + 8 * geometry.count + 2; }
  std::uint64_t buffer(unsigned ring, unsigned i) const {
    return geometry.buffers + std::uint64_t{geometry.buffer_size} * (ring * geometry.count + i);
  }

  void write_desc(unsigned ring, unsigned head, std::uint64_t address, std::uint32_t length,
                  std::uint16_t flags, SourceId core = kHost) {
    write(core, desc(ring, head), address);
    write(core, desc(ring, head) + 8, length);
    write(core, desc(ring, head) + 12, flags);
    write(core, desc(ring, head) + 14, std::uint16_t{0});
  }
  void push_avail(unsigned ring, std::uint16_t head, SourceId core = kHost) {
    const auto idx = load<std::uint16_t>(avail(ring) + 2);
    write(core, avail(ring) + 4 + 2 * (idx % geometry.count), head);
    write(core, avail(ring) + 2, static_cast<std::uint16_t>(idx + 1));
  }
  void push_used(unsigned ring, std::uint32_t head, std::uint32_t length, SourceId core = kRemote) {
    const auto idx = load<std::uint16_t>(used(ring) + 2);
    write(core, used(ring) + 4 + 8 * (idx % geometry.count), head);
    write(core, used(ring) + 8 + 8 * (idx % geometry.count), length);
    write(core, used(ring) + 2, static_cast<std::uint16_t>(idx + 1));
  }

  // Linux and open-amp: receive buffers are offered on vring0, vring1 stays empty.
  void prime() {
    clear(kHost, base(0), ring_size(), 2);
    clear(kHost, base(1), ring_size(), 2);
    for (unsigned i = 0; i < geometry.count; ++i) {
      write_desc(0, i, buffer(0, i), geometry.buffer_size, 2);
      push_avail(0, static_cast<std::uint16_t>(i));
    }
    write(kHost, avail(1), std::uint16_t{1});
  }
  // RPMsg-Lite: in addition all transmit buffers lie in the used ring of vring1 from the beginning.
  void prime_rpmsg_lite() {
    prime();
    write(kHost, avail(0), std::uint16_t{1});
    for (unsigned i = 0; i < geometry.count; ++i) {
      write_desc(1, i, buffer(1, i), geometry.buffer_size, 2);
      push_used(1, i, geometry.buffer_size, kHost);
    }
  }

  void write_message(SourceId core, std::uint64_t at, std::uint32_t src, std::uint32_t dst,
                     std::uint16_t length) {
    write(core, at, src);
    write(core, at + 4, dst);
    write(core, at + 8, std::uint32_t{0});
    write(core, at + 12, length);
    write(core, at + 14, std::uint16_t{0});
    for (unsigned i = 0; i < length; i += 4) write(core, at + 16 + i, std::uint32_t{i});
  }
  void host_send(std::uint16_t head, std::uint32_t src, std::uint32_t dst, std::uint16_t length) {
    write_message(kHost, buffer(1, head), src, dst, length);
    write_desc(1, head, buffer(1, head), 16U + length, 0);
    push_avail(1, head);
  }
  void remote_send(std::uint16_t head, std::uint32_t src, std::uint32_t dst, std::uint16_t length) {
    write_message(kRemote, buffer(0, head), src, dst, length);
    push_used(0, head, geometry.buffer_size);
  }
  void remote_return(std::uint16_t head) { push_used(1, head, geometry.buffer_size); }
  void host_return(std::uint16_t head) { push_avail(0, head); }
  void read_message(SourceId core, std::uint64_t at, std::uint16_t length) {
    for (unsigned i = 0; i < 16U + length; i += 4) read(core, at + i, 4);
  }

  const std::vector<Event>& flush() {
    log.flush();
    return events.all;
  }
  std::vector<Event> of(EventKind kind) {
    log.flush();
    return events.of(kind);
  }

  Geometry geometry;
  FlatMemory memory;
  EventLog log;
  EventRecorder events;
  FindingRecorder findings;
  VringObserver observer;
  Picoseconds now = 0;
};

}  // namespace rpmsg_sim::testing_support
