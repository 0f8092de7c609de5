// What Unicorn cannot be asked: exclusive accesses, and code that changes under the decode cache.
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "tests/differential/arm_machine.h"

namespace rpmsg_sim {
namespace {

constexpr std::uint32_t kCode = ArmMachine::kMemory + 0x1000;
constexpr std::uint32_t kData = ArmMachine::kMemory + 0x8000;

class ArmMemory : public testing::Test {
 protected:
  void load(const std::vector<std::uint16_t>& code) {
    const std::uint32_t vectors[2] = {kData, kCode | 1};
    std::memcpy(machine.memory(), vectors, sizeof vectors);
    std::memcpy(machine.memory() + (kCode - ArmMachine::kMemory), code.data(), 2 * code.size());
    machine.reset();
  }
  std::uint32_t& r(unsigned number) { return machine.state().r[number]; }
  std::uint32_t word(std::uint32_t address) {
    std::uint32_t value = 0;
    std::memcpy(&value, machine.memory() + (address - ArmMachine::kMemory), sizeof value);
    return value;
  }

  ArmMachine machine;
};

TEST_F(ArmMemory, AnExclusiveStoreNeedsAReservationOfItsAddress) {
  load({0xE850, 0x1F00,  // ldrex r1, [r0]
        0xE840, 0x3200,  // strex r2, r3, [r0]
        0xE840, 0x6400,  // strex r4, r6, [r0]: the reservation is used up
        0xE850, 0x1F00,  // ldrex r1, [r0]
        0xE840, 0x6501,  // strex r5, r6, [r0, #4]: another address
        0xE850, 0x1F00,  // ldrex r1, [r0]
        0xF3BF, 0x8F2F,  // clrex
        0xE840, 0x6700,  // strex r7, r6, [r0]
        0xE7FE});
  r(0) = kData;
  r(3) = 0x1234;
  r(6) = 0x9999;
  machine.run(kCode);
  EXPECT_EQ(machine.core().state(), CoreState::kSpinning);
  EXPECT_EQ(r(2), 0u);
  EXPECT_EQ(r(4), 1u);
  EXPECT_EQ(r(5), 1u);
  EXPECT_EQ(r(7), 1u);
  EXPECT_EQ(word(kData), 0x1234u);
  EXPECT_EQ(word(kData + 4), 0u);
}

TEST_F(ArmMemory, CodeThatIsOverwrittenIsExecutedAsItIsThen) {
  load({0x2201,    // 1: movs r2, #1, which becomes movs r2, #7
        0x2B00,    // cmp r3, #0
        0xD102,    // bne 2f
        0x2301,    // movs r3, #1
        0x8001,    // strh r1, [r0]
        0xE7F9,    // b 1b
        0xE7FE});  // 2: b .
  r(0) = kCode;
  r(1) = 0x2207;
  machine.run(kCode);
  EXPECT_EQ(machine.core().state(), CoreState::kSpinning);
  EXPECT_EQ(r(2), 7u);
}

// The instruction after it was decoded outside of a block.
TEST_F(ArmMemory, AnInstructionThatComesIntoAnItBlockIsConditional) {
  load({0xBF00,    // 1: nop, which becomes it ne
        0x3201,    // adds r2, #1
        0x2B00,    // cmp r3, #0
        0xD103,    // bne 2f
        0x2301,    // movs r3, #1
        0x8001,    // strh r1, [r0]
        0x4224,    // tst r4, r4: equal
        0xE7F7,    // b 1b
        0xE7FE});  // 2: b .
  r(0) = kCode;
  r(1) = 0xBF18;
  machine.run(kCode);
  EXPECT_EQ(machine.core().state(), CoreState::kSpinning);
  EXPECT_EQ(r(2), 1u);
}

TEST_F(ArmMemory, AResetForgetsWhatWasDecoded) {
  load({0x2201, 0xE7FE});  // movs r2, #1
  machine.run(kCode);
  ASSERT_EQ(r(2), 1u);
  load({0x2207, 0xE7FE});
  machine.run(kCode);
  EXPECT_EQ(r(2), 7u);
}

}  // namespace
}  // namespace rpmsg_sim
