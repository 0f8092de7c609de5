// An independent judge of what a DDR controller tells the part: it knows the parameters and the list of
// commands, and nothing of how they were chosen.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "models/memory/ddr_controller.h"

namespace rpmsg_sim {

class DdrChecker : public DdrCommandSink {
 public:
  explicit DdrChecker(const DdrTiming& timing) : t_(timing) {}

  void on_command(const DdrCommandRecord& record) override { records_.push_back(record); }

  const std::vector<DdrCommandRecord>& records() const { return records_; }

  // What is wrong, one line each.
  std::vector<std::string> complaints() {
    std::stable_sort(records_.begin(), records_.end(), [](const auto& a, const auto& b) {
      return std::pair(a.time, order(a.command)) < std::pair(b.time, order(b.command));
    });
    for (const DdrCommandRecord& record : records_) check(record);
    return complaints_;
  }

 private:
  using Key = std::pair<unsigned, unsigned>;
  struct Bank {
    bool open = false;
    std::uint64_t row = 0;
    Picoseconds activated = 0, precharged = 0, read = 0, write = 0;
    bool has_activated = false, has_precharged = false, has_read = false, has_written = false;
  };
  struct Rank {
    std::deque<Picoseconds> activates;
    Picoseconds refreshed = 0;
    bool has_refreshed = false;
    Picoseconds last_write = 0, last_read = 0;
    bool has_written = false, has_read = false;
  };

  // Of commands at one time.
  static int order(DdrCommand command) {
    switch (command) {
      case DdrCommand::kPrecharge:
        return 0;
      case DdrCommand::kRefresh:
        return 1;
      case DdrCommand::kActivate:
        return 2;
      case DdrCommand::kRead:
      case DdrCommand::kWrite:
        break;
    }
    return 3;
  }

  void need(const DdrCommandRecord& record, bool applies, Picoseconds since, Picoseconds least,
            const char* rule) {
    if (applies && record.time < since + least) {
      complaints_.push_back(fmt::format("{} at {} ps, rank {}, bank {}: {} ps after {}, needs {}", rule,
                                        record.time, record.rank, record.bank, record.time - since, since,
                                        least));
    }
  }
  void wrong(const DdrCommandRecord& record, const char* what) {
    complaints_.push_back(
        fmt::format("{} at {} ps, rank {}, bank {}", what, record.time, record.rank, record.bank));
  }

  void check(const DdrCommandRecord& record) {
    Bank& bank = banks_[Key(record.rank, record.bank)];
    Rank& rank = ranks_[record.rank];
    switch (record.command) {
      case DdrCommand::kActivate:
        activate(record, bank, rank);
        break;
      case DdrCommand::kPrecharge:
        precharge(record, bank);
        break;
      case DdrCommand::kRead:
        read(record, bank, rank);
        break;
      case DdrCommand::kWrite:
        write(record, bank, rank);
        break;
      case DdrCommand::kRefresh:
        refresh(record, rank);
        break;
    }
  }

  void activate(const DdrCommandRecord& record, Bank& bank, Rank& rank) {
    if (bank.open) wrong(record, "activate of an open bank");
    need(record, bank.has_precharged, bank.precharged, t_.rp, "tRP");
    need(record, bank.has_activated, bank.activated, t_.rc, "tRC");
    need(record, rank.has_refreshed, rank.refreshed, t_.rfc, "tRFC");
    if (!rank.activates.empty()) need(record, true, rank.activates.back(), t_.rrd, "tRRD");
    if (rank.activates.size() == 4) need(record, true, rank.activates.front(), t_.faw, "tFAW");
    rank.activates.push_back(record.time);
    if (rank.activates.size() > 4) rank.activates.pop_front();
    bank.open = bank.has_activated = true;
    bank.row = record.row;
    bank.activated = record.time;
    bank.has_read = bank.has_written = false;
  }

  void precharge(const DdrCommandRecord& record, Bank& bank) {
    if (!bank.open) wrong(record, "precharge of a closed bank");
    need(record, bank.has_activated, bank.activated, t_.ras, "tRAS");
    need(record, bank.has_read, bank.read, t_.rtp, "tRTP");
    need(record, bank.has_written, bank.write, t_.wl + t_.burst + t_.wr, "tWR");
    bank.open = false;
    bank.has_precharged = true;
    bank.precharged = record.time;
  }

  void column(const DdrCommandRecord& record, const Bank& bank, Picoseconds data) {
    if (!bank.open || bank.row != record.row) wrong(record, "read or write of a row that is not open");
    need(record, bank.has_activated, bank.activated, t_.rcd, "tRCD");
    need(record, has_column_, last_column_, t_.ccd, "tCCD");
    if (has_column_ && data < data_end_ + (record.rank != last_rank_ ? t_.rank_switch : 0)) {
      wrong(record, "data on a bus that is busy");
    }
    has_column_ = true;
    last_column_ = record.time;
    last_rank_ = record.rank;
    data_end_ = data + t_.burst;
  }

  void read(const DdrCommandRecord& record, Bank& bank, Rank& rank) {
    need(record, rank.has_written, rank.last_write, t_.write_to_read, "write to read");
    column(record, bank, record.time + t_.rl);
    bank.has_read = true;
    bank.read = record.time;
    rank.has_read = true;
    rank.last_read = record.time;
  }

  void write(const DdrCommandRecord& record, Bank& bank, Rank& rank) {
    need(record, rank.has_read, rank.last_read, t_.read_to_write, "read to write");
    column(record, bank, record.time + t_.wl);
    bank.has_written = rank.has_written = true;
    bank.write = rank.last_write = record.time;
  }

  void refresh(const DdrCommandRecord& record, Rank& rank) {
    for (auto& [key, bank] : banks_) {
      if (key.first != record.rank) continue;
      if (bank.open) wrong(record, "refresh with an open bank");
      need(record, bank.has_precharged, bank.precharged, t_.rp, "tRP before refresh");
      need(record, bank.has_activated, bank.activated, t_.rc, "tRC before refresh");
    }
    need(record, rank.has_refreshed, rank.refreshed, t_.rfc, "tRFC");
    // JEDEC lets a controller postpone a few refreshes; the next is due one interval after the last was.
    if (record.time > (refreshes_[record.rank] + 2) * t_.refi) wrong(record, "refresh too late");
    ++refreshes_[record.rank];
    rank.has_refreshed = true;
    rank.refreshed = record.time;
  }

  DdrTiming t_;
  std::vector<DdrCommandRecord> records_;
  std::vector<std::string> complaints_;
  std::map<Key, Bank> banks_;
  std::map<unsigned, Rank> ranks_;
  std::map<unsigned, std::uint64_t> refreshes_;
  bool has_column_ = false;
  Picoseconds last_column_ = 0, data_end_ = 0;
  unsigned last_rank_ = 0;
};

}  // namespace rpmsg_sim
