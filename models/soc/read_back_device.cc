#include "models/soc/read_back_device.h"

#include <algorithm>
#include <cstring>

namespace rpmsg_sim {

ReadBackDevice::ReadBackDevice(sc_core::sc_module_name name, std::uint64_t size)
    : Peripheral(name), bus("bus", *this, *this), size_(size) {}

void ReadBackDevice::read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data,
                          unsigned length) {
  debug_read(context, offset, data, length);
}

void ReadBackDevice::write(const AccessContext&, std::uint64_t offset, const std::uint8_t* data,
                           unsigned length) {
  debug_write(offset, data, length);
}

void ReadBackDevice::debug_read(const AccessContext&, std::uint64_t offset, std::uint8_t* data,
                                unsigned length) const {
  std::memset(data, 0, length);
  if (offset >= bytes_.size()) return;
  std::memcpy(data, bytes_.data() + offset, std::min<std::uint64_t>(length, bytes_.size() - offset));
}

void ReadBackDevice::debug_write(std::uint64_t offset, const std::uint8_t* data, unsigned length) {
  if (bytes_.size() < offset + length) bytes_.resize(offset + length);
  std::memcpy(bytes_.data() + offset, data, length);
}

}  // namespace rpmsg_sim
