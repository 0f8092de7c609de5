// Memories: DDR behind a controller with banks, and on-chip SRAM (OCRAM, TCM).
//
// Hardware: any part of the i.MX family; sizes and timing are parameters.
// Accurate: who gets the memory when (one access at a time per bank and per data bus, first come first
// served),
//   every byte, 32 and 64 byte bursts split as the port asks. Approximate: a bank is busy for one fixed time
//   per access. Not modelled: rows, refresh, read/write turnaround.
// Latency: `bank_busy` and `bus_busy` are occupancies; how long an initiator waits for its data after the
// grant
//   belongs to the path and is a property of the region (see platforms/*.yaml).
// Ports: `bus` (TLM-2.0 target, any width). Debug transport takes no time and books nothing.
// Example: tests/unit/memory/memory_test.cc.
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <tlm>

#include <algorithm>
#include <cstdint>
#include <systemc>
#include <vector>

#include "models/memory/backing_store.h"
#include "models/observe/event.h"

namespace rpmsg_sim {

struct MemoryTiming {
  unsigned banks = 1;         // power of two
  unsigned bank_shift = 12;   // lowest address bit of the bank number
  Picoseconds bank_busy = 0;  // how long an access keeps its bank
  Picoseconds bus_busy = 0;   // how long a burst keeps the data bus
  unsigned burst = 64;        // bytes per burst
};

class Memory : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket_optional<Memory> bus;

  Memory(sc_core::sc_module_name name, std::uint64_t size, const MemoryTiming& timing);

  // Books the access on the time line of its bank and of the data bus and returns when it is granted, which
  // is when it takes effect. `at` must not be before an earlier call's.
  Picoseconds book(std::uint64_t offset, std::uint64_t bytes, Picoseconds at) {
    Picoseconds& bank = bank_free_[(offset >> timing_.bank_shift) & bank_mask_];
    const Picoseconds granted = std::max({at, bank, bus_free_});
    Picoseconds bank_busy = one_burst_;
    Picoseconds bus_busy = timing_.bus_busy;
    if (__builtin_expect(bytes > timing_.burst, 0)) {
      bus_busy *= (bytes + timing_.burst - 1) / timing_.burst;
      bank_busy = std::max(timing_.bank_busy, bus_busy);
    }
    bank = granted + bank_busy;
    bus_free_ = granted + bus_busy;
    return granted;
  }

  // Debug transport: returns the number of bytes copied.
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);

  BackingStore& store() { return store_; }
  const BackingStore& store() const { return store_; }
  std::uint64_t size() const { return size_; }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

  bool copy(tlm::tlm_generic_payload& payload);

  std::uint64_t size_;
  MemoryTiming timing_;
  std::uint64_t bank_mask_;
  Picoseconds one_burst_;  // how long an access of one burst keeps its bank
  BackingStore store_;
  std::vector<Picoseconds> bank_free_;
  Picoseconds bus_free_ = 0;
};

}  // namespace rpmsg_sim
