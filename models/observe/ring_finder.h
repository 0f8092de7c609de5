// Finds the rings of a link whose place nobody has named.
//
// Two things give them away. A host that loads the remote's firmware writes the rings' addresses into the
// remote's resource table. And whoever advances avail.idx has written descriptors before it: 16 bytes each of
// address, length and flags, at a distance that the number of descriptors says. The first ring that a host
// offers buffers on is vring0, the second vring1; the place of the used ring, and with it the least
// alignment, shows at the first access to its flags or its index.
//
// The search for a pair of cores ends with the first index that moves on a known link between them; after
// that it costs nothing. So a second link between the same cores must be named. Not found: rings at the place
// of a known link with another geometry, and rings in private memory, of which only the remote's refused
// access or a host's writes through another core's window are seen: finding `rings_in_private_memory`.
//
// Approximate: of a host that sends before anyone has touched a used ring, the first messages count as not
// read.
//
// All memory that is looked at is hostile; a search is bounded by the largest ring.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/observe/event.h"
#include "models/observe/finding.h"
#include "models/observe/resource_table.h"
#include "models/observe/vring_observer.h"

namespace rpmsg_sim {

// Every simulated memory, by system address.
class MemoryView {
 public:
  virtual ~MemoryView() = default;
  // The bytes at [address, address + length), shared or private; null when there is no memory.
  virtual const std::uint8_t* any_pointer(std::uint64_t address, std::uint64_t length) const = 0;
  // "ddr_middle, private to a53"
  virtual std::string describe_place(std::uint64_t address) const = 0;
  // What a core calls `address`, as a system address.
  virtual std::uint64_t system_address(SourceId core, std::uint64_t address) const = 0;
};

class RingFinder {
 public:
  // Two cores that may have a link.
  struct Pair {
    SourceId host = kNoSource;
    SourceId remote = kNoSource;
    std::string host_name;
    std::string remote_name;
    std::vector<std::uint64_t> tables;  // system addresses at which the remote's resource table may lie
  };

  // All must outlive the finder.
  RingFinder(VringObserver& rings, FindingSink& findings, const SharedMemoryView& shared,
             const MemoryView& memory, std::vector<Pair> pairs);

  // The value is in memory by now.
  void on_write(SourceId core, std::uint64_t address, unsigned size, Picoseconds time);
  void on_read(SourceId core, std::uint64_t address, unsigned size, Picoseconds time);
  // `core` was refused access to another core's private memory.
  void on_foreign(SourceId core, std::uint64_t address, Picoseconds time);

 private:
  // Descriptors and avail ring, recognised by what stands there.
  struct Shape {
    std::uint64_t base = 0;
    unsigned count = 0;
    std::uint32_t length = 0;  // of the first buffer
    bool for_device_to_write = false;
  };
  struct Search {
    Pair pair;
    std::optional<Shape> first;  // vring0 before its used ring is known
    // vring1, if it is used before that, and when.
    std::optional<std::pair<Shape, Picoseconds>> second;
    std::optional<unsigned> link;  // vring0 is watched, vring1 is not yet known
    unsigned from_tables = 0;      // links that the host's writes to a table have named
    bool private_reported = false;
  };

  bool finished(const Search& search) const;
  void forget_finished();
  void table_written(Search& search, std::uint64_t table, std::uint64_t address, unsigned size);
  void add_from_table(Search& search, const ResourceVdev& vdev);
  void index_written(Search& search, std::uint64_t address, Picoseconds time);
  void look_for_used(Search& search, std::uint64_t address, unsigned size, Picoseconds time);
  void add_first(Search& search, const Shape& shape, unsigned align, Picoseconds time);
  void add_second(Search& search, const Shape& shape, Picoseconds time);
  void report_private(Search& search, const Shape& shape, Picoseconds time);
  std::optional<Shape> shape_before(std::uint64_t avail, unsigned preferred) const;
  std::optional<Shape> shape(std::uint64_t avail, unsigned count) const;
  std::string next_name() const;

  VringObserver& rings_;
  FindingSink& findings_;
  const SharedMemoryView& shared_;
  const MemoryView& memory_;
  std::vector<Search> searches_;
};

}  // namespace rpmsg_sim
