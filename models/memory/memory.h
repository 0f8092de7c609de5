// Memories: DDR behind a controller, and on-chip SRAM (OCRAM, TCM).
//
// Hardware: any part of the i.MX family; sizes and timing are parameters.
// Accurate: who gets the memory when, every byte. A memory with a DRAM part is timed by a DdrController (see
// there);
//   any other has banks that are busy for one fixed time per access and a data bus, first come first served.
// Latency: how long an initiator waits for its data after `done` belongs to the path and is a property of the
// region
//   (see platforms/*.yaml).
// Ports: `bus` (TLM-2.0 target, any width), whose user is master 0. Debug transport takes no time and books
// nothing. Example: tests/unit/memory/memory_test.cc.
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <tlm>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "models/memory/backing_store.h"
#include "models/memory/ddr_controller.h"
#include "models/observe/event.h"

namespace rpmsg_sim {

struct MemoryTiming {
  unsigned banks = 1;         // power of two
  unsigned bank_shift = 12;   // lowest address bit of the bank number
  Picoseconds bank_busy = 0;  // how long an access keeps its bank
  Picoseconds bus_busy = 0;   // how long a burst keeps the data bus
  unsigned burst = 64;        // bytes per burst
};

struct MemoryGrant {
  Picoseconds at = 0;                // the access takes effect
  Picoseconds done = 0;              // its data has left the memory, or is in it
  const MemoryWait* wait = nullptr;  // what it waited for, if the memory can say; valid until the next access
};

class Memory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket_optional<Memory> bus;

  Memory(sc_core::sc_module_name name, std::uint64_t size, const MemoryTiming& timing);
  Memory(sc_core::sc_module_name name, std::uint64_t size, const DdrTiming& timing, const DdrAddressMap& map);

  // Books the access of `master` (index of an initiator). `at` must not be before an earlier call's.
  MemoryGrant book(MasterId master, std::uint64_t offset, std::uint64_t bytes, bool write, Picoseconds at) {
    if (ddr_ != nullptr) return book_ddr(master, offset, bytes, write, at);
    Picoseconds& bank = bank_free_[(offset >> timing_.bank_shift) & (timing_.banks - 1)];
    const Picoseconds granted = std::max({at, bank, bus_free_});
    if (bytes <= timing_.burst) {
      bank = granted + one_burst_;
      bus_free_ = granted + timing_.bus_busy;
      return {granted, granted, nullptr};
    }
    const std::uint64_t bursts = (bytes + timing_.burst - 1) / timing_.burst;
    bank = granted + std::max(timing_.bank_busy, bursts * timing_.bus_busy);
    bus_free_ = granted + bursts * timing_.bus_busy;
    return {granted, granted, nullptr};
  }

  // What an access costs that finds its row open and nobody in its way.
  Picoseconds hit_latency() const { return ddr_ == nullptr ? 0 : ddr_->timing().rl + ddr_->timing().burst; }
  // The controller, if this is DRAM.
  DdrController* ddr() { return ddr_.get(); }

  // Debug transport: returns the number of bytes copied.
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);

  BackingStore& store() { return store_; }
  const BackingStore& store() const { return store_; }
  std::uint64_t size() const { return size_; }

 private:
  MemoryGrant book_ddr(MasterId master, std::uint64_t offset, std::uint64_t bytes, bool write,
                       Picoseconds at);
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

  bool copy(tlm::tlm_generic_payload& payload);

  std::uint64_t size_;
  MemoryTiming timing_;
  Picoseconds one_burst_;  // how long an access of one burst keeps its bank
  BackingStore store_;
  std::vector<Picoseconds> bank_free_;
  Picoseconds bus_free_ = 0;
  std::unique_ptr<DdrController> ddr_;
  DdrGrant last_;
};

}  // namespace rpmsg_sim
