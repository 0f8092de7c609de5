// Runs images compiled for the host processor (docs/native-images.md).
//
// The compiler's instrumentation calls a hook before every access and at every basic block; the hook page
// (hook_page.S) serves the common case, perform() the rest. Firmware runs on its own stack in simulated
// memory, and no host frame survives between hooks, so that an interrupt, a reset or a change to another core
// is a change of registers. Accurate: which accesses happen, in which order, with which values; which
// instructions are interruptible. Approximate: instruction counts are those of x86-64 code. Not modelled:
// what no hook announces (docs). Example: tests/integration/first_light_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/core/core.h"
#include "models/core/elf_image.h"
#include "models/core/executor.h"
#include "models/core/native/block_costs.h"
#include "models/core/native/hook_numbers.h"
#include "models/core/native/host_map.h"
#include "models/core/native/native_context.h"
#include "models/core/source_map.h"

namespace rpmsg_sim {

class NativeExecutor : public Executor {
 public:
  // `image` must outlive the executor. Throws ImageError if the image does not fit the core.
  NativeExecutor(Core& core, HostMap& host_map, const ElfImage& image, std::uint64_t window_base,
                 std::uint64_t window_size);
  ~NativeExecutor() override;

  // Audit mode: an access to device or shared memory that no hook announced becomes a finding.
  void set_audit(bool on) { audit_ = on; }

  void reset(std::uint64_t entry, std::uint64_t stack_pointer) override;
  void run() override;
  NativeExecutor* native() override { return this; }
  std::uint64_t stack_pointer() const override;
  void set_stack_pointer(std::uint64_t value) override;
  void complete_instruction() override;
  bool push_context() override;
  bool pop_context(std::uint64_t frame) override;
  void start_handler(std::uint64_t handler) override;
  std::string default_handler(std::uint64_t handler) const override;
  void capture(std::uint64_t address, std::uint8_t* data, unsigned size) override;
  void deposit(std::uint64_t address, const std::uint8_t* data, unsigned size) override;
  std::string where() const override;
  std::vector<std::string> backtrace() const override;
  std::uint64_t program_counter() const override {
    const std::uint64_t pc = firmware_pc();
    return in_code(pc - 1) ? pc : 0;
  }
  std::string describe(std::uint64_t program_counter) const override;
  // The core's cycles while its firmware executes and `left` is in xmm15 (NativeContext).
  std::uint64_t cycles_at(std::int64_t left) const { return stop_ - 1 - static_cast<std::uint64_t>(left); }

  // What a host signal meant; called by the signal handler while firmware was running.
  enum class Trouble : std::uint8_t { kSelfJump, kBadAccess, kBadInstruction, kNoHook, kUnannounced };
  // True if firmware can simply go on.
  bool resolve_memory_fault(std::uint64_t address);
  bool is_self_jump(std::uint64_t pc) const;
  bool in_code(std::uint64_t pc) const { return pc - code_base_ < code_size_; }
  void enter_trouble(Trouble trouble, std::uint64_t address);
  // Firmware has run for a second: somebody may want to end the run. It comes back at the next block.
  void leave_for_poll() {
    core_.leave_for_poll();
    context_->stack_limit = kEveryBlock;
  }
  // No block since leave_for_poll().
  bool is_asked_to_leave() const { return context_->stack_limit == kEveryBlock; }
  // Reported at the next hook. `left` is xmm15; what it must become.
  std::int64_t note_division_by_zero(std::int64_t left);
  // Where a signal handler finds what hooks use and where they begin.
  NativePage& page() { return *page_; }
  std::uint64_t hook_address(std::uint64_t number) const;

 private:
  struct Frame;  // what push_context() leaves on the stack

  static constexpr std::uint64_t kEveryBlock = ~std::uint64_t{0};

  static HookAnswer answer_hook(void* self);
  [[gnu::noinline]] static HookAnswer answer_access(void* self, std::uint64_t address, std::uint32_t kind);
  template <bool kIsWrite>
  static HookAnswer answer_near(void* self, std::uint64_t address, std::uint32_t kind);
  HookAnswer begin_hook();
  void take_cycles() {
    core_.cycles = stop_ - 1 - static_cast<std::uint64_t>(context_->left);
    if (__builtin_expect(context_->primask != context_->known_primask, 0)) tell_primask();
  }
  [[gnu::noinline]] void tell_primask();
  void learn_primask();
  void give_cycles();
  HookAnswer answer(Step step);
  Step perform();
  Step conclude(Step step);
  Step perform_again();
  NativeExecutor* go_on();
  NativeExecutor* hand_over();
  Step dispatch();
  Step on_block();
  Step on_access(std::uint64_t address, unsigned size, bool read, bool write);
  [[gnu::noinline]] HookAnswer answer_otherwise(Step step);
  [[gnu::noinline]] Step on_load_or_store(std::uint64_t address, AccessShape shape);
  Step on_other_access(std::uint64_t address, unsigned size, bool write);
  [[gnu::noinline]] Step on_device_word(std::uint64_t address, bool write);
  Step on_register(const Region& region, std::uint64_t address, bool write);
  Step on_read_range();
  Step on_write_range();
  Step on_atomic();
  Step on_instruction(unsigned kind);
  Step on_trouble();
  Step on_bad_instruction();
  void finish_hook() { charge(firmware_pc()); }
  void charge(std::uint64_t pc);
  void enter_page();
  void move_audit_window();
  void map(const Region& region, std::uint64_t address);
  void make_ready(const BusAccess& access);
  void fill_pages(const Region& region, std::uint64_t address);
  void map_home();
  std::pair<std::uint64_t, std::uint64_t> mapped_around(const Region& region, std::uint64_t address) const;
  void map_between(const Region& region, std::uint64_t begin, std::uint64_t end);
  void come_near(const Region& region, std::uint64_t address);
  void load(const ElfImage& image);
  std::vector<std::uint8_t> prepare_code(const ElfImage& image, const Segment& segment);
  void open_page();
  std::uint64_t* thunk_slot() const { return reinterpret_cast<std::uint64_t*>(context_->sp + kThunkSlot); }
  void watch_stack(std::uint64_t sp);
  void restore_stack_limit() { context_->stack_limit = watching_stack_ ? stack_limit_ : 0; }
  // What a thunk keeps on the firmware's stack (hook_page.S, thunk_common), from the stack pointer upwards.
  static constexpr std::uint64_t kThunkSlot = 336;
  static constexpr std::uint64_t kThunkReturn = 352;
  static constexpr std::uint64_t kThunkSize = 360;
  bool is_thunk() const { return retry_ && context_->kind - kThunks < kThunksEnd - kThunks; }
  std::uint64_t firmware_pc() const {
    return is_thunk() ? *reinterpret_cast<const std::uint64_t*>(context_->sp + kThunkReturn) : context_->pc;
  }
  std::uint64_t place() const;
  bool in_abort() const;
  // A function that is being executed: its frame pointer and the stack below it.
  struct Call {
    std::uint64_t frame;
    std::uint64_t stack;
  };
  bool returns_by_stack(std::uint64_t pc, const Call& call, std::uint64_t& return_address) const;
  bool unwind(Call& call, std::uint64_t& return_address) const;
  bool unwind_exception(std::size_t depth, Call& call, std::uint64_t& return_address) const;

  Core& core_;
  HostMap& host_map_;
  const ElfImage& image_;
  mutable SourceMap sources_;
  BlockCosts costs_;
  std::uint64_t address_mask_;
  unsigned bus_width_;
  std::uint64_t code_base_ = 0;
  std::uint64_t code_size_ = 0;
  std::uint64_t stack_limit_ = 0;
  std::uint64_t stack_top_ = 0;
  std::vector<std::uint64_t> default_handlers_;
  std::vector<std::uint8_t> pages_;
  const Region* home_ = nullptr;  // what short hooks serve: private memory with the stack
  bool watching_stack_ = false;

  // Where accesses take a shorter way, since it is known what is there: mapped shared memory that was
  // accessed, by the place of the host map's window, and the page of device registers accessed last.
  struct Near {
    std::uint64_t base = 0;
    std::uint64_t size = 0;  // where an access may start
    const Region* region = nullptr;
  };
  static constexpr unsigned kNear = 4;
  const Near& near(std::uint64_t address) const { return near_[address / HostMap::kWindow % kNear]; }
  std::array<Near, kNear> near_{};
  Near device_;
  const Region* near_region_ = nullptr;  // of context_->near_base

  NativePage* page_ = nullptr;        // of this core's hooks
  NativeContext* context_ = nullptr;  // in it
  std::uint64_t stop_ = 0;            // the cycle that the context's `left` counts down to
  bool retry_ = false;                // the hook in the context has not happened yet
  bool range_write_ = false;          // the pending write was announced as a range
  bool copying_ = false;              // the hook is the second half of a structure copy
  Trouble trouble_ = Trouble::kSelfJump;
  std::uint64_t trouble_address_ = 0;
  bool division_by_zero_ = false;
  bool audit_ = false;
  std::vector<std::pair<std::uint64_t, unsigned>> audit_open_;  // accessible now
  std::vector<std::pair<std::uint64_t, unsigned>> audit_next_;  // to be opened when firmware goes on
};

}  // namespace rpmsg_sim
