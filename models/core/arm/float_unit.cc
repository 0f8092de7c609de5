#include "models/core/arm/float_unit.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace rpmsg_sim::arm {

namespace {

// FPSCR
constexpr std::uint32_t kInvalid = 1u << 0;
constexpr std::uint32_t kDivisionByZero = 1u << 1;
constexpr std::uint32_t kOverflow = 1u << 2;
constexpr std::uint32_t kUnderflow = 1u << 3;
constexpr std::uint32_t kInexact = 1u << 4;
constexpr std::uint32_t kInputDenormal = 1u << 7;
constexpr std::uint32_t kFlushToZero = 1u << 24;
constexpr std::uint32_t kDefaultNan = 1u << 25;
constexpr std::uint32_t kAlternativeHalf = 1u << 26;
constexpr unsigned kRoundingMode = 22;

enum class Rounding { kNearest, kUp, kDown, kZero };

constexpr std::uint32_t kSign = 1u << 31;
constexpr std::uint32_t kInfinity = 0x7F80'0000;
constexpr std::uint32_t kQuietNan = 0x7FC0'0000;
constexpr std::uint32_t kQuietBit = 1u << 22;

bool is_nan(std::uint32_t bits) {
  return (bits & ~kSign) > kInfinity;
}
bool is_signalling(std::uint32_t bits) {
  return is_nan(bits) && (bits & kQuietBit) == 0;
}
bool is_infinite(std::uint32_t bits) {
  return (bits & ~kSign) == kInfinity;
}
bool is_zero(std::uint32_t bits) {
  return (bits & ~kSign) == 0;
}

// A finite number: mantissa * 2^exponent. Bit 0 may stand for anything that is less and not zero.
struct Number {
  bool negative = false;
  int exponent = 0;
  std::uint64_t mantissa = 0;
};

struct Format {
  int exponent_bits;
  int fraction_bits;
  int bias() const { return (1 << (exponent_bits - 1)) - 1; }
  std::uint32_t infinity() const { return ((1u << exponent_bits) - 1) << fraction_bits; }
};
constexpr Format kSingle{8, 23};
constexpr Format kHalf{5, 10};

Number unpack(std::uint32_t bits, const Format& format = kSingle) {
  const std::uint32_t fraction = bits & ((1u << format.fraction_bits) - 1);
  const int exponent = static_cast<int>(bits >> format.fraction_bits & ((1u << format.exponent_bits) - 1));
  Number number;
  number.negative = (bits >> (format.exponent_bits + format.fraction_bits) & 1) != 0;
  number.mantissa = exponent == 0 ? fraction : fraction | 1u << format.fraction_bits;
  number.exponent = std::max(exponent, 1) - format.bias() - format.fraction_bits;
  return number;
}

// Shifts right; what falls out stays visible in bit 0.
std::uint64_t shift_right_sticky(std::uint64_t value, int amount) {
  if (amount <= 0) return value;
  if (amount >= 64) return value != 0 ? 1 : 0;
  const std::uint64_t lost = value & ((std::uint64_t{1} << amount) - 1);
  return value >> amount | (lost != 0 ? 1 : 0);
}

// The highest bit to `kTop`, with room for a carry above it.
constexpr int kTop = 61;
Number normalised(Number number) {
  if (number.mantissa == 0) return number;
  const int shift = kTop - (63 - __builtin_clzll(number.mantissa));
  number.mantissa = shift >= 0 ? number.mantissa << shift : shift_right_sticky(number.mantissa, -shift);
  number.exponent -= shift;
  return number;
}

class FloatUnit {
 public:
  explicit FloatUnit(std::uint32_t& fpscr) : fpscr_(fpscr) {}

  std::uint32_t add(std::uint32_t a, std::uint32_t b) {
    a = flushed(a);
    b = flushed(b);
    if (is_nan(a) || is_nan(b)) return propagate(a, b);
    if (is_infinite(a) && is_infinite(b) && a != b) return invalid();
    if (is_infinite(a)) return a;
    if (is_infinite(b)) return b;
    return rounded(sum(unpack(a), unpack(b)));
  }

  std::uint32_t multiply(std::uint32_t a, std::uint32_t b) {
    a = flushed(a);
    b = flushed(b);
    if (is_nan(a) || is_nan(b)) return propagate(a, b);
    const std::uint32_t sign = (a ^ b) & kSign;
    if (is_infinite(a) || is_infinite(b)) return is_zero(a) || is_zero(b) ? invalid() : sign | kInfinity;
    return rounded(product(unpack(a), unpack(b)));
  }

  std::uint32_t multiply_add(std::uint32_t addend, std::uint32_t a, std::uint32_t b) {
    addend = flushed(addend);
    a = flushed(a);
    b = flushed(b);
    const bool impossible = (is_infinite(a) && is_zero(b)) || (is_zero(a) && is_infinite(b));
    if (is_nan(addend) && !is_signalling(addend) && impossible) return invalid();
    if (is_nan(addend) || is_nan(a) || is_nan(b)) return propagate(addend, a, b);
    const std::uint32_t sign = (a ^ b) & kSign;
    const bool infinite_product = is_infinite(a) || is_infinite(b);
    if (impossible || (infinite_product && is_infinite(addend) && (addend & kSign) != sign)) return invalid();
    if (infinite_product) return sign | kInfinity;
    if (is_infinite(addend)) return addend;
    return rounded(sum(unpack(addend), product(unpack(a), unpack(b))));
  }

  std::uint32_t divide(std::uint32_t a, std::uint32_t b) {
    a = flushed(a);
    b = flushed(b);
    if (is_nan(a) || is_nan(b)) return propagate(a, b);
    const std::uint32_t sign = (a ^ b) & kSign;
    if ((is_infinite(a) && is_infinite(b)) || (is_zero(a) && is_zero(b))) return invalid();
    if (is_infinite(a)) return sign | kInfinity;
    if (is_infinite(b) || is_zero(a)) return sign;
    if (is_zero(b)) {
      fpscr_ |= kDivisionByZero;
      return sign | kInfinity;
    }
    const Number dividend = normalised(unpack(a));
    const Number divisor = unpack(b);
    Number quotient;
    quotient.negative = sign != 0;
    quotient.exponent = dividend.exponent - divisor.exponent;
    quotient.mantissa = dividend.mantissa / divisor.mantissa << 1;
    if (dividend.mantissa % divisor.mantissa != 0) quotient.mantissa |= 1;
    quotient.exponent -= 1;
    return rounded(quotient);
  }

  std::uint32_t square_root(std::uint32_t a) {
    a = flushed(a);
    if (is_nan(a)) return propagate(a, a);
    if (is_zero(a)) return a;
    if ((a & kSign) != 0) return invalid();
    if (is_infinite(a)) return a;
    Number radicand = normalised(unpack(a));
    if (radicand.exponent % 2 != 0) {
      radicand.mantissa <<= 1;
      radicand.exponent -= 1;
    }
    auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(radicand.mantissa)));
    while (root * root > radicand.mantissa) --root;
    while ((root + 1) * (root + 1) <= radicand.mantissa) ++root;
    Number result;
    result.exponent = radicand.exponent / 2 - 1;
    result.mantissa = root << 1 | (root * root != radicand.mantissa ? 1 : 0);
    return rounded(result);
  }

  // NZCV of FPSCR.
  void compare(std::uint32_t a, std::uint32_t b, bool signals) {
    a = flushed(a);
    b = flushed(b);
    const std::uint32_t flags = comparison(a, b, signals);
    fpscr_ = (fpscr_ & 0x0FFF'FFFF) | flags;
  }

  std::uint32_t from_integer(std::int64_t value, unsigned fraction_bits, Rounding rounding) {
    Number number;
    number.negative = value < 0;
    number.mantissa = static_cast<std::uint64_t>(value < 0 ? -value : value);
    number.exponent = -static_cast<int>(fraction_bits);
    if (value == 0) return 0;
    return rounded(number, kSingle, rounding);
  }

  // Saturates to [least, most].
  std::int64_t to_integer(std::uint32_t a, unsigned fraction_bits, Rounding rounding, std::int64_t least,
                          std::int64_t most) {
    a = flushed(a);
    if (is_nan(a)) {
      fpscr_ |= kInvalid;
      return 0;
    }
    const bool negative = (a & kSign) != 0;
    const Number number = unpack(a);
    const int exponent = number.exponent + static_cast<int>(fraction_bits);
    constexpr int kMuchTooLarge = 38;  // 24 bits of mantissa and as many zeros are more than any result
    if (is_infinite(a) || (exponent > kMuchTooLarge && number.mantissa != 0)) {
      fpscr_ |= kInvalid;
      return negative ? least : most;
    }
    // Two more bits say what is lost: a half, and less.
    const std::uint64_t scaled = exponent >= 0 ? number.mantissa << exponent << 2
                                               : shift_right_sticky(number.mantissa << 2, -exponent);
    std::uint64_t magnitude = scaled >> 2;
    if (rounds_up(rounding, negative, (magnitude & 1) != 0, scaled & 3, 2)) ++magnitude;
    const std::int64_t value =
        negative ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
    const std::int64_t clamped = std::clamp(value, least, most);
    if (clamped != value) {
      fpscr_ |= kInvalid;
    } else if ((scaled & 3) != 0) {
      fpscr_ |= kInexact;
    }
    return clamped;
  }

  std::uint32_t from_half(std::uint32_t half) {
    const std::uint32_t sign = (half & 0x8000) << 16;
    const std::uint32_t rest = half & 0x7FFF;
    constexpr std::uint32_t kHalfInfinity = 0x7C00;
    if (rest >= kHalfInfinity && (fpscr_ & kAlternativeHalf) == 0) {
      if (rest == kHalfInfinity) return sign | kInfinity;
      return propagate_one(sign | kInfinity | (rest & 0x3FF) << 13);
    }
    Number number = unpack(half, kHalf);
    if (rest == 0) return sign;
    return rounded(number);
  }

  std::uint32_t to_half(std::uint32_t a) {
    a = flushed(a);
    const std::uint32_t sign = a >> 16 & 0x8000;
    const bool alternative = (fpscr_ & kAlternativeHalf) != 0;
    if (is_nan(a)) {
      if (alternative || is_signalling(a)) fpscr_ |= kInvalid;
      if (alternative) return sign;
      if ((fpscr_ & kDefaultNan) != 0) return 0x7E00;
      return sign | 0x7E00 | (a >> 13 & 0x1FF);
    }
    if (is_infinite(a)) {
      if (!alternative) return sign | kHalf.infinity();
      fpscr_ |= kInvalid;
      return sign | 0x7FFF;
    }
    if (is_zero(a)) return sign;
    return rounded(unpack(a), kHalf, rounding());
  }

  Rounding rounding() const { return static_cast<Rounding>(fpscr_ >> kRoundingMode & 3); }

 private:
  std::uint32_t flushed(std::uint32_t bits) {
    if ((fpscr_ & kFlushToZero) == 0 || (bits & kInfinity) != 0 || is_zero(bits)) return bits;
    fpscr_ |= kInputDenormal;
    return bits & kSign;
  }

  std::uint32_t invalid() {
    fpscr_ |= kInvalid;
    return kQuietNan;
  }

  std::uint32_t propagate_one(std::uint32_t nan) {
    if (is_signalling(nan)) fpscr_ |= kInvalid;
    return (fpscr_ & kDefaultNan) != 0 ? kQuietNan : nan | kQuietBit;
  }
  // "FPProcessNaNs": the first signalling one, or the first quiet one.
  std::uint32_t propagate(std::uint32_t a, std::uint32_t b) {
    for (const std::uint32_t bits : {a, b}) {
      if (is_signalling(bits)) return propagate_one(bits);
    }
    return propagate_one(is_nan(a) ? a : b);
  }
  std::uint32_t propagate(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    for (const std::uint32_t bits : {a, b, c}) {
      if (is_signalling(bits)) return propagate_one(bits);
    }
    return propagate_one(is_nan(a) ? a : is_nan(b) ? b : c);
  }

  std::uint32_t comparison(std::uint32_t a, std::uint32_t b, bool signals) {
    if (is_nan(a) || is_nan(b)) {
      if (signals || is_signalling(a) || is_signalling(b)) fpscr_ |= kInvalid;
      return kXpsrC | kXpsrV;
    }
    if ((is_zero(a) && is_zero(b)) || a == b) return kXpsrZ | kXpsrC;
    const bool a_negative = (a & kSign) != 0;
    const bool b_negative = (b & kSign) != 0;
    const bool less = a_negative != b_negative ? a_negative : (a < b) != a_negative;
    return less ? kXpsrN : kXpsrC;
  }

  static Number product(const Number& a, const Number& b) {
    return {a.negative != b.negative, a.exponent + b.exponent, a.mantissa * b.mantissa};
  }

  Number sum(Number a, Number b) {
    // x - x is +0, or -0 where rounding is downwards.
    const bool zero_sign =
        a.negative && b.negative ? true : a.negative != b.negative && rounding() == Rounding::kDown;
    if (a.mantissa == 0 && b.mantissa == 0) return {zero_sign, 0, 0};
    if (a.mantissa == 0) return b;
    if (b.mantissa == 0) return a;
    a = normalised(a);
    b = normalised(b);
    if (a.exponent < b.exponent || (a.exponent == b.exponent && a.mantissa < b.mantissa)) std::swap(a, b);
    const std::uint64_t other = shift_right_sticky(b.mantissa, a.exponent - b.exponent);
    if (a.negative == b.negative) {
      a.mantissa += other;
    } else {
      a.mantissa -= other;
    }
    if (a.mantissa == 0) a.negative = rounding() == Rounding::kDown;
    return a;
  }

  // `rest` of `bits` bits is what is lost.
  static bool rounds_up(Rounding rounding, bool negative, bool odd, std::uint64_t rest, int bits) {
    const std::uint64_t half = std::uint64_t{1} << (bits - 1);
    switch (rounding) {
      case Rounding::kNearest:
        return rest > half || (rest == half && odd);
      case Rounding::kUp:
        return rest != 0 && !negative;
      case Rounding::kDown:
        return rest != 0 && negative;
      case Rounding::kZero:
        break;
    }
    return false;
  }

  std::uint32_t rounded(const Number& number) { return rounded(number, kSingle, rounding()); }

  // "FPRound"
  std::uint32_t rounded(Number number, const Format& format, Rounding mode) {
    const std::uint32_t sign = number.negative ? 1u << (format.exponent_bits + format.fraction_bits) : 0;
    if (number.mantissa == 0) return sign;
    number = normalised(number);
    int exponent = number.exponent + kTop + format.bias();
    const bool tiny = exponent < 1;
    if (tiny && format.fraction_bits == kSingle.fraction_bits && (fpscr_ & kFlushToZero) != 0) {
      fpscr_ |= kUnderflow;
      return sign;
    }
    if (tiny) {
      number.mantissa = shift_right_sticky(number.mantissa, 1 - exponent);
      exponent = 1;
    }
    const int lost = kTop - format.fraction_bits;
    const std::uint64_t rest = number.mantissa & ((std::uint64_t{1} << lost) - 1);
    auto result = static_cast<std::uint32_t>(number.mantissa >> lost);
    if (rounds_up(mode, number.negative, (result & 1) != 0, rest, lost)) ++result;
    // The fraction's leading 1 counts one exponent, and a carry out of it the next.
    result += static_cast<std::uint32_t>(exponent - 1) << format.fraction_bits;
    if (rest != 0) fpscr_ |= tiny ? kUnderflow | kInexact : kInexact;
    return overflowed(result, exponent, format) ? overflow(number.negative, sign, format, mode)
                                                : sign | result;
  }

  bool overflowed(std::uint32_t result, int exponent, const Format& format) const {
    const bool alternative = format.exponent_bits == kHalf.exponent_bits && (fpscr_ & kAlternativeHalf) != 0;
    const int most = (1 << format.exponent_bits) - (alternative ? 0 : 1);
    return exponent > most || result >= static_cast<std::uint32_t>(most) << format.fraction_bits;
  }

  std::uint32_t overflow(bool negative, std::uint32_t sign, const Format& format, Rounding mode) {
    if (format.exponent_bits == kHalf.exponent_bits && (fpscr_ & kAlternativeHalf) != 0) {
      fpscr_ = (fpscr_ & ~kInexact) | kInvalid | (before_ & kInexact);
      return sign | 0x7FFF;
    }
    fpscr_ |= kOverflow | kInexact;
    const bool to_infinity = mode == Rounding::kNearest || (mode == Rounding::kUp && !negative) ||
                             (mode == Rounding::kDown && negative);
    return sign | (to_infinity ? format.infinity() : format.infinity() - 1);
  }

  std::uint32_t& fpscr_;
  std::uint32_t before_ = fpscr_;
};

std::uint32_t negated(std::uint32_t bits) {
  return bits ^ kSign;
}

struct FixedPoint {
  bool narrow;
  bool is_unsigned;
  std::int64_t least() const { return is_unsigned ? 0 : narrow ? INT16_MIN : INT32_MIN; }
  std::int64_t most() const {
    if (is_unsigned) return narrow ? std::int64_t{UINT16_MAX} : std::int64_t{UINT32_MAX};
    return narrow ? INT16_MAX : INT32_MAX;
  }
  std::int64_t read(std::uint32_t bits) const {
    if (narrow) {
      const auto half = static_cast<std::uint16_t>(bits);
      return is_unsigned ? std::int64_t{half} : std::int64_t{static_cast<std::int16_t>(half)};
    }
    return is_unsigned ? std::int64_t{bits} : std::int64_t{static_cast<std::int32_t>(bits)};
  }
};

std::uint32_t word_of(std::int64_t value) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(value));
}

std::uint32_t with_half(std::uint32_t word, std::uint32_t half, bool top) {
  return top ? (word & 0xFFFF) | half << 16 : (word & 0xFFFF'0000) | half;
}

}  // namespace

void float_operation(ArmState& s, const Decoded& i) {
  FloatUnit unit(s.fpscr);
  const std::uint32_t n = s.s[i.n];
  const std::uint32_t m = s.s[i.m];
  std::uint32_t& d = s.s[i.d];
  const Rounding to_integer = i.shift != 0 ? Rounding::kZero : unit.rounding();
  const FixedPoint fixed{(i.shift & 1) == 0, (i.shift & 2) != 0};
  switch (static_cast<Float>(i.amount)) {
    case Float::kAdd:
      d = unit.add(n, m);
      return;
    case Float::kSub:
      d = unit.add(n, is_nan(m) ? m : negated(m));
      return;
    case Float::kMul:
      d = unit.multiply(n, m);
      return;
    case Float::kNmul:
      d = negated(unit.multiply(n, m));
      return;
    case Float::kDiv:
      d = unit.divide(n, m);
      return;
    case Float::kMla:
      d = unit.add(d, unit.multiply(n, m));
      return;
    case Float::kMls:
      d = unit.add(d, negated(unit.multiply(n, m)));
      return;
    case Float::kNmla:
      d = unit.add(negated(d), negated(unit.multiply(n, m)));
      return;
    case Float::kNmls:
      d = unit.add(negated(d), unit.multiply(n, m));
      return;
    case Float::kFma:
      d = unit.multiply_add(d, n, m);
      return;
    case Float::kFms:
      d = unit.multiply_add(d, negated(n), m);
      return;
    case Float::kFnma:
      d = unit.multiply_add(negated(d), negated(n), m);
      return;
    case Float::kFnms:
      d = unit.multiply_add(negated(d), n, m);
      return;
    case Float::kMove:
      d = m;
      return;
    case Float::kAbs:
      d = m & ~kSign;
      return;
    case Float::kNeg:
      d = negated(m);
      return;
    case Float::kSqrt:
      d = unit.square_root(m);
      return;
    case Float::kCompare:
      return unit.compare(d, m, i.shift != 0);
    case Float::kCompareZero:
      return unit.compare(d, 0, i.shift != 0);
    case Float::kFromSigned:
      d = unit.from_integer(static_cast<std::int32_t>(m), 0, unit.rounding());
      return;
    case Float::kFromUnsigned:
      d = unit.from_integer(m, 0, unit.rounding());
      return;
    case Float::kToSigned:
      d = word_of(unit.to_integer(m, 0, to_integer, INT32_MIN, INT32_MAX));
      return;
    case Float::kToUnsigned:
      d = word_of(unit.to_integer(m, 0, to_integer, 0, UINT32_MAX));
      return;
    case Float::kFromFixed:
      d = unit.from_integer(fixed.read(d), i.immediate, Rounding::kNearest);
      return;
    case Float::kToFixed:
      d = word_of(unit.to_integer(d, i.immediate, Rounding::kZero, fixed.least(), fixed.most()));
      return;
    case Float::kToHalf:
      d = with_half(d, unit.to_half(m), i.shift != 0);
      return;
    case Float::kFromHalf:
      d = unit.from_half(i.shift != 0 ? m >> 16 : m & 0xFFFF);
      return;
  }
}

}  // namespace rpmsg_sim::arm
