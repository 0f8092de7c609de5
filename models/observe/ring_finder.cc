#include "models/observe/ring_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace rpmsg_sim {

namespace {

constexpr std::uint64_t kLargestTable = 1024;  // as Linux's imx_rproc takes it
constexpr std::uint32_t kHeaderSize = 16;      // no buffer is smaller than a message's header
constexpr std::uint32_t kLargestBuffer = 65536;
constexpr std::uint16_t kDeviceWrites = 2;
constexpr unsigned kSmallestCount = 2;
constexpr unsigned kMostFromTables = 8;
constexpr unsigned kLargestAlign = 4096;  // Linux's and open-amp's page; RPMsg-Lite's is smaller
// How far from a refused access a ring is sought: 4,096 descriptors, avail, alignment and used.
constexpr std::uint64_t kForeignReach = 0x20000;

template <typename T>
T load(const std::uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

bool is_index(std::uint64_t address, unsigned size) {
  return size == 2 && address % 4 == kRingIndex;
}

}  // namespace

RingFinder::RingFinder(VringObserver& rings, FindingSink& findings, const SharedMemoryView& shared,
                       const MemoryView& memory, std::vector<Pair> pairs)
    : rings_(rings), findings_(findings), shared_(shared), memory_(memory) {
  for (Pair& pair : pairs) searches_.push_back({std::move(pair), {}, {}, {}, 0, false});
}

// ---- Accesses

void RingFinder::on_write(SourceId core, std::uint64_t address, unsigned size, Picoseconds time) {
  forget_finished();
  for (Search& search : searches_) {
    if (core == search.pair.host) {
      for (const std::uint64_t table : search.pair.tables) table_written(search, table, address, size);
      if (is_index(address, size)) index_written(search, address, time);
    }
    if (core == search.pair.remote) look_for_used(search, address, size, time);
  }
}

void RingFinder::on_read(SourceId, std::uint64_t address, unsigned size, Picoseconds time) {
  for (Search& search : searches_) look_for_used(search, address, size, time);
}

void RingFinder::on_foreign(SourceId core, std::uint64_t address, Picoseconds time) {
  for (Search& search : searches_) {
    if (core != search.pair.remote || search.private_reported) continue;
    const std::uint64_t from = address > kForeignReach ? (address - kForeignReach) & ~std::uint64_t{15} : 0;
    for (std::uint64_t avail = from; avail < address + kForeignReach; avail += kRingDescriptorSize) {
      const std::optional<Shape> found = shape_before(avail, 0);
      if (!found || address < found->base) continue;
      report_private(search, *found, time);
      break;
    }
  }
}

bool RingFinder::finished(const Search& search) const {
  for (unsigned i = 0; i < rings_.link_count(); ++i) {
    const LinkDescription& link = rings_.link(i);
    const bool same_pair = link.host == search.pair.host && link.remote == search.pair.remote;
    if (same_pair && link.vring1 != kUnknownRing && rings_.active(i)) return true;
  }
  return false;
}

void RingFinder::forget_finished() {
  const auto end = std::remove_if(searches_.begin(), searches_.end(),
                                  [this](const Search& search) { return finished(search); });
  searches_.erase(end, searches_.end());
  if (searches_.empty()) rings_.set_finder(nullptr);
}

// ---- Resource tables

void RingFinder::table_written(Search& search, std::uint64_t table, std::uint64_t address, unsigned size) {
  if (address >= table + kLargestTable || address + size <= table) return;
  const std::uint8_t* bytes = memory_.any_pointer(table, kLargestTable);
  if (bytes == nullptr) return;
  for (const ResourceVdev& vdev : decode_resource_table(bytes, kLargestTable).vdevs) {
    if (vdev.id == kRpmsgDeviceId && vdev.vrings.size() >= 2) add_from_table(search, vdev);
  }
}

void RingFinder::add_from_table(Search& search, const ResourceVdev& vdev) {
  if (search.from_tables == kMostFromTables) return;  // a host that moves its rings again and again
  if (!vdev.vrings[0].names_a_place() || !vdev.vrings[1].names_a_place()) return;
  LinkDescription link;
  link.name = next_name();
  link.host = search.pair.host;
  link.remote = search.pair.remote;
  // The table is the remote's: so are the addresses.
  link.vring0 = memory_.system_address(link.remote, vdev.vrings[0].address);
  link.vring1 = memory_.system_address(link.remote, vdev.vrings[1].address);
  link.count = vdev.vrings[0].count;
  link.align = vdev.vrings[0].align;
  link.buffer_size = 0;
  link.origin = "the host's writes to the resource table of " + search.pair.remote_name;
  try {
    rings_.add_link(link);
    ++search.from_tables;
  } catch (const std::invalid_argument&) {
    // Known already, or in memory that nobody shares, which shows when the remote goes there.
  }
}

// ---- Rings

void RingFinder::index_written(Search& search, std::uint64_t address, Picoseconds time) {
  if (search.first && address == search.first->base + ring_layout(search.first->count, 2).avail + kRingIndex)
    return;
  const unsigned preferred = search.link ? rings_.link(*search.link).count : 0;
  const std::optional<Shape> found = shape_before(address - kRingIndex, preferred);
  if (!found) return;
  if (shared_.host_pointer(found->base, ring_layout(found->count, 2).used_end) == nullptr) {
    report_private(search, *found, time);
  } else if (search.link) {
    add_second(search, *found, time);
  } else if (search.first) {
    if (!search.second) search.second = std::make_pair(*found, time);
  } else if (found->for_device_to_write) {
    search.first = found;
  }
}

// Flags and index of the used ring, read or written alone or together, are where one of the alignments puts
// them.
void RingFinder::look_for_used(Search& search, std::uint64_t address, unsigned size, Picoseconds time) {
  if (!search.first || size > 4) return;
  const Shape shape = *search.first;
  for (unsigned align = 2; align <= kLargestAlign; align *= 2) {
    if (shape.base % align != 0 && align > kRingDescriptorSize) continue;
    const std::uint64_t used = shape.base + ring_layout(shape.count, align).used;
    if (address == used || address == used + kRingIndex) return add_first(search, shape, align, time);
  }
}

void RingFinder::add_first(Search& search, const Shape& shape, unsigned align, Picoseconds time) {
  LinkDescription link;
  link.name = next_name();
  link.host = search.pair.host;
  link.remote = search.pair.remote;
  link.vring0 = shape.base;
  link.vring1 = kUnknownRing;
  link.count = shape.count;
  link.align = align;
  link.buffer_size = shape.length;
  link.origin = "what the host wrote";
  search.first.reset();
  try {
    search.link = rings_.add_link(link);
  } catch (const std::invalid_argument&) {
    return;  // part of another ring that happens to look like one
  }
  rings_.catch_up(*search.link, 0, time);
  if (search.second) add_second(search, search.second->first, search.second->second);
}

void RingFinder::add_second(Search& search, const Shape& shape, Picoseconds time) {
  try {
    rings_.set_vring1(*search.link, shape.base);
  } catch (const std::invalid_argument&) {
    return;  // part of another ring that happens to look like one
  }
  rings_.catch_up(*search.link, 1, time);
}

void RingFinder::report_private(Search& search, const Shape& shape, Picoseconds time) {
  if (search.private_reported) return;
  search.private_reported = true;
  findings_.report(
      "rings_in_private_memory", time,
      fmt::format("a ring of {} descriptors for {} and {} lies at {:#x}, in {}; no message on it can "
                  "be followed until `links:` names it",
                  shape.count, search.pair.host_name, search.pair.remote_name, shape.base,
                  memory_.describe_place(shape.base)));
}

// The ring whose avail part is at `avail`, of any number of descriptors, `preferred` before others.
std::optional<RingFinder::Shape> RingFinder::shape_before(std::uint64_t avail, unsigned preferred) const {
  if (avail % kRingDescriptorSize != 0) return std::nullopt;
  if (preferred != 0) {
    if (const std::optional<Shape> found = shape(avail, preferred)) return found;
  }
  for (unsigned count = kSmallestCount; count <= kMaximumRingCount; count *= 2) {
    if (const std::optional<Shape> found = shape(avail, count)) return found;
  }
  return std::nullopt;
}

// Whether everything offered so far names a descriptor of a buffer in memory.
std::optional<RingFinder::Shape> RingFinder::shape(std::uint64_t avail, unsigned count) const {
  const RingLayout layout = ring_layout(count, 2);
  if (avail < layout.avail) return std::nullopt;
  Shape found{avail - layout.avail, count, 0, false};
  const std::uint8_t* bytes = memory_.any_pointer(found.base, layout.avail_end);
  if (bytes == nullptr) return std::nullopt;
  const unsigned offered = load<std::uint16_t>(bytes + layout.avail + kRingIndex);
  if (offered == 0 || offered > count) return std::nullopt;
  for (unsigned i = offered; i-- > 0;) {
    const unsigned id = load<std::uint16_t>(bytes + layout.avail + kRingEntries + std::size_t{2} * i);
    if (id >= count) return std::nullopt;
    const std::uint8_t* descriptor = bytes + kRingDescriptorSize * id;
    const auto address = load<std::uint64_t>(descriptor);
    found.length = load<std::uint32_t>(descriptor + 8);
    const auto flags = load<std::uint16_t>(descriptor + 12);
    if (found.length < kHeaderSize || found.length > kLargestBuffer || (flags & ~kDeviceWrites) != 0 ||
        memory_.any_pointer(address, found.length) == nullptr) {
      return std::nullopt;
    }
    found.for_device_to_write = (flags & kDeviceWrites) != 0;
  }
  return found;
}

std::string RingFinder::next_name() const {
  return fmt::format("found{}", rings_.link_count());
}

}  // namespace rpmsg_sim
