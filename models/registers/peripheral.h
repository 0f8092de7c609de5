// What every memory-mapped device is made of: bus ports in front of register banks.
//
// A device derives from Peripheral, has one RegisterPort per bus side and declares registers in its
// constructor:
//
//   class Blinker : public Peripheral {
//    public:
//     RegisterPort bus;
//     Blinker(sc_core::sc_module_name name, FindingSink& findings)
//         : Peripheral(name), bus("bus", *this, registers_), registers_(this->name(), 0x1000, findings) {
//       registers_.add("LED", 0x00).on_write([this](auto& c, auto& w) { switch_to(w.value, c.time); });
//     }
//    private:
//     RegisterBank registers_;
//   };
//
// Timing: an access takes effect at sc_time_stamp() + delay; the device adds no delay and never waits, since
// what an
//   access costs belongs to the path. Before it is served, the device is brought up to that time (advance())
//   if it has something to do by then, so that at equal times a device acts before the cores.
// Refused: past the end of the bank (address error), byte enables, streaming narrower than the data.
// Example: tests/unit/registers/peripheral_test.cc.
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <tlm>

#include <cstdint>
#include <systemc>

#include "models/interconnect/direct_port.h"
#include "models/registers/access.h"
#include "models/registers/register_bank.h"
#include "models/registers/timed_device.h"

namespace rpmsg_sim {

class Peripheral : public sc_core::sc_module, public TimedDevice {
 public:
  explicit Peripheral(sc_core::sc_module_name name);
};

class RegisterPort : public tlm_utils::simple_target_socket_optional<RegisterPort>, public DirectPort {
 public:
  // `target` may be constructed after the port.
  RegisterPort(const char* name, Peripheral& device, AccessTarget& target);
  RegisterPort(const char* name, Peripheral& device, RegisterBank& bank);

  // The way in for callers that keep no payload. False past the end.
  bool read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data, unsigned length);
  bool write(const AccessContext& context, std::uint64_t offset, const std::uint8_t* data, unsigned length);

  bool direct_read(Picoseconds time, SourceId initiator, std::uint64_t offset, std::uint8_t* data,
                   unsigned length) override;
  bool direct_write(Picoseconds time, SourceId initiator, std::uint64_t offset, const std::uint8_t* data,
                    unsigned length) override;
  bool direct_peek(Picoseconds time, std::uint64_t offset, std::uint8_t* data,
                   unsigned length) const override;

 private:
  void serve(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned serve_debug(tlm::tlm_generic_payload& payload);
  bool inside(std::uint64_t offset, unsigned length) const;
  tlm::tlm_response_status check(const tlm::tlm_generic_payload& payload) const;

  // The register that a whole-word access is for, if that is all there is to know: the frequent case.
  Register* whole_word(std::uint64_t offset, unsigned length) const {
    return bank_ != nullptr ? bank_->whole_word(offset, length) : nullptr;
  }
  void bring_up_to(Picoseconds time) {
    if (device_.next_own_event() <= time) device_.advance(time);
  }

  Peripheral& device_;
  AccessTarget& target_;
  RegisterBank* bank_ = nullptr;  // the target, if it is one
};

}  // namespace rpmsg_sim
