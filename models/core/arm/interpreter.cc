// The loop that executes Thumb instructions: one label per operation, each of which jumps to the next one's.
#include <algorithm>
#include <cstring>

#include "models/core/arm/alu.h"
#include "models/core/arm/arm_executor.h"
#include "models/core/arm/cycle_table.h"
#include "models/core/arm/dsp.h"
#include "models/core/arm/float_unit.h"

// Addresses of labels are an extension of both compilers.
#pragma GCC diagnostic ignored "-Wpedantic"

namespace rpmsg_sim {

using arm::Decoded;
using arm::Operation;

namespace {

using long_signed = std::int64_t;
using half_long_signed = std::int32_t;
using long_unsigned = std::uint64_t;
using half_long_unsigned = std::uint32_t;

// However long nobody disturbs the core, it looks up now and then: somebody may want to end the run.
constexpr std::uint64_t kMostCyclesAlone = 20'000'000;

}  // namespace

// Where the instruction at `at` lies.
#define PC() (base + 2 * static_cast<std::uint32_t>(at - code))

#define OP(name) operation_##name:
#define DISPATCH goto* labels[static_cast<unsigned>(at->operation)]

// To the instruction after this one, which is also a point at which an interrupt can be taken.
#define ADVANCE                                           \
  do {                                                    \
    at += at->halfwords;                                  \
    if (__builtin_expect(cycles >= stop, 0)) goto attend; \
    DISPATCH;                                             \
  } while (false)
#define NEXT              \
  do {                    \
    cycles += at->cycles; \
    ADVANCE;              \
  } while (false)

// To the instruction at `address`, which is even.
#define JUMP(address, refill)                                              \
  do {                                                                     \
    const std::uint32_t jump_target = (address);                           \
    cycles += at->cycles + (refill);                                       \
    const Decoded* const page_code = pages[jump_target >> kPageBits].code; \
    if (__builtin_expect(page_code == nullptr, 0)) {                       \
      r[arm::kPc] = jump_target;                                           \
      core_.cycles = cycles;                                               \
      goto fetch;                                                          \
    }                                                                      \
    code = page_code;                                                      \
    base = jump_target & ~kPageMask;                                       \
    at = code + (jump_target & kPageMask) / 2;                             \
    if (__builtin_expect(cycles >= stop, 0)) goto attend;                  \
    DISPATCH;                                                              \
  } while (false)

// The same to an address whose bit 0 is the instruction set, or which asks for the return from an exception.
#define EXCHANGE(address, refill)                          \
  do {                                                     \
    const std::uint32_t exchange_target = (address);       \
    if (__builtin_expect((exchange_target & 1) == 0, 0)) { \
      s.thumb = false;                                     \
      r[arm::kPc] = exchange_target;                       \
      core_.cycles = cycles + at->cycles + (refill);       \
      goto fetch;                                          \
    }                                                      \
    JUMP(exchange_target & ~1u, refill);                   \
  } while (false)

// Asks the core, or a function that does. An instruction that has not happened yet is executed again.
#define CALL(expression)                                           \
  do {                                                             \
    r[arm::kPc] = PC();                                            \
    core_.cycles = cycles;                                         \
    current_ = at;                                                 \
    const bool guarded = at->operation == Operation::kConditional; \
    if (guarded) s.it = s.it_before;                               \
    const Step step = (expression);                                \
    waiting_ = step == Step::kYield;                               \
    if (waiting_) return;                                          \
    if (step == Step::kRedirected) goto fetch;                     \
    if (guarded) s.it = arm::advance_it(s.it_before);              \
    cycles = core_.cycles;                                         \
    stop = std::min(core_.stop(), cycles + kMostCyclesAlone);      \
  } while (false)

#define READ(type, address, value)                                                            \
  do {                                                                                        \
    const std::uint32_t read_address = (address);                                             \
    const Page& read_page = pages[read_address >> kPageBits];                                 \
    if (__builtin_expect(read_page.read != nullptr && read_address % sizeof(type) == 0, 1)) { \
      type read_value;                                                                        \
      std::memcpy(&read_value, read_page.read + (read_address & kPageMask), sizeof(type));    \
      (value) = read_value;                                                                   \
      cycles += read_page.read_cycles;                                                        \
    } else {                                                                                  \
      CALL(load(read_address, sizeof(type), answered));                                       \
      (value) = static_cast<type>(answered);                                                  \
    }                                                                                         \
  } while (false)
#define READ_ALIGNED(address, value)                                               \
  do {                                                                             \
    const std::uint32_t read_address = (address);                                  \
    const Page& read_page = pages[read_address >> kPageBits];                      \
    if (__builtin_expect(read_page.read != nullptr && read_address % 4 == 0, 1)) { \
      std::memcpy(&(value), read_page.read + (read_address & kPageMask), 4);       \
      cycles += read_page.read_cycles;                                             \
    } else {                                                                       \
      CALL(load_words(read_address, 1));                                           \
      (value) = words_[0];                                                         \
    }                                                                              \
  } while (false)
#define WRITE(type, address, value)                                                              \
  do {                                                                                           \
    const std::uint32_t write_address = (address);                                               \
    const Page& write_page = pages[write_address >> kPageBits];                                  \
    if (__builtin_expect(write_page.write != nullptr && write_address % sizeof(type) == 0, 1)) { \
      const type write_value = static_cast<type>(value);                                         \
      std::memcpy(write_page.write + (write_address & kPageMask), &write_value, sizeof(type));   \
      cycles += write_page.write_cycles;                                                         \
    } else {                                                                                     \
      CALL(store(write_address, sizeof(type), static_cast<type>(value)));                        \
    }                                                                                            \
  } while (false)

#define INDEXED_ADDRESS \
  (at->shift == static_cast<unsigned>(arm::Indexing::kAfter) ? r[at->n] : r[at->n] + at->immediate)
#define IS_DESCENDING (at->shift == static_cast<unsigned>(arm::Multiple::kDecrementBefore))
#define MULTIPLE_ADDRESS(count) (IS_DESCENDING ? r[at->n] - 4u * (count) : r[at->n])
#define MULTIPLE_AFTER(count) (IS_DESCENDING ? r[at->n] - 4u * (count) : r[at->n] + 4u * (count))
#define IN_PAGE(address, count) ((address) % 4 == 0 && ((address)&kPageMask) + 4u * (count) <= kPageSize)
#define ROTATED arm::rotate_right(r[at->m], at->immediate)

void ArmExecutor::run() {
  static const void* const labels[] = {
#define OPERATION(name, cycles) &&operation_##name,
#define PAIR(name, cycles) OPERATION(name, cycles) OPERATION(name##S, cycles)
#include "models/core/arm/operations.def"
#undef PAIR
#undef OPERATION
  };
  arm::ArmState& s = state_;
  std::uint32_t* const r = s.r;
  const Page* const pages = pages_.get();
  const Decoded* at = nullptr;
  const Decoded* code = nullptr;  // of the page that `at` is in
  std::uint32_t base = 0;         // of that page
  std::uint64_t cycles = 0;
  std::uint64_t stop = 0;
  std::uint32_t answered = 0;
  std::uint32_t word = 0;
  parts_used_ = 0;

// What comes next is at r[15], and the core's count of cycles is right.
fetch:
  switch (fetch()) {
    case Step::kYield:
      return;
    case Step::kRedirected:
      goto fetch;
    case Step::kDone:
      break;
  }
  code = pages[r[arm::kPc] >> kPageBits].code;
  base = r[arm::kPc] & ~kPageMask;
  at = code + (r[arm::kPc] & kPageMask) / 2;
  cycles = core_.cycles;
  stop = std::min(core_.stop(), cycles + kMostCyclesAlone);
again:
  if (__builtin_expect(cycles < stop, 1) || waiting_) DISPATCH;

attend:
  r[arm::kPc] = PC();
  core_.cycles = cycles;
  if (cycles < core_.stop()) core_.leave_for_poll();
  switch (core_.block()) {
    case Step::kYield:
      return;
    case Step::kRedirected:
      goto fetch;
    case Step::kDone:
      break;
  }
  cycles = core_.cycles;
  stop = std::min(core_.stop(), cycles + kMostCyclesAlone);
  DISPATCH;

undefined:
  CALL(undefined());
  NEXT;

#include "models/core/arm/operations_control.inc"
#include "models/core/arm/operations_data.inc"
#include "models/core/arm/operations_float.inc"
#include "models/core/arm/operations_memory.inc"
}

}  // namespace rpmsg_sim
