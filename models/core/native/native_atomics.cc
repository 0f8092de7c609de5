#include "models/core/native/native_atomics.h"

#include <cstring>

namespace rpmsg_sim {

namespace {

std::uint64_t result_of(AtomicOperation operation, std::uint64_t old, std::uint64_t value) {
  switch (operation) {
    case AtomicOperation::kStore:
    case AtomicOperation::kExchange:
      return value;
    case AtomicOperation::kAdd:
      return old + value;
    case AtomicOperation::kSub:
      return old - value;
    case AtomicOperation::kAnd:
      return old & value;
    case AtomicOperation::kOr:
      return old | value;
    case AtomicOperation::kXor:
      return old ^ value;
    case AtomicOperation::kNand:
      return ~(old & value);
    case AtomicOperation::kLoad:
    case AtomicOperation::kCompareStrong:
    case AtomicOperation::kCompareWeak:
    case AtomicOperation::kCompareValue:
      break;  // not by a new value alone
  }
  return old;
}

}  // namespace

std::uint64_t apply_atomic(AtomicOperation operation, unsigned size, void* target, std::uint64_t value,
                           std::uint64_t desired, std::uint64_t& expected) {
  const std::uint64_t mask = ~std::uint64_t{0} >> (64 - 8 * size);
  std::uint64_t old = 0;
  std::memcpy(&old, target, size);
  if (operation == AtomicOperation::kLoad) return old;
  if (operation == AtomicOperation::kCompareStrong || operation == AtomicOperation::kCompareWeak) {
    const bool equal = old == (expected & mask);
    if (equal) {
      std::memcpy(target, &desired, size);
    } else {
      expected = old;
    }
    return equal ? 1 : 0;
  }
  if (operation == AtomicOperation::kCompareValue) {
    if (old == (value & mask)) std::memcpy(target, &desired, size);
    return old;
  }
  const std::uint64_t result = result_of(operation, old, value);
  std::memcpy(target, &result, size);
  return old;
}

}  // namespace rpmsg_sim
