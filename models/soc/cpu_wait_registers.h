// A block of plain registers, one bit of which makes a core wait on its way out of reset.
//
// Hardware: IOMUXC_GPR of i.MX 8MN and 8MP (GPR22 at 0x58, bit 0), BLK_CTRL_S_AONMIX of i.MX 93 (M33_CFG at
// 0x60,
//   bit 2); which one is a parameter. Sources: TF-A plat/imx/imx8m/gpc_common.c, plat/imx/imx93.
// Accurate: the bit, by the rules of StartGate; it is set after reset. Not modelled: every other register
// (stored),
//   the vector address in BLK_CTRL (INITSVTOR) and SRC GPR9: the core starts at the platform's boot vector.
// Latency: none; what a release takes is the platform's. Ports: bus (TLM-2.0 target).
// Example: tests/unit/soc/cpu_wait_test.cc.
#pragma once

#include <cstdint>
#include <systemc>

#include "models/soc/read_back_device.h"
#include "models/soc/start_gate.h"

namespace rpmsg_sim {

class CpuWaitRegisters : public ReadBackDevice {
 public:
  // `offset` of the 32-bit register and the number of the bit in it.
  CpuWaitRegisters(sc_core::sc_module_name name, StartGate& gate, std::uint64_t offset, unsigned bit);

  // What secure firmware does with the bit.
  void set_wait(bool wait, Picoseconds time);

 private:
  void write(const AccessContext& context, std::uint64_t offset, const std::uint8_t* data,
             unsigned length) override;
  void apply(Picoseconds time);

  StartGate& gate_;
  std::uint64_t byte_;
  std::uint8_t mask_;
};

}  // namespace rpmsg_sim
