// Shifter and adder ("Shift and rotate operations" and "AddWithCarry", A2.2 of the Armv7-M manual).
#pragma once

#include <cstdint>

#include "models/core/arm/arm_state.h"
#include "models/core/arm/decoded.h"

namespace rpmsg_sim::arm {

struct Shifted {
  std::uint32_t value;
  std::uint32_t carry;
};

inline std::uint32_t rotate_right(std::uint32_t value, unsigned amount) {
  return value >> (amount & 31) | value << (-amount & 31);
}

inline Shifted shift_left(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
  if (amount == 0) return {value, carry};
  if (amount > 32) return {0, 0};
  if (amount == 32) return {0, value & 1};
  return {value << amount, value >> (32 - amount) & 1};
}

inline Shifted shift_right(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
  if (amount == 0) return {value, carry};
  if (amount > 32) return {0, 0};
  if (amount == 32) return {0, value >> 31};
  return {value >> amount, value >> (amount - 1) & 1};
}

inline Shifted shift_arithmetic(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
  if (amount == 0) return {value, carry};
  const auto number = static_cast<std::int32_t>(value);
  if (amount >= 32) return {static_cast<std::uint32_t>(number >> 31), value >> 31};
  return {static_cast<std::uint32_t>(number >> amount), value >> (amount - 1) & 1};
}

inline Shifted rotate(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
  if (amount == 0) return {value, carry};
  const std::uint32_t result = rotate_right(value, amount);
  return {result, result >> 31};
}

// By a constant that the decoder has made; see set_shift() there.
inline Shifted shift(std::uint32_t value, Shift type, std::uint32_t amount, std::uint32_t carry) {
  switch (type) {
    case Shift::kLsl:
      return shift_left(value, amount, carry);
    case Shift::kLsr:
      return shift_right(value, amount, carry);
    case Shift::kAsr:
      return shift_arithmetic(value, amount, carry);
    case Shift::kRor:
      return rotate(value, amount, carry);
    case Shift::kRrx:
      break;
  }
  return {carry << 31 | value >> 1, value & 1};
}

inline Shifted shifted_operand(const ArmState& s, const Decoded& i) {
  return shift(s.r[i.m], static_cast<Shift>(i.shift), i.amount, s.c);
}

// a + b + carry, with all four flags.
inline std::uint32_t add_with_flags(ArmState& s, std::uint32_t a, std::uint32_t b, std::uint32_t carry) {
  const std::uint64_t wide = std::uint64_t{a} + b + carry;
  const auto result = static_cast<std::uint32_t>(wide);
  s.set_nz(result);
  s.c = static_cast<std::uint32_t>(wide >> 32);
  s.v = ~(a ^ b) & (a ^ result);
  return result;
}

}  // namespace rpmsg_sim::arm
