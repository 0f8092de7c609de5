// A bus master for tests: real transactions with a source and a delay.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm>

#include <cstdint>
#include <systemc>

#include "models/interconnect/initiator.h"

namespace rpmsg_sim {

class StubInitiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<StubInitiator> bus;
  tlm::tlm_response_status status = tlm::TLM_INCOMPLETE_RESPONSE;
  sc_core::sc_time delay;  // of the last transaction, as the target left it

  explicit StubInitiator(sc_core::sc_module_name name, SourceId source = 0) : sc_module(name), bus("bus") {
    initiator_.source = source;
  }

  // `at` is the effective time, not before the kernel's.
  template <typename T = std::uint32_t>
  T read(std::uint64_t offset, Picoseconds at) {
    T value{};
    transport(tlm::TLM_READ_COMMAND, offset, &value, sizeof value, at);
    return value;
  }
  template <typename T = std::uint32_t>
  T read(std::uint64_t offset) {
    return read<T>(offset, now());
  }
  template <typename T = std::uint32_t>
  void write(std::uint64_t offset, T value, Picoseconds at) {
    transport(tlm::TLM_WRITE_COMMAND, offset, &value, sizeof value, at);
  }
  template <typename T = std::uint32_t>
  void write(std::uint64_t offset, T value) {
    write<T>(offset, value, now());
  }
  template <typename T = std::uint32_t>
  T debug_read(std::uint64_t offset, unsigned* bytes = nullptr) {
    T value{};
    tlm::tlm_generic_payload payload;
    prepare(payload, tlm::TLM_READ_COMMAND, offset, &value, sizeof value);
    const unsigned done = bus->transport_dbg(payload);
    payload.clear_extension<Initiator>();
    if (bytes != nullptr) *bytes = done;
    return value;
  }
  template <typename T = std::uint32_t>
  unsigned debug_write(std::uint64_t offset, T value) {
    tlm::tlm_generic_payload payload;
    prepare(payload, tlm::TLM_WRITE_COMMAND, offset, &value, sizeof value);
    const unsigned done = bus->transport_dbg(payload);
    payload.clear_extension<Initiator>();
    return done;
  }

  // For unusual transactions.
  void send(tlm::tlm_generic_payload& payload, Picoseconds at) {
    payload.set_extension(&initiator_);
    delay = sc_core::sc_time::from_value(at - now());
    bus->b_transport(payload, delay);
    payload.clear_extension<Initiator>();
    status = payload.get_response_status();
  }
  void prepare(tlm::tlm_generic_payload& payload, tlm::tlm_command command, std::uint64_t offset, void* data,
               unsigned length) {
    payload.set_command(command);
    payload.set_address(offset);
    payload.set_data_ptr(static_cast<unsigned char*>(data));
    payload.set_data_length(length);
    payload.set_streaming_width(length);
    payload.set_byte_enable_ptr(nullptr);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    payload.set_extension(&initiator_);
  }

  static Picoseconds now() { return sc_core::sc_time_stamp().value(); }

 private:
  void transport(tlm::tlm_command command, std::uint64_t offset, void* data, unsigned length,
                 Picoseconds at) {
    tlm::tlm_generic_payload payload;
    prepare(payload, command, offset, data, length);
    send(payload, at);
  }

  Initiator initiator_;
};

}  // namespace rpmsg_sim
