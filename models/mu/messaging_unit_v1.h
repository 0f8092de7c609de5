// Messaging Unit, version 1 register map: the mailbox between the application core and the microcontroller
// core.
//
// Hardware: i.MX 6SX, 7D, 8M Quad/Mini/Nano/Plus (same offsets on both sides); with layout_7ulp(), i.MX 7ULP.
// Accurate: TRn/RRn with one word per channel and direction, TE/RF, GIR/GIP handshake, flags with FUP, EP,
// RS, MUR,
//   enables, one level interrupt per side, order at equal times. Approximate: every effect reaches the other
//   side after the same fixed delay. Not modelled: power modes (SR.PM reads 0), BRDIP (never set), BHR/HRM
//   and BRDIE (stored, reported when set); what only 7ULP has (NMI, RSTH, BBOOT, CLKE, RAIP).
// Latency: MuParameters::crossing, 75 ns by default (estimate; nothing is published). Register access costs
// belong to
//   the path.
// Ports: those of MessagingUnit. Findings: "mu_tr_full", "mu_rr_empty", "mu_stray_status_write", and those of
// the
//   register bank.
// Example: tests/unit/mu/messaging_unit_v1_test.cc.
#pragma once

#include <cstdint>

#include "models/mu/messaging_unit.h"

namespace rpmsg_sim {

// Offsets: Linux drivers/mailbox/imx-mailbox.c (imx_mu_cfg_imx6sx, imx_mu_cfg_imx7ulp).
struct MuV1Layout {
  std::uint64_t tr = 0x00;
  std::uint64_t rr = 0x10;
  std::uint64_t sr = 0x20;
  std::uint64_t cr = 0x24;
  bool has_identification = false;  // VER and PAR at 0x00 and 0x04
};
inline MuV1Layout layout_7ulp() {
  return {0x20, 0x40, 0x60, 0x64, true};
}

class MessagingUnitV1 : public MessagingUnit {
 public:
  MessagingUnitV1(sc_core::sc_module_name name, const MuParameters& parameters, EventLog& log,
                  FindingSink& findings, const MuV1Layout& layout = MuV1Layout{});

 private:
  void declare_status(MuSide side, std::uint64_t offset);
  void declare_control(MuSide side, std::uint64_t offset);
  void declare_identification(MuSide side);
  void write_status(MuSide side, const RegisterWrite& write, Picoseconds time);
  void write_control(MuSide side, std::uint32_t value, Picoseconds time);
};

}  // namespace rpmsg_sim
