// The calls of the secure firmware that start and stop a microcontroller core.
//
// Hardware: none. On the part the A core executes SMC and TF-A answers (plat/imx, service 0xC2000005
// "IMX_SIP_SRC":
//   0 start, 1 started, 2 stop). A native image has no exception level to trap to, so the call is made
//   through registers: X0..X3 take the arguments, a write to SMC makes the call, X0 holds the result.
// Accurate: function numbers, results, what they do to the core. Approximate: the call takes the time of
// these
//   register accesses, not that of TF-A. Not modelled: every other service (result SMC_UNK, -1).
// Latency: none. Ports: bus (TLM-2.0 target).
// Example: tests/unit/soc/cpu_wait_test.cc.
#pragma once

#include <systemc>

#include "models/registers/peripheral.h"
#include "models/soc/cpu_wait_registers.h"

namespace rpmsg_sim {

class FirmwareService : public Peripheral {
 public:
  RegisterPort bus;

  // `registers` hold the bit that the firmware clears; both outlive this.
  FirmwareService(sc_core::sc_module_name name, CpuWaitRegisters& registers, StartGate& gate,
                  FindingSink& findings);
  const RegisterBank& registers() const { return bank_; }

 private:
  void call(Picoseconds time);
  std::uint32_t serve_source(std::uint32_t function, Picoseconds time);

  RegisterBank bank_;
  CpuWaitRegisters& wait_;
  StartGate& gate_;
  Register* x_[4] = {};
};

}  // namespace rpmsg_sim
