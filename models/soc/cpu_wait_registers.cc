#include "models/soc/cpu_wait_registers.h"

namespace rpmsg_sim {

CpuWaitRegisters::CpuWaitRegisters(sc_core::sc_module_name name, StartGate& gate, std::uint64_t offset,
                                   unsigned bit)
    : ReadBackDevice(name),
      gate_(gate),
      byte_(offset + bit / 8),
      mask_(static_cast<std::uint8_t>(1u << bit % 8)) {
  debug_write(byte_, &mask_, 1);
}

void CpuWaitRegisters::set_wait(bool wait, Picoseconds time) {
  std::uint8_t value = 0;
  debug_read(AccessContext{}, byte_, &value, 1);
  value = static_cast<std::uint8_t>(wait ? value | mask_ : value & ~mask_);
  debug_write(byte_, &value, 1);
  apply(time);
}

void CpuWaitRegisters::write(const AccessContext& context, std::uint64_t offset, const std::uint8_t* data,
                             unsigned length) {
  ReadBackDevice::write(context, offset, data, length);
  if (offset <= byte_ && byte_ < offset + length) apply(context.time);
}

void CpuWaitRegisters::apply(Picoseconds time) {
  std::uint8_t value = 0;
  debug_read(AccessContext{}, byte_, &value, 1);
  const bool wait = (value & mask_) != 0;
  if (wait != gate_.waits()) gate_.set_wait(wait, time);
}

}  // namespace rpmsg_sim
