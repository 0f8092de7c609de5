#include "models/observe/messages_under_way.h"

#include <algorithm>

namespace rpmsg_sim {

bool MessagesUnderWay::add_ring(Range range, std::size_t messages) {
  rings_.emplace_back();
  if (!place_ring(static_cast<unsigned>(rings_.size() - 1), range)) {
    rings_.pop_back();
    return false;
  }
  const std::size_t first = slots_.size();
  slots_.resize(first + messages);
  for (std::size_t i = slots_.size(); i > first; --i) free_.push_back(static_cast<Handle>(i));
  return true;
}

bool MessagesUnderWay::place_ring(unsigned ring, Range range) {
  for (const WatchedRing& other : rings_) {
    if (other.range.overlaps(range.begin, range.end)) return false;
  }
  if (!mark(range.begin, range.end, kRing | ring)) return false;
  rings_[ring].range = range;
  return true;
}

MessagesUnderWay::Handle MessagesUnderWay::add(const MessageUnderWay& message) {
  if (free_.empty()) return 0;
  for (const WatchedRing& ring : rings_) {
    if (ring.range.overlaps(message.begin, message.end)) return 0;
  }
  const Handle handle = free_.back();
  if (!mark(message.begin, message.end, handle)) return 0;
  free_.pop_back();
  slots_[handle - 1] = message;
  slots_[handle - 1].live = true;
  ++rings_[message.ring].live;
  return handle;
}

void MessagesUnderWay::remove(Handle handle) {
  MessageUnderWay& message = slots_[handle - 1];
  unmark(message.begin, message.end, handle);
  --rings_[message.ring].live;
  message.live = false;
  free_.push_back(handle);
}

MessagesUnderWay::Handle MessagesUnderWay::find_by_buffer(std::uint64_t begin) const {
  const std::uint32_t cell = map_.at(begin);
  if (cell == kNothing || (cell & kRing) != 0) return 0;
  const auto starts_here = [begin](const MessageUnderWay& message) {
    return message.live && message.begin == begin;
  };
  if (cell != kSeveral) return starts_here(slots_[cell - 1]) ? cell : 0;
  const auto found = std::find_if(slots_.begin(), slots_.end(), starts_here);
  return found == slots_.end() ? 0 : static_cast<Handle>(found - slots_.begin() + 1);
}

MessagesUnderWay::Handle MessagesUnderWay::oldest_of(unsigned ring) const {
  Handle oldest = 0;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!slots_[i].live || slots_[i].ring != ring) continue;
    if (oldest == 0 || slots_[i].number < slots_[oldest - 1].number) oldest = static_cast<Handle>(i + 1);
  }
  return oldest;
}

std::vector<MessagesUnderWay::Handle> MessagesUnderWay::all_of(unsigned ring) const {
  std::vector<Handle> handles;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].live && slots_[i].ring == ring) handles.push_back(static_cast<Handle>(i + 1));
  }
  std::sort(handles.begin(), handles.end(),
            [this](Handle a, Handle b) { return slots_[a - 1].number < slots_[b - 1].number; });
  return handles;
}

bool MessagesUnderWay::mark(std::uint64_t begin, std::uint64_t end, std::uint32_t value) {
  for (std::uint64_t at = begin & ~(GranuleMap::kGranule - 1); at < end; at += GranuleMap::kGranule) {
    const bool taken = map_.at(at) != kNothing;
    if (map_.set(at, taken ? kSeveral : value)) continue;
    unmark(begin, at, value);
    return false;
  }
  return true;
}

// A granule that several share keeps that mark until settle() looks at it.
void MessagesUnderWay::unmark(std::uint64_t begin, std::uint64_t end, std::uint32_t value) {
  for (std::uint64_t at = begin & ~(GranuleMap::kGranule - 1); at < end; at += GranuleMap::kGranule) {
    if (map_.at(at) == value) map_.set(at, kNothing);
  }
}

// Recomputes a granule that was shared: some of its messages may have gone.
std::uint32_t MessagesUnderWay::settle(std::uint64_t granule) {
  std::uint32_t value = kNothing;
  const auto add_value = [&value](std::uint32_t owner) { value = value == kNothing ? owner : kSeveral; };
  visit_all(
      granule, [&](unsigned ring) { add_value(kRing | ring); }, add_value);
  map_.set(granule, value);
  return value;
}

}  // namespace rpmsg_sim
