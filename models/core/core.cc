#include "models/core/core.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "models/core/conductor.h"
#include "models/observe/time_text.h"

namespace rpmsg_sim {

namespace {

// Control register, M profile: bit 1 selects the process stack in thread mode.
constexpr std::uint64_t kControlSpsel = 2;
constexpr std::uint64_t kNullPage = 4096;
constexpr unsigned kDeviceBeat = 4;  // peripheral buses of the i.MX are 32 bits wide

}  // namespace

Core::Core(sc_core::sc_module_name name, const CoreParameters& parameters, const Environment& environment,
           ExceptionModel& exceptions)
    : sc_module(name),
      parameters_(parameters),
      environment_(environment),
      clock_(parameters.hertz),
      exceptions_(exceptions),
      source_(environment.log.add_source(this->name())),
      initiator_(environment.interconnect.add_initiator(source_)),
      statistics_(environment.interconnect.statistics(initiator_)),
      state_(parameters.held_in_reset ? CoreState::kHeld : CoreState::kRunning) {}

void Core::set_entry(std::uint64_t entry, std::uint64_t stack_pointer) {
  entry_ = entry;
  entry_stack_ = stack_pointer;
}

InterruptLine& Core::line(InterruptLine& target) {
  return lines_.emplace_back(*this, target);
}

void Core::attend(Picoseconds time) {
  switch (state_) {
    case CoreState::kSleeping:
      if (exceptions_.wakes(time)) wake_at_ = std::min(wake_at_, time);
      update_position();
      break;
    case CoreState::kSpinning:
      if (exceptions_.deliverable(time)) wake_at_ = std::min(wake_at_, time);
      update_position();
      break;
    case CoreState::kRunning:
      attention_ = attention_ || exceptions_.deliverable(time).has_value();
      update_stop();
      break;
    case CoreState::kHeld:
    case CoreState::kLockedUp:
      break;
  }
}

void Core::update_expected_line_change() {
  expected_line_change_ = kNever;
  for (const Line& each : lines_) expected_line_change_ = std::min(expected_line_change_, each.expected());
  environment_.conductor.note_position();
}

// ---- reset ----

void Core::set_held(bool held, Picoseconds time) {
  if (held && state_ != CoreState::kHeld) {
    complete_write();
    state_ = CoreState::kHeld;
    idle_since_ = time;
    requested_ = nullptr;
    update_position();
    environment_.log.emit(time, EventKind::kCoreHalt, source_, static_cast<std::uint32_t>(CoreHalt::kReset));
  } else if (!held && state_ == CoreState::kHeld) {
    move_to(time);
    start_from_vector(time);
  }
}

void Core::start_from_vector(Picoseconds time) {
  if (executor_ == nullptr) {
    environment_.findings.report("core_fault", time,
                                 fmt::format("{} was released from reset, but has no image", basename()));
    lock_up(time);
    return;
  }
  std::uint64_t entry = entry_;
  std::uint64_t stack = entry_stack_;
  active_.clear();
  requested_ = nullptr;
  other_stack_ = 0;
  woken_ = false;
  attention_ = true;
  wake_at_ = kNever;
  exceptions_.reset(time);
  state_ = CoreState::kRunning;
  if (parameters_.profile == Profile::kM) {
    std::array<std::uint32_t, 2> vector{};
    if (!peek(parameters_.boot_vector, vector.data(), sizeof vector) || vector[1] == 0) {
      environment_.findings.report(
          "core_fault", time,
          fmt::format("{} was released from reset, but there is no stack pointer and entry "
                      "at its address {:#x}",
                      basename(), parameters_.boot_vector));
      lock_up(time);
      return;
    }
    stack = vector[0];
    entry = vector[1] & ~std::uint64_t{1};
  }
  times_.wake(time);
  environment_.log.emit(time, EventKind::kCoreReset, source_, 0, entry, stack);
  executor_->reset(entry, stack);
  update_position();
}

void Core::lock_up(Picoseconds time) {
  state_ = CoreState::kLockedUp;
  idle_since_ = time;
  requested_ = nullptr;
  update_position();
  environment_.log.emit(time, EventKind::kCoreHalt, source_, static_cast<std::uint32_t>(CoreHalt::kLockUp));
}

// ---- conductor's side ----

void Core::update_position() {
  environment_.conductor.note_position();
  switch (state_) {
    case CoreState::kHeld:
    case CoreState::kLockedUp:
      position_ = kNever;
      return;
    case CoreState::kSleeping:
    case CoreState::kSpinning: {
      const Picoseconds cause = std::min(wake_at_, exceptions_.next_own_event(now()));
      position_ = cause == kNever ? kNever : std::max(now(), clock_.time_of(clock_.at_or_after(cause)));
      return;
    }
    case CoreState::kRunning:
      position_ = requested_ != nullptr ? arrival_ : now();
  }
}

// True if the cause at position() was one to wake up for.
bool Core::wake_up() {
  wake(position_);
  if (state_ == CoreState::kRunning) return true;
  update_position();
  return false;
}

void Core::wake(Picoseconds time) {
  wake_at_ = kNever;
  move_to(time);
  times_.wake(now());
  const bool awake =
      state_ == CoreState::kSleeping ? exceptions_.wakes(now()) : exceptions_.deliverable(now()).has_value();
  if (!awake) return times_.fall_asleep(now());
  woken_ = state_ == CoreState::kSleeping;
  state_ = CoreState::kRunning;
  attention_ = true;
  environment_.log.emit(now(), EventKind::kCoreWake, source_);
}

void Core::sleep(CoreState state) {
  state_ = state;
  idle_since_ = now();
  wake_at_ = kNever;
  times_.fall_asleep(now());
  environment_.log.emit(now(), EventKind::kCoreSleep, source_, static_cast<std::uint32_t>(state));
}

std::string Core::where() const {
  return performing_ != 0 ? executor_->describe(performing_) : executor_->where();
}

std::string Core::describe_wait() const {
  switch (state_) {
    case CoreState::kHeld:
      return fmt::format("{} is held in reset since {}", basename(), describe_time(idle_since_));
    case CoreState::kLockedUp:
      return fmt::format("{} is locked up after a fault at {}", basename(), describe_time(idle_since_));
    case CoreState::kSleeping:
      return fmt::format("{} waits for an interrupt since {} at {}: {}", basename(),
                         describe_time(idle_since_), executor_->where(), exceptions_.describe_wait(now()));
    case CoreState::kSpinning:
      return fmt::format("{} runs an empty endless loop since {} at {}: {}", basename(),
                         describe_time(idle_since_), executor_->where(), exceptions_.describe_wait(now()));
    case CoreState::kRunning:
      break;
  }
  if (executor_ == nullptr) return fmt::format("{} has no image", basename());
  return fmt::format("{} is running at {}", basename(), executor_->where());
}

std::optional<Core::TakenException> Core::taken_exception(std::size_t depth) const {
  if (depth >= active_.size()) return std::nullopt;
  const ActiveException& active = active_[active_.size() - 1 - depth];
  return TakenException{active.number, active.frame};
}

// ---- interruptible points and exceptions ----

Step Core::look_around() {
  if (state_ != CoreState::kRunning) return Step::kYield;  // its own write has stopped it
  if (environment_.conductor.poll_due()) return Step::kYield;
  if (cycles >= line_stop_) {
    const Picoseconds time = now();
    if (time >= horizons_.line && !may_share(time)) return Step::kYield;
    set_line_horizon(std::max(time, std::min(horizons_.line, exceptions_.next_own_event(time))));
    attention_ = true;
  }
  if (attention_) {
    const Picoseconds time = now();
    if (const auto number = exceptions_.deliverable(time)) {
      if (!may_share(time)) return Step::kYield;
      return take(*number, false);
    }
    attention_ = false;
  }
  update_stop();
  return Step::kDone;
}

Step Core::block() {
  complete_write();
  return interruptible_point();
}

bool Core::uses_process_stack() const {
  return parameters_.profile == Profile::kM && exceptions_.active() == 0 &&
         (exceptions_.read_register(SystemRegister::kControl, now()) & kControlSpsel) != 0;
}

std::uint64_t Core::handler_of(unsigned number) const {
  if (parameters_.profile == Profile::kA) return exceptions_.read_register(SystemRegister::kVbar, now());
  std::uint32_t handler = 0;
  const std::uint64_t table = exceptions_.read_register(SystemRegister::kVbar, now());
  if (!peek(table + 4 * number, &handler, sizeof handler)) return 0;
  return handler & ~std::uint32_t{1};
}

// The firmware has no handler of its own for what comes next. A fault has been reported already.
bool Core::stop_at_default_handler(unsigned number) {
  const std::string place = executor_->default_handler(handler_of(number));
  if (place.empty()) return false;
  report("unhandled_interrupt", fmt::format("exception {} has only the default handler, {}", number, place));
  return environment_.conductor.stopping();
}

Step Core::take(unsigned number, bool fault) {
  if (!fault && stop_at_default_handler(number)) return Step::kYield;
  const bool process_stack = uses_process_stack();
  if (!executor_->push_context()) {
    report("stack_overflow", fmt::format("no memory for the exception frame at stack pointer {:#x}",
                                         executor_->stack_pointer()));
    lock_up(now());
    return Step::kYield;
  }
  const std::uint64_t frame = executor_->stack_pointer();
  active_.push_back(ActiveException{number, process_stack, frame});
  if (process_stack) executor_->set_stack_pointer(std::exchange(other_stack_, frame));
  exceptions_.enter(number, now());
  cycles += parameters_.exception_entry;
  return enter_handler(number);
}

Step Core::enter_handler(unsigned number) {
  const std::uint64_t handler = handler_of(number);
  if (handler == 0) {
    report("unhandled_interrupt", fmt::format("exception {} has no handler", number));
    lock_up(now());
    return Step::kYield;
  }
  environment_.log.emit(now(), EventKind::kInterruptEnter, source_, number);
  executor_->start_handler(handler);
  look_for_exceptions();
  update_stop();
  return Step::kRedirected;
}

Step Core::return_from_exception() {
  complete_write();
  if (!may_share(now())) return Step::kYield;
  if (active_.empty())
    return fault("core_fault", "return from an exception, but none is active",
                 Synchronous::kUndefinedInstruction, 0);
  const ActiveException last = active_.back();
  active_.pop_back();
  environment_.log.emit(now(), EventKind::kInterruptExit, source_, last.number);
  exceptions_.leave(now());
  cycles += parameters_.exception_exit;
  std::uint64_t frame = last.frame;
  if (last.process_stack) {
    frame = other_stack_;  // what firmware has made the process stack pointer meanwhile
    other_stack_ = executor_->stack_pointer();
  }
  look_for_exceptions();
  update_stop();
  if (!executor_->pop_context(frame)) {
    report("core_fault", fmt::format("the exception frame at {:#x} is not readable memory", frame));
    lock_up(now());
    return Step::kYield;
  }
  return Step::kRedirected;
}

Step Core::return_from_exception(bool process_stack) {
  complete_write();
  if (!may_share(now())) return Step::kYield;
  const unsigned number = active_.back().number;
  active_.pop_back();
  environment_.log.emit(now(), EventKind::kInterruptExit, source_, number);
  exceptions_.leave(now());
  if (exceptions_.active() == 0) {
    const std::uint64_t control = exceptions_.read_register(SystemRegister::kControl, now());
    exceptions_.write_register(SystemRegister::kControl,
                               process_stack ? control | kControlSpsel : control & ~kControlSpsel, now());
  }
  if (const auto next = exceptions_.deliverable(now())) return chain(*next, process_stack);
  cycles += parameters_.exception_exit;
  std::uint64_t frame = executor_->stack_pointer();
  if (process_stack) std::swap(frame, other_stack_);
  look_for_exceptions();
  update_stop();
  if (!executor_->pop_context(frame)) {
    report("core_fault", fmt::format("the exception frame at {:#x} is not readable memory", frame));
    lock_up(now());
    return Step::kYield;
  }
  return Step::kRedirected;
}

// The frame of what was interrupted stays where it is.
Step Core::chain(unsigned number, bool process_stack) {
  if (stop_at_default_handler(number)) return Step::kYield;
  active_.push_back(ActiveException{number, process_stack, 0});
  exceptions_.enter(number, now());
  cycles += parameters_.exception_chain;
  return enter_handler(number);
}

Step Core::fault_unmapped(std::string_view what, std::uint64_t address, std::string_view why) {
  // Also members of a structure at address 0.
  const bool null = address < kNullPage;
  return fault(null ? "null_pointer" : "unmapped_access", fmt::format("{} at {:#x}: {}", what, address, why),
               Synchronous::kAccessFault, address);
}

Step Core::fault(std::string_view finding, std::string text, Synchronous cause, std::uint64_t address) {
  complete_write();
  // A core that has locked up makes the same call again; it must not fault a second time.
  if (state_ != CoreState::kRunning || !may_share(now())) return Step::kYield;
  requested_ = nullptr;
  report(finding, std::move(text));
  if (environment_.conductor.stopping()) return Step::kYield;
  return raise(cause, address);
}

Step Core::raise(Synchronous cause, std::uint64_t address) {
  if (const auto number = exceptions_.raise_synchronous(cause, address, now()))
    return take(*number, cause != Synchronous::kSupervisorCall);
  report("core_lockup", "the core has no exception that it could take for this, and stops");
  lock_up(now());
  return Step::kYield;
}

Step Core::note(std::string_view id, std::string text) {
  if (!may_share(now())) return Step::kYield;
  report(id, std::move(text));
  return Step::kDone;
}

Step Core::hook_free_loop() {
  complete_write();
  report("hook_free_loop", "a loop without any access or block keeps the core busy; its time cannot be told");
  environment_.conductor.give_up(now());
  return Step::kYield;
}

Step Core::spin() {
  complete_write();
  if (const Step step = interruptible_point(); step != Step::kDone) return step;
  if (!may_share(now())) return Step::kYield;
  sleep(CoreState::kSpinning);
  return Step::kYield;
}

Step Core::instruction(Instruction instruction) {
  complete_write();
  // The wait is over: the instruction is complete, and what woke the core is taken at the next point.
  if (std::exchange(woken_, false)) {
    cycles += 1;
    update_stop();
    return Step::kDone;
  }
  if (const Step step = interruptible_point(); step != Step::kDone) return step;
  switch (instruction) {
    case Instruction::kWfi:
      if (exceptions_.wakes(now())) break;
      if (!may_share(now())) return Step::kYield;
      sleep(CoreState::kSleeping);
      return Step::kYield;
    case Instruction::kWfe:
      if (exceptions_.consume_event() || exceptions_.wakes(now())) break;
      if (!may_share(now())) return Step::kYield;
      sleep(CoreState::kSleeping);
      return Step::kYield;
    case Instruction::kSev:
      exceptions_.set_event();
      break;
    case Instruction::kSvc:
      if (!may_share(now())) return Step::kYield;
      executor_->complete_instruction();
      return raise(Synchronous::kSupervisorCall, 0);
    case Instruction::kBkpt:
      return fault("core_fault", "breakpoint instruction without a debugger", Synchronous::kBreakpoint, 0);
    case Instruction::kBarrier:
      break;
  }
  cycles += 1;
  return Step::kDone;
}

Step Core::read_register(SystemRegister reg, std::uint64_t& value) {
  complete_write();
  if (const Step step = interruptible_point(); step != Step::kDone) return step;
  if (reg == SystemRegister::kMsp) {
    value = uses_process_stack() ? other_stack_ : executor_->stack_pointer();
  } else if (reg == SystemRegister::kPsp) {
    value = uses_process_stack() ? executor_->stack_pointer() : other_stack_;
  } else {
    value = exceptions_.read_register(reg, now());
  }
  cycles += 1;
  return Step::kDone;
}

Step Core::write_register(SystemRegister reg, std::uint64_t value) {
  complete_write();
  if (const Step step = interruptible_point(); step != Step::kDone) return step;
  if (reg == SystemRegister::kMsp || reg == SystemRegister::kPsp) {
    if ((reg == SystemRegister::kPsp) == uses_process_stack()) {
      executor_->set_stack_pointer(value);
    } else {
      other_stack_ = value;
    }
  } else if (reg == SystemRegister::kControl) {
    write_control(value);
  } else {
    exceptions_.write_register(reg, value, now());
  }
  cycles += 1;
  const Picoseconds time = now();
  attention_ = exceptions_.deliverable(time).has_value();
  if (const Picoseconds own = exceptions_.next_own_event(time); own < line_horizon_) set_line_horizon(own);
  update_stop();
  return Step::kDone;
}

// May choose the other stack.
void Core::write_control(std::uint64_t value) {
  const bool process_stack = uses_process_stack();
  exceptions_.write_register(SystemRegister::kControl, value, now());
  if (uses_process_stack() == process_stack) return;
  const std::uint64_t chosen = other_stack_;
  other_stack_ = executor_->stack_pointer();
  executor_->set_stack_pointer(chosen);
}

// ---- accesses ----

Step Core::access(const BusAccess& access) {
  complete_write();
  if (requested_ != nullptr) return access_requested(access);
  if (const Step step = interruptible_point(); step != Step::kDone) return step;
  const Region* region = decode(access);
  if (region == nullptr) {
    return fault_unmapped(fmt::format("{} of {} bytes", access.write ? "write" : "read", access.size),
                          access.address, fmt::format("nothing is mapped there for {}", basename()));
  }
  if (region->foreign) {
    if (environment_.observer != nullptr && region->memory != nullptr && may_share(now())) {
      environment_.observer->on_foreign(source_, region->system_of(access.address), access.size, now());
    }
    return fault("foreign_private_access",
                 fmt::format("{} of {} bytes at {:#x}: {} is private to another core",
                             access.write ? "write" : "read", access.size, access.address, region->name),
                 Synchronous::kAccessFault, access.address);
  }
  if (region->private_device != nullptr) {
    requested_ = region;
    access_private_device(access);
    requested_ = nullptr;
    return Step::kDone;
  }
  if (region->memory != nullptr && region->owner != kShared) {
    cycles += access.write ? region->private_write_cycles : region->private_read_cycles;
    return Step::kDone;
  }
  requested_ = region;
  done_bytes_ = 0;
  arrival_ = region->memory != nullptr ? now() : now() + parameters_.device_request;
  return access_requested(access);
}

Step Core::access_requested(const BusAccess& access) {
  const Step step = requested_->memory != nullptr ? access_memory(access) : access_device(access);
  if (step == Step::kDone) requested_ = nullptr;
  return step;
}

bool Core::devices_gave_turn(Picoseconds time) {
  return environment_.conductor.let_devices_go_first(time) && may_share(time);
}

// What comes before an access to shared memory at the present time, where that is more than a look at the
// clock.
Step Core::wait_for_memory(const Region& region) {
  complete_write();
  if (requested_ == nullptr) {
    if (const Step step = interruptible_point(); step != Step::kDone) return step;
    requested_ = &region;
    arrival_ = now();
    done_bytes_ = 0;
  }
  return has_turn(arrival_) ? Step::kDone : Step::kYield;
}

// Every beat waits for its turn; the first grant is when the access takes effect.
Step Core::access_memory(const BusAccess& access) {
  const Region& region = *requested_;
  while (done_bytes_ < access.size) {
    if (!has_turn(arrival_)) return Step::kYield;
    const unsigned beat = std::min(parameters_.bus_width, access.size - done_bytes_);
    const MemoryGrant grant = book_memory(region, access.address + done_bytes_, access.write, beat, arrival_);
    if (done_bytes_ == 0) first_grant_ = grant.at;
    // A posted write occupies the core for its issue only, but only one is under way at a time.
    const Picoseconds end =
        access.read ? grant.done + region.read_latency : std::max(grant.at, arrival_ + region.write_latency);
    times_.count_wait(arrival_, end);
    arrival_ = end;
    done_bytes_ += beat;
  }
  move_to(arrival_);
  if (access.read && environment_.observer != nullptr) {
    environment_.observer->on_read(source_, region.system_of(access.address), access.size, first_grant_);
  }
  if (access.write) announce_write(access, first_grant_);
  return Step::kDone;
}

Step Core::access_device(const BusAccess& access) {
  const Region& region = *requested_;
  arrival_ = std::max(arrival_, environment_.interconnect.device_free(region.device_port));
  if (!has_turn(arrival_)) return Step::kYield;
  std::array<std::uint8_t, 16> data{};
  const unsigned size = std::min<unsigned>(access.size, data.size());
  const Picoseconds whole = access.read ? region.read_latency : region.write_latency;
  const Picoseconds after_request =
      whole > parameters_.device_request ? whole - parameters_.device_request : 0;
  if (access.read) {
    for (unsigned at = 0; at < size; at += kDeviceBeat) {
      environment_.interconnect.access_device(initiator_, region, access.address + at, false,
                                              data.data() + at, std::min(kDeviceBeat, size - at), arrival_);
      device_touched();
      arrival_ += after_request;
    }
    executor_->deposit(access.address, data.data(), size);
  } else {
    // A compiler may announce only the write of a read-modify-write: let the read see the present value.
    environment_.interconnect.peek_device(region, access.address, data.data(), size, arrival_);
    executor_->deposit(access.address, data.data(), size);
    announce_write(access, arrival_);
    arrival_ += after_request;
  }
  times_.count_wait(now(), arrival_);
  move_to(arrival_);
  return Step::kDone;
}

Step Core::access_device_word(const Region& region, std::uint64_t address, bool write, std::uint32_t& word) {
  complete_write();
  if (requested_ == nullptr) {
    if (const Step step = interruptible_point(); step != Step::kDone) return step;
    requested_ = &region;
    arrival_ = now() + parameters_.device_request;
  }
  arrival_ = std::max(arrival_, environment_.interconnect.device_free(region.device_port));
  if (!has_turn(arrival_)) return Step::kYield;
  std::array<std::uint8_t, sizeof word> data{};
  const Picoseconds whole = write ? region.write_latency : region.read_latency;
  const Picoseconds effect = arrival_;
  arrival_ += whole > parameters_.device_request ? whole - parameters_.device_request : 0;
  if (write) {
    environment_.interconnect.peek_device(region, address, data.data(), sizeof word, effect);
    pending_ = PendingWrite{&region, address, sizeof word, effect, executor_->program_counter()};
  } else {
    environment_.interconnect.access_device(initiator_, region, address, false, data.data(), sizeof word,
                                            effect);
    device_touched();
  }
  std::memcpy(&word, data.data(), sizeof word);
  times_.count_wait(now(), arrival_);
  move_to(arrival_);
  requested_ = nullptr;
  update_stop();
  return Step::kDone;
}

void Core::access_private_device(const BusAccess& access) {
  const Region& region = *requested_;
  PrivateDevice& device = *region.private_device;
  std::array<std::uint8_t, 16> data{};
  const unsigned size = std::min<unsigned>(access.size, data.size());
  for (unsigned at = 0; at < size; at += kDeviceBeat) {
    const std::uint64_t offset = region.offset_of(access.address + at);
    const unsigned beat = std::min(kDeviceBeat, size - at);
    const std::uint32_t value =
        access.read ? device.read(offset, beat, now()) : device.peek(offset, beat, now());
    std::memcpy(data.data() + at, &value, beat);
  }
  executor_->deposit(access.address, data.data(), size);
  if (access.write) announce_write(access, now());
  const Picoseconds latency = access.write ? region.write_latency : region.read_latency;
  times_.count_wait(now(), now() + latency);
  move_to(now() + latency);
}

void Core::announce_write(const BusAccess& access, Picoseconds time) {
  if (requested_->memory != nullptr && !access.keep_announced) {
    return announce_memory_write(*requested_, access.address, access.size, time);
  }
  pending_ = PendingWrite{requested_, access.address, access.size, time, executor_->program_counter()};
  update_stop();
}

void Core::perform_write() {
  const PendingWrite write = std::exchange(pending_, PendingWrite{});
  performing_ = write.place;
  const Region& region = *write.region;
  if (region.memory != nullptr) {
    if (environment_.observer != nullptr) {
      environment_.observer->on_write(source_, region.system_of(write.address), write.size, write.time);
    }
  } else {
    std::array<std::uint8_t, 16> data{};
    const unsigned size = std::min<unsigned>(write.size, data.size());
    executor_->capture(write.address, data.data(), size);
    if (region.private_device != nullptr) {
      for (unsigned at = 0; at < size; at += kDeviceBeat) {
        const unsigned beat = std::min(kDeviceBeat, size - at);
        std::uint32_t value = 0;
        std::memcpy(&value, data.data() + at, beat);
        region.private_device->write(region.offset_of(write.address + at), value, beat, write.time);
      }
      look_for_exceptions();
      device_touched();  // it may have asked for a reset
      if (const Picoseconds own = exceptions_.next_own_event(now()); own < line_horizon_)
        set_line_horizon(own);
    } else {
      for (unsigned at = 0; at < size; at += kDeviceBeat) {
        environment_.interconnect.access_device(initiator_, region, write.address + at, true,
                                                data.data() + at, std::min(kDeviceBeat, size - at),
                                                write.time);
      }
      device_touched();
    }
  }
  performing_ = 0;
  update_stop();
}

void Core::leave_for_poll() {
  environment_.conductor.request_poll();
  attention_ = true;
  update_stop();
}

// A device access may have scheduled something, released a core or changed a line.
void Core::device_touched() {
  environment_.conductor.refresh();
}

Step Core::copy_read(const BusAccess& access) {
  const Region* region = decode(access);
  if (region == nullptr || region->foreign || region->memory == nullptr) return this->access(access);
  if (region->owner != kShared) {
    cycles += region->private_read_cycles;
  } else {
    // One load after the other, as the bus takes them; booked at once, since a copy must not be interrupted
    // between its halves.
    const std::uint64_t beats = (access.size + parameters_.bus_width - 1) / parameters_.bus_width;
    const MemoryGrant grant = book_memory(*region, access.address, false, access.size, now());
    const Picoseconds end =
        grant.done + beats * region->read_latency + (beats - 1) * region->memory->hit_latency();
    times_.count_wait(now(), end);
    if (environment_.observer != nullptr) {
      environment_.observer->on_read(source_, region->system_of(access.address), access.size, grant.at);
    }
    move_to(end);
  }
  return Step::kDone;
}

bool Core::peek(std::uint64_t address, void* data, unsigned size) const {
  const Region* region = decode(BusAccess{address, size});
  if (region == nullptr || region->memory == nullptr) return false;
  std::memcpy(data, region->memory->store().data() + region->offset_of(address), size);
  return true;
}

bool Core::poke(std::uint64_t address, const void* data, unsigned size) {
  const Region* region = decode(BusAccess{address, size});
  if (region == nullptr || region->memory == nullptr || region->foreign) return false;
  std::memcpy(region->memory->store().data() + region->offset_of(address), data, size);
  return true;
}

}  // namespace rpmsg_sim
