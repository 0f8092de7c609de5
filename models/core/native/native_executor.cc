#include "models/core/native/native_executor.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "models/core/conductor.h"
#include "models/core/native/hook_numbers.h"
#include "models/core/native/hook_sites.h"
#include "models/core/native/host_signals.h"
#include "models/core/native/native_atomics.h"

extern "C" {
extern const std::uint8_t hook_page_begin[];
extern const std::uint8_t hook_page_end[];
extern const std::uint8_t hook_page_enter[];
extern const std::uint8_t hook_page_load[];
extern const std::uint8_t hook_page_leave[];
}

namespace rpmsg_sim {

namespace {

constexpr std::uint16_t kMachineX86_64 = 62;

// Registers of MRS and MSR, in the order of the hook table.
constexpr std::array kSpecialRegisters = {
    SystemRegister::kPrimask, SystemRegister::kBasepri, SystemRegister::kFaultmask, SystemRegister::kControl,
    SystemRegister::kMsp,     SystemRegister::kPsp,     SystemRegister::kIpsr,      SystemRegister::kApsr,
    SystemRegister::kXpsr,    SystemRegister::kMsplim,  SystemRegister::kPsplim,    SystemRegister::kBasepri,
};
constexpr std::uint32_t kBasepriMax = 11;

constexpr std::array<std::uint8_t, 2> kTrap = {0x0F, 0x0B};  // ud2

// Numbers of __rs_read_sysreg() and __rs_write_sysreg() (firmware/sdk/include/cpu.h).
constexpr std::uint64_t kFirstSystemRegister = 32;
constexpr std::array kSystemRegisters = {
    SystemRegister::kDaif,   SystemRegister::kIccIar1,    SystemRegister::kIccEoir1,
    SystemRegister::kIccPmr, SystemRegister::kIccIgrpen1, SystemRegister::kCntpct,
    SystemRegister::kCntfrq, SystemRegister::kCntpCtl,    SystemRegister::kCntpCval,
    SystemRegister::kVbar,   SystemRegister::kMpidr,
};

// What a core's hook page has, by distance from its begin: code, the context, costs for the short hooks, and
// these.
constexpr std::uint64_t kCostVectors = NATIVE_CONTEXT_DISTANCE + HostMap::kPage;
constexpr std::uint64_t kShortHooks = kCostVectors + HostMap::kPage;

constexpr unsigned kWord = sizeof(std::uint32_t);  // a register of a device
constexpr std::uint64_t kWidestAccess = 16;        // as far as an access may reach behind its address

std::uint64_t round_up(std::uint64_t value, std::uint64_t unit) {
  return (value + unit - 1) / unit * unit;
}

// Whether the hook page may serve private accesses to the region by itself.
bool serves(const Region& region) {
  constexpr unsigned kMost = 254;
  return region.memory != nullptr && region.owner != kShared && region.private_read_cycles <= kMost &&
         region.private_write_cycles <= kMost;
}

std::uint64_t distance_of(const std::uint8_t* label) {
  return static_cast<std::uint64_t>(label - hook_page_begin);
}

}  // namespace

NativeExecutor::NativeExecutor(Core& core, HostMap& host_map, const ElfImage& image,
                               std::uint64_t window_base, std::uint64_t window_size)
    : core_(core),
      host_map_(host_map),
      image_(image),
      sources_(image),
      address_mask_(image.is64 ? ~std::uint64_t{0} : 0xFFFFFFFF),
      bus_width_(core.parameters().bus_width),
      pages_(2 * HostMap::kLimit / HostMap::kPage, 0) {
  if (image.machine != kMachineX86_64) {
    throw ImageError(fmt::format("{}: built for another processor than the host (ELF machine {})", image.path,
                                 image.machine));
  }
  code_base_ = window_base;
  code_size_ = window_size;
  stack_limit_ = image.symbol("__stack_limit").value_or(0);
  stack_top_ = image.symbol("__stack_top").value_or(0);
  default_handlers_ = default_handlers(image);
  load(image);
  open_page();
}

NativeExecutor::~NativeExecutor() {
  if (HostSignals::running() == this) HostSignals::set_running(nullptr);
}

void NativeExecutor::load(const ElfImage& image) {
  for (const Segment& segment : image.segments) {
    if (segment.host_code) {
      if (segment.address < code_base_ || segment.address + segment.memory_size > code_base_ + code_size_) {
        throw ImageError(fmt::format("{}: its code at {:#x} lies outside the window {:#x} to {:#x} of {}",
                                     image.path, segment.address, code_base_, code_base_ + code_size_,
                                     core_.basename()));
      }
      if (!costs_.cycles.empty()) throw ImageError(fmt::format("{}: two segments of code", image.path));
      const std::vector<std::uint8_t> code = prepare_code(image, segment);
      host_map_.map_code(segment.address, code, code.size());
      code_base_ = segment.address;
      code_size_ = segment.bytes.size();
    } else if (!segment.bytes.empty() && !core_.poke(segment.load_address, segment.bytes.data(),
                                                     static_cast<unsigned>(segment.bytes.size()))) {
      throw ImageError(fmt::format("{}: {} bytes at {:#x} are not in memory that {} may use", image.path,
                                   segment.bytes.size(), segment.load_address, core_.basename()));
    }
  }
  if (costs_.cycles.empty()) {
    throw ImageError(
        fmt::format("{}: no code segment for the host (was it linked with the SDK's script?)", image.path));
  }
}

// The segment as it executes: with traps for jumps to themselves, and this core's hooks behind it.
std::vector<std::uint8_t> NativeExecutor::prepare_code(const ElfImage& image, const Segment& segment) {
  std::vector<std::uint8_t> code = segment.bytes;
  costs_ = compute_block_costs(code, core_.parameters().milli_cycles_per_instruction);
  if (costs_.uses_reserved_register) {
    throw ImageError(
        fmt::format("{}: its code uses the register xmm15, which native images leave to the "
                    "simulator (compile with -ffixed-xmm15)",
                    image.path));
  }
  for (const std::uint64_t jump : costs_.self_jumps)
    std::copy(kTrap.begin(), kTrap.end(), code.begin() + static_cast<std::ptrdiff_t>(jump));

  HookSurroundings at;
  at.code = segment.address;
  at.page = round_up(segment.address + segment.memory_size, HostMap::kPage);
  at.vectors = at.page + kCostVectors;
  at.routines = at.page + kShortHooks;
  if (at.routines > code_base_ + code_size_) {
    throw ImageError(fmt::format("{}: no room for hooks behind its code, in the window {:#x} to {:#x} of {}",
                                 image.path, code_base_, code_base_ + code_size_, core_.basename()));
  }
  at.room = code_base_ + code_size_ - at.routines;
  at.wide = image.is64;
  home_ = stack_top_ != 0 ? core_.region_at(stack_top_ - 1) : nullptr;
  if (home_ != nullptr && serves(*home_)) {
    at.home = true;
    at.read_cycles = static_cast<unsigned>(home_->private_read_cycles);
    at.write_cycles = static_cast<unsigned>(home_->private_write_cycles);
  }
  for (const std::uint64_t address : costs_.page_addresses) {
    std::uint64_t target = 0;
    std::memcpy(&target, code.data() + address, sizeof target);
    target += at.page - kHookPage;
    std::memcpy(code.data() + address, &target, sizeof target);
  }
  const std::vector<std::uint8_t> routines = make_short_hooks(code, costs_, at);
  const std::vector<std::uint8_t> vectors = make_cost_vectors();
  code.resize(at.routines - at.code + routines.size());
  const auto put = [&](std::uint64_t address, const auto* from, std::size_t size) {
    std::copy(from, from + size, code.begin() + static_cast<std::ptrdiff_t>(address - at.code));
  };
  put(at.page, hook_page_begin, static_cast<std::size_t>(hook_page_end - hook_page_begin));
  put(at.vectors, vectors.data(), vectors.size());
  put(at.routines, routines.data(), routines.size());
  page_ = reinterpret_cast<NativePage*>(at.page + NATIVE_CONTEXT_DISTANCE);
  context_ = &page_->context;
  return code;
}

void NativeExecutor::open_page() {
  if (mprotect(page_, HostMap::kPage, PROT_READ | PROT_WRITE) != 0)
    throw ImageError(fmt::format("{}: the host refuses memory for its hooks", image_.path));
  *page_ = NativePage{};
  page_->self = this;
  page_->vectors = costs_.vectors;
  page_->on_hook = &NativeExecutor::answer_hook;
  page_->on_access = &NativeExecutor::answer_access;
  page_->on_near_load = &NativeExecutor::answer_near<false>;
  page_->on_near_store = &NativeExecutor::answer_near<true>;
  context_->pages = pages_.data();
  context_->text_base = code_base_;
  context_->text_size = code_size_;
  context_->costs = costs_.cycles.data();
}

std::uint64_t NativeExecutor::hook_address(std::uint64_t number) const {
  return reinterpret_cast<std::uint64_t>(page_) - NATIVE_CONTEXT_DISTANCE + kHookStride * number;
}

// ---- Executor ----

void NativeExecutor::reset(std::uint64_t entry, std::uint64_t stack_pointer) {
  NativeContext& ctx = *context_;
  ctx.saved = SavedRegisters{};
  std::fill(std::begin(ctx.arguments), std::end(ctx.arguments), 0);
  ctx.result = 0;
  ctx.pc = entry;
  constexpr std::uint64_t kAlignment = 16;
  ctx.sp = stack_pointer & ~(kAlignment - 1);
  ctx.primask = ctx.known_primask = 0;
  watching_stack_ = true;
  ctx.stack_limit = stack_limit_;
  // The stack is there before the first push: under valgrind, which counts the stack pointer down first, a
  // push that faults and is repeated would take two places.
  resolve_memory_fault(stack_pointer - 1);
  const std::uint64_t nowhere = 0;
  if (core_.poke(ctx.sp - sizeof nowhere, &nowhere, sizeof nowhere)) ctx.sp -= sizeof nowhere;
  retry_ = false;
  range_write_ = false;
}

void NativeExecutor::run() {
  const NativeExecutor* executor = go_on();
  if (executor == nullptr) return;
  reinterpret_cast<void (*)()>(executor->hook_address(0) + distance_of(hook_page_enter))();
}

// What waits is done first. Whose firmware goes on; null if that is for the conductor to decide.
NativeExecutor* NativeExecutor::go_on() {
  if (retry_ && perform() == Step::kYield) return hand_over();
  enter_page();
  return this;
}

// This core has to wait: the same for all whose turn comes, until one of them can execute.
NativeExecutor* NativeExecutor::hand_over() {
  Conductor& conductor = core_.conductor();
  NativeExecutor* executor;
  do {
    Core* core = conductor.hand_over();
    while (core != nullptr && core->native() == nullptr) {
      core->execute();
      core = conductor.hand_over();
    }
    if (core == nullptr) return nullptr;
    executor = core->native();
  } while (executor->retry_ && executor->perform() == Step::kYield);
  executor->enter_page();
  return executor;
}

void NativeExecutor::enter_page() {
  NativeExecutor* const before = HostSignals::running();
  if (before != this) {
    if (before != nullptr) before->page_->active = 0;
    page_->active = 1;
    HostSignals::set_running(this);
  }
  restore_stack_limit();
  give_cycles();
}

inline void NativeExecutor::give_cycles() {
  stop_ = audit_ ? 0 : core_.stop();
  context_->left = static_cast<std::int64_t>(stop_ - 1 - core_.cycles);
}

// Short hooks have masked interrupts. That makes nothing deliverable and costs no more than they have
// charged.
void NativeExecutor::tell_primask() {
  core_.exceptions().write_register(SystemRegister::kPrimask, context_->primask, core_.now());
  context_->known_primask = context_->primask;
}

void NativeExecutor::learn_primask() {
  if (core_.parameters().profile != Profile::kM) return;
  context_->primask =
      static_cast<std::uint32_t>(core_.exceptions().read_register(SystemRegister::kPrimask, core_.now()));
  context_->known_primask = context_->primask;
}

std::int64_t NativeExecutor::note_division_by_zero(std::int64_t left) {
  division_by_zero_ = true;
  context_->near_size = 0;  // the shortest way does not ask
  if (left < 0) return left;
  stop_ -= Core::kFarAway;
  return left - static_cast<std::int64_t>(Core::kFarAway);
}

void NativeExecutor::capture(std::uint64_t address, std::uint8_t* data, unsigned size) {
  std::memcpy(data, reinterpret_cast<const void*>(address), size);
}

void NativeExecutor::deposit(std::uint64_t address, const std::uint8_t* data, unsigned size) {
  constexpr unsigned kRegister = 4;  // nearly always
  if (!host_map_.mapped(address)) map(*core_.region_at(address), address);
  if (!host_map_.mapped(address)) return;
  if (audit_) host_map_.set_accessible(address, size, true);
  if (size == kRegister) {
    std::memcpy(reinterpret_cast<void*>(address), data, kRegister);
  } else {
    std::memcpy(reinterpret_cast<void*>(address), data, size);
  }
}

std::string NativeExecutor::default_handler(std::uint64_t handler) const {
  const bool known =
      std::find(default_handlers_.begin(), default_handlers_.end(), handler) != default_handlers_.end();
  return known ? sources_.describe(handler) : std::string();
}

std::string NativeExecutor::where() const {
  if (in_abort()) {
    // Who gave up, not how.
    if (std::vector<std::string> calls = backtrace(); calls.size() > 1) return calls[1];
  }
  return sources_.describe(place());
}

bool NativeExecutor::in_abort() const {
  if (context_->kind != NATIVE_HOOK_SIGNAL) return false;
  const Symbol* function = image_.function_at(context_->pc);
  return function != nullptr && function->name == "abort";
}

// An address within the instruction that is being executed: a hook knows where it returns to, a signal where
// it came from.
std::uint64_t NativeExecutor::place() const {
  return context_->kind == NATIVE_HOOK_SIGNAL ? context_->pc : firmware_pc() - 1;
}

// ---- hooks ----

// The hook has happened: what comes up to the next one costs this much.
inline void NativeExecutor::charge(std::uint64_t pc) {
  const std::uint64_t offset = pc - code_base_;
  if (offset < code_size_) core_.cycles += costs_.cycles[offset];
  retry_ = false;
}

// A hook's return address belongs to the instruction before it.
std::string NativeExecutor::describe(std::uint64_t program_counter) const {
  return sources_.describe(program_counter - 1);
}

void NativeExecutor::complete_instruction() {
  finish_hook();
}

Step NativeExecutor::on_load_or_store(std::uint64_t address, AccessShape shape) {
  const Near& memory = near(address);
  if (address - memory.base >= memory.size || shape.size > bus_width_)
    return on_other_access(address, shape.size, shape.write);
  if (shape.write) range_write_ = false;
  return core_.access_shared(*memory.region, address, shape.size, shape.write);
}

// Private memory that the hook page would have served, had it not been time to look around; or anything else.
Step NativeExecutor::on_other_access(std::uint64_t address, unsigned size, bool write) {
  if (address - device_.base < device_.size && size == kWord && address % kWord == 0)
    return on_register(*device_.region, address, write);
  const bool in_one_page = address < HostMap::kLimit && address % HostMap::kPage + size <= HostMap::kPage;
  const unsigned cost = in_one_page ? pages_[2 * (address / HostMap::kPage) + (write ? 1 : 0)] : 0;
  if (cost == 0 && size == kWord && host_map_.is_device(address) && !audit_)
    return on_device_word(address, write);
  if (cost == 0 || audit_) return on_access(address, size, !write, write);
  const Step step = core_.block();
  if (step == Step::kDone) core_.cycles += cost - 1;
  if (write) range_write_ = false;
  return step;
}

// A register of a device whose page is there for firmware to look at.
Step NativeExecutor::on_device_word(std::uint64_t address, bool write) {
  const Region* region = core_.region_at(address);
  const bool plain = region != nullptr && region->device_port >= 0 && !region->foreign &&
                     address % kWord == 0 && region->contains(address + kWord - 1);
  if (!plain) return on_access(address, kWord, !write, write);
  // The next access is likely to be to the same page, which is all that is known to be mapped.
  const std::uint64_t page = address / HostMap::kPage * HostMap::kPage;
  const std::uint64_t begin = std::max(page, region->base);
  const std::uint64_t end = std::min(page + HostMap::kPage, region->base + region->size);
  device_ = Near{begin, end - begin - (kWord - 1), region};
  return on_register(*region, address, write);
}

Step NativeExecutor::on_register(const Region& region, std::uint64_t address, bool write) {
  std::uint32_t word = 0;
  const Step step = core_.access_device_word(region, address, write, word);
  if (step == Step::kDone) std::memcpy(reinterpret_cast<void*>(address), &word, sizeof word);
  if (write) range_write_ = false;
  return step;
}

HookAnswer NativeExecutor::answer_hook(void* self) {
  NativeExecutor& executor = *static_cast<NativeExecutor*>(self);
  executor.context_->result = 0;
  return executor.begin_hook();
}

// The same as answer_hook() for the frequent hooks.
HookAnswer NativeExecutor::answer_access(void* self, std::uint64_t address, std::uint32_t kind) {
  NativeExecutor& executor = *static_cast<NativeExecutor*>(self);
  executor.context_->result = 0;
  if (executor.audit_ || executor.division_by_zero_) return executor.begin_hook();
  executor.take_cycles();
  executor.retry_ = true;
  return executor.answer_otherwise(
      executor.on_load_or_store(address & executor.address_mask_, shape_of(kind)));
}

// The shortest way, for shared memory in context_->near_base.
template <bool kIsWrite>
[[gnu::flatten]] HookAnswer NativeExecutor::answer_near(void* self, std::uint64_t address,
                                                        std::uint32_t kind) {
  NativeExecutor& executor = *static_cast<NativeExecutor*>(self);
  NativeContext& ctx = *executor.context_;
  const unsigned size = shape_of(kind).size;
  if (__builtin_expect(size > executor.bus_width_, 0)) return answer_access(self, address, kind);
  ctx.result = 0;
  executor.take_cycles();
  executor.retry_ = true;
  if (kIsWrite) executor.range_write_ = false;
  const Step step = executor.core_.access_shared(*executor.near_region_, address, size, kIsWrite);
  if (__builtin_expect(step != Step::kDone, 0)) return executor.answer_otherwise(step);
  executor.charge(ctx.pc);
  executor.give_cycles();
  return nullptr;
}

HookAnswer NativeExecutor::answer_otherwise(Step step) {
  return answer(conclude(step));
}

HookAnswer NativeExecutor::begin_hook() {
  take_cycles();
  retry_ = true;
  return answer(perform());
}

HookAnswer NativeExecutor::answer(Step step) {
  const NativeExecutor* executor = this;
  if (step == Step::kYield) {
    executor = hand_over();
  } else {
    give_cycles();
    if (step == Step::kDone) return nullptr;
  }
  const bool leave = executor == nullptr;
  const std::uint64_t target = leave ? hook_address(0) + distance_of(hook_page_leave)
                                     : executor->hook_address(0) + distance_of(hook_page_load);
  return reinterpret_cast<HookAnswer>(target);
}

// The hook in the context. kRedirected: firmware goes on, but as the context now says.
Step NativeExecutor::perform() {
  copying_ = false;
  const std::uint32_t kind = context_->kind;
  if (kind - kRead1 < kReadRange - kRead1 && !division_by_zero_) {
    return conclude(on_load_or_store(context_->arguments[0] & address_mask_, shape_of(kind)));
  }
  return conclude(dispatch());
}

inline Step NativeExecutor::conclude(Step step) {
  if (step == Step::kDone) {
    finish_hook();
  } else if (step == Step::kRedirected && retry_) {
    step = perform_again();
  }
  if (audit_) move_audit_window();
  return step;
}

// The context is one that was interrupted before its hook could happen.
Step NativeExecutor::perform_again() {
  Step step;
  do {
    step = dispatch();
  } while (step == Step::kRedirected && retry_);
  if (step == Step::kYield) return step;
  if (step == Step::kDone) finish_hook();
  return Step::kRedirected;
}

// Closes the pages that the last hook opened and opens those of this one. Every hook is slow then.
void NativeExecutor::move_audit_window() {
  if (copying_) {
    audit_next_.insert(audit_next_.end(), audit_open_.begin(),
                       audit_open_.end());  // both ends of a structure copy
  }
  for (const auto& [address, size] : audit_open_) host_map_.set_accessible(address, size, false);
  for (const auto& [address, size] : audit_next_) host_map_.set_accessible(address, size, true);
  audit_open_ = std::exchange(audit_next_, {});
}

Step NativeExecutor::dispatch() {
  NativeContext& ctx = *context_;
  if (division_by_zero_) {
    if (const Step step = core_.note("division_by_zero", "a division by zero gave 0"); step != Step::kDone)
      return step;
    division_by_zero_ = false;
  }
  const std::uint64_t address = ctx.arguments[0] & address_mask_;
  const std::uint32_t kind = ctx.kind;
  if (kind == kBlock) return on_block();
  if (kind < kReadRange) return on_load_or_store(address, shape_of(kind));
  if (kind >= kAtomics && kind < kAtomicsEnd) return on_atomic();
  if (kind >= kThunks && kind < kThunksEnd) return on_instruction(kind);
  switch (kind) {
    case kReadRange:
      return on_read_range();
    case kWriteRange:
      return on_write_range();
    case kVptrUpdate:
    case kVptrRead:
      return on_access(address, image_.is64 ? 8 : 4, kind == kVptrRead, kind == kVptrUpdate);
    case kThreadFence:
    case kSignalFence:
      return core_.instruction(Instruction::kBarrier);
    case kReadSystem:
    case kWriteSystem: {
      const std::uint64_t number = ctx.arguments[0] - kFirstSystemRegister;
      if (number >= kSystemRegisters.size())
        return core_.fault("unknown_instruction", "unknown system register",
                           Synchronous::kUndefinedInstruction, 0);
      ctx.result = 0;
      return kind == kReadSystem ? core_.read_register(kSystemRegisters[number], ctx.result)
                                 : core_.write_register(kSystemRegisters[number], ctx.arguments[1]);
    }
    case NATIVE_HOOK_EXCEPTION_RETURN:
      retry_ = false;
      if (const Step step = core_.return_from_exception(); step != Step::kYield) return step;
      retry_ = true;
      return Step::kYield;
    case NATIVE_HOOK_SIGNAL:
      return on_trouble();
    default:
      return core_.fault("unknown_instruction", fmt::format("hook {} is not implemented", kind),
                         Synchronous::kUndefinedInstruction, 0);
  }
}

Step NativeExecutor::on_block() {
  restore_stack_limit();
  const NativeContext& ctx = *context_;
  constexpr std::uint64_t kBelowLimit = 4096;  // further below is another stack, not an overflow of this one
  if (ctx.sp < stack_limit_ && ctx.sp >= stack_limit_ - kBelowLimit && watching_stack_) {
    return core_.fault("stack_overflow",
                       fmt::format("stack pointer {:#x} is below the limit {:#x}", ctx.sp, stack_limit_),
                       Synchronous::kAccessFault, ctx.sp);
  }
  return core_.block();
}

Step NativeExecutor::on_access(std::uint64_t address, unsigned size, bool read, bool write) {
  if (address < HostMap::kLowest) {
    return core_.fault_unmapped(
        fmt::format("{} of {} bytes", write ? "write" : "read", size), address,
        fmt::format("native images cannot see addresses below {:#x}", HostMap::kLowest));
  }
  const BusAccess access{address, size, read, write, context_->kind == kWriteRange};
  const Step step = core_.access(access);
  if (step == Step::kDone) make_ready(access);
  if (write) range_write_ = false;
  return step;
}

// Firmware is about to touch the bytes: they must be there.
void NativeExecutor::make_ready(const BusAccess& access) {
  const std::uint64_t last = access.address + access.size - 1;
  if (!audit_ && host_map_.is_device(access.address) && host_map_.is_device(last)) return;
  const Region& region = *core_.region_at(access.address);
  const bool shared = region.memory == nullptr || region.owner == kShared;
  if (!host_map_.mapped(access.address)) map(region, access.address);
  if (!host_map_.mapped(last)) map(region, last);
  if (!shared) fill_pages(region, access.address);
  if (shared && audit_) audit_next_.emplace_back(access.address, access.size);
  if (region.plain_shared && !audit_) come_near(region, access.address);
}

// From now on accesses around this one take the short way.
void NativeExecutor::come_near(const Region& region, std::uint64_t address) {
  constexpr std::uint64_t kMappedAtOnce = std::uint64_t{16} << 20;
  if (region.size <= kMappedAtOnce) map_between(region, region.base, region.base + region.size);
  const auto [begin, end] = mapped_around(region, address);
  if (begin + kWidestAccess > end) return;
  const std::uint64_t size = end - begin - (kWidestAccess - 1);
  near_[address / HostMap::kWindow % kNear] = Near{begin, size, &region};
  near_region_ = &region;
  context_->near_base = begin;
  context_->near_size = size;
}

// The mapped part of the region around the address, first and one past the last, in whole pages.
std::pair<std::uint64_t, std::uint64_t> NativeExecutor::mapped_around(const Region& region,
                                                                      std::uint64_t address) const {
  std::uint64_t begin = address / HostMap::kPage * HostMap::kPage;
  std::uint64_t end = begin;
  while (begin >= region.base + HostMap::kPage && host_map_.mapped(begin - HostMap::kPage))
    begin -= HostMap::kPage;
  while (end + HostMap::kPage <= region.base + region.size && host_map_.mapped(end)) end += HostMap::kPage;
  return {begin, end};
}

// As far as the host has room there.
void NativeExecutor::map_between(const Region& region, std::uint64_t begin, std::uint64_t end) {
  for (std::uint64_t at = begin; at < end;) {
    if (!host_map_.mapped(at) && !host_map_.map_region(region, at)) return;
    at = host_map_.window(at).second;
  }
}

void NativeExecutor::map(const Region& region, std::uint64_t address) {
  if (!host_map_.map_region(region, address)) {
    core_.report("core_fault",
                 fmt::format("the host's addresses around {:#x} belong to something else, so that firmware "
                             "cannot see {} there",
                             address, region.name));
    return;
  }
  if (audit_ && (region.memory == nullptr || region.owner == kShared)) {
    host_map_.set_accessible(region.base, static_cast<unsigned>(region.size), false);
  }
}

// Data and stack of an image may lie windows apart, but short hooks know one range.
void NativeExecutor::map_home() {
  constexpr std::uint64_t kFurthest = std::uint64_t{64} << 20;
  std::uint64_t begin = stack_top_;
  for (const Segment& segment : image_.segments) {
    if (!segment.host_code && segment.address >= home_->base && segment.address < begin)
      begin = segment.address;
  }
  if (stack_top_ - begin > kFurthest) return;
  map_between(*home_, begin, stack_top_);
}

// From now on the hook page serves accesses to this window of private memory by itself.
void NativeExecutor::fill_pages(const Region& region, std::uint64_t address) {
  if (!serves(region) || pages_[2 * (address / HostMap::kPage)] != 0) return;
  if (&region == home_ && context_->home_size == 0) map_home();
  const auto [begin, end] = mapped_around(region, address);
  for (std::uint64_t page = begin; page < end; page += HostMap::kPage) {
    pages_[2 * (page / HostMap::kPage)] = static_cast<std::uint8_t>(1 + region.private_read_cycles);
    pages_[2 * (page / HostMap::kPage) + 1] = static_cast<std::uint8_t>(1 + region.private_write_cycles);
  }
  if (&region != home_ || begin == end) return;
  const bool has_stack = context_->sp >= begin && context_->sp < end;
  if (context_->home_size != 0 && !has_stack) return;
  context_->home_base = begin;
  context_->home_size = end - begin - (kWidestAccess - 1);
}

Step NativeExecutor::on_read_range() {
  const NativeContext& ctx = *context_;
  const std::uint64_t size = static_cast<std::uint32_t>(ctx.arguments[1]);
  const std::uint64_t address = ctx.arguments[0] & address_mask_;
  if (size == 0) return core_.block();
  if (!(range_write_ && core_.write_pending() && core_.pending_size() == size)) {
    return on_access(address, static_cast<unsigned>(size), true, false);
  }
  // The second half of a structure copy: the write stays announced.
  const BusAccess access{address, static_cast<unsigned>(size), true, false};
  copying_ = true;
  const Step step = core_.copy_read(access);
  if (step == Step::kDone) make_ready(access);
  return step;
}

Step NativeExecutor::on_write_range() {
  const NativeContext& ctx = *context_;
  const std::uint64_t size = static_cast<std::uint32_t>(ctx.arguments[1]);
  const std::uint64_t address = ctx.arguments[0] & address_mask_;
  if (size == 0) return core_.block();
  const Step step = on_access(address, static_cast<unsigned>(size), false, true);
  if (step == Step::kDone) range_write_ = true;
  return step;
}

// The compiler leaves C11 atomic operations to us. Nothing else runs between kDone and the operation.
Step NativeExecutor::on_atomic() {
  NativeContext& ctx = *context_;
  const auto operation = static_cast<AtomicOperation>((ctx.kind - kAtomics) / 4);
  const unsigned size = 1U << ((ctx.kind - kAtomics) % 4);
  const std::uint64_t target = ctx.arguments[0] & address_mask_;
  const Step step =
      on_access(target, size, operation != AtomicOperation::kStore, operation != AtomicOperation::kLoad);
  if (step != Step::kDone) return step;
  if (audit_) host_map_.set_accessible(target, size, true);
  // The expected value is the caller's own variable.
  const bool compares =
      operation == AtomicOperation::kCompareStrong || operation == AtomicOperation::kCompareWeak;
  const std::uint64_t variable = ctx.arguments[1] & address_mask_;
  std::uint64_t expected = 0;
  if (compares && !core_.peek(variable, &expected, size)) {
    return core_.fault_unmapped("the expected value of an atomic operation", variable,
                                "there is no memory for it");
  }
  ctx.result = apply_atomic(operation, size, reinterpret_cast<void*>(target), ctx.arguments[1],
                            ctx.arguments[2], expected);
  if (compares && ctx.result == 0) core_.poke(variable, &expected, size);
  return step;
}

Step NativeExecutor::on_instruction(unsigned kind) {
  if (kind >= kMsr) {
    const std::uint64_t value = *thunk_slot();
    if (kind - kMsr == kBasepriMax) {
      std::uint64_t now = 0;
      if (const Step step = core_.read_register(SystemRegister::kBasepri, now); step != Step::kDone)
        return step;
      const std::uint64_t wanted = value & 0xFF;
      if (wanted == 0 || (now != 0 && wanted >= now)) return Step::kDone;
    }
    const Step step = core_.write_register(kSpecialRegisters[kind - kMsr], value & 0xFFFFFFFF);
    learn_primask();
    return step;
  }
  if (kind >= kMrs) {
    std::uint64_t value = 0;
    const Step step = core_.read_register(kSpecialRegisters[kind - kMrs], value);
    if (step == Step::kDone) *thunk_slot() = value;
    return step;
  }
  switch (kind - kThunks) {
    case kWfi:
      return core_.instruction(Instruction::kWfi);
    case kWfe:
      return core_.instruction(Instruction::kWfe);
    case kSev:
      return core_.instruction(Instruction::kSev);
    case kCpsidI:
    case kCpsieI: {
      const Step step = core_.write_register(SystemRegister::kPrimask, kind - kThunks == kCpsidI ? 1 : 0);
      learn_primask();
      return step;
    }
    case kCpsidF:
      return core_.write_register(SystemRegister::kFaultmask, 1);
    case kCpsieF:
      return core_.write_register(SystemRegister::kFaultmask, 0);
    case kSvc:
      return core_.instruction(Instruction::kSvc);
    case kBkpt:
      return core_.instruction(Instruction::kBkpt);
    default:
      return core_.instruction(Instruction::kBarrier);
  }
}

// ---- host signals ----

bool NativeExecutor::is_self_jump(std::uint64_t pc) const {
  return in_code(pc) &&
         std::binary_search(costs_.self_jumps.begin(), costs_.self_jumps.end(), pc - code_base_);
}

bool NativeExecutor::resolve_memory_fault(std::uint64_t address) {
  if (address >= HostMap::kLimit || host_map_.mapped(address)) return false;
  const Region* region = core_.region_at(address);
  if (region == nullptr || region->memory == nullptr || region->foreign) return false;
  if (audit_ && region->owner == kShared) return false;
  return host_map_.map_region(*region, address);
}

void NativeExecutor::enter_trouble(Trouble trouble, std::uint64_t address) {
  if (trouble == Trouble::kBadAccess && audit_) {
    const Region* region = core_.region_at(address);
    const bool watched = region != nullptr && (region->memory == nullptr || region->owner == kShared);
    if (watched && !region->foreign) trouble = Trouble::kUnannounced;
  }
  trouble_ = trouble;
  trouble_address_ = address;
}

Step NativeExecutor::on_trouble() {
  switch (trouble_) {
    case Trouble::kSelfJump:
      return core_.spin();
    case Trouble::kBadInstruction:
      return on_bad_instruction();
    case Trouble::kUnannounced:
      return core_.fault(
          "unannounced_access",
          fmt::format("an access to {:#x} was not announced by the compiler", trouble_address_),
          Synchronous::kAccessFault, trouble_address_);
    case Trouble::kNoHook:
      return core_.hook_free_loop();
    case Trouble::kBadAccess:
      break;
  }
  const bool jump = trouble_address_ == context_->pc;
  return core_.fault_unmapped(jump ? "jump" : "an access without a hook", trouble_address_,
                              jump ? "there is no code" : "it lies outside simulated memory");
}

// The compiler's trap is an instruction that no processor has, in abort() and where it has proved that the
// program cannot get to.
Step NativeExecutor::on_bad_instruction() {
  if (in_abort()) {
    return core_.fault("firmware_abort", "abort() was called", Synchronous::kUndefinedInstruction,
                       trouble_address_);
  }
  const bool trap = in_code(trouble_address_) && std::memcmp(reinterpret_cast<const void*>(trouble_address_),
                                                             kTrap.data(), kTrap.size()) == 0;
  return core_.fault("unknown_instruction",
                     trap ? fmt::format("a trap at {:#x}: __builtin_trap(), or code that the compiler has "
                                        "proved to be undefined",
                                        trouble_address_)
                          : fmt::format("no instruction at {:#x}", trouble_address_),
                     Synchronous::kUndefinedInstruction, trouble_address_);
}

}  // namespace rpmsg_sim
