#include "models/core/native/block_costs.h"

#include <gtest/gtest.h>

#include <cstring>

#include "models/core/native/native_context.h"

namespace rpmsg_sim {
namespace {

// Machine code by hand: hooks are recognised by their stub, so one stands at the end.
class Code {
 public:
  std::size_t add(std::initializer_list<std::uint8_t> bytes) {
    const std::size_t at = code_.size();
    code_.insert(code_.end(), bytes);
    return at;
  }
  std::size_t call_hook() {
    const std::size_t at = add({0xE8, 0, 0, 0, 0});
    calls_.push_back(at);
    return at + 5;
  }
  BlockCosts costs(unsigned milli_cycles = 1000) {
    const std::size_t stub = add({0x49, 0xBB, 0, 0, 0, 0, 0, 0, 0, 0, 0x41, 0xFF, 0xE3, 0x90, 0x90, 0x90});
    const std::uint64_t target = kHookPage;
    std::memcpy(code_.data() + stub + 2, &target, sizeof target);
    for (const std::size_t call : calls_) {
      const auto distance = static_cast<std::int32_t>(stub - (call + 5));
      std::memcpy(code_.data() + call + 1, &distance, sizeof distance);
    }
    return compute_block_costs(code_, milli_cycles);
  }

 private:
  std::vector<std::uint8_t> code_;
  std::vector<std::size_t> calls_;
};

TEST(BlockCosts, CountsInstructionsUpToTheNextHook) {
  Code code;
  const std::size_t after = code.call_hook();
  code.add({0x83, 0xC3, 0x01});  // add $1, %ebx
  code.add({0x83, 0xC1, 0x01});  // add $1, %ecx
  code.call_hook();
  EXPECT_EQ(code.costs().cycles[after], 2u);
}

TEST(BlockCosts, ArgumentsOfAHookAreFree) {
  Code code;
  const std::size_t after = code.call_hook();
  code.add({0x83, 0xC3, 0x01});     // add $1, %ebx
  code.add({0x8D, 0x7B, 0x08});     // lea 8(%rbx), %edi
  code.add({0xBE, 0x28, 0, 0, 0});  // mov $40, %esi
  const std::size_t second = code.call_hook();
  code.add({0x8B, 0x3B});  // mov (%rbx), %edi: the firmware's own load
  code.call_hook();
  const BlockCosts costs = code.costs();
  EXPECT_EQ(costs.cycles[after], 1u);
  EXPECT_EQ(costs.cycles[second], 1u);
}

TEST(BlockCosts, EndAtAReturnOrJumpAndRunThroughCalls) {
  Code code;
  const std::size_t after = code.call_hook();
  code.add({0x83, 0xC3, 0x01});              // add
  code.add({0xE8, 0x40, 0x00, 0x00, 0x00});  // call, not of a hook
  code.add({0x83, 0xC3, 0x01});              // add
  code.add({0xC3});                          // ret
  code.add({0x83, 0xC3, 0x01});              // somebody else's
  code.call_hook();
  EXPECT_EQ(code.costs().cycles[after], 4u);
}

TEST(BlockCosts, PaddingIsFreeAndCyclesPerInstructionScale) {
  Code code;
  const std::size_t after = code.call_hook();
  code.add({0x0F, 0x1F, 0x40, 0x00});  // nopl 0(%rax): alignment
  code.add({0x83, 0xC3, 0x01});
  code.add({0x83, 0xC3, 0x01});
  code.call_hook();
  EXPECT_EQ(code.costs(1500).cycles[after], 3u);
}

TEST(BlockCosts, FindsJumpsToThemselves) {
  Code code;
  code.add({0x83, 0xC3, 0x01});
  const std::size_t jump = code.add({0xEB, 0xFE});
  code.add({0xEB, 0x00});  // a jump to the next instruction is none
  EXPECT_EQ(code.costs().self_jumps, std::vector<std::uint64_t>{jump});
}

TEST(BlockCosts, FindsCallsOfHooksAndTheirWaysToThePage) {
  Code code;
  code.add({0x83, 0xC3, 0x01});
  const std::size_t after = code.call_hook();
  code.add({0xE8, 0x40, 0x00, 0x00, 0x00});  // call, not of a hook
  const std::size_t stub = code.add({});
  const BlockCosts costs = code.costs();
  ASSERT_EQ(costs.calls.size(), 1u);
  EXPECT_EQ(costs.calls[0].offset, after - kHookCallLength);
  EXPECT_EQ(costs.calls[0].stub, stub);
  EXPECT_EQ(costs.calls[0].entry, 0u);
  EXPECT_EQ(costs.page_addresses, std::vector<std::uint64_t>{stub + 2});
}

TEST(BlockCosts, NotesVectorRegisters) {
  Code none;
  none.add({0x0F, 0x29, 0x7D, 0xF0});  // movaps %xmm7, -16(%rbp): read only
  EXPECT_EQ(none.costs().vectors, 0u);
  Code some;
  some.add({0xF3, 0x0F, 0x6F, 0x0B});  // movdqu (%rbx), %xmm1
  EXPECT_EQ(some.costs().vectors, 2u);
  EXPECT_FALSE(some.costs().uses_reserved_register);
}

TEST(BlockCosts, NotesTheReservedRegisterHoweverItIsUsed) {
  Code written;
  written.add({0x66, 0x45, 0x0F, 0xEF, 0xFF});  // pxor %xmm15, %xmm15
  EXPECT_TRUE(written.costs().uses_reserved_register);
  Code read;
  read.add({0x44, 0x0F, 0x29, 0x7D, 0xF0});  // movaps %xmm15, -16(%rbp)
  EXPECT_TRUE(read.costs().uses_reserved_register);
}

TEST(BlockCosts, NonsenseDoesNotHang) {
  std::vector<std::uint8_t> bytes(4096);
  std::uint32_t state = 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 1664525u + 1013904223u;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  EXPECT_EQ(compute_block_costs(bytes, 1000).cycles.size(), bytes.size() + 1);
  EXPECT_EQ(compute_block_costs({}, 1000).cycles.size(), 1u);
}

}  // namespace
}  // namespace rpmsg_sim
