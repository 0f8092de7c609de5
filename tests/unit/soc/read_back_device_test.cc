#include "models/soc/read_back_device.h"

#include <gtest/gtest.h>

#include "tests/unit/soc/soc_bench.h"

namespace rpmsg_sim {
namespace {

TEST(ReadBackDevice, GivesBackEveryWidthAtEveryOffset) {
  ReadBackDevice ccm("ccm");
  StubInitiator cpu("cpu");
  connect_and_start(cpu, ccm.bus);
  EXPECT_EQ(cpu.read(0x4550), 0u);
  cpu.write(0x4550, 0x11223344u);
  EXPECT_EQ(cpu.read(0x4550), 0x11223344u);
  cpu.write<std::uint8_t>(0x4552, 0xAA);
  EXPECT_EQ(cpu.read(0x4550), 0x11AA3344u);
  EXPECT_EQ(cpu.read<std::uint64_t>(0x454C), 0x11AA334400000000u);
  cpu.write<std::uint64_t>(0xFFF8, 0x0102030405060708u);
  EXPECT_EQ(cpu.read(0xFFFC), 0x01020304u);
  EXPECT_EQ(cpu.read(0xFFFD), 0u);
  EXPECT_EQ(cpu.status, tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST(ReadBackDevice, ReadsAcrossTheLastByteWritten) {
  ReadBackDevice gpr("gpr", 0x100);
  StubInitiator cpu("cpu");
  connect_and_start(cpu, gpr.bus);
  cpu.write<std::uint8_t>(0x10, 0x77);
  EXPECT_EQ(cpu.read(0x10), 0x77u);
  EXPECT_EQ(cpu.debug_read(0x10), 0x77u);
  cpu.debug_write(0x20, 5u);
  EXPECT_EQ(cpu.read(0x20), 5u);
}

}  // namespace
}  // namespace rpmsg_sim
