// A device that gives back what was written to it: for clock gates, pin multiplexers and other set-up that
// software writes, and sometimes reads again, without needing an effect.
//
// Hardware: any block of plain registers (CCM, IOMUXC, GPR, RDC on i.MX).
// Accurate: nothing but storage; every byte starts at 0. Not modelled: reset values, set/clear/toggle
// aliases, status
//   bits that change by themselves (software that polls one waits for ever).
// Latency: none. Ports: bus (TLM-2.0 target).
// Example: tests/unit/soc/read_back_device_test.cc.
#pragma once

#include <cstdint>
#include <systemc>
#include <vector>

#include "models/registers/peripheral.h"

namespace rpmsg_sim {

class ReadBackDevice : public Peripheral, protected AccessTarget {
 public:
  static constexpr std::uint64_t kDefaultSize = 0x10000;
  RegisterPort bus;

  explicit ReadBackDevice(sc_core::sc_module_name name, std::uint64_t size = kDefaultSize);

 protected:
  std::uint64_t size() const override { return size_; }
  void read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data, unsigned length) override;
  void write(const AccessContext& context, std::uint64_t offset, const std::uint8_t* data,
             unsigned length) override;
  void debug_read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data,
                  unsigned length) const override;
  void debug_write(std::uint64_t offset, const std::uint8_t* data, unsigned length) override;

 private:
  std::uint64_t size_;
  std::vector<std::uint8_t> bytes_;  // up to the highest one written
};

}  // namespace rpmsg_sim
