#include "models/interconnect/interconnect.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>

namespace rpmsg_sim {
namespace {

class Target : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<Target> bus;
  explicit Target(sc_core::sc_module_name name) : sc_module(name), bus("bus") {
    bus.register_b_transport(this, &Target::b_transport);
  }
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    address = payload.get_address();
    time = (sc_core::sc_time_stamp() + delay).value();
    const Initiator* who = payload.get_extension<Initiator>();
    source = who != nullptr ? who->source : kNoSource;
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  std::uint64_t address = 0;
  Picoseconds time = 0;
  SourceId source = kNoSource;
};

// A port that is called instead of being sent a payload; what it was asked last.
class CalledPort : public tlm_utils::simple_target_socket_optional<CalledPort>, public DirectPort {
 public:
  CalledPort() : simple_target_socket_optional("called") {
    register_b_transport(this, &CalledPort::b_transport);
  }
  bool direct_read(Picoseconds at, SourceId initiator, std::uint64_t where, std::uint8_t* data,
                   unsigned length) override {
    time = at, source = initiator, offset = where;
    std::memset(data, 0x5A, length);
    return where < 0x80;
  }
  bool direct_write(Picoseconds at, SourceId initiator, std::uint64_t where, const std::uint8_t* data,
                    unsigned) override {
    time = at, source = initiator, offset = where, written = data[0];
    return where < 0x80;
  }
  bool direct_peek(Picoseconds, std::uint64_t, std::uint8_t* data, unsigned length) const override {
    std::memset(data, 0xA5, length);
    return true;
  }
  void b_transport(tlm::tlm_generic_payload&, sc_core::sc_time&) { ++payloads; }

  Picoseconds time = 0;
  SourceId source = kNoSource;
  std::uint64_t offset = 0;
  std::uint8_t written = 0;
  unsigned payloads = 0;
};

class Driver : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Driver> bus;
  explicit Driver(sc_core::sc_module_name name) : sc_module(name), bus("bus") {}
};

struct Fabric {
  Fabric()
      : interconnect("interconnect", 2, 1),
        memory("memory", 1 << 16, MemoryTiming{1, 12, 60'000, 5'000, 64}),
        target("target"),
        driver("driver") {
    interconnect.add_initiator(10);
    interconnect.add_initiator(11);
    device = interconnect.add_device(target.bus, 30'000);
    Region ram;
    ram.name = "ram";
    ram.base = 0x1000;
    ram.size = 0x1000;
    ram.memory = &memory;
    ram.target_offset = 0x2000;
    ram.system_address = 0x80002000;
    ram.read_latency = 100'000;
    interconnect.add_region(0, ram);
    ram.base = 0x9000;
    ram.foreign = true;
    interconnect.add_region(1, ram);
    Region registers;
    registers.name = "device";
    registers.base = 0x2000;
    registers.size = 0x100;
    registers.device_port = device;
    registers.read_latency = 190'000;
    interconnect.add_region(0, registers);
    driver.bus.bind(interconnect.port(0));
  }
  Interconnect interconnect;
  Memory memory;
  Target target;
  Driver driver;
  int device = -1;
};

TEST(Interconnect, ADirectPortIsCalledWithTheSameOffsetTimeAndInitiator) {
  Interconnect interconnect("interconnect", 1, 1);
  interconnect.add_initiator(7);
  struct Holder : sc_core::sc_module {  // sockets live in modules
    explicit Holder(sc_core::sc_module_name name) : sc_module(name) {}
    CalledPort port;
  } holder("holder");
  CalledPort& port = holder.port;
  Region region;
  region.base = 0x2000;
  region.size = 0x100;
  region.device_port = interconnect.add_device(port, 30'000);
  interconnect.add_region(0, region);
  std::uint8_t data = 0x11;
  EXPECT_EQ(interconnect.access_device(0, region, 0x2010, true, &data, 1, 50'000), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(port.written, 0x11);
  EXPECT_EQ(port.time, 50'000u);
  EXPECT_EQ(port.source, 7u);
  EXPECT_EQ(port.offset, 0x10u);
  EXPECT_EQ(interconnect.device_free(region.device_port), 80'000u);
  EXPECT_EQ(interconnect.access_device(0, region, 0x2014, false, &data, 1, 80'000), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(data, 0x5A);
  EXPECT_TRUE(interconnect.peek_device(region, 0x2014, &data, 1, 80'000));
  EXPECT_EQ(data, 0xA5);
  EXPECT_EQ(interconnect.access_device(0, region, 0x2090, false, &data, 1, 110'000),
            tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(interconnect.statistics(0).reads, 2u);
  EXPECT_EQ(interconnect.statistics(0).writes, 1u);
  EXPECT_EQ(port.payloads, 0u);
}

TEST(Interconnect, DecodesPerInitiatorToTheLastByte) {
  Fabric fabric;
  EXPECT_EQ(fabric.interconnect.decode(0, 0xFFF), nullptr);
  ASSERT_NE(fabric.interconnect.decode(0, 0x1000), nullptr);
  EXPECT_EQ(fabric.interconnect.decode(0, 0x1FFF)->name, "ram");
  EXPECT_EQ(fabric.interconnect.decode(0, 0x2000)->name, "device");
  EXPECT_EQ(fabric.interconnect.decode(0, 0x20FF)->name, "device");
  EXPECT_EQ(fabric.interconnect.decode(0, 0x2100), nullptr);
  EXPECT_EQ(fabric.interconnect.decode(1, 0x1000), nullptr);
  EXPECT_TRUE(fabric.interconnect.decode(1, 0x9000)->foreign);
  EXPECT_EQ(fabric.interconnect.decode(0, ~0ull), nullptr);
}

TEST(Interconnect, TranslatesAddresses) {
  Fabric fabric;
  const Region& ram = *fabric.interconnect.decode(0, 0x1010);
  EXPECT_EQ(ram.offset_of(0x1010), 0x2010u);
  EXPECT_EQ(ram.system_of(0x1010), 0x80002010u);
}

TEST(Interconnect, ADeviceSeesOffsetTimeAndInitiatorAndIsBusy) {
  Fabric fabric;
  const Region& device = *fabric.interconnect.decode(0, 0x2010);
  std::uint8_t data[4]{};
  fabric.interconnect.access_device(0, device, 0x2010, true, data, 4, 5'000);
  EXPECT_EQ(fabric.target.address, 0x10u);
  EXPECT_EQ(fabric.target.time, 5'000u);
  EXPECT_EQ(fabric.target.source, 10u);
  EXPECT_EQ(fabric.interconnect.device_free(fabric.device), 35'000u);
}

TEST(Interconnect, CountsAccessesAndWaiting) {
  Fabric fabric;
  const Region& ram = *fabric.interconnect.decode(0, 0x1000);
  EXPECT_EQ(fabric.interconnect.book_memory(0, ram, 0x1000, false, 4, 0).at, 0u);
  EXPECT_EQ(fabric.interconnect.book_memory(0, ram, 0x1000, true, 4, 10'000).at, 60'000u);
  EXPECT_EQ(fabric.interconnect.statistics(0).reads, 1u);
  EXPECT_EQ(fabric.interconnect.statistics(0).writes, 1u);
  EXPECT_EQ(fabric.interconnect.statistics(0).waited, 50'000u);
  EXPECT_EQ(fabric.interconnect.statistics(1).reads, 0u);
}

struct Transfer {
  tlm::tlm_response_status status;
  Picoseconds delay;
};

Transfer transfer(Fabric& fabric, tlm::tlm_command command, std::uint64_t address, std::uint32_t& word) {
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(reinterpret_cast<unsigned char*>(&word));
  payload.set_data_length(4);
  payload.set_streaming_width(4);
  sc_core::sc_time delay;
  fabric.driver.bus->b_transport(payload, delay);
  EXPECT_EQ(payload.get_address(), address) << "the initiator's address is restored";
  return Transfer{payload.get_response_status(), delay.value()};
}

TEST(Interconnect, ServesOrdinaryTlmInitiators) {
  Fabric fabric;
  std::uint32_t word = 0xCAFE;
  EXPECT_EQ(transfer(fabric, tlm::TLM_WRITE_COMMAND, 0x1004, word).status, tlm::TLM_OK_RESPONSE);
  std::uint32_t back = 0;
  const Transfer read = transfer(fabric, tlm::TLM_READ_COMMAND, 0x1004, back);
  EXPECT_EQ(back, 0xCAFEu);
  EXPECT_EQ(read.delay, 160'000u);  // 60 ns for the bank, then 100 ns latency
  EXPECT_EQ(transfer(fabric, tlm::TLM_READ_COMMAND, 0x2000, back).delay, 190'000u);
  EXPECT_EQ(transfer(fabric, tlm::TLM_READ_COMMAND, 0x5000, back).status, tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

}  // namespace
}  // namespace rpmsg_sim
