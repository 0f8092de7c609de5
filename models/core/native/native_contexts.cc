// Contexts of native firmware: what an exception leaves on the stack and brings back, and which stack is in
// use.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

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

// ---- backtrace ----
//
// Images keep frame pointers: at rbp lie the caller's rbp and the address it is returned to, eight bytes each
// in the x32 ABI too. Firmware may have written over all of it, so that every step is checked: upwards,
// within one stack, into code.

namespace {

constexpr std::size_t kMostFrames = 64;
constexpr std::uint64_t kLargestStep = std::uint64_t{64} << 10;  // from one frame pointer to the next

}  // namespace

// To the caller: false at the end of the chain.
bool NativeExecutor::unwind(Call& call, std::uint64_t& return_address) const {
  std::array<std::uint64_t, 2> saved{};  // the caller's frame pointer, the address in the caller
  const bool plausible = call.frame % sizeof(std::uint64_t) == 0 && call.frame >= call.stack &&
                         call.frame - call.stack <= kLargestStep;
  if (!plausible || !core_.peek(call.frame, saved.data(), sizeof saved)) return false;
  return_address = saved[1];
  call.stack = call.frame + sizeof saved;
  call.frame = saved[0];
  return true;
}

// From a handler to what it has interrupted.
bool NativeExecutor::unwind_exception(std::size_t depth, Call& call, std::uint64_t& return_address) const {
  const auto taken = core_.taken_exception(depth);
  if (!taken) return false;
  std::uint64_t address = taken->frame;
  if (core_.parameters().profile == Profile::kM) address += sizeof(BasicFrame);
  Frame frame{};
  if (!core_.peek(address, &frame, sizeof frame) || frame.magic != kFrameMagic) return false;
  call = Call{frame.saved.rbp, frame.sp};
  // A signal has kept where it came from, everything else where it returns to.
  return_address = frame.shown_pc + (frame.kind == NATIVE_HOOK_SIGNAL ? 1u : 0u);
  return true;
}

// After a jump to where no code is, the frame is still the caller's, and a handler that only loops has none:
// then what lies on the stack is the return address.
bool NativeExecutor::returns_by_stack(std::uint64_t pc, const Call& call,
                                      std::uint64_t& return_address) const {
  if (!core_.peek(call.stack, &return_address, sizeof return_address)) return false;
  return return_address == hook_address(NATIVE_HOOK_EXCEPTION_RETURN) ||
         (!in_code(pc) && in_code(return_address - 1));
}

std::vector<std::string> NativeExecutor::backtrace() const {
  std::vector<std::string> frames = sources_.frames(place());
  Call call{context_->saved.rbp, context_->sp};
  std::uint64_t return_address = 0;
  bool known = returns_by_stack(place(), call, return_address);
  std::size_t exceptions = 0;
  while (frames.size() < kMostFrames) {
    if (!std::exchange(known, false) && !unwind(call, return_address)) break;
    if (return_address == hook_address(NATIVE_HOOK_EXCEPTION_RETURN)) {
      const auto taken = core_.taken_exception(exceptions);
      if (!unwind_exception(exceptions++, call, return_address)) break;
      frames.back() += fmt::format(", handler of exception {}", taken->number);
      if (const std::uint64_t interrupted = return_address - 1; !in_code(interrupted)) {
        frames.push_back(fmt::format("{:#x}", interrupted));
        known = returns_by_stack(interrupted, call, return_address);
        if (known) continue;
      }
    }
    if (!in_code(return_address - 1)) break;
    for (std::string& frame : sources_.frames(return_address - 1)) frames.push_back(std::move(frame));
  }
  return frames;
}

}  // namespace rpmsg_sim
