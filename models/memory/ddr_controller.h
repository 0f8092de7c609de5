// A DDR controller with ranks, banks and rows.
//
// Hardware: the uMCTL2-like controllers of the i.MX family in front of DDR3(L) and LPDDR4(X).
// Accurate: open page policy; activate, precharge, read, write and refresh no earlier than the part allows;
//   turnaround of the data bus; first come first served; who waited for what, and because of whom.
// Approximate: commands start at any picosecond rather than on clock edges; all ranks refresh together, as
//   soon as the request being served lets them. Not modelled: contention on the command bus, re-ordering,
//   write buffering inside the controller, per-bank refresh, power-down, temperature.
// Latency: DdrTiming; the path from a master to the controller and back belongs to the region
//   (platforms/*.yaml).
// Ports: none; Memory owns one and books every access on it. Background masters are pulled in: traffic up to
//   the time of an access is booked when that access is, so that it costs no simulation event and no core's
//   horizon.
// Example: tests/unit/memory/ddr_controller_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/memory/ddr_timing.h"
#include "models/observe/event.h"
#include "models/observe/memory_wait.h"

namespace rpmsg_sim {

enum class DdrCommand : std::uint8_t { kActivate, kPrecharge, kRead, kWrite, kRefresh };

// What the controller told the part, for checkers. kRefresh: bank and row are 0.
struct DdrCommandRecord {
  Picoseconds time;
  DdrCommand command;
  unsigned rank;
  unsigned bank;
  std::uint64_t row;
};

class DdrCommandSink {
 public:
  virtual ~DdrCommandSink() = default;
  // Commands of one bank come in order of time; those of different banks may not.
  virtual void on_command(const DdrCommandRecord& record) = 0;
};

struct DdrGrant {
  Picoseconds at = 0;    // column command of the first burst: the access takes effect
  Picoseconds done = 0;  // the last burst's last data
  MemoryWait wait;       // of the first burst
};

// A master that loads the memory without being simulated instruction by instruction.
class BackgroundMaster {
 public:
  virtual ~BackgroundMaster() = default;
  // When its next burst arrives; kNever: no more. Does not decrease.
  virtual Picoseconds next_arrival() const = 0;
  struct Burst {
    std::uint64_t offset;
    bool write;
  };
  virtual Burst next_burst() const = 0;
  // The burst has been served and its data was through at `done`.
  virtual void served(Picoseconds done) = 0;
  // Lets every burst of another master pass that arrives before this one's starts.
  virtual bool yields() const = 0;
};

struct DdrStatistics {
  std::uint64_t reads = 0;   // bursts
  std::uint64_t writes = 0;  // bursts
  std::uint64_t row_hits = 0;
  std::uint64_t row_closed = 0;     // bank was precharged
  std::uint64_t row_conflicts = 0;  // another row was open
  std::uint64_t refreshes = 0;      // per rank
  Picoseconds bus_busy = 0;         // data on the bus
};

// What one master had, and what it waited for.
struct DdrMasterStatistics {
  std::uint64_t bytes = 0;
  Picoseconds bank = 0;
  Picoseconds row = 0;
  Picoseconds bus = 0;
  Picoseconds refresh = 0;
  std::vector<Picoseconds> because_of;  // by master: bank and bus time that its use cost this one
};

class DdrController {
 public:
  DdrController(const DdrTiming& timing, const DdrAddressMap& map);

  // Index of a new master. `background` (outlives the controller) is pulled along with time.
  MasterId add_master(BackgroundMaster* background = nullptr);

  // Books `bytes` bytes at `offset` for a request that reaches the controller at `at`, which must not be
  // before an earlier call's.
  DdrGrant book(MasterId master, std::uint64_t offset, std::uint64_t bytes, bool write, Picoseconds at);
  // Serves the background's bursts that arrive up to `time`: at the end of a run, for the statistics.
  void advance(Picoseconds time);

  const DdrStatistics& statistics() const { return statistics_; }
  const DdrMasterStatistics& statistics(MasterId master) const { return masters_[master]; }
  std::size_t masters() const { return masters_.size(); }
  const DdrTiming& timing() const { return timing_; }
  void set_sink(DdrCommandSink* sink) { sink_ = sink; }

 private:
  // Each time is the earliest for the command it is named after.
  struct Bank {
    bool open = false;
    std::uint64_t row = 0;
    Picoseconds column = 0;     // of the open row
    Picoseconds precharge = 0;  // of the open row
    Picoseconds activate = 0;   // of the next row
    MasterId user = kNoMaster;  // whose access was the last
  };
  struct Rank {
    std::vector<Bank> banks;
    std::array<Picoseconds, 4> windows{};  // ends of the last four activates' tFAW, the oldest at `oldest`
    unsigned oldest = 0;
    Picoseconds activate = 0;
    Picoseconds read = 0;
    Picoseconds write = 0;
    Picoseconds refreshed = 0;  // end of the last refresh
  };
  struct Plan {
    bool hit = false;
    Picoseconds precharge = kNever;  // kNever: none needed
    Picoseconds activate = kNever;
    Picoseconds column = 0;
    MemoryWait wait;
  };

  DdrGrant serve(MasterId master, std::uint64_t offset, bool write, Picoseconds at);
  Plan plan(const Rank& rank, unsigned rank_index, const Bank& bank, std::uint64_t row, bool write,
            Picoseconds at) const;
  Picoseconds bus_free(const Rank& rank, unsigned rank_index, bool write) const;
  void transfer(Picoseconds column, unsigned rank_index, unsigned bank_index, bool write, MasterId master);
  void commit(const Plan& plan, unsigned rank_index, unsigned bank_index, std::uint64_t row, bool write,
              MasterId master);
  void refresh_before(Picoseconds column);
  void refresh_all();
  void refresh_rank(unsigned index);
  void emit(Picoseconds time, DdrCommand command, unsigned rank, unsigned bank, std::uint64_t row) {
    if (sink_ != nullptr) sink_->on_command({time, command, rank, bank, row});
  }
  void account(MasterId master, const MemoryWait& wait);
  Picoseconds arrival_of(const BackgroundMaster& master) const;
  MasterId next_background(Picoseconds until) const;

  DdrTiming timing_;
  DdrAddressMap map_;
  Picoseconds other_write_to_read_;  // between ranks
  Picoseconds other_read_to_write_;
  std::vector<Rank> ranks_;
  Picoseconds next_refresh_;
  Picoseconds column_ = 0;  // the data bus is free for the next read or write
  unsigned last_rank_ = 0;
  MasterId bus_user_ = kNoMaster;
  DdrStatistics statistics_;
  std::vector<DdrMasterStatistics> masters_;
  std::vector<BackgroundMaster*> background_;  // by master; null: none
  bool any_background_ = false;
  DdrCommandSink* sink_ = nullptr;
};

}  // namespace rpmsg_sim
