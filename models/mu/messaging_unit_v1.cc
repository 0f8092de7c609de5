#include "models/mu/messaging_unit_v1.h"

#include <fmt/format.h>

#include <array>
#include <string>

namespace rpmsg_sim {

namespace {

// Bits: NXP MCUXpresso SDK PERI_MU.h (i.MX 8MM, 8MP, 7ULP), MCIMX7D_M4.h. SR and CR: groups of four bits with
// channel 0 in the highest one.
constexpr unsigned kGipShift = 28;  // and GIE
constexpr unsigned kRfShift = 24;   // and RIE
constexpr unsigned kTeShift = 20;   // and TIE
constexpr unsigned kGirShift = 16;
constexpr std::uint32_t kBrdip = 1u << 9;
constexpr std::uint32_t kFup = 1u << 8;
constexpr std::uint32_t kRs = 1u << 7;
constexpr std::uint32_t kEp = 1u << 4;
constexpr std::uint32_t kMur = 1u << 5;
constexpr std::uint32_t kFlags = 7;
constexpr std::uint32_t kGipMask = 0xFu << kGipShift;

constexpr std::array<std::uint8_t, 16> kReversed{0x0, 0x8, 0x4, 0xC, 0x2, 0xA, 0x6, 0xE,
                                                 0x1, 0x9, 0x5, 0xD, 0x3, 0xB, 0x7, 0xF};

std::uint32_t place(std::uint8_t channels, unsigned shift) {
  return std::uint32_t{kReversed[channels & 0xF]} << shift;
}
std::uint8_t extract(std::uint32_t value, unsigned shift) {
  return kReversed[value >> shift & 0xF];
}

std::uint32_t status_of(const MuEngine::State& state, MuSide side) {
  const MuHalf& half = state.of(side);
  std::uint32_t value = place(half.gip, kGipShift) | place(half.rf, kRfShift) | place(half.te, kTeShift);
  if (half.flags_under_way != 0) value |= kFup;
  if (half.under_way != 0) value |= kEp;
  if (state.peer_in_reset(side)) value |= kRs;
  return value | half.flags_in;
}

// Bits of CR that live in the engine; the rest is stored in the register.
std::uint32_t control_of(const MuEngine::State& state, MuSide side) {
  const MuHalf& half = state.of(side);
  return place(half.gie, kGipShift) | place(half.rie, kRfShift) | place(half.tie, kTeShift) |
         place(half.gir, kGirShift) | half.flags_out;
}

void four(Register& reg, const char* name, unsigned shift, Access access, bool set_at_reset = false) {
  for (unsigned n = 0; n < kMuChannels; ++n) {
    reg.bit(name + std::to_string(n), shift + 3 - n, access, set_at_reset ? 1 : 0);
  }
}

}  // namespace

MessagingUnitV1::MessagingUnitV1(sc_core::sc_module_name module_name, const MuParameters& parameters,
                                 EventLog& log, FindingSink& findings, const MuV1Layout& layout)
    : MessagingUnit(module_name, parameters, log, findings) {
  for (const MuSide side : {MuSide::kA, MuSide::kB}) {
    declare_words(side, layout.tr, layout.rr);
    declare_status(side, layout.sr);
    declare_control(side, layout.cr);
    if (layout.has_identification) declare_identification(side);
  }
}

void MessagingUnitV1::declare_identification(MuSide side) {
  bank(side).add("VER", 0x00, Access::kReadOnly).reset_value(engine_.parameters().version);
  bank(side).add("PAR", 0x04, Access::kReadOnly).reset_value(engine_.parameters().parameter);
}

void MessagingUnitV1::declare_status(MuSide side, std::uint64_t offset) {
  Register& sr = bank(side).add("SR", offset);
  four(sr, "GIP", kGipShift, Access::kWriteOneToClear);
  four(sr, "RF", kRfShift, Access::kReadOnly);
  four(sr, "TE", kTeShift, Access::kReadOnly, true);
  if (side == MuSide::kA) sr.bit("BRDIP", 9, Access::kWriteOneToClear);
  sr.bit("FUP", 8, Access::kReadOnly)
      .bit(side == MuSide::kA ? "BRS" : "ARS", 7, Access::kReadOnly, 1)
      .bits(side == MuSide::kA ? "BPM" : "APM", 6, 5, Access::kReadOnly)
      .bit("EP", 4, Access::kReadOnly)
      .bits("F", 2, 0, Access::kReadOnly)
      .peek([this, side](const AccessContext& context) {
        return engine_.at(context.time,
                          [side](const MuEngine::State& state) { return status_of(state, side); });
      })
      .on_write([this, side](const AccessContext& context, const RegisterWrite& write) {
        write_status(side, write, context.time);
      });
}

void MessagingUnitV1::declare_control(MuSide side, std::uint64_t offset) {
  Register& cr = bank(side).add("CR", offset);
  four(cr, "GIE", kGipShift, Access::kReadWrite);
  four(cr, "RIE", kRfShift, Access::kReadWrite);
  four(cr, "TIE", kTeShift, Access::kReadWrite);
  four(cr, "GIR", kGirShift, Access::kWriteOneToSet);
  if (side == MuSide::kA) {
    cr.bit("BRDIE", 6, Access::kReadWrite).field_not_modelled();
    cr.bit("MUR", 5, Access::kWriteOneToSet);
    cr.bit("BHR", 4, Access::kReadWrite).field_not_modelled();
  } else {
    cr.bit("HRM", 4, Access::kReadWrite).field_not_modelled();
  }
  const std::uint32_t stored = side == MuSide::kA ? 0x50u : 0x10u;
  cr.bits("F", 2, 0, Access::kReadWrite)
      .peek([this, side, stored, &cr](const AccessContext& context) {
        return (cr.value() & stored) | engine_.at(context.time, [side](const MuEngine::State& state) {
          return control_of(state, side);
        });
      })
      .on_write([this, side](const AccessContext& context, const RegisterWrite& write) {
        write_control(side, write.value, context.time);
      });
}

void MessagingUnitV1::write_status(MuSide side, const RegisterWrite& write, Picoseconds time) {
  const std::uint32_t stray = write.raw & ~(kGipMask | (side == MuSide::kA ? kBrdip : 0));
  if (stray != 0) {
    findings_.report(
        "mu_stray_status_write", time,
        fmt::format("{}: side {} wrote {:#010x} to SR; {:#010x} of it cannot be cleared by software", name(),
                    side == MuSide::kA ? 'A' : 'B', write.raw, stray));
  }
  engine_.clear_pending(side, extract(write.value, kGipShift), time);
  schedule();
}

void MessagingUnitV1::write_control(MuSide side, std::uint32_t value, Picoseconds time) {
  if ((value & kMur) != 0) {
    reset_both(side, time);
  } else {
    engine_.set_enables(side, extract(value, kTeShift), extract(value, kRfShift), extract(value, kGipShift),
                        time);
    engine_.drive_flags(side, static_cast<std::uint8_t>(value & kFlags), time);
    engine_.request(side, extract(value, kGirShift), time);
  }
  schedule();
}

}  // namespace rpmsg_sim
