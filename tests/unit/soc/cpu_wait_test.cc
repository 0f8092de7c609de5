// CPUWAIT and the calls of secure firmware that clear it. TF-A plat/imx/imx8m/gpc_common.c (i.MX 8MN, 8MP:
// GPR22 bit 0) and plat/imx/imx93 (M33_CFG bit 2).
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "models/soc/cpu_wait_registers.h"
#include "models/soc/firmware_service.h"
#include "models/soc/system_reset_controller.h"
#include "tests/unit/soc/soc_bench.h"

namespace rpmsg_sim {
namespace {

constexpr std::uint64_t kGpr22 = 0x58;
constexpr std::uint32_t kCpuWait = 1;

class RecordedCore : public CoreResetLine {
 public:
  void set_held(bool held, Picoseconds time) override { changes.emplace_back(held, time); }
  std::vector<std::pair<bool, Picoseconds>> changes;
};

using Changes = std::vector<std::pair<bool, Picoseconds>>;

class CpuWait : public testing::Test {
 protected:
  CpuWait() : gate(core), registers("gpr", gate, kGpr22, 0), service("firmware", registers, gate, findings) {
    gate.start_with(false, true);
  }

  void write(RegisterPort& port, std::uint64_t offset, std::uint32_t value, Picoseconds time) {
    ASSERT_TRUE(
        port.write(AccessContext{time, kNoSource}, offset, reinterpret_cast<std::uint8_t*>(&value), 4));
  }
  std::uint32_t read(RegisterPort& port, std::uint64_t offset) {
    std::uint32_t value = 0;
    EXPECT_TRUE(port.read(AccessContext{}, offset, reinterpret_cast<std::uint8_t*>(&value), 4));
    return value;
  }
  // Arguments, call, result.
  std::uint32_t call(std::uint32_t x0, std::uint32_t x1, Picoseconds time) {
    write(service.bus, 0x0, x0, time);
    write(service.bus, 0x4, x1, time);
    write(service.bus, 0x10, 1, time);
    return read(service.bus, 0x0);
  }

  RecordingFindings findings;
  RecordedCore core;
  StartGate gate;
  CpuWaitRegisters registers;
  FirmwareService service;
};

TEST_F(CpuWait, IsSetAfterResetAndReleasesTheCoreOnce) {
  EXPECT_EQ(read(registers.bus, kGpr22), kCpuWait);
  write(registers.bus, kGpr22, 0xF0, 10);
  write(registers.bus, kGpr22, 0x00, 20);
  EXPECT_EQ(read(registers.bus, kGpr22), 0u);
  EXPECT_EQ(core.changes, (Changes{{false, 10}}));
}

TEST_F(CpuWait, OtherRegistersAreStorage) {
  write(registers.bus, 0x5C, 0x1234, 10);
  EXPECT_EQ(read(registers.bus, 0x5C), 0x1234u);
  EXPECT_TRUE(core.changes.empty());
}

TEST_F(CpuWait, DoesNotStopACoreThatRuns) {
  write(registers.bus, kGpr22, 0, 10);
  write(registers.bus, kGpr22, kCpuWait, 20);
  EXPECT_EQ(core.changes, (Changes{{false, 10}}));
}

// Linux's "-mmio" way to stop: CPUWAIT, then a reset that ends by itself; and the way back.
TEST_F(CpuWait, HoldsTheCoreAfterTheNextReset) {
  SystemResetController src("src", findings, false);
  src.connect(gate.reset());
  write(registers.bus, kGpr22, 0, 10);
  write(registers.bus, kGpr22, kCpuWait, 20);
  write(src.bus, 0xC, 0xA, 30);
  EXPECT_EQ(core.changes, (Changes{{false, 10}, {true, 30}}));
  EXPECT_EQ(read(src.bus, 0xC) & 0xFu, 0x8u);
  write(registers.bus, kGpr22, 0, 40);
  EXPECT_EQ(core.changes, (Changes{{false, 10}, {true, 30}, {false, 40}}));
}

TEST_F(CpuWait, OfACoreInResetCountsWhenTheResetEnds) {
  gate.start_with(true, true);
  write(registers.bus, kGpr22, 0, 10);
  EXPECT_TRUE(core.changes.empty());
  gate.reset().set_held(false, 20);
  EXPECT_EQ(core.changes, (Changes{{false, 20}}));
}

TEST_F(CpuWait, IsClearedAndSetByTheCallsOfTfA) {
  constexpr std::uint32_t kService = 0xC2000005;
  EXPECT_EQ(call(kService, 1, 5), 0u);
  EXPECT_EQ(call(kService, 0, 10), 0u);
  EXPECT_EQ(read(registers.bus, kGpr22), 0u);
  EXPECT_EQ(call(kService, 1, 15), 1u);
  EXPECT_EQ(call(kService, 2, 20), 0u);
  EXPECT_EQ(read(registers.bus, kGpr22), kCpuWait);
  EXPECT_EQ(call(kService, 1, 25), 0u);
  EXPECT_EQ(core.changes, (Changes{{false, 10}, {true, 20}}));
}

TEST_F(CpuWait, UnknownCallsGiveSmcUnk) {
  EXPECT_EQ(call(0xC2000005, 9, 10), 0xFFFFFFFFu);
  EXPECT_EQ(call(0x84000000, 0, 10), 0xFFFFFFFFu);
  EXPECT_TRUE(core.changes.empty());
}

TEST(CpuWaitBit, MayBeAnyOfTheRegister) {
  RecordedCore core;
  StartGate gate(core);
  gate.start_with(false, true);
  CpuWaitRegisters registers("blk_ctrl", gate, 0x60, 10);
  const std::uint8_t others = 0xFB;
  registers.bus.write(AccessContext{5, kNoSource}, 0x60, &others, 1);
  EXPECT_TRUE(core.changes.empty());
  registers.bus.write(AccessContext{10, kNoSource}, 0x61, &others, 1);
  EXPECT_EQ(core.changes, (Changes{{false, 10}}));
}

}  // namespace
}  // namespace rpmsg_sim
