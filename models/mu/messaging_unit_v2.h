// Messaging Unit, version 2 register map.
//
// Hardware: i.MX 8ULP, 93, 95, 943, i.MX RT1180; the same map on both sides, channel n in bit n.
// Accurate: TRn/RRn with one word per channel and direction, TSR/RSR, GCR/GSR handshake, flags with FUP, EP,
// MUR with
//   MURS and MURIP, RAIP where the part has core status, enables, one level interrupt per side, order at
//   equal times. Approximate: every effect reaches the other side after the same fixed delay. Not modelled:
//   CCR0 (stored, reported when set), core modes other than reset, the variants with more channels
//   (EdgeLock).
// Not settled by public sources, chosen here: TEP is set while an enabled TSR bit is, so that SR is 0 after
// reset;
//   MURIE survives MUR, since nobody could be told otherwise.
// Latency: MuParameters::crossing (estimate; nothing is published). Register access costs belong to the path.
// Ports: those of MessagingUnit. Findings: "mu_tr_full", "mu_rr_empty", "mu_stray_status_write", and those of
// the
//   register bank.
// Example: tests/unit/mu/messaging_unit_v2_test.cc.
#pragma once

#include <cstdint>

#include "models/mu/messaging_unit.h"

namespace rpmsg_sim {

class MessagingUnitV2 : public MessagingUnit {
 public:
  MessagingUnitV2(sc_core::sc_module_name name, const MuParameters& parameters, EventLog& log,
                  FindingSink& findings);

 private:
  void declare_core(MuSide side);
  void declare_control(MuSide side);
  void declare_flags(MuSide side);
  void declare_channels(MuSide side);
  void declare_enables(MuSide side, const char* name, std::uint64_t offset, std::uint8_t MuHalf::*enables);
  void declare_status(MuSide side, const char* name, const char* field, std::uint64_t offset,
                      std::uint8_t MuHalf::*status);
  void report_stray(MuSide side, const char* name, std::uint32_t stray, const RegisterWrite& write,
                    Picoseconds time);
};

}  // namespace rpmsg_sim
