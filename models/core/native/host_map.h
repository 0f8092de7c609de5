// The simulated memory as native firmware sees it: at its own addresses in the host's address space.
//
// Windows are mapped when firmware first touches them, since parts of the low address space may belong to
// others (valgrind, sanitizers). Device registers get a page of ordinary memory each, into which the executor
// puts what the device answers. All native cores of a process share one map.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/interconnect/interconnect.h"

namespace rpmsg_sim {

class HostMap {
 public:
  static constexpr std::uint64_t kPage = 4096;
  // An ordinary user cannot map anything below; so nobody does, and a null pointer is caught for everybody
  // alike.
  static constexpr std::uint64_t kLowest = 0x10000;
  static constexpr std::uint64_t kWindow = std::uint64_t{2} << 20;  // the most that is mapped at once
  static constexpr std::uint64_t kLimit = std::uint64_t{1}
                                          << 32;  // simulated addresses of native images end here

  HostMap();
  ~HostMap();
  HostMap(const HostMap&) = delete;
  HostMap& operator=(const HostMap&) = delete;

  bool mapped(std::uint64_t address) const { return address < kLimit && pages_[address / kPage] != kNothing; }
  // Whether the page there stands for the registers of a device.
  bool is_device(std::uint64_t address) const {
    return address < kLimit && pages_[address / kPage] == kRegisters;
  }

  // The mapped window around `address`, first and one past the last; empty if there is none.
  std::pair<std::uint64_t, std::uint64_t> window(std::uint64_t address) const;

  // Maps a window around `address` of the region; false when the host address is taken.
  bool map_region(const Region& region, std::uint64_t address);
  // Anonymous memory for an image's code.
  void map_code(std::uint64_t base, const std::vector<std::uint8_t>& code, std::uint64_t size);

  // Pages of devices and of shared memory become inaccessible except inside an announced access (audit mode).
  void set_accessible(std::uint64_t address, unsigned size, bool accessible);

 private:
  enum PageUse : std::uint8_t { kNothing, kBytes, kRegisters };
  void mark(std::uint64_t base, std::uint64_t size, PageUse use);

  struct Window {
    std::uint64_t size;
    const Memory* memory;
    std::uint64_t offset;
  };
  std::vector<PageUse> pages_;               // a byte each, since every slow access asks
  std::map<std::uint64_t, Window> windows_;  // by host address
};

}  // namespace rpmsg_sim
