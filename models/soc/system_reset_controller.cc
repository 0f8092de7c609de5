#include "models/soc/system_reset_controller.h"

namespace rpmsg_sim {

namespace {

// NXP MCUXpresso SDK PERI_SRC.h (i.MX 8MM); Linux drivers/remoteproc/imx_rproc.c for start (0xE) and stop
// (0xB).
constexpr std::uint64_t kSize = 0x10000;
constexpr std::uint32_t kNonSelfClearing = 1u << 0;
constexpr std::uint32_t kCoreReset = 1u << 1;
constexpr std::uint32_t kPlatformReset = 1u << 2;
constexpr std::uint32_t kEnable = 1u << 3;

struct Other {
  const char* name;
  std::uint64_t offset;
  Access access;
};
constexpr Other kOthers[] = {
    {"SCR", 0x00, Access::kReadWrite},          {"A53RCR0", 0x04, Access::kReadWrite},
    {"A53RCR1", 0x08, Access::kReadWrite},      {"USBOPHY1_RCR", 0x20, Access::kReadWrite},
    {"USBOPHY2_RCR", 0x24, Access::kReadWrite}, {"MIPIPHY_RCR", 0x28, Access::kReadWrite},
    {"PCIEPHY_RCR", 0x2C, Access::kReadWrite},  {"DISP_RCR", 0x34, Access::kReadWrite},
    {"GPU_RCR", 0x40, Access::kReadWrite},      {"VPU_RCR", 0x44, Access::kReadWrite},
    {"SBMR1", 0x58, Access::kReadOnly},         {"SRSR", 0x5C, Access::kReadWrite},
    {"SISR", 0x68, Access::kReadWrite},         {"SIMR", 0x6C, Access::kReadWrite},
    {"SBMR2", 0x70, Access::kReadOnly},         {"DDRC_RCR", 0x1000, Access::kReadWrite},
};

}  // namespace

SystemResetController::SystemResetController(sc_core::sc_module_name module_name, FindingSink& findings,
                                             bool held)
    : Peripheral(module_name),
      bus("bus", *this, registers_),
      registers_(name(), kSize, findings),
      held_(held) {
  declare_registers();
}

void SystemResetController::declare_registers() {
  for (const Other& other : kOthers) registers_.add(other.name, other.offset, other.access).not_modelled();
  for (unsigned n = 1; n <= 10; ++n) registers_.add("GPR" + std::to_string(n), 0x70 + 4 * n);
  // The low nibble is Linux's "stopped", which it expects to find before it has started the core;
  // MASK_WDOG3_RST is 0xA while the watchdog's reset is not masked.
  m4rcr_ = &registers_.add("M4RCR", 0x0C)
                .bit("DOM_EN", 31, Access::kReadWrite)
                .field_not_modelled()
                .bit("LOCK", 30, Access::kReadWrite)
                .field_not_modelled()
                .bits("DOMAIN", 27, 24, Access::kReadWrite)
                .field_not_modelled()
                .bit("WDOG3_RST_OPTION", 9, Access::kReadWrite)
                .bit("WDOG3_RST_OPTION_M4", 8, Access::kReadWrite)
                .bits("MASK_WDOG3_RST", 7, 4, Access::kReadWrite, 0xA)
                .bit("ENABLE_M4", 3, Access::kReadWrite, 1)
                .bit("SW_M4P_RST", 2, Access::kReadWrite, 0)
                .bit("SW_M4C_RST", 1, Access::kReadWrite, held_ ? 1 : 0)
                .bit("SW_M4C_NON_SCLR_RST", 0, Access::kReadWrite, held_ ? 1 : 0)
                .on_write([this](const AccessContext& context, const RegisterWrite& write) {
                  write_m4rcr(write.value, context.time);
                });
}

void SystemResetController::write_m4rcr(std::uint32_t value, Picoseconds time) {
  const bool hold = (value & kNonSelfClearing) != 0 || (value & kEnable) == 0;
  const bool restart = (value & (kCoreReset | kPlatformReset)) != 0;
  if (!held_ && !hold && restart) drive(true, time);
  if (hold != held_) drive(hold, time);
  if (!held_) m4rcr_->clear_bits(kCoreReset | kPlatformReset);
}

void SystemResetController::drive(bool held, Picoseconds time) {
  held_ = held;
  if (line_ != nullptr) line_->set_held(held, time);
}

}  // namespace rpmsg_sim
