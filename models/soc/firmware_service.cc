#include "models/soc/firmware_service.h"

#include <string>

namespace rpmsg_sim {

namespace {

constexpr std::uint64_t kSize = 0x1000;
constexpr std::uint32_t kSourceService = 0xC2000005;  // TF-A plat/imx/common/include/imx_sip_svc.h
constexpr std::uint32_t kStart = 0;
constexpr std::uint32_t kStarted = 1;
constexpr std::uint32_t kStop = 2;
constexpr std::uint32_t kUnknown = 0xFFFFFFFF;

}  // namespace

FirmwareService::FirmwareService(sc_core::sc_module_name module_name, CpuWaitRegisters& registers,
                                 StartGate& gate, FindingSink& findings)
    : Peripheral(module_name),
      bus("bus", *this, bank_),
      bank_(name(), kSize, findings),
      wait_(registers),
      gate_(gate) {
  for (unsigned n = 0; n < 4; ++n) x_[n] = &bank_.add("X" + std::to_string(n), 4 * n);
  bank_.add("SMC", 0x10, Access::kWriteOnly)
      .on_write([this](const AccessContext& context, const RegisterWrite&) { call(context.time); });
}

void FirmwareService::call(Picoseconds time) {
  const bool known = x_[0]->value() == kSourceService;
  x_[0]->set_value(known ? serve_source(x_[1]->value(), time) : kUnknown);
}

std::uint32_t FirmwareService::serve_source(std::uint32_t function, Picoseconds time) {
  switch (function) {
    case kStart:
      wait_.set_wait(false, time);
      return 0;
    case kStarted:
      return gate_.held() ? 0 : 1;
    case kStop:
      wait_.set_wait(true, time);
      gate_.reset().set_held(true, time);
      gate_.reset().set_held(false, time);
      return 0;
    default:
      return kUnknown;
  }
}

}  // namespace rpmsg_sim
