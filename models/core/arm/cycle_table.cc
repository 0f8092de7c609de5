#include "models/core/arm/cycle_table.h"

#include <algorithm>
#include <iterator>

namespace rpmsg_sim::arm {

namespace {

constexpr std::uint8_t kCycles[] = {
#define OPERATION(name, cycles) cycles,
#define PAIR(name, cycles) OPERATION(name, cycles) OPERATION(name##S, cycles)
#include "models/core/arm/operations.def"
#undef PAIR
#undef OPERATION
};
static_assert(std::size(kCycles) == static_cast<std::size_t>(Operation::kCount));

unsigned length_in_bits(std::uint32_t value) {
  return value == 0 ? 0 : 32 - static_cast<unsigned>(__builtin_clz(value));
}

}  // namespace

std::uint8_t cycles_of(Operation operation) {
  return kCycles[static_cast<std::size_t>(operation)];
}

std::uint8_t cycles_of(Float operation) {
  switch (operation) {
    case Float::kDiv:
    case Float::kSqrt:
      return 14;
    case Float::kMla:
    case Float::kMls:
    case Float::kNmla:
    case Float::kNmls:
    case Float::kFma:
    case Float::kFms:
    case Float::kFnma:
    case Float::kFnms:
      return 3;
    default:
      return 1;
  }
}

unsigned division_cycles(std::uint32_t dividend, std::uint32_t divisor) {
  constexpr unsigned kLeast = 2;
  constexpr unsigned kMost = 12;
  constexpr unsigned kBitsPerCycle = 4;
  const unsigned dividend_bits = length_in_bits(dividend);
  const unsigned divisor_bits = length_in_bits(divisor);
  if (divisor == 0 || dividend_bits < divisor_bits) return kLeast;
  return std::min(kMost, kLeast + (dividend_bits - divisor_bits + kBitsPerCycle) / kBitsPerCycle);
}

}  // namespace rpmsg_sim::arm
