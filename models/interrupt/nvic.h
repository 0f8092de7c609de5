// Exceptions of an M-profile core: NVIC, System Control Block and SysTick.
//
// Hardware: Armv7-M (Cortex-M4 and M7 of the i.MX family); Armv8-M parts without the Security Extension where
//   they agree. Section names in comments are those of the Armv7-M Architecture Reference Manual (DDI 0403).
// Accurate: pending, enabled and active state of level and pulse interrupts, priorities and grouping, masks,
//   nesting, escalation to HardFault, lock-up, wake-up from WFI, the event register, SysTick. Approximate:
//   everything runs privileged; lazy floating-point state is storage only. Not modelled: MPU, identification
//   registers, halting debug; touching their registers is a finding (see README.md).
// Latency: none; the core adds exception entry and exit.
// Ports: line(n) per external interrupt, the private peripheral bus as PrivateDevice (offset 0: 0xE000E000),
//   on_change for the core's attention, on_reset_request for SYSRESETREQ. Parameters: NvicParameters.
// Example: tests/unit/interrupt/nvic_test.cc.
//
// Calls come with times that do not decrease. What is asked at every interruptible point, deliverable() and
// wakes(), costs a few comparisons while nothing has changed.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/interconnect/private_device.h"
#include "models/interrupt/exception_model.h"
#include "models/interrupt/interrupt_line.h"
#include "models/interrupt/register_map.h"
#include "models/interrupt/systick.h"
#include "models/observe/finding.h"

namespace rpmsg_sim {

// Exception numbers ("Exception number definition"); external interrupt n is kFirstInterrupt + n.
inline constexpr unsigned kNmi = 2;
inline constexpr unsigned kHardFaultException = 3;
inline constexpr unsigned kMemManage = 4;
inline constexpr unsigned kBusFault = 5;
inline constexpr unsigned kUsageFault = 6;
inline constexpr unsigned kSvCallException = 11;
inline constexpr unsigned kDebugMonitor = 12;
inline constexpr unsigned kPendSv = 14;
inline constexpr unsigned kSysTickException = 15;
inline constexpr unsigned kFirstInterrupt = 16;

struct NvicParameters {
  std::string name = "nvic";              // in findings
  std::uint64_t hertz = 0;                // processor clock
  std::uint64_t reference_hertz = 0;      // SysTick's external reference; 0: none
  std::uint32_t systick_calibration = 0;  // SYST_CALIB, SKEW and TENMS
  unsigned interrupts = 240;              // implemented external interrupts, at most 240
  unsigned priority_bits = 4;             // implemented bits of each priority, 3 to 8
  std::uint32_t cpuid = 0x410FC241;       // Cortex-M4 r0p1
  std::uint32_t vector_table = 0;         // VTOR after reset
};

// What the fault status registers record of a fault.
struct FaultStatus {
  std::uint32_t cfsr = 0;     // bits to set in CFSR
  std::uint32_t address = 0;  // for MMFAR or BFAR, if cfsr says that it is valid
};

class Nvic final : public ExceptionModel, public PrivateDevice {
 public:
  explicit Nvic(const NvicParameters& parameters, FindingSink* findings = nullptr);
  Nvic(const Nvic&) = delete;
  Nvic& operator=(const Nvic&) = delete;

  const std::string& name() const { return parameters_.name; }

  // External interrupt `number`, from 0.
  InterruptLine& line(unsigned number);

  // Called when something may have become deliverable or may wake the core, also from inside the calls below:
  // the callee takes note and asks later.
  void set_on_change(std::function<void()> on_change) { on_change_ = std::move(on_change); }
  // Called when software writes AIRCR.SYSRESETREQ.
  void set_on_reset_request(std::function<void(Picoseconds)> request) {
    on_reset_request_ = std::move(request);
  }

  // ExceptionModel.
  std::optional<unsigned> deliverable(Picoseconds time) override;
  bool wakes(Picoseconds time) override;
  // SysTick's next expiry while TICKINT is set. An expiry that no other call has absorbed yet is still
  // returned once it is past, so that it cannot go unnoticed.
  Picoseconds next_own_event(Picoseconds time) override;
  void enter(unsigned number, Picoseconds time) override;
  void leave(Picoseconds time) override;
  unsigned active() const override { return stack_.empty() ? 0 : stack_.back().number; }
  std::uint64_t read_register(SystemRegister reg, Picoseconds time) override;
  void write_register(SystemRegister reg, std::uint64_t value, Picoseconds time) override;
  void reset(Picoseconds time) override;
  std::string describe_wait(Picoseconds time) const override;

  // SVC to SVCall, a refused access to BusFault (precise, BFAR valid), an undefined instruction to
  // UsageFault, BKPT to DebugMonitor; escalated to HardFault where they cannot be taken.
  std::optional<unsigned> raise_synchronous(Synchronous cause, std::uint64_t address,
                                            Picoseconds time) override;
  // The same for any exception and fault status. None: the core locks up.
  std::optional<unsigned> raise(unsigned number, Picoseconds time, const FaultStatus& status = {});
  bool locked_up() const { return locked_up_; }

  // The event register of WFE and SEV ("Wait For Event and Send Event").
  void set_event() override { event_ = true; }
  bool consume_event() override { return std::exchange(event_, false); }
  bool sleep_on_exit() const { return (scr_ & kSleepOnExit) != 0; }
  bool division_by_zero_traps() const { return (ccr_ & kDivideTrap) != 0; }
  bool unaligned_access_traps() const { return (ccr_ & kUnalignedTrap) != 0; }

  // PrivateDevice: offset from 0xE000E000.
  std::uint32_t read(std::uint64_t offset, unsigned size, Picoseconds time) override;
  void write(std::uint64_t offset, std::uint32_t value, unsigned size, Picoseconds time) override;
  std::uint32_t peek(std::uint64_t offset, unsigned size, Picoseconds time) override;

  static const RegisterMap<Nvic>& registers();

 private:
  // Exceptions are kept in bitmaps of slots: exception n < 16 has slot n, external interrupt n slot 32 + n,
  // so that a word of ISER is a word of a bitmap and the lowest slot is the lowest exception number.
  static constexpr unsigned kWords = 9;
  static constexpr unsigned kFirstSlot = 32;
  using Bitmap = std::array<std::uint32_t, kWords>;

  static constexpr std::uint32_t kSleepOnExit = 1u << 1;
  static constexpr std::uint32_t kSendEventOnPend = 1u << 4;
  static constexpr std::uint32_t kUnalignedTrap = 1u << 3;
  static constexpr std::uint32_t kDivideTrap = 1u << 4;
  static constexpr int kThreadPriority = 256;  // below every exception

  class Line final : public InterruptLine {
   public:
    Line(Nvic& nvic, unsigned slot) : nvic_(nvic), slot_(slot) {}
    void set_level(bool level, Picoseconds) override { nvic_.set_level(slot_, level); }

   private:
    Nvic& nvic_;
    unsigned slot_;
  };

  struct Active {
    unsigned number;
    std::uint32_t stack_select;  // CONTROL.SPSEL of the interrupted context
  };

  struct Candidate {
    unsigned number = 0;  // 0: none
    int priority = kThreadPriority;
  };

  static unsigned slot_of(unsigned number) { return number < kFirstInterrupt ? number : number + 16; }
  static unsigned number_of(unsigned slot) { return slot < kFirstSlot ? slot : slot - 16; }
  static bool test(const Bitmap& map, unsigned slot) { return (map[slot / 32] >> slot % 32 & 1) != 0; }
  static void set(Bitmap& map, unsigned slot) { map[slot / 32] |= 1u << slot % 32; }
  static void clear(Bitmap& map, unsigned slot) { map[slot / 32] &= ~(1u << slot % 32); }

  void advance(Picoseconds time) {
    if (time >= systick_.next_expiry()) absorb_expiry(time);
  }
  void absorb_expiry(Picoseconds time);
  void set_level(unsigned slot, bool level);
  void pend(unsigned slot);
  void unpend(unsigned slot);
  void notify() {
    if (on_change_) on_change_();
  }

  int priority_of(unsigned slot) const;
  int group_of(int priority) const { return priority < 0 ? priority : priority & group_mask_; }
  const Candidate& best() const {
    if (!best_valid_) find_best();
    return best_;
  }
  void find_best() const;
  int execution_priority() const { return std::min(running_, mask_); }
  void priorities_changed();
  void update_running();
  void update_masks();
  void set_priority_grouping(std::uint32_t prigroup);
  std::uint8_t implemented_priority(std::uint32_t value) const;
  std::string describe_pending() const;
  std::string describe_enabled() const;
  std::string describe_mask(int group) const;

  // Registers that are views of the state above.
  std::uint32_t read_ictr(unsigned) const;
  std::uint32_t read_systick_csr(unsigned) const { return systick_.control(); }
  std::uint32_t read_systick_rvr(unsigned) const { return systick_.reload(); }
  std::uint32_t read_systick_cvr(unsigned) const { return systick_.current(now_); }
  std::uint32_t read_systick_calib(unsigned) const { return systick_.calibration(); }
  void write_systick_csr(unsigned, std::uint32_t value) { systick_.write_control(value, now_); }
  void write_systick_rvr(unsigned, std::uint32_t value) { systick_.write_reload(value, now_); }
  void write_systick_cvr(unsigned, std::uint32_t) { systick_.clear_current(now_); }
  std::uint32_t read_enabled(unsigned index) const { return enabled_[index + 1]; }
  std::uint32_t read_pending(unsigned index) const { return pending_[index + 1]; }
  std::uint32_t read_active(unsigned index) const { return active_[index + 1]; }
  void write_iser(unsigned index, std::uint32_t value);
  void write_icer(unsigned index, std::uint32_t value);
  void write_ispr(unsigned index, std::uint32_t value);
  void write_icpr(unsigned index, std::uint32_t value);
  std::uint32_t read_ipr(unsigned index) const { return read_priorities(kFirstSlot + 4 * index); }
  void write_ipr(unsigned index, std::uint32_t value);
  std::uint32_t read_shpr(unsigned index) const { return read_priorities(kMemManage + 4 * index); }
  void write_shpr(unsigned index, std::uint32_t value);
  std::uint32_t read_priorities(unsigned slot) const;
  std::uint32_t read_cpuid(unsigned) const { return parameters_.cpuid; }
  std::uint32_t read_icsr(unsigned) const;
  void write_icsr(unsigned, std::uint32_t value);
  std::uint32_t read_vtor(unsigned) const { return vtor_; }
  void write_vtor(unsigned, std::uint32_t value);
  std::uint32_t read_aircr(unsigned) const;
  void write_aircr(unsigned, std::uint32_t value);
  std::uint32_t read_shcsr(unsigned) const;
  void write_shcsr(unsigned, std::uint32_t value);
  std::uint32_t read_cfsr(unsigned) const { return cfsr_; }
  void write_cfsr(unsigned, std::uint32_t value) { cfsr_ &= ~value; }
  std::uint32_t read_hfsr(unsigned) const { return hfsr_; }
  void write_hfsr(unsigned, std::uint32_t value) { hfsr_ &= ~value; }
  std::uint32_t read_dfsr(unsigned) const { return dfsr_; }
  void write_dfsr(unsigned, std::uint32_t value) { dfsr_ &= ~value; }
  std::uint32_t read_demcr(unsigned) const;
  void write_demcr(unsigned, std::uint32_t value);
  void write_stir(unsigned, std::uint32_t value);
  // Single-precision FPv4 of the Cortex-M4.
  std::uint32_t read_mvfr0(unsigned) const { return 0x1011'0021; }
  std::uint32_t read_mvfr1(unsigned) const { return 0x1100'0011; }

  NvicParameters parameters_;
  FindingSink* findings_;
  std::vector<Line> lines_;
  std::function<void()> on_change_;
  std::function<void(Picoseconds)> on_reset_request_;
  SysTick systick_;
  Picoseconds now_ = 0;  // of the register access being served

  Bitmap implemented_{};
  Bitmap level_{};
  Bitmap pending_{};
  Bitmap enabled_{};
  Bitmap active_{};
  std::array<std::uint8_t, kWords * 32> priority_{};
  std::vector<Active> stack_;
  int group_mask_ = 0xFF;

  // Derived from the above, kept because they are asked for far more often than they change.
  mutable bool best_valid_ = false;
  mutable Candidate best_;           // the most urgent pending and enabled exception
  int running_ = kThreadPriority;    // of the active exceptions
  int mask_ = kThreadPriority;       // of PRIMASK, BASEPRI, FAULTMASK
  int wake_mask_ = kThreadPriority;  // the same without PRIMASK

  bool primask_ = false;
  bool faultmask_ = false;
  std::uint32_t basepri_ = 0;
  std::uint32_t control_ = 0;
  std::uint32_t msplim_ = 0;
  std::uint32_t psplim_ = 0;
  bool event_ = false;
  bool locked_up_ = false;

  std::uint32_t actlr_ = 0;
  std::uint32_t vtor_ = 0;
  std::uint32_t prigroup_ = 0;
  std::uint32_t scr_ = 0;
  std::uint32_t ccr_ = 0;
  std::uint32_t cfsr_ = 0;
  std::uint32_t hfsr_ = 0;
  std::uint32_t dfsr_ = 0;
  std::uint32_t mmfar_ = 0;
  std::uint32_t bfar_ = 0;
  std::uint32_t afsr_ = 0;
  std::uint32_t cpacr_ = 0;
  std::uint32_t demcr_ = 0;
  std::uint32_t fpccr_ = 0;
  std::uint32_t fpcar_ = 0;
  std::uint32_t fpdscr_ = 0;
};

}  // namespace rpmsg_sim
