// The bus fabric: who sees what at which address, and who has to wait.
//
// Hardware: the i.MX network interconnect and peripheral bridges, reduced to decode and one port per target.
// Accurate: decode and aliases per initiator, refusal of what is not mapped, order of accesses to one target.
// Approximate: path latency is a constant per initiator and region. Not modelled: outstanding-transaction
// limits,
//   re-ordering, quality of service.
// Latency: from the region (`read`, `write`); waiting for a busy target comes on top and is counted per
// initiator. Ports: one target socket per initiator (`port(i)`), one initiator socket per device port.
// Example: tests/unit/interconnect/interconnect_test.cc.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <tlm>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <systemc>
#include <vector>

#include "models/interconnect/direct_port.h"
#include "models/interconnect/initiator.h"
#include "models/interconnect/private_device.h"
#include "models/memory/memory.h"
#include "models/observe/event.h"

namespace rpmsg_sim {

inline constexpr int kShared = -1;

// One window of one initiator's address map.
struct Region {
  std::string name;
  std::uint64_t base = 0;
  std::uint64_t size = 0;
  // What answers: exactly one of these.
  Memory* memory = nullptr;
  int device_port = -1;
  PrivateDevice* private_device = nullptr;
  std::uint64_t target_offset = 0;   // of the window's first byte, in the memory or device
  std::uint64_t system_address = 0;  // the address that identifies the window's first byte in logs
  int owner = kShared;               // index of the initiator whose private memory this is
  bool foreign = false;              // private to another initiator, and this one may not touch it
  Picoseconds read_latency = 0;      // memory: from grant to data; device: whole access
  Picoseconds write_latency = 0;  // memory: time a posted write occupies the initiator; device: whole access
  // Private memory: cycles on top of the instruction itself.
  unsigned private_read_cycles = 0;
  unsigned private_write_cycles = 0;

  // Filled in by add_region(): memory of everyone, which needs booking and nothing else.
  bool plain_shared = false;

  bool contains(std::uint64_t address) const { return address - base < size; }
  std::uint64_t offset_of(std::uint64_t address) const { return address - base + target_offset; }
  std::uint64_t system_of(std::uint64_t address) const { return address - base + system_address; }
};

struct InitiatorStatistics {
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  Picoseconds waited = 0;  // for targets that were busy
};

class Interconnect : public sc_core::sc_module {
 public:
  // SystemC wants all sockets to exist when the module does: the most initiators and device ports there may
  // be.
  Interconnect(sc_core::sc_module_name name, unsigned initiators, unsigned devices);
  ~Interconnect() override;

  // Index of the new initiator; its transactions arrive at port(index).
  unsigned add_initiator(SourceId source);
  tlm_utils::simple_target_socket_tagged_optional<Interconnect>& port(unsigned initiator);

  // Index for Region::device_port. The device keeps its port for `busy` per access.
  int add_device(tlm::tlm_base_target_socket_b<>& socket, Picoseconds busy);

  // Regions of one initiator must not overlap.
  void add_region(unsigned initiator, const Region& region);
  const std::vector<Region>& regions(unsigned initiator) const;

  // The region that contains `address`, or null. Valid until the next add_region().
  const Region* decode(unsigned initiator, std::uint64_t address) const {
    const std::uint64_t page = address / kPage;
    if (page < kPages) {
      const std::uint8_t index = pages_[initiator][page];
      if (index != kSearch) return index == kNothing ? nullptr : &maps_[initiator][index];
    }
    return search(initiator, address);
  }

  // When a device port is free again.
  Picoseconds device_free(int device_port) const { return devices_[static_cast<unsigned>(device_port)].free; }

  // A timed access to a device at `time`, not before device_free(). `data` is read or written.
  tlm::tlm_response_status access_device(unsigned initiator, const Region& region, std::uint64_t address,
                                         bool write, std::uint8_t* data, unsigned size, Picoseconds time) {
    Device& device = devices_[static_cast<unsigned>(region.device_port)];
    device.free = std::max(device.free, time) + device.busy;
    InitiatorStatistics& statistics = statistics_[initiator];
    ++(write ? statistics.writes : statistics.reads);
    if (device.direct == nullptr) return transport(initiator, region, address, write, data, size, time);
    const std::uint64_t offset = region.offset_of(address);
    const SourceId source = initiators_[initiator].source;
    const bool served = write ? device.direct->direct_write(time, source, offset, data, size)
                              : device.direct->direct_read(time, source, offset, data, size);
    return served ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  // Without effect and without time; false if the device does not answer. `time` is now.
  bool peek_device(const Region& region, std::uint64_t address, std::uint8_t* data, unsigned size,
                   Picoseconds time);

  // Books memory time for an access. `statistics` are the initiator's.
  MemoryGrant book_memory(InitiatorStatistics& statistics, unsigned initiator, const Region& region,
                          std::uint64_t address, bool write, unsigned size, Picoseconds time) {
    ++(write ? statistics.writes : statistics.reads);
    const MemoryGrant grant =
        region.memory->book(static_cast<MasterId>(initiator), region.offset_of(address), size, write, time);
    if (__builtin_expect(grant.at != time, 0)) statistics.waited += grant.at - time;
    return grant;
  }

  MemoryGrant book_memory(unsigned initiator, const Region& region, std::uint64_t address, bool write,
                          unsigned size, Picoseconds time) {
    return book_memory(statistics_[initiator], initiator, region, address, write, size, time);
  }

  const InitiatorStatistics& statistics(unsigned initiator) const { return statistics_[initiator]; }
  InitiatorStatistics& statistics(unsigned initiator) { return statistics_[initiator]; }

 private:
  using DeviceSocket = tlm_utils::simple_initiator_socket_optional<Interconnect>;
  using InitiatorSocket = tlm_utils::simple_target_socket_tagged_optional<Interconnect>;

  struct Device {
    Picoseconds busy = 0;
    Picoseconds free = 0;
    DirectPort* direct = nullptr;  // if the target is one
  };

  // Whole pages of the first 4 GiB are found by a table: index in the map, kNothing, or kSearch for the rest.
  static constexpr std::uint64_t kPage = 4096;
  static constexpr std::uint64_t kPages = (std::uint64_t{1} << 32) / kPage;
  static constexpr std::uint8_t kNothing = 255;
  static constexpr std::uint8_t kSearch = 254;

  const Region* search(unsigned initiator, std::uint64_t address) const;
  tlm::tlm_response_status transport(unsigned initiator, const Region& region, std::uint64_t address,
                                     bool write, std::uint8_t* data, unsigned size, Picoseconds time);
  void b_transport(int initiator, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(int initiator, tlm::tlm_generic_payload& payload);

  sc_core::sc_vector<InitiatorSocket> ports_;
  sc_core::sc_vector<DeviceSocket> device_sockets_;
  std::vector<Device> devices_;                   // those in use
  std::vector<std::vector<Region>> maps_;         // by initiator
  std::vector<std::vector<std::uint8_t>> pages_;  // by initiator
  std::deque<InitiatorStatistics> statistics_;    // a deque keeps references valid
  std::vector<Initiator> initiators_;
  tlm::tlm_generic_payload payload_;
};

}  // namespace rpmsg_sim
