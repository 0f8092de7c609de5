// A processor core, whatever its instruction set.
//
// Hardware: Cortex-A and Cortex-M cores of the i.MX family. The core owns its clock and local time, takes
// exceptions, sleeps, and times every access; an Executor executes instructions and calls access(), block(),
// instruction() and the others as it goes.
// Accurate: order of everything another core, a device or an interrupt handler could observe; interrupts at
// the
//   first interruptible point at or after the line's rise; masking, priorities and nesting as the exception
//   model says. Approximate: instruction cost is a constant per instruction, exception entry and exit are
//   constants. Not modelled: pipeline, caches, speculation.
// Latency: CoreParameters; access costs come from the region (models/interconnect/interconnect.h).
// Ports: line(n) for interrupt lines; set_held() for the reset controller.
// Example: tests/unit/core/conductor_test.cc.
//
// Time. A core runs ahead of the kernel in whole cycles of its own clock. Two horizons bound it, both given
// by the Conductor: up to the line horizon nothing can change an interrupt line of this core, so private work
// is free; before the shared limit nobody else can act, so shared accesses and events may happen. Every call
// below either happens (kDone), must wait for the others (kYield: return from run(), call again with the same
// arguments later), or has led elsewhere (kRedirected: the executor's context has changed, nothing was done).
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <systemc>
#include <vector>

#include "models/core/clock.h"
#include "models/core/executor.h"
#include "models/interconnect/interconnect.h"
#include "models/interrupt/exception_model.h"
#include "models/interrupt/interrupt_line.h"
#include "models/observe/access_observer.h"
#include "models/observe/contention.h"
#include "models/observe/core_times.h"
#include "models/observe/event.h"
#include "models/observe/finding.h"

namespace rpmsg_sim {

class Conductor;

enum class Profile { kA, kM };

struct CoreParameters {
  Profile profile = Profile::kM;
  std::uint64_t hertz = 0;
  unsigned milli_cycles_per_instruction = 1000;
  unsigned exception_entry = 12;   // cycles to the handler's first instruction
  unsigned exception_exit = 10;    // cycles from the handler's return to the interrupted instruction
  unsigned exception_chain = 6;    // cycles from one handler's return to the next one's first instruction
  Picoseconds device_request = 0;  // from issuing a device access until it reaches the device
  unsigned bus_width = 4;          // bytes per beat
  bool held_in_reset = false;
  std::uint64_t boot_vector = 0;  // M profile: where stack pointer and entry are fetched at reset
};

enum class Step { kDone, kYield, kRedirected };

struct BusAccess {
  std::uint64_t address = 0;
  unsigned size = 0;
  bool read = false;
  bool write =
      false;  // together with read: one indivisible operation, which the executor performs after kDone
  bool keep_announced = false;  // a write that may be the first half of a copy (see copy_read)
};

enum class Instruction { kWfi, kWfe, kSev, kBarrier, kSvc, kBkpt };

enum class CoreState { kHeld, kRunning, kSleeping, kSpinning, kLockedUp };

// Why a kCoreHalt event was published.
enum class CoreHalt : std::uint32_t { kReset = 0, kLockUp = 1 };

class Core : public sc_core::sc_module {
 public:
  // What a core needs of its surroundings; all outlive it.
  struct Environment {
    EventLog& log;
    FindingSink& findings;
    Interconnect& interconnect;
    Conductor& conductor;
    AccessObserver* observer = nullptr;
    ContentionTable* contention = nullptr;
  };

  Core(sc_core::sc_module_name name, const CoreParameters& parameters, const Environment& environment,
       ExceptionModel& exceptions);

  void set_executor(Executor& executor) {
    executor_ = &executor;
    native_ = executor.native();
  }
  // A core whose firmware does not start at the boot vector (A profile).
  void set_entry(std::uint64_t entry, std::uint64_t stack_pointer);

  SourceId source() const { return source_; }
  unsigned initiator() const { return initiator_; }
  const CoreParameters& parameters() const { return parameters_; }
  const Clock& clock() const { return clock_; }
  ExceptionModel& exceptions() { return exceptions_; }

  // The interrupt line that `target`, a line of the core's interrupt controller, is reached by.
  InterruptLine& line(InterruptLine& target);
  // A core that is not held starts; before the simulation.
  void start(Picoseconds time) { start_from_vector(time); }
  // Reset controller's side.
  void set_held(bool held, Picoseconds time);

  // ---- Conductor's side ----
  CoreState state() const { return state_; }
  // The earliest time at which this core can do anything; kNever while it waits for others.
  Picoseconds position() const { return position_; }
  // When devices expect to change one of its lines at the earliest.
  Picoseconds expected_line_change() const { return expected_line_change_; }
  // The earliest time at which this core can influence another core's interrupt line.
  Picoseconds influence(Picoseconds crossing) const {
    const bool may_be_woken = state_ == CoreState::kSleeping || state_ == CoreState::kSpinning;
    const Picoseconds acts = may_be_woken ? std::min(position_, expected_line_change_) : position_;
    if (acts == kNever) return kNever;
    return acts + crossing + (requested_ != nullptr ? 0 : parameters_.device_request);
  }
  struct Horizons {
    Picoseconds line = 0;             // exclusive
    Picoseconds shared = 0;           // exclusive
    bool every_access_waits = false;  // the oracle: no running ahead at all
  };
  // Ready to execute up to these horizons; false if it goes on sleeping.
  bool begin(const Horizons& horizons) {
    if (state_ != CoreState::kRunning && !wake_up()) return false;
    set_horizons(horizons, position_);
    return true;
  }
  void execute() { executor_->run(); }
  // Execution has ended for now: position() is right again.
  void settle() {
    if (state_ == CoreState::kRunning) {
      position_ = requested_ != nullptr ? arrival_ : now();
    } else {
      update_position();
    }
  }
  void set_horizons(const Horizons& horizons) { set_horizons(horizons, now()); }
  void set_horizons(const Horizons& horizons, Picoseconds time) {
    horizons_ = horizons;
    set_line_horizon(std::min(horizons.line, exceptions_.next_own_event(time)));
    update_stop();
  }
  // The executor, if it is a native one.
  NativeExecutor* native() const { return native_; }
  // Whether the access that waits for its turn still does: a reset ends it.
  bool has_request() const { return state_ == CoreState::kRunning && requested_ != nullptr; }
  // Where its time has gone, for observers.
  const CoreTimes& times() const { return times_; }
  // Where it is in its firmware; 0 if the executor cannot tell.
  std::uint64_t program_counter() const { return executor_ == nullptr ? 0 : executor_->program_counter(); }
  // For deadlock reports.
  std::string describe_wait() const;
  std::vector<std::string> backtrace() const {
    return executor_ != nullptr ? executor_->backtrace() : std::vector<std::string>();
  }
  // An exception that is being handled: its number, and where its frame was put.
  struct TakenException {
    unsigned number;
    std::uint64_t frame;
  };
  // `depth` 0 is the innermost; nothing when fewer are active.
  std::optional<TakenException> taken_exception(std::size_t depth) const;
  // Since when it has been sleeping, spinning, held or locked up.
  Picoseconds idle_since() const { return idle_since_; }
  std::string where() const;
  // Where what happens now comes from: a write takes effect when the core is already further on.
  std::uint64_t place() const { return performing_ != 0 ? performing_ : program_counter(); }
  std::string describe(std::uint64_t program_counter) const {
    return executor_ == nullptr ? "" : executor_->describe(program_counter);
  }

  // ---- Executor's side ----
  std::uint64_t cycles = 0;  // since time zero of this core's clock
  // Hooks before this cycle may charge costs themselves and go on. At most kFarAway, which no run gets to, so
  // that the distance to it has a sign.
  static constexpr std::uint64_t kFarAway = std::uint64_t{1} << 62;
  std::uint64_t stop() const { return stop_; }
  Picoseconds now() const { return clock_.time_of(cycles); }

  // An interruptible point without access: a basic block begins.
  Step block();
  // An access is about to happen. Time and order are settled on kDone; a write's bytes are captured at the
  // next call of any of these.
  Step access(const BusAccess& access);
  // The same for the frequent case, a load or store of a size the bus can take at once in `region`, which has
  // the address and is shared memory for everyone.
  Step access_shared(const Region& region, std::uint64_t address, unsigned size, bool write) {
    const Picoseconds time = now();
    if (__builtin_expect(cycles >= stop_ || !may_share(time), 0)) {
      if (const Step step = wait_for_memory(region); step != Step::kDone) return step;
    }
    requested_ = nullptr;
    const MemoryGrant grant = book_memory(region, address, write, size, time);
    if (write) {
      const Picoseconds end = std::max(grant.at, time + region.write_latency);
      move_to(end);
      times_.count_wait(time, end);
      announce_memory_write(region, address, size, grant.at);
    } else {
      move_to(grant.done + region.read_latency);
      times_.count_wait(time, grant.done + region.read_latency);
      if (environment_.observer != nullptr) {
        environment_.observer->on_read(source_, region.system_of(address), size, grant.at);
      }
    }
    return Step::kDone;
  }
  // The same for a load or store of a word in `region`, which has the address and is a device behind the
  // fabric. On kDone the firmware is to find `word` there: what was read, or what is there before the write.
  Step access_device_word(const Region& region, std::uint64_t address, bool write, std::uint32_t& word);
  Step instruction(Instruction instruction);
  // The firmware has reached a jump to itself.
  Step spin();
  Step read_register(SystemRegister reg, std::uint64_t& value);
  Step write_register(SystemRegister reg, std::uint64_t value);
  Step return_from_exception();
  // Firmware went to an address where it has nothing. `what` it did there: "read of 4 bytes".
  Step fault_unmapped(std::string_view what, std::uint64_t address, std::string_view why);
  // The same for an executor whose firmware says on which stack the frame is (EXC_RETURN), which need not be
  // the one it was put on. An exception that waits is entered at once, without unstacking ("tail-chaining").
  Step return_from_exception(bool process_stack);
  // Firmware did what the core cannot do. Leads to the fault handler or to lock-up.
  Step fault(std::string_view finding, std::string text, Synchronous cause, std::uint64_t address);
  // A range write stays announced across the range read of the same copy.
  bool write_pending() const { return pending_.region != nullptr; }
  std::uint64_t pending_size() const { return pending_.size; }
  // A copy from `address` into the pending range write.
  Step copy_read(const BusAccess& access);

  Conductor& conductor() { return environment_.conductor; }
  // The next interruptible point leaves for the conductor's poll. Only while the executor runs firmware.
  void leave_for_poll();

  // How many exceptions are nested.
  std::size_t active_exceptions() const { return active_.size(); }

  // All that this core sees.
  const std::vector<Region>& regions() const { return environment_.interconnect.regions(initiator_); }
  // What this core sees at `address`, or null.
  const Region* region_at(std::uint64_t address) const {
    return environment_.interconnect.decode(initiator_, address);
  }
  // Reports a finding in its turn; kYield: call again.
  Step note(std::string_view id, std::string text);
  // Firmware runs without any hook: nothing can be timed any more, the run ends.
  Step hook_free_loop();

  // Reads memory the way firmware would, without time or effect; false if there is none.
  bool peek(std::uint64_t address, void* data, unsigned size) const;
  bool poke(std::uint64_t address, const void* data, unsigned size);
  // Reports a finding whose firmware place is where this core is.
  void report(std::string_view id, std::string text) {
    environment_.findings.report(id, now(), std::move(text));
  }

 private:
  class Line : public InterruptLine {
   public:
    Line(Core& core, InterruptLine& target) : core_(core), target_(target) {}
    void set_level(bool level, Picoseconds time) override {
      target_.set_level(level, time);
      core_.attend(time);
    }
    void expect(Picoseconds time) override {
      expected_ = time;
      core_.update_expected_line_change();
    }
    Picoseconds expected() const { return expected_; }

   private:
    Core& core_;
    InterruptLine& target_;
    Picoseconds expected_ = kNever;
  };

  // An announced write whose bytes are not known yet.
  struct PendingWrite {
    const Region* region = nullptr;
    std::uint64_t address = 0;
    unsigned size = 0;
    Picoseconds time = 0;
    std::uint64_t place = 0;
  };

  struct ActiveException {
    unsigned number;
    bool process_stack;   // the frame is on the process stack
    std::uint64_t frame;  // where the frame is, if it is on the main stack
  };

  bool may_share(Picoseconds time) const { return time < horizons_.shared; }
  // The same for the access requested, which may have devices act that come before it.
  bool has_turn(Picoseconds time) { return may_share(time) || devices_gave_turn(time); }
  bool devices_gave_turn(Picoseconds time);
  Step wait_for_memory(const Region& region);
  void attend(Picoseconds time);
  void update_expected_line_change();
  // Whether an exception waits to be taken at the next interruptible point.
  void update_position();
  void look_for_exceptions() { attention_ = exceptions_.deliverable(now()).has_value(); }
  void update_stop() {
    stop_ = attention_ || write_pending() || horizons_.every_access_waits ? 0 : line_stop_;
  }
  void set_line_horizon(Picoseconds time) {
    if (time == line_horizon_) return;
    line_horizon_ = time;
    line_stop_ = std::min(clock_.at_or_after(time), kFarAway);
  }
  void complete_write() {
    if (__builtin_expect(pending_.region != nullptr, 0)) perform_write();
  }
  void perform_write();
  // After booking nothing yields.
  MemoryGrant book_memory(const Region& region, std::uint64_t address, bool write, unsigned size,
                          Picoseconds time) {
    const MemoryGrant grant =
        environment_.interconnect.book_memory(statistics_, initiator_, region, address, write, size, time);
    if (__builtin_expect(grant.wait != nullptr, 0) && environment_.contention != nullptr) {
      environment_.contention->add(static_cast<MasterId>(initiator_), region.system_of(address), *grant.wait);
    }
    return grant;
  }
  void device_touched();
  Step interruptible_point() {
    if (__builtin_expect(state_ == CoreState::kRunning && cycles < line_stop_ && !attention_, 1)) {
      return Step::kDone;
    }
    return look_around();
  }
  Step look_around();
  bool stop_at_default_handler(unsigned number);
  Step take(unsigned number, bool fault);
  Step chain(unsigned number, bool process_stack);
  Step enter_handler(unsigned number);
  Step raise(Synchronous cause, std::uint64_t address);
  const Region* decode(const BusAccess& access) const {
    const Region* region = environment_.interconnect.decode(initiator_, access.address);
    if (region == nullptr || access.size == 0) return region;
    return region->contains(access.address + access.size - 1) ? region : nullptr;
  }
  Step access_requested(const BusAccess& access);
  Step access_memory(const BusAccess& access);
  Step access_device(const BusAccess& access);
  void access_private_device(const BusAccess& access);
  void announce_write(const BusAccess& access, Picoseconds time);
  // The observer learns of the write now, or when its bytes are there.
  void announce_memory_write(const Region& region, std::uint64_t address, unsigned size, Picoseconds time) {
    AccessObserver* const observer = environment_.observer;
    if (observer == nullptr || observer->on_write_ahead(source_, region.system_of(address), size, time))
      return;
    pending_ = PendingWrite{&region, address, size, time, executor_->program_counter()};
    stop_ = 0;
  }
  void start_from_vector(Picoseconds time);
  void lock_up(Picoseconds time);
  bool uses_process_stack() const;
  void write_control(std::uint64_t value);
  void sleep(CoreState state);
  bool wake_up();
  void wake(Picoseconds time);
  void move_to(Picoseconds time) { cycles = std::max(cycles, clock_.at_or_after(time)); }
  std::uint64_t handler_of(unsigned number) const;

  CoreParameters parameters_;
  Environment environment_;
  Clock clock_;
  ExceptionModel& exceptions_;
  Executor* executor_ = nullptr;
  NativeExecutor* native_ = nullptr;
  SourceId source_;
  unsigned initiator_;
  InitiatorStatistics& statistics_;
  CoreState state_;
  CoreTimes times_;
  std::uint64_t entry_ = 0;
  std::uint64_t entry_stack_ = 0;

  Picoseconds position_ = kNever;  // see position(); not kept up while the core runs
  Horizons horizons_;
  Picoseconds line_horizon_ = 0;  // of the others and of this core's own timers
  std::uint64_t line_stop_ = 0;   // its first cycle
  std::uint64_t stop_ = 0;
  Picoseconds idle_since_ = 0;
  bool attention_ = true;  // something may be deliverable
  bool woken_ = false;     // the WFI or WFE being executed has ended
  Picoseconds wake_at_ = kNever;

  // The access being made, while it waits for its turn.
  const Region* requested_ = nullptr;
  Picoseconds arrival_ = 0;
  Picoseconds first_grant_ = 0;
  unsigned done_bytes_ = 0;

  PendingWrite pending_;
  std::uint64_t performing_ = 0;   // the place of the write that is being performed
  std::uint64_t other_stack_ = 0;  // the banked stack pointer that is not in use
  std::vector<ActiveException> active_;
  std::deque<Line> lines_;
  Picoseconds expected_line_change_ = kNever;
};

}  // namespace rpmsg_sim
