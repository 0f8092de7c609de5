// Decodes a remoteproc resource table: what firmware asks of the host that loads it.
//
// Layout: Linux include/linux/rsc_table.h. A header (version 1, number of entries, two reserved words, one
// offset per entry), then the entries, each starting with its type. The bytes come from an ELF file or from
// simulated memory and are hostile: nothing outside them is read, and whatever is wrong becomes one sentence
// in `problems`. What is not decoded: the configuration space of a vdev and the payload of vendor entries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/observe/ring_layout.h"

namespace rpmsg_sim {

// "Host, choose and write back" (FW_RSC_ADDR_ANY).
inline constexpr std::uint32_t kAnyAddress = 0xFFFFFFFF;
inline constexpr std::uint32_t kRpmsgDeviceId = 7;  // VIRTIO_ID_RPMSG

struct ResourceVring {
  std::size_t offset = 0;  // of this description, from the table's first byte; its first word is `address`
  std::uint32_t address = 0;
  std::uint32_t align = 0;
  std::uint32_t count = 0;
  std::uint32_t notify_id = 0;

  // The place is not the host's to choose, and a ring fits there.
  bool names_a_place() const {
    return address != 0 && address != kAnyAddress && ring_geometry_possible(count, align);
  }
};

struct ResourceVdev {
  std::uint32_t id = 0;
  std::uint32_t notify_id = 0;
  std::uint32_t device_features = 0;
  std::uint32_t driver_features = 0;
  std::uint32_t config_length = 0;  // bytes
  std::uint8_t status = 0;
  std::vector<ResourceVring> vrings;
};

// A carveout, a device memory or a trace buffer.
struct ResourceMemory {
  std::uint32_t type = 0;  // 0, 1 or 2
  std::uint32_t address = 0;
  std::uint32_t length = 0;
  std::string name;
};

struct ResourceTable {
  std::uint32_t version = 0;
  std::uint32_t entries = 0;  // as the header says
  std::vector<ResourceVdev> vdevs;
  std::vector<ResourceMemory> memories;
  std::vector<std::uint32_t> vendor_types;  // of entries that are handed to the platform
  std::vector<std::string> problems;
};

ResourceTable decode_resource_table(const std::uint8_t* bytes, std::size_t size);

}  // namespace rpmsg_sim
