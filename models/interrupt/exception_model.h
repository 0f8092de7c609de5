// The seam between a core and its interrupt controller plus exception architecture.
//
// Two implementations: Nvic (M profile) and Gic (A profile). The core asks it what to take next, tells it
// what was taken and left, and routes accesses to system registers here. All times are the core's local time
// in picoseconds; everything here is private to one core and takes no bus time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/observe/event.h"

namespace rpmsg_sim {

// System registers that software reads and writes by instruction (MRS/MSR/CPS), not by address.
enum class SystemRegister : std::uint8_t {
  // M profile
  kPrimask,
  kBasepri,
  kFaultmask,
  kControl,
  kMsp,
  kPsp,
  kIpsr,
  kApsr,
  kXpsr,
  kMsplim,
  kPsplim,
  // A profile
  kDaif,
  kIccIar1,
  kIccEoir1,
  kIccPmr,
  kIccIgrpen1,
  kCntpct,
  kCntfrq,
  kCntpCtl,
  kCntpCval,
  kVbar,
  kMpidr,
  // M profile: BASEPRI_MAX
  kBasepriMax,
};

// What an instruction raises against the core that executes it.
enum class Synchronous : std::uint8_t {
  kSupervisorCall,
  kAccessFault,
  kUndefinedInstruction,
  kBreakpoint,
  // M profile
  kFetchFault,
  kUnalignedAccess,
  kDivideByZero,
  kNoCoprocessor,
  kInvalidState,   // the Thumb bit is 0
  kInvalidReturn,  // EXC_RETURN does not fit
};

class ExceptionModel {
 public:
  virtual ~ExceptionModel() = default;

  // The exception number that would be taken at `time`, given masks and priorities; none if nothing may be
  // taken. M profile: exception numbers (16 + interrupt). A profile: kIrqVector for any signalled interrupt.
  virtual std::optional<unsigned> deliverable(Picoseconds time) = 0;
  // True if something is pending that wakes the core from WFI, even when masked.
  virtual bool wakes(Picoseconds time) = 0;
  // The earliest later time at which this controller changes by itself (SysTick, generic timer); kNever if
  // none.
  virtual Picoseconds next_own_event(Picoseconds time) = 0;

  // The core has entered / is leaving exception `number` (leaving: the one that is active innermost).
  virtual void enter(unsigned number, Picoseconds time) = 0;
  virtual void leave(Picoseconds time) = 0;
  // Innermost active exception, 0 in thread mode.
  virtual unsigned active() const = 0;

  virtual std::uint64_t read_register(SystemRegister reg, Picoseconds time) = 0;
  virtual void write_register(SystemRegister reg, std::uint64_t value, Picoseconds time) = 0;

  // The instruction being executed raises `cause` (`address`: of the access). The exception to enter; none
  // when the architecture has none to offer and the core locks up.
  virtual std::optional<unsigned> raise_synchronous(Synchronous cause, std::uint64_t address,
                                                    Picoseconds time) {
    (void)cause, (void)address, (void)time;
    return std::nullopt;
  }

  // WFE's event register.
  virtual void set_event() {}
  virtual bool consume_event() { return true; }

  // A core reset: everything architecturally reset goes to its reset value.
  virtual void reset(Picoseconds time) = 0;
  // "irq 97 enabled, pending, masked by PRIMASK": for deadlock and sleep reports.
  // With what the core's own timers are set to.
  virtual std::string describe_wait(Picoseconds time) const = 0;
};

}  // namespace rpmsg_sim
