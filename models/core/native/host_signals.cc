#include "models/core/native/host_signals.h"

#include <Zydis/Zydis.h>
#include <execinfo.h>
#include <signal.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "models/core/native/native_executor.h"

namespace rpmsg_sim {

namespace {

constexpr std::size_t kSignalStack = 256 << 10;
constexpr std::uint64_t kFirmwareStackEnd = HostMap::kLimit;  // host stacks lie above
constexpr int kWatchdogSeconds = 1;
constexpr unsigned kCounter = 15;  // the vector register that counts cycles (hook_page.S)
constexpr int kDefectStatus = 70;

alignas(16) std::array<std::uint8_t, kSignalStack> signal_stack;

greg_t& reg(ucontext_t& machine, int index) {
  return machine.uc_mcontext.gregs[index];
}

bool in_firmware(ucontext_t& machine) {
  return HostSignals::running() != nullptr &&
         static_cast<std::uint64_t>(reg(machine, REG_RSP)) < kFirmwareStackEnd;
}

// Leaves firmware as slow_path does, with the registers as the signal found them.
void divert(ucontext_t& machine, NativeExecutor::Trouble trouble, std::uint64_t address) {
  NativeExecutor& executor = *HostSignals::running();
  NativeContext& ctx = executor.page().context;
  ctx.kind = NATIVE_HOOK_SIGNAL;
  ctx.pc = static_cast<std::uint64_t>(reg(machine, REG_RIP));
  ctx.sp = static_cast<std::uint64_t>(reg(machine, REG_RSP));
  ctx.saved = SavedRegisters{
      static_cast<std::uint64_t>(reg(machine, REG_RBX)), static_cast<std::uint64_t>(reg(machine, REG_RBP)),
      static_cast<std::uint64_t>(reg(machine, REG_R12)), static_cast<std::uint64_t>(reg(machine, REG_R13)),
      static_cast<std::uint64_t>(reg(machine, REG_R14)), static_cast<std::uint64_t>(reg(machine, REG_R15))};
  executor.enter_trouble(trouble, address);
  reg(machine, REG_RIP) = static_cast<greg_t>(executor.hook_address(NATIVE_HOOK_SIGNAL));
  reg(machine, REG_RSP) = static_cast<greg_t>(executor.page().host_sp);
}

[[noreturn]] void our_defect(int number) {
  constexpr std::string_view text = "rpmsg-sim: defect of the simulator: ";
  [[maybe_unused]] auto ignored = write(STDERR_FILENO, text.data(), text.size());
  const char* name = strsignal(number);
  ignored = write(STDERR_FILENO, name, std::strlen(name));
  ignored = write(STDERR_FILENO, "\n", 1);
  std::array<void*, 64> frames{};
  backtrace_symbols_fd(frames.data(), backtrace(frames.data(), static_cast<int>(frames.size())),
                       STDERR_FILENO);
  // The supervising process reports a death by signal.
  signal(number, SIG_DFL);
  raise(number);
  _exit(kDefectStatus);
}

// The architecture gives 0 for a division by zero and the dividend for the most negative number by -1, where
// x86 traps. The quotient is in rax, the remainder in rdx.
void emulate_division(ucontext_t& machine) {
  ZydisDecoder decoder;
  ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
  ZydisDecodedInstruction instruction;
  ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
  const auto* at = reinterpret_cast<const void*>(reg(machine, REG_RIP));
  constexpr std::size_t kLongestInstruction = 15;
  if (ZYAN_FAILED(ZydisDecoderDecodeFull(&decoder, at, kLongestInstruction, &instruction, operands))) {
    our_defect(SIGFPE);
  }
  const bool wide = instruction.operand_width == 64;
  const std::uint64_t dividend = wide ? static_cast<std::uint64_t>(reg(machine, REG_RAX))
                                      : static_cast<std::uint32_t>(reg(machine, REG_RAX));
  const std::uint64_t most_negative = std::uint64_t{1} << (wide ? 63 : 31);
  const bool overflow = instruction.mnemonic == ZYDIS_MNEMONIC_IDIV && dividend == most_negative;
  reg(machine, REG_RAX) = overflow ? static_cast<greg_t>(dividend) : 0;
  reg(machine, REG_RDX) = overflow ? 0 : static_cast<greg_t>(dividend);
  reg(machine, REG_RIP) += instruction.length;
  if (overflow) return;
  std::int64_t left = 0;
  auto& counter = machine.uc_mcontext.fpregs->_xmm[kCounter];
  std::memcpy(&left, &counter, sizeof left);
  left = HostSignals::running()->note_division_by_zero(left);
  std::memcpy(&counter, &left, sizeof left);
}

void on_signal(int number, siginfo_t* info, void* raw) {
  ucontext_t& machine = *static_cast<ucontext_t*>(raw);
  const bool sent = info->si_code <= 0;  // by kill(), not by an instruction
  if (sent || !in_firmware(machine)) our_defect(number);
  NativeExecutor& executor = *HostSignals::running();
  const auto pc = static_cast<std::uint64_t>(reg(machine, REG_RIP));
  switch (number) {
    case SIGFPE:
      emulate_division(machine);
      return;
    case SIGILL:
    case SIGTRAP:
      divert(machine,
             executor.is_self_jump(pc) ? NativeExecutor::Trouble::kSelfJump
                                       : NativeExecutor::Trouble::kBadInstruction,
             pc);
      return;
    default: {
      const auto address = reinterpret_cast<std::uint64_t>(info->si_addr);
      if (executor.resolve_memory_fault(address)) return;
      const bool announced = !executor.in_code(pc) || address >= HostMap::kLimit;
      divert(machine, announced ? NativeExecutor::Trouble::kBadAccess : NativeExecutor::Trouble::kUnannounced,
             address);
    }
  }
}

// A core that nothing else disturbs must come back now and then, for the wall-clock limit and for Ctrl-C.
// Firmware that has been asked to and reaches no block for a whole second has no hook in its loop.
void on_watchdog(int, siginfo_t*, void* raw) {
  ucontext_t& machine = *static_cast<ucontext_t*>(raw);
  if (!in_firmware(machine)) return;
  NativeExecutor& executor = *HostSignals::running();
  const auto pc = static_cast<std::uint64_t>(reg(machine, REG_RIP));
  if (executor.is_asked_to_leave() && executor.in_code(pc)) {
    divert(machine, NativeExecutor::Trouble::kNoHook, pc);
  } else {
    executor.leave_for_poll();
  }
}

void install(int number, void (*action)(int, siginfo_t*, void*), int flags) {
  struct sigaction how {};
  how.sa_sigaction = action;
  how.sa_flags = SA_SIGINFO | SA_ONSTACK | flags;
  sigemptyset(&how.sa_mask);
  sigaction(number, &how, nullptr);
}

void set_watchdog(int seconds) {
  itimerval interval{};
  interval.it_interval.tv_sec = seconds;
  interval.it_value.tv_sec = seconds;
  setitimer(ITIMER_REAL, &interval, nullptr);
}

}  // namespace

HostSignals::HostSignals() {
  stack_t stack{};
  stack.ss_sp = signal_stack.data();
  stack.ss_size = signal_stack.size();
  sigaltstack(&stack, nullptr);
  for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE}) install(number, on_signal, SA_NODEFER);
  install(SIGALRM, on_watchdog, SA_RESTART);
  set_watchdog(kWatchdogSeconds);
}

HostSignals::~HostSignals() {
  set_watchdog(0);
  for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGALRM}) signal(number, SIG_DFL);
}

}  // namespace rpmsg_sim
