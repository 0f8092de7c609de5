// Exception entry and return of the Armv7-M architecture ("Exception model", B1.5): what is on the stack,
// which stack it is, and lazy preservation of floating-point registers.
#include <fmt/format.h>

#include <array>
#include <cstring>

#include "models/core/arm/arm_executor.h"

namespace rpmsg_sim {

using arm::kLr;
using arm::kPc;
using arm::kSp;

namespace {

// Registers of the system control space.
constexpr std::uint32_t kCcr = 0xD14;
constexpr std::uint32_t kCpacr = 0xD88;
constexpr std::uint32_t kFpccr = 0xF34;
constexpr std::uint32_t kFpcar = 0xF38;
constexpr std::uint32_t kFpdscr = 0xF3C;

constexpr std::uint32_t kStackAlignment = 1u << 9;  // CCR.STKALIGN
constexpr std::uint32_t kLazyActive = 1u << 0;      // FPCCR.LSPACT
constexpr std::uint32_t kLazyEnabled = 1u << 30;    // FPCCR.LSPEN
constexpr std::uint32_t kAutomatic = 1u << 31;      // FPCCR.ASPEN
constexpr unsigned kCoprocessor10 = 20;             // CPACR
constexpr std::uint32_t kControlStackSelect = 1u << 1;
constexpr std::uint32_t kControlFloat = 1u << 2;
constexpr std::uint32_t kFpscrDefaults = 0x07C0'0000;

// EXC_RETURN
constexpr std::uint32_t kReturnBase = 0xFFFF'FFE1;
constexpr std::uint32_t kReturnBasicFrame = 1u << 4;
constexpr std::uint32_t kReturnToThread = 1u << 3;
constexpr std::uint32_t kReturnToProcessStack = 1u << 2;

struct BasicFrame {
  std::uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};
struct FloatFrame {
  std::uint32_t s[16];
  std::uint32_t fpscr;
  std::uint32_t reserved;
};

}  // namespace

std::uint32_t ArmExecutor::control() const {
  return static_cast<std::uint32_t>(core_.exceptions().read_register(SystemRegister::kControl, core_.now()));
}

void ArmExecutor::set_float_active(bool on) {
  const std::uint32_t before = control();
  const std::uint32_t after = on ? before | kControlFloat : before & ~kControlFloat;
  if (after != before) core_.exceptions().write_register(SystemRegister::kControl, after, core_.now());
}

bool ArmExecutor::push_float(std::uint32_t address) {
  FloatFrame frame{};
  std::memcpy(frame.s, state_.s, sizeof frame.s);
  frame.fpscr = state_.fpscr;
  return core_.poke(address, &frame, sizeof frame);
}

bool ArmExecutor::pop_float(std::uint32_t address) {
  FloatFrame frame{};
  if (!core_.peek(address, &frame, sizeof frame)) return false;
  std::memcpy(state_.s, frame.s, sizeof frame.s);
  state_.fpscr = frame.fpscr;
  return true;
}

// Only notes where the registers will go if the handler uses any.
void ArmExecutor::push_lazily(std::uint32_t address) {
  set_system_register(kFpcar, address);
  set_system_register(kFpccr, system_register(kFpccr) | kLazyActive);
}

// "PushStack" and the value of LR in "ExceptionTaken".
bool ArmExecutor::push_context() {
  const bool with_float = (control() & kControlFloat) != 0;
  const std::uint32_t size = sizeof(BasicFrame) + (with_float ? sizeof(FloatFrame) : 0);
  const std::uint32_t sp = state_.r[kSp];
  const bool aligns = with_float || (system_register(kCcr) & kStackAlignment) != 0;
  const bool padded = aligns && (sp & 4) != 0;
  const std::uint32_t address = (sp - size) & ~(padded ? std::uint32_t{4} : 0);
  BasicFrame frame{};
  std::memcpy(&frame.r0, state_.r, 4 * sizeof frame.r0);
  frame.r12 = state_.r[12];
  frame.lr = state_.r[kLr];
  frame.pc = state_.r[kPc];
  frame.xpsr =
      state_.apsr() | state_.epsr() | core_.exceptions().active() | (padded ? arm::kXpsrStackAligned : 0);
  if (!core_.poke(address, &frame, sizeof frame)) return false;
  if (with_float) {
    const std::uint32_t floats = address + sizeof frame;
    if ((system_register(kFpccr) & kLazyEnabled) != 0) {
      push_lazily(floats);
    } else if (!push_float(floats)) {
      return false;
    }
  }
  exception_return_ = kReturnBase | (with_float ? 0 : kReturnBasicFrame);
  if (in_thread_mode()) {
    exception_return_ |= kReturnToThread;
    if ((control() & kControlStackSelect) != 0) exception_return_ |= kReturnToProcessStack;
  }
  state_.r[kSp] = address;
  return true;
}

void ArmExecutor::start_handler(std::uint64_t handler) {
  state_.r[kLr] = exception_return_;
  state_.r[kPc] = static_cast<std::uint32_t>(handler);
  state_.it = 0;
  state_.thumb = true;
  parts_done_ = parts_used_ = 0;
  reservation_.open = false;
  float_ready_ = false;
}

// `value` is EXC_RETURN. "ExceptionReturn"
Step ArmExecutor::return_from_exception(std::uint32_t value) {
  const bool to_thread = (value & kReturnToThread) != 0;
  const bool to_process_stack = (value & kReturnToProcessStack) != 0;
  const bool last = core_.active_exceptions() == 1;
  if ((value | 0x1F) != ~std::uint32_t{0} || (value & 3) != 1 || to_thread != last ||
      (to_process_stack && !to_thread)) {
    return core_.fault("core_fault", fmt::format("exception return with {:#x}, which does not fit", value),
                       Synchronous::kInvalidReturn, 0);
  }
  exception_return_ = value;
  return core_.return_from_exception(to_process_stack);
}

// "PopStack"
bool ArmExecutor::pop_context(std::uint64_t frame_address) {
  const auto address = static_cast<std::uint32_t>(frame_address);
  BasicFrame frame{};
  if (!core_.peek(address, &frame, sizeof frame)) return false;
  const bool with_float = (exception_return_ & kReturnBasicFrame) == 0;
  std::uint32_t size = sizeof frame;
  if (with_float) {
    const std::uint32_t status = system_register(kFpccr);
    if ((status & kLazyActive) != 0) {
      set_system_register(kFpccr, status & ~kLazyActive);  // nobody has touched the registers
    } else if (!pop_float(address + size)) {
      return false;
    }
    size += sizeof(FloatFrame);
  }
  set_float_active(with_float);
  std::memcpy(state_.r, &frame.r0, 4 * sizeof frame.r0);
  state_.r[12] = frame.r12;
  state_.r[kLr] = frame.lr;
  state_.r[kPc] = frame.pc & ~std::uint32_t{1};
  state_.set_flags(frame.xpsr);
  state_.set_ge(frame.xpsr);
  state_.it = arm::ArmState::it_of(frame.xpsr);
  state_.thumb = (frame.xpsr & arm::kXpsrThumb) != 0;
  if (state_.it != 0) expect_it_block(state_.r[kPc]);
  const bool aligns = with_float || (system_register(kCcr) & kStackAlignment) != 0;
  const bool padded = aligns && (frame.xpsr & arm::kXpsrStackAligned) != 0;
  state_.r[kSp] = (address + size) | (padded ? 4u : 0u);
  parts_done_ = parts_used_ = 0;
  reservation_.open = false;
  float_ready_ = false;
  return true;
}

// "ExecuteFPCheck": before a floating-point instruction, unless nothing has changed since the last one.
Step ArmExecutor::prepare_float() {
  const std::uint32_t access = system_register(kCpacr) >> kCoprocessor10 & 3;
  if (access != 1 && access != 3) {
    return core_.fault("core_fault", "floating-point instruction, but CPACR does not give access to the unit",
                       Synchronous::kNoCoprocessor, 0);
  }
  const std::uint32_t status = system_register(kFpccr);
  if ((status & kLazyActive) != 0) {
    if (!push_float(system_register(kFpcar))) {
      return core_.fault("stack_overflow",
                         "no memory for the floating-point registers of the interrupted code",
                         Synchronous::kAccessFault, system_register(kFpcar));
    }
    set_system_register(kFpccr, status & ~kLazyActive);
    core_.cycles += sizeof(FloatFrame) / sizeof(std::uint32_t) - 1;
  }
  if ((status & kAutomatic) != 0 && (control() & kControlFloat) == 0) {
    state_.fpscr = (state_.fpscr & ~kFpscrDefaults) | (system_register(kFpdscr) & kFpscrDefaults);
    set_float_active(true);
  }
  float_ready_ = true;
  return Step::kDone;
}

}  // namespace rpmsg_sim
