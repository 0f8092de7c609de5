// Contexts of native firmware: what an exception leaves on the stack and brings back, and which stack is in
// use.
#include <algorithm>
#include <array>
#include <cstdint>

#include "models/core/native/hook_numbers.h"
#include "models/core/native/native_executor.h"

namespace rpmsg_sim {

namespace {

constexpr std::uint64_t kStackAlignment = 16;

// The architecture's basic exception frame.
struct BasicFrame {
  std::uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};
constexpr std::uint32_t kXpsrThumb = std::uint32_t{1} << 24;
// A reserved bit of the stacked xPSR: the registers of a native context lie above this frame.
constexpr std::uint32_t kXpsrNative = std::uint32_t{1} << 20;
constexpr std::uint64_t kFrameMagic = 0x4E41544956454652;

}  // namespace

// Everything that an interrupted native context is; firmware sees it as opaque words on its stack.
struct NativeExecutor::Frame {
  std::uint64_t magic;
  std::uint64_t pc;
  std::uint64_t sp;
  SavedRegisters saved;
  std::uint64_t arguments[5];
  std::uint64_t result;
  std::uint32_t kind;
  std::uint32_t trouble;
  std::uint32_t shown_pc;  // what the basic frame says; if firmware changes it, execution continues there
  std::uint32_t retry;     // the hook has not happened yet
};

std::uint64_t NativeExecutor::stack_pointer() const {
  return is_thunk() ? context_->sp + kThunkSize : context_->sp;
}

void NativeExecutor::set_stack_pointer(std::uint64_t value) {
  if (!is_thunk()) {
    context_->sp = value;
  } else {
    // The registers that the instruction preserves move along.
    std::array<std::uint8_t, kThunkSize> kept{};
    const std::uint64_t aligned = value & ~(kStackAlignment - 1);
    if (core_.peek(context_->sp, kept.data(), kept.size()) &&
        core_.poke(aligned - kThunkSize, kept.data(), kept.size())) {
      context_->sp = aligned - kThunkSize;
    }
  }
  watch_stack(stack_pointer());
}

// The limit counts only while the stack that it belongs to is in use.
void NativeExecutor::watch_stack(std::uint64_t sp) {
  watching_stack_ = sp > stack_limit_ && sp <= stack_top_;
  restore_stack_limit();
}

bool NativeExecutor::push_context() {
  NativeContext& ctx = *context_;
  const std::uint64_t base = (ctx.sp - sizeof(Frame)) & ~(kStackAlignment - 1);
  Frame frame{};
  frame.magic = kFrameMagic;
  frame.pc = ctx.pc;
  frame.sp = ctx.sp;
  frame.saved = ctx.saved;
  std::copy(std::begin(ctx.arguments), std::end(ctx.arguments), std::begin(frame.arguments));
  frame.result = ctx.result;
  frame.kind = ctx.kind;
  frame.trouble = static_cast<std::uint32_t>(trouble_);
  frame.shown_pc = static_cast<std::uint32_t>(firmware_pc());
  frame.retry = retry_ ? 1 : 0;
  if (!core_.poke(base, &frame, sizeof frame)) return false;
  std::uint64_t sp = base;
  if (core_.parameters().profile == Profile::kM) {
    BasicFrame basic{};
    basic.pc = frame.shown_pc;
    basic.xpsr = kXpsrThumb | kXpsrNative;
    sp -= sizeof basic;
    if (!core_.poke(sp, &basic, sizeof basic)) return false;
  }
  ctx.kind = kBlock;
  ctx.sp = sp;
  return true;
}

bool NativeExecutor::pop_context(std::uint64_t address) {
  NativeContext& ctx = *context_;
  BasicFrame basic{};
  const bool m_profile = core_.parameters().profile == Profile::kM;
  if (m_profile) {
    if (!core_.peek(address, &basic, sizeof basic)) return false;
    address += sizeof basic;
  }
  Frame frame{};
  const bool native = !m_profile || (basic.xpsr & kXpsrNative) != 0;
  if (native && (!core_.peek(address, &frame, sizeof frame) || frame.magic != kFrameMagic)) return false;
  if (native) {
    ctx.pc = frame.pc;
    ctx.sp = frame.sp;
    ctx.saved = frame.saved;
    std::copy(std::begin(frame.arguments), std::end(frame.arguments), std::begin(ctx.arguments));
    ctx.result = frame.result;
    ctx.kind = frame.kind;
    trouble_ = static_cast<Trouble>(frame.trouble);
    retry_ = frame.retry != 0;
    if (m_profile && basic.pc != frame.shown_pc) {
      ctx.pc = basic.pc & ~std::uint32_t{1};
      retry_ = false;
    }
  } else {
    // A frame that firmware has built, the first of a task.
    ctx.saved = SavedRegisters{};
    ctx.arguments[0] = basic.r0;
    ctx.arguments[1] = basic.r1;
    ctx.arguments[2] = basic.r2;
    ctx.arguments[3] = basic.r3;
    ctx.result = 0;
    ctx.pc = basic.pc & ~std::uint32_t{1};
    const std::uint64_t lr = basic.lr & ~std::uint32_t{1};
    ctx.sp = (address & ~(kStackAlignment - 1)) - sizeof lr;
    if (!core_.poke(ctx.sp, &lr, sizeof lr)) return false;
    retry_ = false;
  }
  watch_stack(ctx.sp);
  return true;
}

void NativeExecutor::start_handler(std::uint64_t handler) {
  NativeContext& ctx = *context_;
  const std::uint64_t back = hook_address(NATIVE_HOOK_EXCEPTION_RETURN);
  ctx.sp = (ctx.sp & ~(kStackAlignment - 1)) - sizeof back;
  core_.poke(ctx.sp, &back, sizeof back);
  ctx.pc = handler;
  ctx.saved = SavedRegisters{};
  std::fill(std::begin(ctx.arguments), std::end(ctx.arguments), 0);
  ctx.result = 0;
  retry_ = false;
  watch_stack(ctx.sp);
}

}  // namespace rpmsg_sim
