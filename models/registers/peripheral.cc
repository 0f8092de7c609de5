#include "models/registers/peripheral.h"

#include <cstring>
#include <stdexcept>

#include "models/interconnect/initiator.h"

namespace rpmsg_sim {

namespace {

AccessContext context_of(const tlm::tlm_generic_payload& payload, const sc_core::sc_time& delay) {
  AccessContext context;
  context.time = sc_core::sc_time_stamp().value() + delay.value();
  if (const Initiator* initiator = payload.get_extension<Initiator>()) context.initiator = initiator->source;
  return context;
}

}  // namespace

Peripheral::Peripheral(sc_core::sc_module_name name) : sc_module(name) {
  // Times are taken as raw kernel ticks.
  if (sc_core::sc_get_time_resolution() != sc_core::sc_time(1, sc_core::SC_PS)) {
    throw std::logic_error("the time resolution must be 1 ps");
  }
}

RegisterPort::RegisterPort(const char* name, Peripheral& device, AccessTarget& target)
    : simple_target_socket_optional(name), device_(device), target_(target) {
  register_b_transport(this, &RegisterPort::serve);
  register_transport_dbg(this, &RegisterPort::serve_debug);
}

RegisterPort::RegisterPort(const char* name, Peripheral& device, RegisterBank& bank)
    : RegisterPort(name, device, static_cast<AccessTarget&>(bank)) {
  bank_ = &bank;
}

bool RegisterPort::inside(std::uint64_t offset, unsigned length) const {
  const std::uint64_t size = target_.size();
  return offset < size && length <= size - offset;
}

bool RegisterPort::read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data,
                        unsigned length) {
  if (!inside(offset, length)) return false;
  bring_up_to(context.time);
  target_.read(context, offset, data, length);
  return true;
}

bool RegisterPort::write(const AccessContext& context, std::uint64_t offset, const std::uint8_t* data,
                         unsigned length) {
  if (!inside(offset, length)) return false;
  bring_up_to(context.time);
  target_.write(context, offset, data, length);
  return true;
}

bool RegisterPort::direct_read(Picoseconds time, SourceId initiator, std::uint64_t offset, std::uint8_t* data,
                               unsigned length) {
  const AccessContext context{time, initiator};
  Register* const reg = whole_word(offset, length);
  if (reg == nullptr) return read(context, offset, data, length);
  bring_up_to(time);
  bank_->read_word(*reg, context, data);
  return true;
}

bool RegisterPort::direct_write(Picoseconds time, SourceId initiator, std::uint64_t offset,
                                const std::uint8_t* data, unsigned length) {
  const AccessContext context{time, initiator};
  Register* const reg = whole_word(offset, length);
  if (reg == nullptr) return write(context, offset, data, length);
  bring_up_to(time);
  bank_->write_word(*reg, context, data);
  return true;
}

bool RegisterPort::direct_peek(Picoseconds time, std::uint64_t offset, std::uint8_t* data,
                               unsigned length) const {
  const AccessContext context{time, kNoSource};
  if (const Register* reg = whole_word(offset, length)) {
    const std::uint32_t value = reg->debug_read(context);
    std::memcpy(data, &value, sizeof value);
    return true;
  }
  if (!inside(offset, length)) return false;
  target_.debug_read(context, offset, data, length);
  return true;
}

tlm::tlm_response_status RegisterPort::check(const tlm::tlm_generic_payload& payload) const {
  if (!inside(payload.get_address(), payload.get_data_length())) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if (payload.get_data_length() == 0 || payload.get_streaming_width() < payload.get_data_length()) {
    return tlm::TLM_BURST_ERROR_RESPONSE;
  }
  return tlm::TLM_OK_RESPONSE;
}

void RegisterPort::serve(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const tlm::tlm_response_status status = check(payload);
  payload.set_response_status(status);
  if (status != tlm::TLM_OK_RESPONSE) return;
  const AccessContext context = context_of(payload, delay);
  if (payload.is_read()) {
    read(context, payload.get_address(), payload.get_data_ptr(), payload.get_data_length());
  } else if (payload.is_write()) {
    write(context, payload.get_address(), payload.get_data_ptr(), payload.get_data_length());
  }
}

unsigned RegisterPort::serve_debug(tlm::tlm_generic_payload& payload) {
  if (!inside(payload.get_address(), payload.get_data_length())) return 0;
  if (payload.is_read()) {
    const AccessContext context = context_of(payload, sc_core::SC_ZERO_TIME);
    target_.debug_read(context, payload.get_address(), payload.get_data_ptr(), payload.get_data_length());
  } else if (payload.is_write()) {
    target_.debug_write(payload.get_address(), payload.get_data_ptr(), payload.get_data_length());
  }
  return payload.get_data_length();
}

}  // namespace rpmsg_sim
