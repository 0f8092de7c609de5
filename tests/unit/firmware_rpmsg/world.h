// Both RPMsg stacks in one process over plain memory.
//
// The memory lies at the addresses of the conformance vectors measured with Linux and RPMsg-Lite. A doorbell
// puts the ring's number into the peer's queue; `deliver_*` is the peer's interrupt. Every barrier and
// doorbell of the firmware calls `preempt`, so that a test can let the other side run in the middle of an
// operation.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "host/rpmsg_host.h"
#include "remote/rpmsg_remote.h"

namespace rpmsg_sim {

inline constexpr std::uintptr_t kVring0 = 0x55000000;
inline constexpr std::uintptr_t kVring1 = 0x55008000;
inline constexpr std::uintptr_t kTable = 0x550FF000;
inline constexpr std::uintptr_t kBuffers = 0x55400000;
inline constexpr std::size_t kMemorySize = 0x500000;

// Of a ring with 256 or 4 entries aligned to 4 KiB.
inline std::uintptr_t avail_address(std::uintptr_t ring, unsigned count) {
  return ring + 16 * count;
}
inline std::uintptr_t used_address(std::uintptr_t ring, unsigned count) {
  return ring + (count == 256 ? 0x2000 : 0x1000);
}

template <typename T>
T load(std::uintptr_t address) {
  T value;
  std::memcpy(&value, reinterpret_cast<const void*>(address), sizeof value);
  return value;
}

template <typename T>
void store(std::uintptr_t address, T value) {
  std::memcpy(reinterpret_cast<void*>(address), &value, sizeof value);
}

// Memory as the vectors write it: "00 04 xx".
std::string bytes(std::uintptr_t address, std::size_t size);

struct Core {
  std::deque<std::uint32_t> doorbells;  // arrived, not yet taken
  std::vector<std::uint32_t> rung;      // sent by this core, ever
  unsigned lock_depth = 0;
  std::uint64_t now_ms = 0;
  std::uint64_t timer_end_ms = 0;
  rpmsg_port port{};
};

class World {
 public:
  explicit World(unsigned count = 256);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  void start_remote();
  int start_host() { return rpmsg_host_init(&host, &host_config); }
  void start() {
    start_remote();
    ASSERT_EQ(start_host(), RPMSG_HOST_OK);
  }

  // The interrupts of either side, one doorbell at a time or all.
  bool deliver_one_to_host();
  bool deliver_one_to_remote();
  void deliver_to_host();
  void deliver_to_remote();
  void settle();  // both sides until all is quiet

  // Called by instrumented firmware before each access.
  static void on_access();

  unsigned count;
  Core host_core, remote_core;
  rpmsg_host host{};
  rpmsg_remote remote{};
  rpmsg_host_config host_config{};
  rpmsg_remote_config remote_config{};
  volatile rpmsg_resource_table& table = *reinterpret_cast<rpmsg_resource_table*>(kTable);
  bool host_processes = true;  // deliver_to_host also runs rpmsg_host_process

  std::function<void()> preempt = [] {};
  // Called once per millisecond for a core that sleeps without a doorbell.
  std::function<void(Core&)> on_sleep = [](Core&) {};

 private:
  void make_port(Core& core, Core& peer);
};

}  // namespace rpmsg_sim
