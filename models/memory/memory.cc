#include "models/memory/memory.h"

#include <cstring>

namespace rpmsg_sim {

Memory::Memory(sc_core::sc_module_name name, std::uint64_t size, const MemoryTiming& timing)
    : sc_module(name),
      bus("bus"),
      size_(size),
      timing_(timing),
      one_burst_(std::max(timing.bank_busy, timing.bus_busy)),
      store_(std::string(name), size),
      bank_free_(timing.banks, 0) {
  bus.register_b_transport(this, &Memory::b_transport);
  bus.register_transport_dbg(this, &Memory::transport_dbg);
}

Memory::Memory(sc_core::sc_module_name name, std::uint64_t size, const DdrTiming& timing,
               const DdrAddressMap& map)
    : Memory(name, size, MemoryTiming{}) {
  ddr_ = std::make_unique<DdrController>(timing, map);
}

MemoryGrant Memory::book_ddr(MasterId master, std::uint64_t offset, std::uint64_t bytes, bool write,
                             Picoseconds at) {
  while (ddr_->masters() <= master) ddr_->add_master();
  last_ = ddr_->book(master, offset, bytes, write, at);
  return {last_.at, last_.done, last_.at == at ? nullptr : &last_.wait};
}

bool Memory::copy(tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  const unsigned length = payload.get_data_length();
  if (address >= size_ || length > size_ - address) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return false;
  }
  if (payload.get_byte_enable_ptr() != nullptr) {
    payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    return false;
  }
  if (payload.get_streaming_width() < length) {
    payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return false;
  }
  std::uint8_t* bytes = store_.data() + address;
  if (payload.is_read()) std::memcpy(payload.get_data_ptr(), bytes, length);
  if (payload.is_write()) std::memcpy(bytes, payload.get_data_ptr(), length);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  return true;
}

void Memory::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (!copy(payload)) return;
  const Picoseconds now = (sc_core::sc_time_stamp() + delay).value();
  const MemoryGrant grant =
      book(0, payload.get_address(), payload.get_data_length(), payload.is_write(), now);
  delay += sc_core::sc_time::from_value(grant.done - now + timing_.bank_busy);
}

unsigned Memory::transport_dbg(tlm::tlm_generic_payload& payload) {
  return copy(payload) ? payload.get_data_length() : 0;
}

}  // namespace rpmsg_sim
