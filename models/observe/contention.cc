#include "models/observe/contention.h"

#include <algorithm>
#include <cassert>

namespace rpmsg_sim {

void ContentionTable::add_master(std::string name) {
  masters_.push_back(std::move(name));
  cells_.emplace_back();
}

void ContentionTable::add_place(std::string name, std::uint64_t base, std::uint64_t size) {
  places_.push_back({std::move(name), base, size});
}

// Neighbouring accesses meet the same place.
std::size_t ContentionTable::place_of(std::uint64_t address) {
  const auto contains = [address](const Place& place) { return address - place.base < place.size; };
  if (last_place_ < places_.size() && contains(places_[last_place_])) return last_place_;
  last_place_ =
      static_cast<std::size_t>(std::find_if(places_.begin(), places_.end(), contains) - places_.begin());
  return last_place_;
}

void ContentionTable::add(MasterId master, std::uint64_t address, const MemoryWait& wait) {
  assert(master < cells_.size());
  std::vector<Cell>& places = cells_[master];
  const std::size_t place = place_of(address);
  if (places.size() <= place) places.resize(places_.size() + 1);
  Cell& cell = places[place];
  if (cell.because_of.size() < masters_.size()) cell.because_of.resize(masters_.size(), 0);
  ++cell.accesses;
  cell.sum.bank += wait.bank;
  cell.sum.row += wait.row;
  cell.sum.bus += wait.bus;
  cell.sum.refresh += wait.refresh;
  if (wait.bank_of != kNoMaster) cell.because_of[wait.bank_of] += wait.bank;
  if (wait.bus_of != kNoMaster) cell.because_of[wait.bus_of] += wait.bus;
}

std::vector<ContentionRow> ContentionTable::rows() const {
  std::vector<ContentionRow> rows;
  for (std::size_t master = 0; master < cells_.size(); ++master) {
    for (std::size_t place = 0; place < cells_[master].size(); ++place) {
      const Cell& cell = cells_[master][place];
      if (cell.accesses == 0) continue;
      ContentionRow row;
      row.master = masters_[master];
      row.place = place < places_.size() ? places_[place].name : "other";
      row.accesses = cell.accesses;
      row.bank = cell.sum.bank;
      row.row = cell.sum.row;
      row.bus = cell.sum.bus;
      row.refresh = cell.sum.refresh;
      for (std::size_t other = 0; other < cell.because_of.size(); ++other) {
        if (other != master && cell.because_of[other] > 0) {
          row.because_of.push_back({masters_[other], cell.because_of[other]});
        }
      }
      std::stable_sort(row.because_of.begin(), row.because_of.end(),
                       [](const auto& a, const auto& b) { return a.time > b.time; });
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace rpmsg_sim
