// Short hooks are executed here as firmware would: code, hook page and routines lie in memory of the test,
// and the general entries and stubs only say that they were reached.
#include "models/core/native/hook_sites.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>

#include "models/core/native/hook_numbers.h"
#include "models/core/native/native_context.h"

namespace rpmsg_sim {
namespace {

constexpr std::uint64_t kCodeSize = 0x1000;
constexpr std::uint64_t kRoutinesAt = kCodeSize + NATIVE_CONTEXT_DISTANCE + 0x2000;
constexpr std::uint64_t kSize = kRoutinesAt + 0x1000;
constexpr std::uint32_t kReachedGeneral = 0x600D;
constexpr std::uint64_t kHomeBase = 0x20000000;
constexpr std::uint64_t kHomeSize = 0x1000;

// What one call of a hook did.
struct Outcome {
  std::int64_t left;
  std::uint64_t rax;
  std::uint64_t slot;  // of MRS
  bool is_short() const { return static_cast<std::uint32_t>(rax) != kReachedGeneral; }
};

class HookSites : public testing::Test {
 protected:
  HookSites() {
    void* const at =
        mmap(nullptr, kSize, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT_NE(at, MAP_FAILED);
    base_ = static_cast<std::uint8_t*>(at);
    surroundings_.code = reinterpret_cast<std::uint64_t>(at);
    surroundings_.page = surroundings_.code + kCodeSize;
    surroundings_.vectors = surroundings_.page + NATIVE_CONTEXT_DISTANCE + 0x1000;
    surroundings_.routines = surroundings_.code + kRoutinesAt;
    surroundings_.room = kSize - kRoutinesAt;
    surroundings_.read_cycles = 2;
    surroundings_.write_cycles = 3;
    surroundings_.home = true;
    for (unsigned entry = 0; entry < kThunksEnd; ++entry) put_marker(kCodeSize + kHookStride * entry);
    put_marker(kStub);
    const std::vector<std::uint8_t> vectors = make_cost_vectors();
    std::memcpy(base_ + kCodeSize + NATIVE_CONTEXT_DISTANCE + 0x1000, vectors.data(), vectors.size());
    context().home_base = kHomeBase;
    context().home_size = kHomeSize - 15;
  }
  ~HookSites() override { munmap(base_, kSize); }

  NativeContext& context() {
    return *reinterpret_cast<NativeContext*>(base_ + kCodeSize + NATIVE_CONTEXT_DISTANCE);
  }

  // A call of the hook at the begin of the code, followed by instructions of so many cycles.
  void build(std::uint32_t entry, unsigned cycles) {
    std::vector<std::uint8_t> code(kCodeSize, 0x90);
    std::memcpy(code.data() + kStub, base_ + kStub, kStubSize);
    code[0] = 0xE8;
    code[kHookCallLength] = 0xC3;
    const auto to_stub = static_cast<std::uint32_t>(kStub - kHookCallLength);
    std::memcpy(code.data() + 1, &to_stub, sizeof to_stub);
    BlockCosts costs;
    costs.cycles.assign(kCodeSize + 1, 0);
    costs.cycles[kHookCallLength] = static_cast<std::uint16_t>(cycles);
    costs.calls = {HookCall{0, kStub, entry}};
    routines_ = make_short_hooks(code, costs, surroundings_);
    std::memcpy(base_, code.data(), code.size());
    std::memcpy(base_ + kRoutinesAt, routines_.data(), routines_.size());
  }

  // Executes it with `left` in xmm15, an address in rdi and the slot of MSR filled.
  Outcome run(std::int64_t left, std::uint64_t address = 0, std::uint64_t slot = 0) {
    Outcome outcome{left, kRaxBefore, slot};
    const std::uint8_t* const entry = base_;
    __asm__ volatile(
        "subq $256, %%rsp\n\t"
        "movq %[left], %%xmm15\n\t"
        "movq %[slot], -32(%%rsp)\n\t"  // the call of the code below pushes once more
        "call *%[entry]\n\t"
        "movq -32(%%rsp), %[slot]\n\t"
        "movq %%xmm15, %[left]\n\t"
        "addq $256, %%rsp"
        : [left] "+r"(outcome.left), [slot] "+r"(outcome.slot), "+a"(outcome.rax), "+D"(address)
        : [entry] "r"(entry)
        : "xmm15", "cc", "memory");
    return outcome;
  }

  static constexpr std::uint64_t kStub = 0x800;
  static constexpr std::uint64_t kStubSize = 16;
  static constexpr std::uint64_t kRaxBefore = 0x1234567890;
  HookSurroundings surroundings_;
  std::vector<std::uint8_t> routines_;

 private:
  void put_marker(std::uint64_t offset) {
    base_[offset] = 0xB8;  // mov $marker, %eax
    std::memcpy(base_ + offset + 1, &kReachedGeneral, sizeof kReachedGeneral);
    base_[offset + 5] = 0xC3;
  }

  std::uint8_t* base_ = nullptr;
};

TEST_F(HookSites, BlocksChargeWhatFollowsWhileCyclesAreLeft) {
  build(kBlock, 7);
  const Outcome outcome = run(0);
  EXPECT_TRUE(outcome.is_short());
  EXPECT_EQ(outcome.left, -7);
  EXPECT_EQ(outcome.rax, 0u);
  EXPECT_EQ(run(1000).left, 993);
}

TEST_F(HookSites, NothingIsShortWhenNoCyclesAreLeft) {
  for (const std::uint32_t entry :
       {std::uint32_t{kBlock}, std::uint32_t{kRead1} + 2, std::uint32_t{kWrite1}, entry_of(kDmb),
        kReadPrimask, entry_of(kCpsidI), entry_of(kCpsieI), kWritePrimask}) {
    build(entry, 7);
    const Outcome outcome = run(-1, kHomeBase);
    EXPECT_FALSE(outcome.is_short()) << entry;
    EXPECT_EQ(outcome.left, -1) << entry;
  }
  EXPECT_EQ(context().primask, 0u);
}

TEST_F(HookSites, BlocksBelowTheStackLimitAreNotShort) {
  build(kBlock, 7);
  context().stack_limit = ~std::uint64_t{0};
  EXPECT_FALSE(run(1000).is_short());
}

TEST_F(HookSites, AccessesCostWhatTheRegionSays) {
  build(kRead1 + 2, 7);
  EXPECT_EQ(run(1000, kHomeBase).left, 1000 - 2 - 7);
  build(kUnalignedRead2, 0);
  EXPECT_EQ(run(1000, kHomeBase).left, 1000 - 2);
  build(kWrite1 + 4, 7);
  EXPECT_EQ(run(1000, kHomeBase).left, 1000 - 3 - 7);
  build(kUnalignedWrite2, 0);
  EXPECT_EQ(run(1000, kHomeBase).left, 1000 - 3);
}

TEST_F(HookSites, OnlyAccessesThatEndInTheHomeRangeAreShort) {
  for (const bool wide : {false, true}) {
    surroundings_.wide = wide;
    build(kRead1, 0);
    EXPECT_TRUE(run(1000, kHomeBase + kHomeSize - 16).is_short());
    EXPECT_FALSE(run(1000, kHomeBase + kHomeSize - 15).is_short());
    EXPECT_FALSE(run(1000, kHomeBase - 1).is_short());
    EXPECT_FALSE(run(1000, 0).is_short());
    EXPECT_FALSE(run(1000, 0xFFFFFFFF).is_short());
  }
  EXPECT_FALSE(run(1000, kHomeBase + (std::uint64_t{1} << 32)).is_short()) << "a pointer of 64 bits";
}

TEST_F(HookSites, NothingIsAtHomeBeforeItIsMapped) {
  context().home_size = 0;
  build(kRead1, 0);
  EXPECT_FALSE(run(1000, kHomeBase).is_short());
}

TEST_F(HookSites, BarriersCostACycleAndPreserveRegisters) {
  build(entry_of(kDsb), 7);
  const Outcome outcome = run(1000);
  EXPECT_EQ(outcome.left, 1000 - 1 - 7);
  EXPECT_EQ(outcome.rax, kRaxBefore);
}

TEST_F(HookSites, MrsReadsPrimask) {
  build(kReadPrimask, 7);
  for (const std::uint32_t primask : {0u, 1u}) {
    context().primask = primask;
    const Outcome outcome = run(1000, 0, 0x55);
    EXPECT_EQ(outcome.slot, primask);
    EXPECT_EQ(outcome.left, 1000 - 1 - 7);
    EXPECT_EQ(outcome.rax, kRaxBefore);
  }
}

TEST_F(HookSites, MaskingIsShortAndUnmaskingOnlyBeforeTheModelKnows) {
  build(entry_of(kCpsidI), 7);
  EXPECT_EQ(run(1000).left, 1000 - 1 - 7);
  EXPECT_EQ(context().primask, 1u);
  build(entry_of(kCpsieI), 7);
  Outcome outcome = run(1000);
  EXPECT_EQ(outcome.left, 1000 - 1 - 7);
  EXPECT_EQ(outcome.rax, kRaxBefore);
  EXPECT_EQ(context().primask, 0u);

  context().primask = context().known_primask = 1;
  outcome = run(1000);
  EXPECT_FALSE(outcome.is_short());
  EXPECT_EQ(outcome.left, 1000);
  EXPECT_EQ(context().primask, 1u);
}

TEST_F(HookSites, MsrMasksAndUnmasks) {
  build(kWritePrimask, 7);
  Outcome outcome = run(1000, 0, 1);
  EXPECT_EQ(outcome.left, 1000 - 1 - 7);
  EXPECT_EQ(outcome.rax, kRaxBefore);
  EXPECT_EQ(context().primask, 1u);
  outcome = run(1000, 0, 2);  // only the lowest bit counts
  EXPECT_EQ(outcome.left, 1000 - 1 - 7);
  EXPECT_EQ(context().primask, 0u);

  context().primask = context().known_primask = 1;
  EXPECT_TRUE(run(1000, 0, 1).is_short());
  outcome = run(1000, 0, 0);
  EXPECT_FALSE(outcome.is_short());
  EXPECT_EQ(outcome.slot, 0u);
}

TEST_F(HookSites, WhatIsNotShortKeepsItsCall) {
  build(kReadRange, 7);
  EXPECT_TRUE(routines_.empty());
  EXPECT_FALSE(run(1000).is_short());

  build(kBlock, kMostShortCycles + 1);
  EXPECT_TRUE(routines_.empty()) << "too long a block";
  build(kBlock, kMostShortCycles);
  EXPECT_EQ(run(1000).left, 1000 - static_cast<int>(kMostShortCycles));

  surroundings_.home = false;
  build(kRead1, 7);
  EXPECT_TRUE(routines_.empty()) << "no home";
  surroundings_.home = true;
  surroundings_.room = 8;
  build(kBlock, 7);
  EXPECT_TRUE(routines_.empty()) << "no room";
  EXPECT_FALSE(run(1000).is_short());
}

}  // namespace
}  // namespace rpmsg_sim
