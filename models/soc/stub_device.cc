#include "models/soc/stub_device.h"

#include <fmt/format.h>

#include <cstring>

namespace rpmsg_sim {

StubDevice::StubDevice(sc_core::sc_module_name name, FindingSink& findings)
    : Peripheral(name), bus("bus", *this, *this), findings_(findings) {}

bool StubDevice::first_time(bool write, std::uint64_t offset) {
  return reported_.size() < kMostReports && reported_.emplace(write, offset).second;
}

void StubDevice::read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data,
                      unsigned length) {
  std::memset(data, 0, length);
  if (!first_time(false, offset)) return;
  findings_.report("stub_access", context.time,
                   fmt::format("{}: read of {} byte{} at offset {:#x}; it has no model and reads 0", name(),
                               length, length == 1 ? "" : "s", offset));
}

void StubDevice::write(const AccessContext& context, std::uint64_t offset, const std::uint8_t*,
                       unsigned length) {
  if (!first_time(true, offset)) return;
  findings_.report("stub_access", context.time,
                   fmt::format("{}: write of {} byte{} at offset {:#x}; it has no model and ignores it",
                               name(), length, length == 1 ? "" : "s", offset));
}

void StubDevice::debug_read(const AccessContext&, std::uint64_t, std::uint8_t* data, unsigned length) const {
  std::memset(data, 0, length);
}

void StubDevice::debug_write(std::uint64_t, const std::uint8_t*, unsigned) {}

}  // namespace rpmsg_sim
