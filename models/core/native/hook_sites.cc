#include "models/core/native/hook_sites.h"

#include <cstring>
#include <initializer_list>
#include <optional>

#include "models/core/native/hook_numbers.h"
#include "models/core/native/native_context.h"

namespace rpmsg_sim {

namespace {

constexpr std::size_t kVector = 16;
constexpr std::size_t kAlignment = 16;
constexpr std::size_t kDistance = 4;

enum class Short : std::uint8_t {
  kBlock,
  kLoad,
  kStore,
  kBarrier,
  kReadMask,
  kSetMask,
  kClearMask,
  kWriteMask
};

std::optional<Short> short_form(std::uint32_t entry, bool home) {
  if (entry == kBlock) return Short::kBlock;
  if (entry >= kRead1 && entry < kReadRange) {
    if (!home) return std::nullopt;
    return shape_of(entry).write ? Short::kStore : Short::kLoad;
  }
  switch (entry) {
    case entry_of(kDsb):
    case entry_of(kDmb):
    case entry_of(kIsb):
    case entry_of(kNop):
      return Short::kBarrier;
    case kReadPrimask:
      return Short::kReadMask;
    case entry_of(kCpsidI):
      return Short::kSetMask;
    case entry_of(kCpsieI):
      return Short::kClearMask;
    case kWritePrimask:
      return Short::kWriteMask;
    default:
      return std::nullopt;
  }
}

// Machine code at its final address.
class Assembler {
 public:
  explicit Assembler(const HookSurroundings& at) : at_(at) {}

  std::uint64_t here() const { return at_.routines + code_.size(); }
  std::vector<std::uint8_t> take() { return std::move(code_); }
  void align() {
    constexpr std::uint8_t kInt3 = 0xCC;
    while (code_.size() % kAlignment != 0) code_.push_back(kInt3);
  }
  void bytes(std::initializer_list<std::uint8_t> some) { code_.insert(code_.end(), some); }
  // An instruction that ends with a distance from itself to `target`.
  void reach(std::initializer_list<std::uint8_t> instruction, std::uint64_t target) {
    bytes(instruction);
    word(static_cast<std::uint32_t>(target - (here() + kDistance)));
  }
  void reach_context(std::initializer_list<std::uint8_t> instruction, std::uint64_t field) {
    reach(instruction, at_.page + NATIVE_CONTEXT_DISTANCE + field);
  }

  // Leaves 0 in eax and goes on if hooks may be short.
  void check_left(std::uint64_t otherwise) {
    bytes({0x66, 0x41, 0x0F, 0x50, 0xC7});  // movmskpd %xmm15, %eax
    bytes({0x85, 0xC0});                    // test %eax, %eax
    reach({0x0F, 0x85}, otherwise);         // jne
  }
  void check_stack(std::uint64_t otherwise) {
    reach_context({0x48, 0x3B, 0x25}, CONTEXT_STACK_LIMIT);  // cmp limit(%rip), %rsp
    reach({0x0F, 0x82}, otherwise);                          // jb
  }
  void check_address(std::uint64_t otherwise) {
    if (at_.wide) {
      bytes({0x48, 0x89, 0xF8});                             // mov %rdi, %rax
      reach_context({0x48, 0x2B, 0x05}, CONTEXT_HOME_BASE);  // sub base(%rip), %rax
      reach_context({0x48, 0x3B, 0x05}, CONTEXT_HOME_SIZE);  // cmp size(%rip), %rax
    } else {
      bytes({0x89, 0xF8});                             // mov %edi, %eax
      reach_context({0x2B, 0x05}, CONTEXT_HOME_BASE);  // sub base(%rip), %eax
      reach_context({0x3B, 0x05}, CONTEXT_HOME_SIZE);  // cmp size(%rip), %eax
    }
    reach({0x0F, 0x83}, otherwise);  // jae
  }
  void charge_and_return(unsigned cycles) {
    if (cycles != 0)
      reach({0x66, 0x44, 0x0F, 0xFB, 0x3D}, at_.vectors + kVector * cycles);  // psubq vector(%rip), %xmm15
    bytes({0xC3});                                                            // ret
  }
  // Instructions preserve every register (but no flag: the compiler counts on none across inline assembly).
  // What is not short enters the stub as if nothing had happened.
  void check_left_in_instruction(std::uint64_t otherwise) {
    bytes({0x50});                          // push %rax
    bytes({0x66, 0x41, 0x0F, 0x50, 0xC7});  // movmskpd %xmm15, %eax
    bytes({0x85, 0xC0});                    // test %eax, %eax
    bytes({0x58});                          // pop %rax
    reach({0x0F, 0x85}, otherwise);         // jne
  }
  void set_primask(std::uint8_t value) {
    bytes({0xC7, 0x05});  // movl $value, primask(%rip)
    const std::uint64_t field = at_.page + NATIVE_CONTEXT_DISTANCE + CONTEXT_PRIMASK;
    constexpr std::size_t kImmediate = 4;
    const auto distance = static_cast<std::uint32_t>(field - (here() + kDistance + kImmediate));
    word(distance);
    word(value);
  }
  // Unmasking is short only while the exception model has not heard of the mask: nothing is pending then.
  void check_unmasking(std::uint64_t otherwise) {
    bytes({0x50});                                       // push %rax
    reach_context({0x8B, 0x05}, CONTEXT_KNOWN_PRIMASK);  // mov known(%rip), %eax
    bytes({0x85, 0xC0});                                 // test %eax, %eax
    bytes({0x58});                                       // pop %rax
    reach({0x0F, 0x85}, otherwise);                      // jne
  }
  // The slot that MRS and MSR pass their value through, from here: below the return address.
  void read_primask() {
    bytes({0x50});                                 // push %rax
    reach_context({0x8B, 0x05}, CONTEXT_PRIMASK);  // mov primask(%rip), %eax
    bytes({0x48, 0x89, 0x44, 0x24, 0xF8});         // mov %rax, -8(%rsp)
    bytes({0x58});                                 // pop %rax
  }
  // The lowest bit of the slot counts.
  void write_primask(std::uint64_t otherwise) {
    bytes({0xF6, 0x44, 0x24, 0xF0, 0x01});  // testb $1, -16(%rsp)
    bytes({0x75, 0});                       // jne to masking
    const std::size_t branch = code_.size();
    check_unmasking(otherwise);
    set_primask(0);
    bytes({0xEB, 0});  // jmp behind masking
    const std::size_t masking = code_.size();
    set_primask(1);
    code_[branch - 1] = static_cast<std::uint8_t>(masking - branch);
    code_[masking - 1] = static_cast<std::uint8_t>(code_.size() - masking);
  }

 private:
  void word(std::uint32_t value) {
    code_.resize(code_.size() + sizeof value);
    std::memcpy(code_.data() + code_.size() - sizeof value, &value, sizeof value);
  }

  const HookSurroundings& at_;
  std::vector<std::uint8_t> code_;
};

// What the hook costs beside the instructions that follow.
unsigned own_cycles(Short form, const HookSurroundings& at) {
  switch (form) {
    case Short::kLoad:
      return at.read_cycles;
    case Short::kStore:
      return at.write_cycles;
    case Short::kBlock:
      return 0;
    default:
      return 1;  // an instruction
  }
}

void assemble(Assembler& assembler, const HookCall& call, Short form, unsigned cycles,
              const HookSurroundings& at) {
  const std::uint64_t entry = at.page + kHookStride * call.entry;
  const std::uint64_t stub = at.code + call.stub;
  switch (form) {
    case Short::kBlock:
      assembler.check_left(entry);
      assembler.check_stack(entry);
      break;
    case Short::kLoad:
    case Short::kStore:
      assembler.check_address(entry);
      assembler.check_left(entry);
      break;
    case Short::kBarrier:
      assembler.check_left_in_instruction(stub);
      break;
    case Short::kReadMask:
      assembler.check_left_in_instruction(stub);
      assembler.read_primask();
      break;
    case Short::kSetMask:
      assembler.check_left_in_instruction(stub);
      assembler.set_primask(1);
      break;
    case Short::kClearMask:
      assembler.check_left_in_instruction(stub);
      assembler.check_unmasking(stub);
      assembler.set_primask(0);
      break;
    case Short::kWriteMask:
      assembler.check_left_in_instruction(stub);
      assembler.write_primask(stub);
      break;
  }
  assembler.charge_and_return(cycles);
}

}  // namespace

std::vector<std::uint8_t> make_cost_vectors() {
  std::vector<std::uint8_t> vectors(kVector * (kMostShortCycles + 1), 0);
  for (unsigned cycles = 0; cycles <= kMostShortCycles; ++cycles)
    vectors[kVector * cycles] = static_cast<std::uint8_t>(cycles);
  return vectors;
}

std::vector<std::uint8_t> make_short_hooks(std::vector<std::uint8_t>& code, const BlockCosts& costs,
                                           const HookSurroundings& at) {
  constexpr std::uint64_t kLongest = 96;
  Assembler assembler(at);
  for (const HookCall& call : costs.calls) {
    const auto form = short_form(call.entry, at.home);
    if (!form) continue;
    const std::uint32_t next = call.offset + kHookCallLength;
    const unsigned cycles = costs.cycles[next] + own_cycles(*form, at);
    if (cycles > kMostShortCycles) continue;
    if (assembler.here() + kLongest > at.routines + at.room) break;
    const auto distance = static_cast<std::uint32_t>(assembler.here() - (at.code + next));
    std::memcpy(code.data() + next - kDistance, &distance, kDistance);
    assemble(assembler, call, *form, cycles, at);
    assembler.align();
  }
  return assembler.take();
}

}  // namespace rpmsg_sim
