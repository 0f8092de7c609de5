// Who waited for memory, where, for what and because of whom.
//
// A table of plain sums: places are named ranges of addresses (a ring, the buffers of a link, the rest of a
// region), masters are the cores and the background traffic in the order of their indices at the memory.
// Bounded by places times masters, whatever the length of the run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/observe/event.h"
#include "models/observe/memory_wait.h"

namespace rpmsg_sim {

struct ContentionRow {
  std::string master;
  std::string place;
  std::uint64_t accesses = 0;  // that waited
  Picoseconds bank = 0;        // a row of another access in use
  Picoseconds row = 0;         // opening the row
  Picoseconds bus = 0;         // data bus, turnaround, activation limits
  Picoseconds refresh = 0;
  // By master: what its accesses made this one wait; the rest of bank and bus was this master's own doing.
  struct Culprit {
    std::string master;
    Picoseconds time = 0;
  };
  std::vector<Culprit> because_of;  // others only, largest first

  Picoseconds total() const { return bank + row + bus + refresh; }
};

class ContentionTable {
 public:
  // Both are numbered in the order of the calls. An address belongs to the first place that contains it.
  void add_master(std::string name);
  void add_place(std::string name, std::uint64_t base, std::uint64_t size);

  // `master` waited for an access at `address` (as observers see it).
  void add(MasterId master, std::uint64_t address, const MemoryWait& wait);

  // Everything that waited, by master and place, in the order in which these were added.
  std::vector<ContentionRow> rows() const;

 private:
  struct Place {
    std::string name;
    std::uint64_t base;
    std::uint64_t size;
  };
  struct Cell {
    std::uint64_t accesses = 0;
    MemoryWait sum;
    std::vector<Picoseconds> because_of;  // by master
  };

  std::size_t place_of(std::uint64_t address);

  std::vector<std::string> masters_;
  std::vector<Place> places_;
  std::vector<std::vector<Cell>> cells_;  // by master, by place; the last place is everywhere else
  std::size_t last_place_ = 0;
};

}  // namespace rpmsg_sim
