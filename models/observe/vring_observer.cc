#include "models/observe/vring_observer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <utility>

#include "models/observe/ring_finder.h"

namespace rpmsg_sim {

namespace {

constexpr std::uint32_t kHeaderSize = 16;
constexpr std::uint32_t kNameServiceAddress = 53;
constexpr std::uint32_t kNameServiceLength = 40;
constexpr unsigned kAvailEntryBits = 1;  // sizes of entries as powers of two
constexpr unsigned kUsedEntryBits = 3;
static_assert(kRingUsedEntrySize == std::uint64_t{1} << kUsedEntryBits);
constexpr std::uint16_t kNext = 1;
constexpr std::uint16_t kIndirect = 4;

std::uint16_t load16(const std::uint8_t* at) {
  std::uint16_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

std::uint32_t load32(const std::uint8_t* at) {
  std::uint32_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

std::uint64_t load64(const std::uint8_t* at) {
  std::uint64_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

// Out of line and cold, so that the paths of healthy traffic stay short.
template <typename... Args>
[[gnu::cold]] [[gnu::noinline]] void report(FindingSink& findings, const char* id, Picoseconds time,
                                            fmt::format_string<const Args&...> format, const Args&... args) {
  findings.report(id, time, fmt::format(format, args...));
}

constexpr std::uint64_t kNoMessage = std::uint64_t{0xFFFFFFFF} << 32;

}  // namespace

VringObserver::VringObserver(EventLog& log, FindingSink& findings, const SharedMemoryView& memory)
    : log_(log), findings_(findings), memory_(memory) {}

// ---- Set-up

unsigned VringObserver::add_link(const LinkDescription& link) {
  if (!ring_geometry_possible(link.count, link.align)) {
    throw std::invalid_argument(fmt::format("link {}: {} descriptors aligned to {} bytes make no ring",
                                            link.name, link.count, link.align));
  }
  Ring to_host = make_ring(link, 0);
  std::optional<Ring> to_remote;
  if (link.vring1 != kUnknownRing) to_remote = make_ring(link, 1);
  // Nothing is changed before both are known to fit.
  if (overlaps_ring(to_host)) refuse_overlap(to_host);
  if (to_remote && (overlaps_ring(*to_remote) || to_remote->range().overlaps(to_host.base, to_host.end())))
    refuse_overlap(*to_remote);
  links_.push_back(link);
  add_ring(std::move(to_host));
  add_ring(to_remote ? std::move(*to_remote) : Ring{});
  if (stages_ != nullptr) {
    stages_->add_ring(link.remote, link.host, link.count);
    stages_->add_ring(link.host, link.remote, link.count);
  }
  return static_cast<unsigned>(links_.size() - 1);
}

void VringObserver::set_vring1(unsigned link, std::uint64_t address) {
  LinkDescription description = links_[link];
  description.vring1 = address;
  Ring ring = make_ring(description, 1);
  ring.number = 2 * link + 1;
  if (!messages_.place_ring(ring.number, ring.range())) refuse_overlap(ring);
  links_[link] = std::move(description);
  rings_[ring.number] = std::move(ring);
}

void VringObserver::add_ring(Ring ring) {
  ring.number = static_cast<unsigned>(rings_.size());
  // More than one ring's worth of messages may be under way: buffers held by the receiver while others
  // circulate.
  if (!messages_.add_ring(ring.range(), std::size_t{2} * links_.back().count)) refuse_overlap(ring);
  rings_.push_back(std::move(ring));
}

bool VringObserver::overlaps_ring(const Ring& ring) const {
  return std::any_of(rings_.begin(), rings_.end(),
                     [&](const Ring& other) { return other.range().overlaps(ring.base, ring.end()); });
}

void VringObserver::refuse_overlap(const Ring& ring) {
  throw std::invalid_argument(fmt::format("{} at 0x{:x} overlaps another ring", ring.name, ring.base));
}

VringObserver::Ring VringObserver::make_ring(const LinkDescription& link, unsigned direction) const {
  Ring ring;
  ring.name = fmt::format("{} vring{}", link.name, direction);
  ring.host = link.host;
  ring.remote = link.remote;
  ring.base = direction == 0 ? link.vring0 : link.vring1;
  ring.count = link.count;
  ring.buffer_size = link.buffer_size;
  static_cast<RingLayout&>(ring) = ring_layout(link.count, link.align);
  ring.heads.resize(link.count);
  ring.memory =
      ring.base + ring.used_end < ring.base ? nullptr : memory_.host_pointer(ring.base, ring.used_end);
  if (ring.memory == nullptr) {
    throw std::invalid_argument(
        fmt::format("{} at 0x{:x} does not lie in shared memory", ring.name, ring.base));
  }
  return ring;
}

void VringObserver::catch_up(unsigned link, unsigned direction, Picoseconds time) {
  Ring& ring = rings_[2 * link + direction];
  const auto written = [&](SourceId core, std::uint64_t part) {
    return RingWrite{core, part + kRingIndex, part + kRingIndex + 2, time};
  };
  // Before the first message to the remote only the host, priming it, can have written a used ring.
  if (ring.to_remote()) used_index_written(ring, written(ring.host, ring.used));
  avail_index_written(ring, written(ring.host, ring.avail));
  if (!ring.to_remote()) used_index_written(ring, written(ring.remote, ring.used));
}

std::vector<LinkStatus> VringObserver::links() const {
  std::vector<LinkStatus> result;
  for (std::size_t i = 0; i < links_.size(); ++i) {
    const Ring& to_host = rings_[2 * i];
    const Ring& to_remote = rings_[2 * i + 1];
    result.push_back({links_[i], to_host.moved || to_remote.moved, to_host.messages + to_remote.messages});
  }
  return result;
}

// ---- Accesses

void VringObserver::unknown_written(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) {
  finder_->on_write(core, address, size, time);
}

void VringObserver::unknown_read(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) {
  finder_->on_read(core, address, size, time);
}

void VringObserver::on_foreign(SourceId core, std::uint64_t address, unsigned, Picoseconds time) {
  if (finder_ != nullptr) finder_->on_foreign(core, address, time);
}

void VringObserver::mixed_write(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) {
  const std::uint64_t end = address + size;
  if (end <= address) return;
  bool on_a_ring = false;
  messages_.visit(
      address, end, [&](unsigned) { on_a_ring = true; },
      [&](Handle message) { message_written(message, core, address, end, time); });
  if (stages_ != nullptr) stages_->written(core, address, size, time);
  if (!on_a_ring) return;
  for (Ring& ring : rings_) ring_written(ring, core, address, end, time);
}

void VringObserver::mixed_read(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) {
  const std::uint64_t end = address + size;
  if (end <= address) return;
  bool on_a_ring = false;
  messages_.visit(
      address, end, [&](unsigned) { on_a_ring = true; },
      [&](Handle message) { message_read(message, core, address, end, time); });
  if (!on_a_ring || stages_ == nullptr) return;
  for (const Ring& ring : rings_) ring_read(ring, core, address, end, time);
}

// Entries of the part that the other core writes: to the receiver they name messages, to the sender buffers.
void VringObserver::ring_read(const Ring& ring, SourceId core, std::uint64_t address, std::uint64_t end,
                              Picoseconds time) {
  const bool of_used = core == ring.host;
  if (!of_used && core != ring.remote) return;
  const unsigned shift = of_used ? kUsedEntryBits : kAvailEntryBits;
  const std::uint64_t entries = (of_used ? ring.used : ring.avail) + kRingEntries;  // from ring.base
  const std::uint64_t first = ring.base + entries;
  const std::uint64_t last = first + (std::uint64_t{ring.count} << shift);
  if (address >= last || end <= first) return;
  const std::uint64_t begin_slot = (std::max(address, first) - first) >> shift;
  const std::uint64_t last_slot = (std::min(end, last) - 1 - first) >> shift;
  for (std::uint64_t slot = begin_slot; slot <= last_slot; ++slot) {
    if (core == ring.receiver()) {
      stages_->entry_read(ring.number, static_cast<unsigned>(slot), time);
      continue;
    }
    const std::uint8_t* entry = ring.memory + entries + (slot << shift);
    const std::uint32_t head = of_used ? load32(entry) : load16(entry);
    if (head >= ring.count) continue;
    stages_->acquired(core, descriptor(ring, static_cast<std::uint16_t>(head)).address, time);
  }
}

void VringObserver::message_read(Handle handle, SourceId core, std::uint64_t begin, std::uint64_t end,
                                 Picoseconds time) {
  MessageUnderWay& message = messages_[handle];
  if (!message.unread || begin >= message.read_end || end <= message.read_begin) return;
  if (core != rings_[message.ring].receiver()) return;
  message.unread = false;
  emit_message(EventKind::kRingRead, message, core, time);
  if (stages_ != nullptr) stages_->payload_read(handle, time);
}

void VringObserver::message_written(Handle handle, SourceId core, std::uint64_t begin, std::uint64_t end,
                                    Picoseconds time) {
  MessageUnderWay& message = messages_[handle];
  if (message.overwritten || begin >= message.end || end <= message.begin) return;
  const Ring& ring = rings_[message.ring];
  if (core != ring.sender()) return;
  message.overwritten = true;
  report(findings_, "message_overwritten", time,
         "{}: the sender wrote at 0x{:x} into message {}, which it had published", ring.name,
         std::max(begin, message.begin), message.number);
}

// ---- Writes to a ring

void VringObserver::ring_written(Ring& ring, SourceId core, std::uint64_t address, std::uint64_t end,
                                 Picoseconds time) {
  // A granule of 64 bytes may reach beyond the ring.
  if (address >= ring.base + ring.used_end || end <= ring.base) return;
  const std::uint64_t begin = address > ring.base ? address - ring.base : 0;
  const RingWrite write{core, begin, std::min(end - ring.base, ring.used_end), time};
  check_writer(ring, write);
  const std::uint64_t avail_index = ring.avail + kRingIndex;
  const std::uint64_t used_index = ring.used + kRingIndex;
  if (write.overlaps(avail_index, avail_index + 2)) avail_index_written(ring, write);
  if (write.overlaps(used_index, used_index + 2)) used_index_written(ring, write);
}

void VringObserver::check_writer(const Ring& ring, const RingWrite& write) {
  const char* part = nullptr;
  if (write.core != ring.host && write.overlaps(0, ring.avail)) {
    part = "the descriptor table";
  } else if (write.core != ring.host && write.overlaps(ring.avail, ring.avail_end)) {
    part = "the avail ring";
  } else if (write.core != ring.remote && write.overlaps(ring.used, ring.used_end) &&
             !host_may_write_used(ring, write)) {
    part = "the used ring";
  }
  if (part == nullptr) return;
  report(findings_, "ring_wrong_writer", write.time,
         "{}: {} was written at 0x{:x} by a core that does not own it", ring.name, part,
         ring.base + write.begin);
}

// The host clears both parts when it sets the ring up, and RPMsg-Lite's host fills the used ring of vring1
// with all buffers before the first message (its virtqueue then serves as the list of free buffers).
bool VringObserver::host_may_write_used(const Ring& ring, const RingWrite& write) const {
  if (write.core != ring.host) return false;
  if (ring.to_remote() && !ring.carried_messages) return true;
  const std::uint8_t* begin = ring.memory + std::max(write.begin, ring.used);
  const std::uint8_t* end = ring.memory + write.end;
  return std::all_of(begin, end, [](std::uint8_t byte) { return byte == 0; });
}

VringObserver::IndexChange VringObserver::classify(const Ring& ring, const RingWrite& write,
                                                   const Index& index) {
  const std::uint64_t end = index.offset + 2;
  const std::uint16_t value = load16(ring.memory + index.offset);
  const auto delta = static_cast<std::uint16_t>(value - index.seen);
  if (delta == 0) return IndexChange::kNone;

  const bool plausible = delta <= ring.count;
  const bool alone = write.begin == index.offset && write.end == end;
  const bool own = index.offset < ring.used;  // the host advances avail only
  if (value == 0 && write.core == ring.host && !(own && alone && plausible)) return IndexChange::kRestart;
  if (plausible) return IndexChange::kAdvance;
  const bool half = write.begin > index.offset || write.end < end;
  if (half) return IndexChange::kNone;  // the other byte is still to come

  const bool backwards = delta >= 0x8000;
  report(findings_, backwards ? "ring_index_backwards" : "ring_too_many", write.time,
         "{}: {} went from {} to {}, the ring holds {}", ring.name, index.name, index.seen, value,
         ring.count);
  index.seen = value;
  return IndexChange::kNone;
}

void VringObserver::avail_index_written(Ring& ring, const RingWrite& write) {
  const Index index{"avail.idx", ring.avail + kRingIndex, ring.avail_seen};
  if (watcher_ != nullptr) {
    watcher_->ring_index_written(ring.number, false, load16(ring.memory + index.offset), write.time);
  }
  const IndexChange change = classify(ring, write, index);
  if (change == IndexChange::kRestart) restart(ring, write);
  if (change != IndexChange::kAdvance) return;
  ring.moved = true;
  unsigned primed = 0;
  const std::uint16_t last = load16(ring.memory + index.offset);
  while (ring.avail_seen != last) {
    const std::uint64_t slot = ring.avail_seen & (ring.count - 1);
    ++ring.avail_seen;
    offered(ring, load16(ring.memory + ring.avail + kRingEntries + 2 * slot), write, primed);
  }
  if (primed != 0) log_.emit(write.time, EventKind::kRingPrime, write.core, ring.number, primed);
}

void VringObserver::used_index_written(Ring& ring, const RingWrite& write) {
  const Index index{"used.idx", ring.used + kRingIndex, ring.used_seen};
  if (watcher_ != nullptr) {
    watcher_->ring_index_written(ring.number, true, load16(ring.memory + index.offset), write.time);
  }
  const IndexChange change = classify(ring, write, index);
  if (change == IndexChange::kRestart) restart(ring, write);
  if (change != IndexChange::kAdvance) return;
  ring.moved = true;
  unsigned primed = 0;
  const std::uint16_t last = load16(ring.memory + index.offset);
  while (ring.used_seen != last) {
    const std::uint64_t slot = ring.used_seen & (ring.count - 1);
    ++ring.used_seen;
    const std::uint8_t* entry = ring.memory + ring.used + kRingEntries + kRingUsedEntrySize * slot;
    completed(ring, load32(entry), load32(entry + 4), write, primed);
  }
  if (primed != 0) log_.emit(write.time, EventKind::kRingPrime, write.core, ring.number, primed);
}

// The host sets the ring up anew: whatever was under way on it is gone.
void VringObserver::restart(Ring& ring, const RingWrite& write) {
  for (const Handle handle : messages_.all_of(ring.number)) lose(handle, write.core, write.time);
  ring.avail_seen = 0;
  ring.used_seen = 0;
  ring.carried_messages = false;
  std::fill(ring.heads.begin(), ring.heads.end(), Head{});
}

// ---- Entries

bool VringObserver::check_id(const Ring& ring, std::uint32_t id, const char* name, Picoseconds time) {
  if (id < ring.count) return true;
  report(findings_, "ring_id_out_of_range", time, "{}: {} names descriptor {}, the ring has {}", ring.name,
         name, id, ring.count);
  return false;
}

void VringObserver::offered(Ring& ring, std::uint32_t id, const RingWrite& write, unsigned& primed) {
  if (!check_id(ring, id, "an avail entry", write.time)) return;
  const auto number = static_cast<std::uint16_t>(id);
  Head& head = ring.heads[id];
  if (head.outstanding) {
    report(findings_, "ring_duplicate_id", write.time,
           "{}: descriptor {} was offered while already on the ring", ring.name, id);
  }
  const Descriptor entry = descriptor(ring, number);
  check_chain(ring, number, entry, write.time);
  if (ring.to_remote()) {
    offered_message(ring, number, entry, write);
  } else {
    offered_empty(ring, number, entry, write, primed);
  }
  head.outstanding = true;
  head.used_before = true;
}

void VringObserver::offered_message(Ring& ring, std::uint16_t head, const Descriptor& descriptor,
                                    const RingWrite& write) {
  Handle& message = ring.heads[head].message;
  if (message != 0) lose(std::exchange(message, 0), write.core, write.time);
  const Handle published = publish(ring, head, descriptor.address, descriptor.length, write);
  message = published;
}

// The buffer, not the descriptor, says which message has been dealt with: a host may pair them anew each
// time.
void VringObserver::offered_empty(Ring& ring, std::uint16_t head, const Descriptor& descriptor,
                                  const RingWrite& write, unsigned& primed) {
  if (memory_.host_pointer(descriptor.address, descriptor.length) == nullptr) {
    report(findings_, "ring_buffer_outside", write.time,
           "{}: descriptor {} offers 0x{:x}, length {}, outside shared memory", ring.name, head,
           descriptor.address, descriptor.length);
  }
  const Handle held = messages_.find_by_buffer(descriptor.address);
  if (held != 0 && messages_[held].ring == ring.number) {
    emit_return(ring, held, messages_[held].head, write);
    messages_.remove(held);
  } else if (ring.heads[head].used_before) {
    emit_return(ring, 0, head, write);
  } else {
    ++primed;
  }
}

void VringObserver::completed(Ring& ring, std::uint32_t id, std::uint32_t length, const RingWrite& write,
                              unsigned& primed) {
  if (!check_id(ring, id, "a used entry", write.time)) return;
  const auto number = static_cast<std::uint16_t>(id);
  Head& head = ring.heads[id];
  const bool outstanding = std::exchange(head.outstanding, false);
  if (!outstanding && write.core == ring.host && !ring.carried_messages) {
    ++primed;
    return;
  }
  if (!outstanding) {
    report(findings_, "ring_not_outstanding", write.time,
           "{}: descriptor {} was completed, but it was not on the ring", ring.name, id);
  }
  if (ring.to_remote()) {
    if (!outstanding) return;
    emit_return(ring, head.message, number, write);
    if (head.message != 0) messages_.remove(std::exchange(head.message, 0));
    return;
  }
  const Descriptor entry = descriptor(ring, number);
  const Handle older = messages_.find_by_buffer(entry.address);
  // Completed twice: said already, and the second message replaces the first.
  if (!outstanding && older != 0 && messages_[older].ring == ring.number) lose(older, write.core, write.time);
  publish(ring, number, entry.address, std::min(length, entry.length), write);
}

VringObserver::Descriptor VringObserver::descriptor(const Ring& ring, std::uint16_t head) const {
  const std::uint8_t* at = ring.memory + kRingDescriptorSize * head;
  return Descriptor{load64(at), load32(at + 8), load16(at + 12)};
}

void VringObserver::check_chain(const Ring& ring, std::uint16_t head, const Descriptor& descriptor,
                                Picoseconds time) {
  if ((descriptor.flags & (kNext | kIndirect)) == 0) return;
  report(findings_, "ring_chained_descriptor", time,
         "{}: descriptor {} has flags 0x{:x}; only its first part is looked at", ring.name, head,
         descriptor.flags);
}

// ---- Messages

VringObserver::Handle VringObserver::publish(Ring& ring, std::uint16_t head, std::uint64_t buffer,
                                             std::uint32_t room, const RingWrite& write) {
  ring.carried_messages = true;
  if (ring.buffer_size != 0) room = std::min(room, ring.buffer_size);
  const auto outside = [&] {
    report(findings_, "ring_buffer_outside", write.time,
           "{}: descriptor {} points to 0x{:x}, where no message can be", ring.name, head, buffer);
    return Handle{0};
  };
  const std::uint8_t* memory = memory_.host_pointer(buffer, kHeaderSize);
  if (memory == nullptr) return outside();
  const Header header{load32(memory), load32(memory + 4), load16(memory + 12)};
  check_header(ring, header, room, write.time);

  MessageUnderWay message;
  message.unread = true;
  message.length = header.length;
  message.head = head;
  message.ring = ring.number;
  message.addresses = std::uint64_t{header.source} << 32 | header.destination;
  const std::uint32_t payload =
      std::min<std::uint32_t>(header.length, room > kHeaderSize ? room - kHeaderSize : 0);
  if (memory_.host_pointer(buffer, kHeaderSize + payload) == nullptr) return outside();
  message.begin = buffer;
  message.end = buffer + kHeaderSize + payload;
  message.read_begin = payload == 0 ? buffer : buffer + kHeaderSize;
  message.read_end = message.end;

  if (const Handle older = messages_.find_by_buffer(buffer); older != 0) {
    report(findings_, "ring_buffer_reused", write.time,
           "{}: descriptor {} publishes buffer 0x{:x}, which still holds message {}", ring.name, head, buffer,
           messages_[older].number);
    lose(older, write.core, write.time);
  }
  const Handle handle = add_message(ring, message, write);
  return handle != 0 ? handle : outside();
}

void VringObserver::check_header(const Ring& ring, const Header& header, std::uint32_t room,
                                 Picoseconds time) {
  if (kHeaderSize + header.length > room) {
    report(findings_, "message_bad_header", time,
           "{}: a message from {} to {} has {} bytes of payload, the buffer has room for {} "
           "bytes with the header",
           ring.name, header.source, header.destination, header.length, room);
  }
  if (header.destination == kNameServiceAddress && header.length != kNameServiceLength) {
    report(findings_, "name_service_bad_length", time,
           "{}: a name-service message from {} has {} bytes, not {}", ring.name, header.source, header.length,
           kNameServiceLength);
  }
}

VringObserver::Handle VringObserver::add_message(const Ring& ring, const MessageUnderWay& message,
                                                 const RingWrite& write) {
  if (messages_.count_of(ring.number) >= 2 * ring.count) {
    lose(messages_.oldest_of(ring.number), write.core, write.time);
  }
  const Handle handle = messages_.add(message);
  if (handle == 0) return 0;
  messages_[handle].number = next_number_;
  ++rings_[ring.number].messages;
  if (++next_number_ == 0) next_number_ = 1;  // 0 means "no message"
  emit_message(EventKind::kRingPublish, messages_[handle], write.core, write.time);
  if (stages_ != nullptr) follow(ring, handle, write.time);
  return handle;
}

void VringObserver::follow(const Ring& ring, Handle handle, Picoseconds time) {
  const MessageUnderWay& message = messages_[handle];
  StageTracker::Publication publication;
  publication.handle = handle;
  publication.number = message.number;
  publication.ring = ring.number;
  // The entry that is being looked at has been counted already.
  publication.slot = ((ring.to_remote() ? ring.avail_seen : ring.used_seen) - 1U) & (ring.count - 1);
  publication.length = message.length;
  publication.addresses = message.addresses;
  publication.begin = message.begin;
  publication.end = message.end;
  stages_->published(publication, time);
}

void VringObserver::lose(Handle handle, SourceId core, Picoseconds time) {
  const MessageUnderWay& message = messages_[handle];
  if (message.unread) emit_message(EventKind::kRingLost, message, core, time);
  if (stages_ != nullptr) stages_->lost(handle);
  Ring& ring = rings_[message.ring];
  Head& head = ring.heads[message.head];
  if (head.message == handle) head.message = 0;
  messages_.remove(handle);
}

void VringObserver::emit_message(EventKind kind, const MessageUnderWay& message, SourceId core,
                                 Picoseconds time) {
  const std::uint64_t c =
      std::uint64_t{message.number} << 32 | std::uint64_t{message.head} << 16 | std::uint64_t{message.length};
  log_.emit(time, kind, core, message.ring, message.addresses, c);
}

void VringObserver::emit_return(const Ring& ring, Handle handle, std::uint16_t head, const RingWrite& write) {
  const std::uint32_t number = handle == 0 ? 0 : messages_[handle].number;
  if (stages_ != nullptr && handle != 0) stages_->returned(handle, write.time);
  log_.emit(write.time, EventKind::kRingReturn, write.core, ring.number, number,
            kNoMessage | std::uint64_t{head} << 16);
}

}  // namespace rpmsg_sim
