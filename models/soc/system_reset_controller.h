// System Reset Controller (SRC): holds and releases the microcontroller core.
//
// Hardware: i.MX 8M Mini and Quad, i.MX 7D (same M4RCR).
// Accurate: M4RCR bits 3..0. The core is held while SW_M4C_NON_SCLR_RST is 1 or ENABLE_M4 is 0; SW_M4C_RST
// and
//   SW_M4P_RST restart a running core and then read 0, and stay as written while the core is held. GPR1..10
//   store. Approximate: a reset of the platform (SW_M4P_RST) is one of the core. Not modelled, and reported
//   when touched: every other register; domains, lock and watchdog options of M4RCR.
// Latency: none; a release takes effect with the write.
// Ports: bus (TLM-2.0 target, 64 KiB), connect() for the core's reset input. Out of reset the core is held,
// unless the constructor says otherwise. Example: tests/unit/soc/system_reset_controller_test.cc.
#pragma once

#include <cstdint>
#include <systemc>

#include "models/registers/peripheral.h"
#include "models/soc/core_reset_line.h"

namespace rpmsg_sim {

class SystemResetController : public Peripheral {
 public:
  RegisterPort bus;

  // `held`: whether the core is in reset at the start; boot firmware of some parts leaves it released.
  SystemResetController(sc_core::sc_module_name name, FindingSink& findings, bool held = true);

  // The line is told of changes only.
  void connect(CoreResetLine& line) { line_ = &line; }
  bool held() const { return held_; }
  const RegisterBank& registers() const { return registers_; }

 private:
  void declare_registers();
  void write_m4rcr(std::uint32_t value, Picoseconds time);
  void drive(bool held, Picoseconds time);

  RegisterBank registers_;
  Register* m4rcr_ = nullptr;
  CoreResetLine* line_ = nullptr;
  bool held_;
};

}  // namespace rpmsg_sim
