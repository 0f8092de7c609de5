// Random bytes as code: no crash and no hang of ours, whatever they do.
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "models/core/arm/decoder.h"
#include "tests/differential/arm_machine.h"

namespace rpmsg_sim {
namespace {

constexpr std::uint32_t kCode = ArmMachine::kMemory + 0x1000;
constexpr std::uint32_t kStack = ArmMachine::kMemory + ArmMachine::kSize;

void write_vectors(ArmMachine& machine) {
  std::uint32_t vectors[16];
  for (std::uint32_t& vector : vectors) vector = kCode | 1;
  vectors[0] = kStack;
  std::memcpy(machine.memory(), vectors, sizeof vectors);
}

// Runs 20 microseconds at most; random code may loop for ever.
TEST(ArmFuzz, RandomCodeRunsFaultsOrLocksUp) {
  ArmMachine machine;
  std::mt19937 random(1);
  constexpr int kRounds = 3000;
  constexpr Picoseconds kLimit = 20'000'000;
  int locked_up = 0;
  int went_on = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (std::uint32_t at = 0; at < ArmMachine::kSize; at += 4) {
      const auto word = static_cast<std::uint32_t>(random());
      std::memcpy(machine.memory() + at, &word, sizeof word);
    }
    write_vectors(machine);
    machine.reset();
    for (unsigned reg = 0; reg < 13; ++reg) {
      machine.state().r[reg] = random() % 2 == 0 ? static_cast<std::uint32_t>(random())
                                                 : ArmMachine::kMemory + random() % ArmMachine::kSize;
    }
    machine.run(kCode, kLimit);
    (machine.core().state() == CoreState::kLockedUp ? locked_up : went_on)++;
  }
  EXPECT_GT(locked_up, 0);
  EXPECT_GT(went_on, 0);
}

TEST(ArmFuzz, EveryHalfwordPairDecodes) {
  std::mt19937 random(2);
  unsigned defined = 0;
  for (int round = 0; round < 2'000'000; ++round) {
    const auto first = static_cast<std::uint16_t>(random());
    const auto second = static_cast<std::uint16_t>(random());
    const arm::Decoded decoded = arm::decode(kCode, first, second, round % 2 != 0);
    ASSERT_EQ(decoded.halfwords, arm::is_wide(first) ? 2 : 1);
    ASSERT_LT(decoded.operation, arm::Operation::kCount);
    ASSERT_LT(decoded.d, 32);
    ASSERT_LT(decoded.n, 32);
    ASSERT_LT(decoded.m, 32);
    ASSERT_LT(decoded.a, 16);
    defined += decoded.operation != arm::Operation::kUndefined ? 1 : 0;
  }
  EXPECT_GT(defined, 1'000'000u);
}

}  // namespace
}  // namespace rpmsg_sim
