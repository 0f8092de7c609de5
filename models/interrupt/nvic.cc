#include "models/interrupt/nvic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>

#include "models/observe/time_text.h"

namespace rpmsg_sim {

namespace {

constexpr std::uint32_t bit(unsigned number) {
  return 1u << number;
}
constexpr bool is_set(std::uint32_t value, unsigned number) {
  return (value >> number & 1) != 0;
}

constexpr std::uint32_t kControlPrivilege = bit(0);
constexpr std::uint32_t kControlStackSelect = bit(1);
constexpr std::uint32_t kControlFloatingPoint = bit(2);

constexpr std::uint32_t kVectorKey = 0x05FA;        // AIRCR, to be written
constexpr std::uint32_t kVectorKeyStatus = 0xFA05;  // AIRCR, as it reads

constexpr std::uint32_t kCfsrMmarValid = bit(7);
constexpr std::uint32_t kCfsrBfarValid = bit(15);
constexpr std::uint32_t kCfsrPreciseError = bit(9);
constexpr std::uint32_t kCfsrFetchError = bit(8);
constexpr std::uint32_t kCfsrUndefinedInstruction = bit(16);
constexpr std::uint32_t kCfsrInvalidState = bit(17);
constexpr std::uint32_t kCfsrInvalidReturn = bit(18);
constexpr std::uint32_t kCfsrNoCoprocessor = bit(19);
constexpr std::uint32_t kCfsrUnaligned = bit(24);
constexpr std::uint32_t kCfsrDivideByZero = bit(25);
constexpr std::uint32_t kDfsrBreakpoint = bit(1);
constexpr std::uint32_t kHfsrForced = bit(30);
constexpr std::uint32_t kHfsrDebugEvent = bit(31);

constexpr unsigned kMonitorEnable = 16;  // DEMCR
constexpr unsigned kMonitorPend = 17;
constexpr std::uint32_t kDemcrStored =
    0x010D'07F1;  // TRCENA, MON_REQ, MON_STEP, MON_EN and the vector catches

// Always enabled: NMI, HardFault, SVCall, PendSV, SysTick.
constexpr std::uint32_t kAlwaysEnabled =
    bit(kNmi) | bit(kHardFaultException) | bit(kSvCallException) | bit(kPendSv) | bit(kSysTickException);
// Exceptions whose priority SHPR1-3 set; the other bytes are reserved.
constexpr std::uint32_t kConfigurable = bit(kMemManage) | bit(kBusFault) | bit(kUsageFault) |
                                        bit(kSvCallException) | bit(kDebugMonitor) | bit(kPendSv) |
                                        bit(kSysTickException);

// SHCSR ("System Handler Control and State Register"): which bit shows which exception.
struct ShcsrBit {
  unsigned position;
  unsigned exception;
};
constexpr ShcsrBit kShcsrActive[] = {{0, kMemManage},        {1, kBusFault},     {3, kUsageFault},
                                     {7, kSvCallException},  {8, kDebugMonitor}, {10, kPendSv},
                                     {11, kSysTickException}};
constexpr ShcsrBit kShcsrPending[] = {
    {12, kUsageFault}, {13, kMemManage}, {14, kBusFault}, {15, kSvCallException}};
constexpr ShcsrBit kShcsrEnabled[] = {{16, kMemManage}, {17, kBusFault}, {18, kUsageFault}};

template <std::size_t N>
std::uint32_t gather(const ShcsrBit (&bits)[N], std::uint32_t exceptions) {
  std::uint32_t value = 0;
  for (const ShcsrBit& each : bits) value |= (exceptions >> each.exception & 1) << each.position;
  return value;
}

template <std::size_t N>
std::uint32_t scatter(const ShcsrBit (&bits)[N], std::uint32_t value, std::uint32_t exceptions) {
  for (const ShcsrBit& each : bits) {
    exceptions = (exceptions & ~bit(each.exception)) | (value >> each.position & 1) << each.exception;
  }
  return exceptions;
}

std::string name_of(unsigned number) {
  switch (number) {
    case kNmi:
      return "NMI";
    case kHardFaultException:
      return "HardFault";
    case kMemManage:
      return "MemManage";
    case kBusFault:
      return "BusFault";
    case kUsageFault:
      return "UsageFault";
    case kSvCallException:
      return "SVCall";
    case kDebugMonitor:
      return "DebugMonitor";
    case kPendSv:
      return "PendSV";
    case kSysTickException:
      return "SysTick";
    default:
      break;
  }
  return number < kFirstInterrupt ? fmt::format("exception {}", number)
                                  : fmt::format("irq {}", number - kFirstInterrupt);
}

const NvicParameters& validated(const NvicParameters& parameters) {
  if (parameters.hertz == 0) throw std::invalid_argument("an NVIC needs the processor clock's frequency");
  if (parameters.interrupts > 240) throw std::invalid_argument("an NVIC has at most 240 interrupts");
  if (parameters.priority_bits < 3 || parameters.priority_bits > 8) {
    throw std::invalid_argument("an NVIC implements 3 to 8 priority bits");
  }
  return parameters;
}

}  // namespace

// Offsets from 0xE000E000 and reset values: Armv7-M Architecture Reference Manual, "System Control Space";
// Cortex-M4 Technical Reference Manual, "System control" and "FPU programmers model".
const RegisterMap<Nvic>& Nvic::registers() {
  using Row = RegisterRow<Nvic>;
  using A = RegisterAccess;
  static const RegisterMap<Nvic> map(
      0x1000,
      {
          Row::view("ICTR", 0x004, 1, A::kReadOnly, 7, &Nvic::read_ictr),
          Row::value("ACTLR", 0x008, 0, &Nvic::actlr_, 0x0000'0307),
          Row::view("SYST_CSR", 0x010, 1, A::kReadWrite, 4, &Nvic::read_systick_csr,
                    &Nvic::write_systick_csr),
          Row::view("SYST_RVR", 0x014, 1, A::kReadWrite, 0, &Nvic::read_systick_rvr,
                    &Nvic::write_systick_rvr),
          Row::view("SYST_CVR", 0x018, 1, A::kReadWrite, 0, &Nvic::read_systick_cvr,
                    &Nvic::write_systick_cvr),
          Row::view("SYST_CALIB", 0x01C, 1, A::kReadOnly, 0x8000'0000, &Nvic::read_systick_calib),
          Row::view("NVIC_ISER", 0x100, 8, A::kWriteOne, 0, &Nvic::read_enabled, &Nvic::write_iser),
          Row::view("NVIC_ICER", 0x180, 8, A::kWriteOne, 0, &Nvic::read_enabled, &Nvic::write_icer),
          Row::view("NVIC_ISPR", 0x200, 8, A::kWriteOne, 0, &Nvic::read_pending, &Nvic::write_ispr),
          Row::view("NVIC_ICPR", 0x280, 8, A::kWriteOne, 0, &Nvic::read_pending, &Nvic::write_icpr),
          Row::view("NVIC_IABR", 0x300, 8, A::kReadOnly, 0, &Nvic::read_active),
          Row::view("NVIC_IPR", 0x400, 60, A::kReadWrite, 0, &Nvic::read_ipr, &Nvic::write_ipr),
          Row::view("CPUID", 0xD00, 1, A::kReadOnly, 0x410F'C241, &Nvic::read_cpuid),
          Row::view("ICSR", 0xD04, 1, A::kWriteOne, 0, &Nvic::read_icsr, &Nvic::write_icsr),
          Row::view("VTOR", 0xD08, 1, A::kReadWrite, 0, &Nvic::read_vtor, &Nvic::write_vtor),
          Row::view("AIRCR", 0xD0C, 1, A::kReadWrite, 0xFA05'0000, &Nvic::read_aircr, &Nvic::write_aircr),
          Row::value("SCR", 0xD10, 0, &Nvic::scr_, 0x0000'0016),
          Row::value("CCR", 0xD14, 0x200, &Nvic::ccr_, 0x0000'031B),
          Row::view("SHPR", 0xD18, 3, A::kReadWrite, 0, &Nvic::read_shpr, &Nvic::write_shpr),
          Row::view("SHCSR", 0xD24, 1, A::kReadWrite, 0, &Nvic::read_shcsr, &Nvic::write_shcsr),
          Row::view("CFSR", 0xD28, 1, A::kWriteOne, 0, &Nvic::read_cfsr, &Nvic::write_cfsr),
          Row::view("HFSR", 0xD2C, 1, A::kWriteOne, 0, &Nvic::read_hfsr, &Nvic::write_hfsr),
          Row::view("DFSR", 0xD30, 1, A::kWriteOne, 0, &Nvic::read_dfsr, &Nvic::write_dfsr),
          Row::value("MMFAR", 0xD34, 0, &Nvic::mmfar_, 0xFFFF'FFFF),
          Row::value("BFAR", 0xD38, 0, &Nvic::bfar_, 0xFFFF'FFFF),
          Row::value("AFSR", 0xD3C, 0, &Nvic::afsr_, 0),
          Row::absent("ID_PFR0..ID_ISAR4", 0xD40, 13),
          Row::value("CPACR", 0xD88, 0, &Nvic::cpacr_, 0x00F0'0000),
          // Without an MPU this register reads 0, which is how software finds out.
          Row::view("MPU_TYPE", 0xD90, 1, A::kReadOnly, 0, nullptr),
          Row::absent("MPU_CTRL..MPU_RASR_A3", 0xD94, 10),
          // Reads 0: no debugger is attached.
          Row::view("DHCSR", 0xDF0, 1, A::kReadOnly, 0, nullptr),
          Row::absent("DCRSR, DCRDR", 0xDF4, 2),
          Row::view("DEMCR", 0xDFC, 1, A::kReadWrite, 0, &Nvic::read_demcr, &Nvic::write_demcr),
          Row::view("STIR", 0xF00, 1, A::kWriteOnly, 0, nullptr, &Nvic::write_stir),
          Row::value("FPCCR", 0xF34, 0xC000'0000, &Nvic::fpccr_, 0xC000'017B),
          Row::value("FPCAR", 0xF38, 0, &Nvic::fpcar_, 0xFFFF'FFF8),
          Row::value("FPDSCR", 0xF3C, 0, &Nvic::fpdscr_, 0x07C0'0000),
          Row::view("MVFR0", 0xF40, 1, A::kReadOnly, 0x1011'0021, &Nvic::read_mvfr0),
          Row::view("MVFR1", 0xF44, 1, A::kReadOnly, 0x1100'0011, &Nvic::read_mvfr1),
          Row::absent("cache maintenance", 0xF50, 11),
          Row::absent("peripheral identification", 0xFD0, 12),
      });
  return map;
}

Nvic::Nvic(const NvicParameters& parameters, FindingSink* findings)
    : parameters_(validated(parameters)),
      findings_(findings),
      systick_(parameters.hertz, parameters.reference_hertz, parameters.systick_calibration) {
  implemented_[0] = kAlwaysEnabled | kConfigurable;
  lines_.reserve(parameters.interrupts);
  for (unsigned number = 0; number < parameters.interrupts; ++number) {
    set(implemented_, kFirstSlot + number);
    lines_.emplace_back(*this, kFirstSlot + number);
  }
  stack_.reserve(16);
  reset(0);
}

InterruptLine& Nvic::line(unsigned number) {
  if (number >= lines_.size()) {
    throw std::out_of_range(
        fmt::format("{} has interrupts 0 to {}, not {}", name(), lines_.size() - 1, number));
  }
  return lines_[number];
}

void Nvic::reset(Picoseconds time) {
  registers().reset(*this);
  systick_.reset(time);
  enabled_ = Bitmap{kAlwaysEnabled};
  active_ = Bitmap{};
  // Lines are wires and survive a reset; one that is high pends at once.
  pending_ = level_;
  priority_.fill(0);
  stack_.clear();
  primask_ = faultmask_ = false;
  basepri_ = control_ = msplim_ = psplim_ = 0;
  vtor_ = parameters_.vector_table;
  cfsr_ = hfsr_ = dfsr_ = demcr_ = 0;
  event_ = locked_up_ = false;
  set_priority_grouping(0);
}

// ---- pending state --------------------------------------------------------------------------------------

// A rising edge pends even while the interrupt is active (pulse interrupts); a falling edge takes nothing
// back.
void Nvic::set_level(unsigned slot, bool level) {
  if (test(level_, slot) == level) return;
  if (!level) {
    clear(level_, slot);
    return;
  }
  set(level_, slot);
  pend(slot);
}

void Nvic::pend(unsigned slot) {
  if (test(pending_, slot)) return;
  set(pending_, slot);
  best_valid_ = false;
  if ((scr_ & kSendEventOnPend) != 0) event_ = true;
  notify();
}

// A line that is still high makes the interrupt pending again at once, unless it is active.
void Nvic::unpend(unsigned slot) {
  if (test(level_, slot) && !test(active_, slot)) return;
  clear(pending_, slot);
  best_valid_ = false;
}

void Nvic::absorb_expiry(Picoseconds time) {
  if (systick_.advance(time)) pend(kSysTickException);
}

// ---- priorities -----------------------------------------------------------------------------------------

int Nvic::priority_of(unsigned slot) const {
  if (slot == kNmi) return -2;
  if (slot == kHardFaultException) return -1;
  return priority_[slot];
}

void Nvic::find_best() const {
  best_ = Candidate{};
  for (unsigned word = 0; word < kWords; ++word) {
    for (std::uint32_t bits = pending_[word] & enabled_[word]; bits != 0; bits &= bits - 1) {
      const unsigned slot = word * 32 + static_cast<unsigned>(__builtin_ctz(bits));
      if (const int priority = priority_of(slot); priority < best_.priority) {
        best_ = Candidate{number_of(slot), priority};
      }
    }
  }
  best_valid_ = true;
}

void Nvic::priorities_changed() {
  best_valid_ = false;
  update_running();
  notify();
}

// "Execution priority and priority boosting": the most urgent active exception counts, whatever nests in
// what.
void Nvic::update_running() {
  running_ = kThreadPriority;
  for (unsigned word = 0; word < kWords; ++word) {
    for (std::uint32_t bits = active_[word]; bits != 0; bits &= bits - 1) {
      const unsigned slot = word * 32 + static_cast<unsigned>(__builtin_ctz(bits));
      running_ = std::min(running_, group_of(priority_of(slot)));
    }
  }
}

void Nvic::update_masks() {
  wake_mask_ = kThreadPriority;
  if (basepri_ != 0) wake_mask_ = group_of(static_cast<int>(basepri_));
  if (faultmask_) wake_mask_ = -1;
  mask_ = primask_ ? std::min(wake_mask_, 0) : wake_mask_;
}

// "Priority grouping": bits [PRIGROUP:0] are the subpriority.
void Nvic::set_priority_grouping(std::uint32_t prigroup) {
  prigroup_ = prigroup;
  group_mask_ = 0xFF & ~((2 << prigroup) - 1);
  update_masks();
  priorities_changed();
}

std::uint8_t Nvic::implemented_priority(std::uint32_t value) const {
  return static_cast<std::uint8_t>(value & 0xFFu << (8 - parameters_.priority_bits));
}

// ---- ExceptionModel -------------------------------------------------------------------------------------

std::optional<unsigned> Nvic::deliverable(Picoseconds time) {
  advance(time);
  const Candidate& candidate = best();
  if (candidate.number == 0 || group_of(candidate.priority) >= execution_priority()) return std::nullopt;
  return candidate.number;
}

// "WFI wake-up events": as if PRIMASK were 0.
bool Nvic::wakes(Picoseconds time) {
  advance(time);
  const Candidate& candidate = best();
  return candidate.number != 0 && group_of(candidate.priority) < std::min(running_, wake_mask_);
}

Picoseconds Nvic::next_own_event(Picoseconds) {
  return systick_.interrupt_enabled() ? systick_.next_expiry() : kNever;
}

// ExceptionTaken() of "Exception entry behavior".
void Nvic::enter(unsigned number, Picoseconds time) {
  const unsigned slot = slot_of(number);
  assert(slot < kWords * 32);
  if (test(pending_, slot)) {
    clear(pending_, slot);
    best_valid_ = false;
  }
  set(active_, slot);
  stack_.push_back(Active{number, control_ & kControlStackSelect});
  control_ &= ~(kControlStackSelect | kControlFloatingPoint);
  event_ = true;
  if (number == kNmi) locked_up_ = false;
  update_running();
  advance(time);
}

// DeActivate() of "Exception return behavior". The interrupted context's choice of stack comes back; a core
// whose EXC_RETURN says otherwise writes CONTROL afterwards.
void Nvic::leave(Picoseconds time) {
  assert(!stack_.empty());
  const Active left = stack_.back();
  stack_.pop_back();
  const unsigned slot = slot_of(left.number);
  clear(active_, slot);
  if (left.number != kNmi && faultmask_) {
    faultmask_ = false;
    update_masks();
  }
  control_ = (control_ & ~kControlStackSelect) | left.stack_select;
  event_ = true;
  update_running();
  if (test(level_, slot)) pend(slot);
  advance(time);
}

std::optional<unsigned> Nvic::raise_synchronous(Synchronous cause, std::uint64_t address, Picoseconds time) {
  switch (cause) {
    case Synchronous::kSupervisorCall:
      return raise(kSvCallException, time);
    case Synchronous::kAccessFault:
      return raise(kBusFault, time,
                   {kCfsrPreciseError | kCfsrBfarValid, static_cast<std::uint32_t>(address)});
    case Synchronous::kUndefinedInstruction:
      return raise(kUsageFault, time, {kCfsrUndefinedInstruction, 0});
    case Synchronous::kFetchFault:
      return raise(kBusFault, time, {kCfsrFetchError, 0});
    case Synchronous::kUnalignedAccess:
      return raise(kUsageFault, time, {kCfsrUnaligned, 0});
    case Synchronous::kDivideByZero:
      return raise(kUsageFault, time, {kCfsrDivideByZero, 0});
    case Synchronous::kNoCoprocessor:
      return raise(kUsageFault, time, {kCfsrNoCoprocessor, 0});
    case Synchronous::kInvalidState:
      return raise(kUsageFault, time, {kCfsrInvalidState, 0});
    case Synchronous::kInvalidReturn:
      return raise(kUsageFault, time, {kCfsrInvalidReturn, 0});
    case Synchronous::kBreakpoint:
      break;
  }
  dfsr_ |= kDfsrBreakpoint;
  return raise(kDebugMonitor, time);
}

std::optional<unsigned> Nvic::raise(unsigned number, Picoseconds time, const FaultStatus& status) {
  advance(time);
  cfsr_ |= status.cfsr;
  if ((status.cfsr & kCfsrMmarValid) != 0) mmfar_ = status.address;
  if ((status.cfsr & kCfsrBfarValid) != 0) bfar_ = status.address;
  const unsigned slot = slot_of(number);
  if (!test(enabled_, slot) || group_of(priority_of(slot)) >= execution_priority()) {
    // "Priority escalation" and "Unrecoverable exception cases".
    if (execution_priority() <= -1) {
      locked_up_ = true;
      return std::nullopt;
    }
    hfsr_ |= number == kDebugMonitor ? kHfsrDebugEvent : kHfsrForced;
    number = kHardFaultException;
  }
  pend(slot_of(number));
  return number;
}

std::uint64_t Nvic::read_register(SystemRegister reg, Picoseconds) {
  switch (reg) {
    case SystemRegister::kPrimask:
      return primask_ ? 1 : 0;
    case SystemRegister::kFaultmask:
      return faultmask_ ? 1 : 0;
    case SystemRegister::kBasepri:
    case SystemRegister::kBasepriMax:
      return basepri_;
    case SystemRegister::kControl:
      return control_;
    case SystemRegister::kIpsr:
    case SystemRegister::kXpsr:
      return active();  // the flags are the executor's; EPSR reads 0
    case SystemRegister::kMsplim:
      return msplim_;
    case SystemRegister::kPsplim:
      return psplim_;
    case SystemRegister::kVbar:
      return vtor_;  // where the core finds its vectors
    default:
      break;
  }
  return 0;
}

void Nvic::write_register(SystemRegister reg, std::uint64_t value, Picoseconds) {
  const std::uint32_t word = static_cast<std::uint32_t>(value);
  const std::uint32_t priority = implemented_priority(word);
  switch (reg) {
    case SystemRegister::kPrimask:
      primask_ = (word & 1) != 0;
      break;
    case SystemRegister::kFaultmask:
      // "FAULTMASK": setting it has no effect in NMI and HardFault.
      if ((word & 1) == 0) faultmask_ = false;
      if ((word & 1) != 0 && execution_priority() > -1) faultmask_ = true;
      break;
    case SystemRegister::kBasepri:
      basepri_ = priority;
      break;
    case SystemRegister::kBasepriMax:  // only ever raises the boundary
      if (priority != 0 && (basepri_ == 0 || priority < basepri_)) basepri_ = priority;
      break;
    case SystemRegister::kControl: {
      // "CONTROL": in handler mode SPSEL cannot be written.
      const std::uint32_t writable =
          kControlPrivilege | kControlFloatingPoint | (stack_.empty() ? kControlStackSelect : 0);
      control_ = (control_ & ~writable) | (word & writable);
      return;
    }
    case SystemRegister::kMsplim:
      msplim_ = word & ~7u;
      return;
    case SystemRegister::kPsplim:
      psplim_ = word & ~7u;
      return;
    default:
      return;
  }
  const int before = wake_mask_ + mask_;
  update_masks();
  if (wake_mask_ + mask_ > before) notify();
}

// ---- description ----------------------------------------------------------------------------------------

std::string Nvic::describe_mask(int group) const {
  if (group < execution_priority()) return "deliverable";
  if (group >= running_) return fmt::format("held back by active {}", name_of(active()));
  if (faultmask_) return "masked by FAULTMASK";
  if (basepri_ != 0 && group >= wake_mask_) return "masked by BASEPRI";
  return "masked by PRIMASK";
}

std::string Nvic::describe_pending() const {
  std::string text;
  for (unsigned slot = 0; slot < kWords * 32; ++slot) {
    if (!test(pending_, slot)) continue;
    const std::string state = test(enabled_, slot)
                                  ? "enabled, pending, " + describe_mask(group_of(priority_of(slot)))
                                  : "pending, not enabled";
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", name_of(number_of(slot)), state);
  }
  return text;
}

std::string Nvic::describe_enabled() const {
  std::string text;
  for (unsigned slot = kFirstSlot; slot < kWords * 32; ++slot) {
    if (test(enabled_, slot)) text += fmt::format("{}{}", text.empty() ? "" : ", ", name_of(number_of(slot)));
  }
  if (systick_.interrupt_enabled()) text += text.empty() ? "SysTick" : ", SysTick";
  return text.empty() ? "none" : text;
}

std::string Nvic::describe_wait(Picoseconds) const {
  const std::string pending = describe_pending();
  std::string text = pending.empty() ? "nothing is pending; enabled: " + describe_enabled() : pending;
  if (systick_.interrupt_enabled() && systick_.next_expiry() != kNever) {
    text += "; SysTick expires at " + describe_time(systick_.next_expiry());
  }
  return text;
}

// ---- register access ------------------------------------------------------------------------------------

std::uint32_t Nvic::read(std::uint64_t offset, unsigned size, Picoseconds time) {
  constexpr std::uint64_t kSystCsr = 0x010;
  advance(time);
  now_ = time;
  const std::uint32_t value = registers().read(*this, offset, size, findings_, time);
  if ((offset & ~std::uint64_t{3}) == kSystCsr) systick_.clear_count_flag();
  return value;
}

void Nvic::write(std::uint64_t offset, std::uint32_t value, unsigned size, Picoseconds time) {
  advance(time);
  now_ = time;
  registers().write(*this, offset, value, size, findings_, time);
}

std::uint32_t Nvic::peek(std::uint64_t offset, unsigned size, Picoseconds time) {
  advance(time);
  now_ = time;
  return registers().peek(*this, offset, size);
}

std::uint32_t Nvic::read_ictr(unsigned) const {
  return parameters_.interrupts == 0 ? 0 : (parameters_.interrupts - 1) / 32;
}

void Nvic::write_iser(unsigned index, std::uint32_t value) {
  enabled_[index + 1] |= value & implemented_[index + 1];
  best_valid_ = false;
  notify();
}

void Nvic::write_icer(unsigned index, std::uint32_t value) {
  enabled_[index + 1] &= ~value;
  best_valid_ = false;
}

void Nvic::write_ispr(unsigned index, std::uint32_t value) {
  for (std::uint32_t bits = value & implemented_[index + 1]; bits != 0; bits &= bits - 1) {
    pend((index + 1) * 32 + static_cast<unsigned>(__builtin_ctz(bits)));
  }
}

void Nvic::write_icpr(unsigned index, std::uint32_t value) {
  for (std::uint32_t bits = value & implemented_[index + 1]; bits != 0; bits &= bits - 1) {
    unpend((index + 1) * 32 + static_cast<unsigned>(__builtin_ctz(bits)));
  }
}

std::uint32_t Nvic::read_priorities(unsigned slot) const {
  std::uint32_t value = 0;
  for (unsigned byte = 0; byte < 4; ++byte) value |= std::uint32_t{priority_[slot + byte]} << 8 * byte;
  return value;
}

void Nvic::write_ipr(unsigned index, std::uint32_t value) {
  for (unsigned byte = 0; byte < 4; ++byte) {
    const unsigned slot = kFirstSlot + 4 * index + byte;
    if (test(implemented_, slot)) {
      priority_[slot] = implemented_priority(value >> 8 * byte);
    }
  }
  priorities_changed();
}

void Nvic::write_shpr(unsigned index, std::uint32_t value) {
  for (unsigned byte = 0; byte < 4; ++byte) {
    const unsigned slot = kMemManage + 4 * index + byte;
    if (is_set(kConfigurable, slot)) {
      priority_[slot] = implemented_priority(value >> 8 * byte);
    }
  }
  priorities_changed();
}

// VECTPENDING "includes the effect of the BASEPRI and FAULTMASK registers, but not any effect of PRIMASK".
std::uint32_t Nvic::read_icsr(unsigned) const {
  std::uint32_t value = active();
  if (const Candidate& candidate = best(); group_of(candidate.priority) < wake_mask_)
    value |= candidate.number << 12;
  // RETTOBASE is unknown in thread mode; 0 agrees with the register's reset value.
  int active_exceptions = 0;
  for (const std::uint32_t word : active_) active_exceptions += __builtin_popcount(word);
  if (active_exceptions == 1 && active() != 0) value |= bit(11);
  if (std::any_of(pending_.begin() + 1, pending_.end(), [](std::uint32_t word) { return word != 0; })) {
    value |= bit(22);  // ISRPENDING
  }
  if (test(pending_, kSysTickException)) value |= bit(26);
  if (test(pending_, kPendSv)) value |= bit(28);
  if (test(pending_, kNmi)) value |= bit(31);
  return value;
}

void Nvic::write_icsr(unsigned, std::uint32_t value) {
  if (is_set(value, 25)) unpend(kSysTickException);
  if (is_set(value, 26)) pend(kSysTickException);
  if (is_set(value, 27)) unpend(kPendSv);
  if (is_set(value, 28)) pend(kPendSv);
  if (is_set(value, 31)) pend(kNmi);
}

void Nvic::write_vtor(unsigned, std::uint32_t value) {
  vtor_ = value & ~0x7Fu;
}

std::uint32_t Nvic::read_aircr(unsigned) const {
  return kVectorKeyStatus << 16 | prigroup_ << 8;
}

// VECTCLRACTIVE and VECTRESET are for a debugger in debug state.
void Nvic::write_aircr(unsigned, std::uint32_t value) {
  if (value >> 16 != kVectorKey) return;
  set_priority_grouping(value >> 8 & 7);
  if (is_set(value, 2) && on_reset_request_) on_reset_request_(now_);
}

std::uint32_t Nvic::read_shcsr(unsigned) const {
  return gather(kShcsrActive, active_[0]) | gather(kShcsrPending, pending_[0]) |
         gather(kShcsrEnabled, enabled_[0]);
}

void Nvic::write_shcsr(unsigned, std::uint32_t value) {
  active_[0] = scatter(kShcsrActive, value, active_[0]);
  pending_[0] = scatter(kShcsrPending, value, pending_[0]);
  enabled_[0] = scatter(kShcsrEnabled, value, enabled_[0]);
  priorities_changed();
}

std::uint32_t Nvic::read_demcr(unsigned) const {
  return demcr_ | (test(pending_, kDebugMonitor) ? bit(kMonitorPend) : 0);
}

void Nvic::write_demcr(unsigned, std::uint32_t value) {
  demcr_ = value & kDemcrStored;
  enabled_[0] =
      (enabled_[0] & ~bit(kDebugMonitor)) | (is_set(value, kMonitorEnable) ? bit(kDebugMonitor) : 0);
  pending_[0] = (pending_[0] & ~bit(kDebugMonitor)) | (is_set(value, kMonitorPend) ? bit(kDebugMonitor) : 0);
  best_valid_ = false;
  notify();
}

void Nvic::write_stir(unsigned, std::uint32_t value) {
  const unsigned number = value & 0x1FF;
  if (number < parameters_.interrupts) pend(kFirstSlot + number);
}

}  // namespace rpmsg_sim
