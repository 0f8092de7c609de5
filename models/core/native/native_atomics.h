// C11 atomic operations of native images, which the compiler leaves to the executor.
#pragma once

#include <cstdint>

namespace rpmsg_sim {

// In the order of the hook table (firmware/sdk/native/hook_table.inc).
enum class AtomicOperation {
  kLoad,
  kStore,
  kExchange,
  kAdd,
  kSub,
  kAnd,
  kOr,
  kXor,
  kNand,
  kCompareStrong,
  kCompareWeak,
  kCompareValue,
};

// Carries out `operation` on the `size` (1, 2, 4 or 8) bytes at `target` and returns what firmware gets: the
// old value, or for kCompareStrong and kCompareWeak whether it was `expected`; `expected` becomes the old
// value if it was not. `value` is the operand; kCompareValue compares with it. `desired` is what a comparison
// that succeeds stores.
std::uint64_t apply_atomic(AtomicOperation operation, unsigned size, void* target, std::uint64_t value,
                           std::uint64_t desired, std::uint64_t& expected);

}  // namespace rpmsg_sim
