#include "models/memory/ddr_controller.h"

#include <algorithm>
#include <cassert>

namespace rpmsg_sim {

namespace {

// The least time between column commands so that data which starts after `next` does not meet data which ends
// after `before`.
Picoseconds apart(const DdrTiming& timing, Picoseconds before, Picoseconds gap, Picoseconds next) {
  const Picoseconds end = before + timing.burst + gap;
  return std::max(timing.ccd, end - std::min(end, next));
}

}  // namespace

DdrController::DdrController(const DdrTiming& timing, const DdrAddressMap& map)
    : timing_(timing),
      map_(map),
      other_write_to_read_(apart(timing, timing.wl, timing.rank_switch, timing.rl)),
      other_read_to_write_(apart(timing, timing.rl, timing.rank_switch, timing.wl)),
      ranks_(map.ranks()),
      next_refresh_(timing.refi == 0 ? kNever : timing.refi) {
  assert((timing.burst_bytes & (timing.burst_bytes - 1)) == 0 && timing.burst_bytes > 0);
  assert(timing.ccd >= timing.burst);
  assert(timing.refi == 0 || timing.refi > timing.rfc + timing.ras + timing.rp);
  timing_.write_to_read = std::max(timing.write_to_read, apart(timing, timing.wl, 0, timing.rl));
  timing_.read_to_write = std::max(timing.read_to_write, apart(timing, timing.rl, 0, timing.wl));
  for (Rank& rank : ranks_) rank.banks.resize(map.banks());
}

MasterId DdrController::add_master(BackgroundMaster* background) {
  const auto index = static_cast<MasterId>(masters_.size());
  masters_.emplace_back();
  for (DdrMasterStatistics& master : masters_) master.because_of.resize(masters_.size(), 0);
  background_.push_back(background);
  any_background_ = any_background_ || background != nullptr;
  return index;
}

DdrGrant DdrController::book(MasterId master, std::uint64_t offset, std::uint64_t bytes, bool write,
                             Picoseconds at) {
  if (any_background_) advance(at);
  const std::uint64_t burst = timing_.burst_bytes;
  const std::uint64_t end = offset + std::max<std::uint64_t>(bytes, 1);
  DdrGrant grant = serve(master, offset, write, at);
  for (std::uint64_t next = (offset | (burst - 1)) + 1; next < end; next += burst) {
    grant.done = serve(master, next, write, at).done;
  }
  masters_[master].bytes += bytes;
  return grant;
}

// A master that yields arrives when nobody has the data bus.
Picoseconds DdrController::arrival_of(const BackgroundMaster& master) const {
  const Picoseconds arrival = master.next_arrival();
  return master.yields() && arrival != kNever ? std::max(arrival, column_) : arrival;
}

// Whose burst is the next of those that have arrived by `until`: the earliest, then the lowest index. One
// that yields must have arrived before.
MasterId DdrController::next_background(Picoseconds until) const {
  MasterId found = kNoMaster;
  Picoseconds earliest = kNever;
  for (MasterId i = 0; i < background_.size(); ++i) {
    if (background_[i] == nullptr) continue;
    const Picoseconds arrival = arrival_of(*background_[i]);
    if (arrival >= earliest || arrival > until || (arrival == until && background_[i]->yields())) continue;
    found = i;
    earliest = arrival;
  }
  return found;
}

void DdrController::advance(Picoseconds time) {
  for (MasterId i = next_background(time); i != kNoMaster; i = next_background(time)) {
    BackgroundMaster& master = *background_[i];
    const BackgroundMaster::Burst burst = master.next_burst();
    masters_[i].bytes += timing_.burst_bytes;
    master.served(serve(i, burst.offset, burst.write, arrival_of(master)).done);
  }
}

DdrGrant DdrController::serve(MasterId master, std::uint64_t offset, bool write, Picoseconds at) {
  const auto rank_index = static_cast<unsigned>(map_.rank.of(offset));
  const auto bank_index = static_cast<unsigned>(map_.bank.of(offset));
  const std::uint64_t row = map_.row.of(offset);
  const Rank& rank = ranks_[rank_index];
  const Bank& bank = rank.banks[bank_index];
  const Picoseconds to_end = (write ? timing_.wl : timing_.rl) + timing_.burst;

  // Most find their row open and wait for the data bus at most: what plan() comes to then, by a comparison.
  if (bank.open && bank.row == row && at >= std::max(rank.refreshed, bank.column)) {
    const Picoseconds column = std::max(at, bus_free(rank, rank_index, write));
    if (column < next_refresh_) {
      MemoryWait wait;
      if (column > at) {
        wait.bus = column - at;
        wait.bus_of = bus_user_;
        account(master, wait);
      }
      ++statistics_.row_hits;
      transfer(column, rank_index, bank_index, write, master);
      return {column, column + to_end, wait};
    }
  }
  Plan chosen = plan(rank, rank_index, bank, row, write, at);
  while (chosen.column >= next_refresh_) {
    refresh_before(chosen.column);
    chosen = plan(rank, rank_index, bank, row, write, at);
  }
  commit(chosen, rank_index, bank_index, row, write, master);
  account(master, chosen.wait);
  return {chosen.column, chosen.column + to_end, chosen.wait};
}

// From when on the data bus and its turnaround allow a read or write of the rank.
inline Picoseconds DdrController::bus_free(const Rank& rank, unsigned rank_index, bool write) const {
  const bool other_rank = rank_index != last_rank_ && bus_user_ != kNoMaster;
  const Picoseconds bus = other_rank ? column_ + timing_.rank_switch : column_;
  return std::max(bus, write ? rank.write : rank.read);
}

// The earliest commands that serve a request, and what each step of them waited for.
DdrController::Plan DdrController::plan(const Rank& rank, unsigned rank_index, const Bank& bank,
                                        std::uint64_t row, bool write, Picoseconds at) const {
  Plan plan;
  plan.hit = bank.open && bank.row == row;
  Picoseconds time = at;
  // What it takes until `until` is charged to `share`.
  const auto wait_until = [&time](Picoseconds until, Picoseconds& share) {
    if (until <= time) return false;
    share += until - time;
    time = until;
    return true;
  };
  wait_until(rank.refreshed, plan.wait.refresh);
  if (plan.hit) {
    if (wait_until(bank.column, plan.wait.bank)) plan.wait.bank_of = bank.user;
  } else {
    if (bank.open) {
      if (wait_until(bank.precharge, plan.wait.bank)) plan.wait.bank_of = bank.user;
      plan.precharge = time;
      wait_until(time + timing_.rp, plan.wait.row);
      if (wait_until(bank.activate, plan.wait.bank)) plan.wait.bank_of = bank.user;
    }
    if (wait_until(std::max(rank.activate, rank.windows[rank.oldest]), plan.wait.bus)) {
      plan.wait.bus_of = bus_user_;
    }
    plan.activate = time;
    wait_until(time + timing_.rcd, plan.wait.row);
  }
  if (wait_until(bus_free(rank, rank_index, write), plan.wait.bus)) plan.wait.bus_of = bus_user_;
  plan.column = time;
  return plan;
}

void DdrController::commit(const Plan& plan, unsigned rank_index, unsigned bank_index, std::uint64_t row,
                           bool write, MasterId master) {
  Rank& rank = ranks_[rank_index];
  Bank& bank = rank.banks[bank_index];
  if (plan.hit) {
    ++statistics_.row_hits;
  } else {
    ++(bank.open ? statistics_.row_conflicts : statistics_.row_closed);
    if (bank.open) emit(plan.precharge, DdrCommand::kPrecharge, rank_index, bank_index, bank.row);
    emit(plan.activate, DdrCommand::kActivate, rank_index, bank_index, row);
    bank.open = true;
    bank.row = row;
    bank.column = plan.activate + timing_.rcd;
    bank.precharge = plan.activate + timing_.ras;
    bank.activate = plan.activate + timing_.rc;
    rank.activate = plan.activate + timing_.rrd;
    rank.windows[rank.oldest] = plan.activate + timing_.faw;
    rank.oldest = (rank.oldest + 1) % 4;
  }
  transfer(plan.column, rank_index, bank_index, write, master);
}

// The read or write at `column`, of the bank's open row.
inline void DdrController::transfer(Picoseconds column, unsigned rank_index, unsigned bank_index, bool write,
                                    MasterId master) {
  Rank& rank = ranks_[rank_index];
  Bank& bank = rank.banks[bank_index];
  emit(column, write ? DdrCommand::kWrite : DdrCommand::kRead, rank_index, bank_index, bank.row);
  bank.precharge =
      std::max(bank.precharge, column + (write ? timing_.wl + timing_.burst + timing_.wr : timing_.rtp));
  bank.user = master;
  for (Rank& other : ranks_) {
    const bool same = &other == &rank;
    if (write) {
      other.read = std::max(other.read, column + (same ? timing_.write_to_read : other_write_to_read_));
    } else {
      other.write = std::max(other.write, column + (same ? timing_.read_to_write : other_read_to_write_));
    }
  }
  column_ = column + timing_.ccd;
  last_rank_ = rank_index;
  bus_user_ = master;
  ++(write ? statistics_.writes : statistics_.reads);
  statistics_.bus_busy += timing_.burst;
}

// The refresh that is due, because a read or write would come at `column`.
void DdrController::refresh_before(Picoseconds column) {
  // Those that fell wholly into idle time were on time and closed everything: the last of them is enough.
  const std::uint64_t due = (column - next_refresh_) / timing_.refi;
  if (due > 1 && sink_ == nullptr) {
    refresh_all();
    next_refresh_ += (due - 1) * timing_.refi;
    statistics_.refreshes += (due - 1) * ranks_.size();
  }
  refresh_all();
}

void DdrController::refresh_all() {
  for (unsigned i = 0; i < ranks_.size(); ++i) refresh_rank(i);
  statistics_.refreshes += ranks_.size();
  next_refresh_ += timing_.refi;
}

void DdrController::refresh_rank(unsigned index) {
  Rank& rank = ranks_[index];
  Picoseconds start = next_refresh_;
  for (unsigned i = 0; i < rank.banks.size(); ++i) {
    const Bank& bank = rank.banks[i];
    if (bank.open) {
      const Picoseconds precharge = std::max(bank.precharge, next_refresh_);
      emit(precharge, DdrCommand::kPrecharge, index, i, bank.row);
      start = std::max({start, precharge + timing_.rp, bank.activate});
    }
  }
  emit(start, DdrCommand::kRefresh, index, 0, 0);
  for (Bank& bank : rank.banks) {
    bank.open = false;
    bank.user = kNoMaster;
  }
  rank.refreshed = start + timing_.rfc;
}

void DdrController::account(MasterId master, const MemoryWait& wait) {
  DdrMasterStatistics& own = masters_[master];
  own.bank += wait.bank;
  own.row += wait.row;
  own.bus += wait.bus;
  own.refresh += wait.refresh;
  if (wait.bank_of != kNoMaster) own.because_of[wait.bank_of] += wait.bank;
  if (wait.bus_of != kNoMaster) own.because_of[wait.bus_of] += wait.bus;
}

}  // namespace rpmsg_sim
