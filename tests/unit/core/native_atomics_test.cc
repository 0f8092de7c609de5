#include "models/core/native/native_atomics.h"

#include <gtest/gtest.h>

namespace rpmsg_sim {
namespace {

struct Outcome {
  std::uint64_t result;
  std::uint64_t memory;
  std::uint64_t expected;
};

Outcome apply(AtomicOperation operation, unsigned size, std::uint64_t memory, std::uint64_t value,
              std::uint64_t desired = 0, std::uint64_t expected = 0) {
  const std::uint64_t result = apply_atomic(operation, size, &memory, value, desired, expected);
  return Outcome{result, memory, expected};
}

constexpr std::uint64_t kAround = 0x1111'2222'3333'4444;

TEST(NativeAtomics, ReturnTheOldValueAndTouchOnlyTheirBytes) {
  const Outcome byte = apply(AtomicOperation::kAdd, 1, kAround, 0xFF);
  EXPECT_EQ(byte.result, 0x44u);
  EXPECT_EQ(byte.memory, 0x1111'2222'3333'4443u);
  const Outcome half = apply(AtomicOperation::kSub, 2, kAround, 0x4445);
  EXPECT_EQ(half.result, 0x4444u);
  EXPECT_EQ(half.memory, 0x1111'2222'3333'FFFFu);
  const Outcome word = apply(AtomicOperation::kXor, 4, kAround, 0xFFFF'FFFF);
  EXPECT_EQ(word.result, 0x3333'4444u);
  EXPECT_EQ(word.memory, 0x1111'2222'CCCC'BBBBu);
  const Outcome wide = apply(AtomicOperation::kNand, 8, kAround, ~std::uint64_t{0});
  EXPECT_EQ(wide.result, kAround);
  EXPECT_EQ(wide.memory, ~kAround);
}

TEST(NativeAtomics, LoadStoreAndExchange) {
  EXPECT_EQ(apply(AtomicOperation::kLoad, 4, kAround, 7).memory, kAround);
  EXPECT_EQ(apply(AtomicOperation::kLoad, 4, kAround, 7).result, 0x3333'4444u);
  EXPECT_EQ(apply(AtomicOperation::kStore, 2, kAround, 0xAAAA).memory, 0x1111'2222'3333'AAAAu);
  const Outcome exchange = apply(AtomicOperation::kExchange, 8, kAround, 5);
  EXPECT_EQ(exchange.result, kAround);
  EXPECT_EQ(exchange.memory, 5u);
  EXPECT_EQ(apply(AtomicOperation::kAnd, 1, 0x0F, 0x3C).memory, 0x0Cu);
  EXPECT_EQ(apply(AtomicOperation::kOr, 1, 0x0F, 0x30).memory, 0x3Fu);
}

TEST(NativeAtomics, ComparisonsThatSucceedAndFail) {
  for (const AtomicOperation operation : {AtomicOperation::kCompareStrong, AtomicOperation::kCompareWeak}) {
    const Outcome success = apply(operation, 4, kAround, 0, 9, 0x3333'4444);
    EXPECT_EQ(success.result, 1u);
    EXPECT_EQ(success.memory, 0x1111'2222'0000'0009u);
    const Outcome failure = apply(operation, 4, kAround, 0, 9, 1);
    EXPECT_EQ(failure.result, 0u);
    EXPECT_EQ(failure.memory, kAround);
    EXPECT_EQ(failure.expected, 0x3333'4444u);
  }
  EXPECT_EQ(apply(AtomicOperation::kCompareValue, 4, kAround, 0x3333'4444, 9).memory, 0x1111'2222'0000'0009u);
  EXPECT_EQ(apply(AtomicOperation::kCompareValue, 4, kAround, 1, 9).memory, kAround);
}

}  // namespace
}  // namespace rpmsg_sim
