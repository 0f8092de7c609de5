// Stands for a device that has no model: it reads 0, ignores writes and says who touched it.
//
// Hardware: whatever a platform lists as a stub.
// Accurate: nothing. Every access is served; the first one of each offset and direction is reported, so that
// a
//   polling loop does not flood the report (finding "stub_access").
// Latency: none. Ports: bus (TLM-2.0 target, as large as the region in front of it).
// Example: tests/unit/soc/stub_device_test.cc.
#pragma once

#include <cstdint>
#include <set>
#include <systemc>
#include <utility>

#include "models/registers/peripheral.h"

namespace rpmsg_sim {

class StubDevice : public Peripheral, private AccessTarget {
 public:
  // Reports stop after so many different places: a sweep over a large region must not fill the host's memory.
  static constexpr std::size_t kMostReports = 1024;
  RegisterPort bus;

  StubDevice(sc_core::sc_module_name name, FindingSink& findings);

 private:
  std::uint64_t size() const override { return ~std::uint64_t{0}; }
  void read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data, unsigned length) override;
  void write(const AccessContext& context, std::uint64_t offset, const std::uint8_t* data,
             unsigned length) override;
  void debug_read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data,
                  unsigned length) const override;
  void debug_write(std::uint64_t offset, const std::uint8_t* data, unsigned length) override;
  bool first_time(bool write, std::uint64_t offset);

  FindingSink& findings_;
  std::set<std::pair<bool, std::uint64_t>> reported_;
};

}  // namespace rpmsg_sim
