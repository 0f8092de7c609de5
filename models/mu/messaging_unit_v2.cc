#include "models/mu/messaging_unit_v2.h"

#include <fmt/format.h>

#include <string>

namespace rpmsg_sim {

namespace {

// Offsets and bits: NXP MCUXpresso SDK PERI_MU.h (i.MX 8ULP, 93, 95, 943, RT1180); Linux
// drivers/mailbox/imx-mailbox.c (imx_mu_cfg_imx8ulp).
constexpr std::uint64_t kVer = 0x000;
constexpr std::uint64_t kPar = 0x004;
constexpr std::uint64_t kCr = 0x008;
constexpr std::uint64_t kSr = 0x00C;
constexpr std::uint64_t kCcr0 = 0x010;
constexpr std::uint64_t kCier0 = 0x014;
constexpr std::uint64_t kCssr0 = 0x018;
constexpr std::uint64_t kCsr0 = 0x01C;
constexpr std::uint64_t kFcr = 0x100;
constexpr std::uint64_t kFsr = 0x104;
constexpr std::uint64_t kGier = 0x110;
constexpr std::uint64_t kGcr = 0x114;
constexpr std::uint64_t kGsr = 0x118;
constexpr std::uint64_t kTcr = 0x120;
constexpr std::uint64_t kTsr = 0x124;
constexpr std::uint64_t kRcr = 0x128;
constexpr std::uint64_t kRsr = 0x12C;
constexpr std::uint64_t kTr = 0x200;
constexpr std::uint64_t kRr = 0x280;

constexpr std::uint32_t kMur = 1u << 0;    // CR
constexpr std::uint32_t kMurie = 1u << 1;  // CR
constexpr std::uint32_t kMurs = 1u << 0;   // SR
constexpr std::uint32_t kMurip = 1u << 1;
constexpr std::uint32_t kEp = 1u << 2;
constexpr std::uint32_t kFup = 1u << 3;
constexpr std::uint32_t kGirp = 1u << 4;
constexpr std::uint32_t kTep = 1u << 5;
constexpr std::uint32_t kRfp = 1u << 6;
constexpr std::uint32_t kCep = 1u << 7;
constexpr std::uint32_t kRaip = 1u << 3;  // CSSR0, CSR0; RAIE in CIER0
constexpr std::uint32_t kFlags = 7;
constexpr std::uint32_t kChannels = 0xF;

std::uint32_t status_of(const MuEngine::State& state, MuSide side) {
  const MuHalf& half = state.of(side);
  std::uint32_t value = 0;
  if (state.resetting) value |= kMurs;
  if ((half.reset_pending & kMuResetIssued) != 0) value |= kMurip;
  if (half.under_way != 0) value |= kEp;
  if (half.flags_under_way != 0) value |= kFup;
  if (half.gip != 0) value |= kGirp;
  if ((half.te & half.tie) != 0) value |= kTep;
  if (half.rf != 0) value |= kRfp;
  return value;
}

void four(Register& reg, const char* name, Access access, std::uint32_t reset = 0) {
  for (unsigned n = 0; n < kMuChannels; ++n) reg.bit(name + std::to_string(n), n, access, reset);
}

std::uint8_t channels(std::uint32_t value) {
  return static_cast<std::uint8_t>(value & kChannels);
}

}  // namespace

MessagingUnitV2::MessagingUnitV2(sc_core::sc_module_name module_name, const MuParameters& parameters,
                                 EventLog& log, FindingSink& findings)
    : MessagingUnit(module_name, parameters, log, findings) {
  for (const MuSide side : {MuSide::kA, MuSide::kB}) {
    bank(side).add("VER", kVer, Access::kReadOnly).reset_value(parameters.version);
    bank(side).add("PAR", kPar, Access::kReadOnly).reset_value(parameters.parameter);
    declare_control(side);
    declare_core(side);
    declare_flags(side);
    declare_channels(side);
    declare_words(side, kTr, kRr);
  }
}

void MessagingUnitV2::report_stray(MuSide side, const char* reg, std::uint32_t stray,
                                   const RegisterWrite& write, Picoseconds time) {
  if (stray == 0) return;
  findings_.report(
      "mu_stray_status_write", time,
      fmt::format("{}: side {} wrote {:#010x} to {}; {:#010x} of it cannot be cleared by software", name(),
                  side == MuSide::kA ? 'A' : 'B', write.raw, reg, stray));
}

void MessagingUnitV2::declare_control(MuSide side) {
  bank(side)
      .add("CR", kCr)
      .bit("MUR", 0, Access::kWriteOneToSet)
      .bit("MURIE", 1, Access::kReadWrite)
      .peek([this, side](const AccessContext& context) {
        return engine_.at(context.time, [side](const MuEngine::State& state) {
          return (state.of(side).reset_enabled & kMuResetIssued) != 0 ? kMurie : 0u;
        });
      })
      .on_write([this, side](const AccessContext& context, const RegisterWrite& write) {
        const MuHalf& half = engine_.state().of(side);
        const std::uint8_t kept = half.reset_enabled & kMuCoreReset;
        const std::uint8_t enabled = (write.value & kMurie) != 0 ? kMuResetIssued : 0;
        engine_.enable_reset_interrupts(side, kept | enabled, context.time);
        if ((write.value & kMur) != 0) reset_both(side, context.time);
        schedule();
      });
  Register& sr = bank(side).add("SR", kSr);
  sr.bit("MURS", 0, Access::kReadOnly)
      .bit("MURIP", 1, Access::kWriteOneToClear)
      .bit("EP", 2, Access::kReadOnly)
      .bit("FUP", 3, Access::kReadOnly)
      .bit("GIRP", 4, Access::kReadOnly)
      .bit("TEP", 5, Access::kReadOnly)
      .bit("RFP", 6, Access::kReadOnly);
  if (engine_.parameters().core_status) sr.bit("CEP", 7, Access::kReadOnly);
  sr.peek([this, side](const AccessContext& context) {
      return engine_.at(context.time, [side](const MuEngine::State& state) {
        const bool core_event = (state.of(side).reset_pending & kMuCoreReset) != 0;
        return status_of(state, side) | (core_event ? kCep : 0);
      });
    }).on_write([this, side](const AccessContext& context, const RegisterWrite& write) {
    report_stray(side, "SR", write.raw & ~kMurip, write, context.time);
    if ((write.value & kMurip) != 0) engine_.clear_reset_pending(side, kMuResetIssued, context.time);
    schedule();
  });
}

void MessagingUnitV2::declare_core(MuSide side) {
  Register& ccr = bank(side).add("CCR0", kCcr0);
  ccr.bit("NMI", 0, Access::kReadWrite).field_not_modelled();
  ccr.bit("HR", 1, Access::kReadWrite).field_not_modelled();
  ccr.bit("HRM", 2, Access::kReadWrite).field_not_modelled();
  ccr.bit("CLKE", 3, Access::kReadWrite).field_not_modelled();
  ccr.bit("RSTH", 4, Access::kReadWrite).field_not_modelled();
  ccr.bits("BOOT", 6, 5, Access::kReadWrite).field_not_modelled();
  Register& cier = bank(side).add("CIER0", kCier0);
  cier.bit("HRIE", 1, Access::kReadWrite).field_not_modelled();
  Register& cssr = bank(side).add("CSSR0", kCssr0);
  cssr.bit("NMIC", 0, Access::kWriteOneToClear).bit("HRIP", 1, Access::kWriteOneToClear);
  if (!engine_.parameters().core_status) return;
  cier.bit("RAIE", 3, Access::kReadWrite)
      .on_write([this, side](const AccessContext& context, const RegisterWrite& write) {
        const std::uint8_t kept = engine_.state().of(side).reset_enabled & kMuResetIssued;
        const std::uint8_t enabled = (write.value & kRaip) != 0 ? kMuCoreReset : 0;
        engine_.enable_reset_interrupts(side, kept | enabled, context.time);
        schedule();
      });
  cssr.bit("RAIP", 3, Access::kWriteOneToClear)
      .peek([this, side](const AccessContext& context) {
        return engine_.at(context.time, [side](const MuEngine::State& state) {
          return (state.of(side).reset_pending & kMuCoreReset) != 0 ? kRaip : 0u;
        });
      })
      .on_write([this, side](const AccessContext& context, const RegisterWrite& write) {
        if ((write.value & kRaip) != 0) engine_.clear_reset_pending(side, kMuCoreReset, context.time);
        schedule();
      });
  bank(side)
      .add("CSR0", kCsr0)
      .bit("RAIP", 3, Access::kReadOnly, 1)
      .peek([this, side](const AccessContext& context) {
        return engine_.at(context.time, [side](const MuEngine::State& state) {
          return state.of(side).peer_in_reset ? kRaip : 0u;
        });
      });
}

void MessagingUnitV2::declare_flags(MuSide side) {
  bank(side)
      .add("FCR", kFcr)
      .bits("F", 2, 0, Access::kReadWrite)
      .peek([this, side](const AccessContext& context) {
        return engine_.at(context.time, [side](const MuEngine::State& state) {
          return std::uint32_t{state.of(side).flags_out};
        });
      })
      .on_write([this, side](const AccessContext& context, const RegisterWrite& write) {
        engine_.drive_flags(side, static_cast<std::uint8_t>(write.value & kFlags), context.time);
        schedule();
      });
  bank(side)
      .add("FSR", kFsr)
      .bits("F", 2, 0, Access::kReadOnly)
      .peek([this, side](const AccessContext& context) {
        return engine_.at(context.time, [side](const MuEngine::State& state) {
          return std::uint32_t{state.of(side).flags_in};
        });
      });
}

void MessagingUnitV2::declare_channels(MuSide side) {
  declare_enables(side, "GIER", kGier, &MuHalf::gie);
  declare_enables(side, "TCR", kTcr, &MuHalf::tie);
  declare_enables(side, "RCR", kRcr, &MuHalf::rie);
  declare_status(side, "TSR", "TE", kTsr, &MuHalf::te);
  declare_status(side, "RSR", "RF", kRsr, &MuHalf::rf);
  Register& gcr = bank(side).add("GCR", kGcr);
  four(gcr, "GIR", Access::kWriteOneToSet);
  gcr.peek([this, side](const AccessContext& context) {
       return engine_.at(context.time,
                         [side](const MuEngine::State& state) { return std::uint32_t{state.of(side).gir}; });
     })
      .on_write([this, side](const AccessContext& context, const RegisterWrite& write) {
        engine_.request(side, channels(write.value), context.time);
        schedule();
      });
  Register& gsr = bank(side).add("GSR", kGsr);
  four(gsr, "GIP", Access::kWriteOneToClear);
  gsr.peek([this, side](const AccessContext& context) {
       return engine_.at(context.time,
                         [side](const MuEngine::State& state) { return std::uint32_t{state.of(side).gip}; });
     })
      .on_write([this, side](const AccessContext& context, const RegisterWrite& write) {
        report_stray(side, "GSR", write.raw & ~kChannels, write, context.time);
        engine_.clear_pending(side, channels(write.value), context.time);
        schedule();
      });
}

void MessagingUnitV2::declare_enables(MuSide side, const char* name, std::uint64_t offset,
                                      std::uint8_t MuHalf::*enables) {
  const std::string field = std::string(enables == &MuHalf::gie   ? "GIE"
                                        : enables == &MuHalf::tie ? "TIE"
                                                                  : "RIE");
  Register& reg = bank(side).add(name, offset);
  four(reg, field.c_str(), Access::kReadWrite);
  reg.peek([this, side, enables](const AccessContext& context) {
       return engine_.at(context.time, [side, enables](const MuEngine::State& state) {
         return std::uint32_t{state.of(side).*enables};
       });
     })
      .on_write([this, side, enables](const AccessContext& context, const RegisterWrite& write) {
        MuHalf changed = engine_.state().of(side);
        changed.*enables = channels(write.value);
        engine_.set_enables(side, changed.tie, changed.rie, changed.gie, context.time);
        schedule();
      });
}

void MessagingUnitV2::declare_status(MuSide side, const char* name, const char* field, std::uint64_t offset,
                                     std::uint8_t MuHalf::*status) {
  Register& reg = bank(side).add(name, offset, Access::kReadOnly);
  four(reg, field, Access::kReadOnly, status == &MuHalf::te ? 1 : 0);
  reg.peek([this, side, status](const AccessContext& context) {
    return engine_.at(context.time, [side, status](const MuEngine::State& state) {
      return std::uint32_t{state.of(side).*status};
    });
  });
}

}  // namespace rpmsg_sim
