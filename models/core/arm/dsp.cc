#include "models/core/arm/dsp.h"

#include <algorithm>
#include <cstdint>

#include "models/core/arm/alu.h"

namespace rpmsg_sim::arm {

namespace {

std::int64_t signed_of(std::uint32_t value) {
  return static_cast<std::int32_t>(value);
}

std::uint32_t low_word(std::int64_t value) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(value));
}

std::int64_t half(std::uint32_t value, bool top) {
  return static_cast<std::int16_t>(top ? value >> 16 : value);
}

// Sets Q if `value` does not fit.
std::uint32_t saturate_signed(ArmState& s, std::int64_t value, unsigned bits) {
  const std::int64_t most = (std::int64_t{1} << (bits - 1)) - 1;
  const std::int64_t result = std::clamp(value, -most - 1, most);
  if (result != value) s.q = 1;
  return low_word(result);
}

std::uint32_t saturate_unsigned(ArmState& s, std::int64_t value, unsigned bits) {
  const std::int64_t most = (std::int64_t{1} << bits) - 1;
  const std::int64_t result = std::clamp(value, std::int64_t{0}, most);
  if (result != value) s.q = 1;
  return low_word(result);
}

// For accumulations, which wrap but say so.
std::uint32_t wrapped(ArmState& s, std::int64_t value) {
  if (value != signed_of(low_word(value))) s.q = 1;
  return low_word(value);
}

std::uint32_t pack_halves(std::uint32_t low, std::uint32_t high) {
  return (low & 0xFFFF) | high << 16;
}

// ---- parallel addition and subtraction, A5.3.13 and A5.3.14 ----

enum class Prefix { kPlain, kSaturating, kHalving };

struct Lane {
  std::int64_t value;
  bool subtraction;
};

// One lane of `bits` bits; `ge` gets the lane's GE bit.
std::uint32_t finish_lane(const Lane& lane, unsigned bits, bool is_unsigned, Prefix prefix, bool& ge) {
  const std::int64_t modulus = std::int64_t{1} << bits;
  if (is_unsigned) {
    ge = lane.subtraction ? lane.value >= 0 : lane.value >= modulus;
  } else {
    ge = lane.value >= 0;
  }
  std::int64_t value = lane.value;
  if (prefix == Prefix::kHalving) {
    value >>= 1;
  } else if (prefix == Prefix::kSaturating) {
    const std::int64_t least = is_unsigned ? 0 : -modulus / 2;
    const std::int64_t most = is_unsigned ? modulus - 1 : modulus / 2 - 1;
    value = std::clamp(value, least, most);
  }
  return low_word(value) & static_cast<std::uint32_t>(modulus - 1);
}

std::int64_t lane_of(std::uint32_t value, unsigned lane, unsigned bits, bool is_unsigned) {
  const std::uint32_t raw = value >> (lane * bits) & ((1u << bits) - 1);
  if (is_unsigned) return raw;
  return bits == 8 ? std::int64_t{static_cast<std::int8_t>(raw)}
                   : std::int64_t{static_cast<std::int16_t>(raw)};
}

// First half-word's bits 6-4.
enum ParallelKind : unsigned { kAdd8 = 0, kAdd16 = 1, kAsx = 2, kSub8 = 4, kSub16 = 5, kSax = 6 };

Lane combine(unsigned kind, unsigned lane, std::uint32_t n, std::uint32_t m, unsigned bits,
             bool is_unsigned) {
  const bool exchanges = kind == kAsx || kind == kSax;
  const std::int64_t a = lane_of(n, lane, bits, is_unsigned);
  const std::int64_t b = lane_of(m, exchanges ? 1 - lane : lane, bits, is_unsigned);
  const bool subtract =
      kind == kSub8 || kind == kSub16 || (kind == kAsx && lane == 0) || (kind == kSax && lane == 1);
  return {subtract ? a - b : a + b, subtract};
}

std::uint32_t parallel(ArmState& s, const Decoded& i) {
  const unsigned kind = i.shift >> 3;
  const bool is_unsigned = (i.shift & 4) != 0;
  const auto prefix = static_cast<Prefix>(i.shift & 3);
  const unsigned bits = kind == kAdd8 || kind == kSub8 ? 8 : 16;
  std::uint32_t result = 0;
  std::uint32_t flags = 0;
  for (unsigned lane = 0; lane < 32 / bits; ++lane) {
    bool ge = false;
    const Lane raw = combine(kind, lane, s.r[i.n], s.r[i.m], bits, is_unsigned);
    result |= finish_lane(raw, bits, is_unsigned, prefix, ge) << (lane * bits);
    const std::uint32_t lane_flags = bits == 8 ? 1u << lane : 3u << (2 * lane);
    if (ge) flags |= lane_flags;
  }
  if (prefix == Prefix::kPlain) s.ge = flags;
  return result;
}

// ---- the rest ----

std::uint32_t select(const ArmState& s, const Decoded& i) {
  std::uint32_t mask = 0;
  for (unsigned lane = 0; lane < 4; ++lane) {
    if ((s.ge >> lane & 1) != 0) mask |= 0xFFu << (8 * lane);
  }
  return (s.r[i.n] & mask) | (s.r[i.m] & ~mask);
}

std::int64_t to_saturate(const ArmState& s, const Decoded& i) {
  const std::uint32_t amount = i.immediate >> 8 & 0xFF;
  const bool arithmetic = i.immediate >> 16 != 0;
  return signed_of(arithmetic ? shift_arithmetic(s.r[i.n], amount, 0).value : s.r[i.n] << amount);
}

std::uint32_t sum_of_differences(const ArmState& s, const Decoded& i) {
  std::uint32_t sum = i.a == kPc ? 0 : s.r[i.a];
  for (unsigned lane = 0; lane < 4; ++lane) {
    const std::int64_t difference = lane_of(s.r[i.n], lane, 8, true) - lane_of(s.r[i.m], lane, 8, true);
    sum += low_word(difference < 0 ? -difference : difference);
  }
  return sum;
}

std::uint32_t extend_halves(std::uint32_t rotated, bool is_unsigned) {
  const auto lane = [&](unsigned shift) {
    const std::uint32_t byte = rotated >> shift & 0xFF;
    return is_unsigned ? byte : low_word(static_cast<std::int8_t>(byte));
  };
  return pack_halves(lane(0), lane(16));
}

std::uint32_t add_halves(std::uint32_t a, std::uint32_t b) {
  return pack_halves(a + b, (a >> 16) + (b >> 16));
}

// The two 16-bit products of a dual multiplication.
struct Products {
  std::int64_t low;
  std::int64_t high;
};

Products products(const ArmState& s, const Decoded& i) {
  const std::uint32_t m = i.shift != 0 ? rotate_right(s.r[i.m], 16) : s.r[i.m];
  return {half(s.r[i.n], false) * half(m, false), half(s.r[i.n], true) * half(m, true)};
}

std::int64_t addend(const ArmState& s, const Decoded& i) {
  return i.a == kPc ? 0 : signed_of(s.r[i.a]);
}

// The high word of a 64-bit sum with r[a] in its upper half, rounded if `shift` says so.
std::uint32_t most_significant(const ArmState& s, const Decoded& i, bool subtract) {
  const std::int64_t product = signed_of(s.r[i.n]) * signed_of(s.r[i.m]);
  const std::uint64_t start = i.a == kPc ? 0 : std::uint64_t{s.r[i.a]} << 32;
  std::uint64_t sum =
      subtract ? start - static_cast<std::uint64_t>(product) : start + static_cast<std::uint64_t>(product);
  if (i.shift != 0) sum += 0x8000'0000;
  return static_cast<std::uint32_t>(sum >> 32);
}

// Adds to the pair that a (low) and d (high) are.
void accumulate(ArmState& s, const Decoded& i, std::int64_t value) {
  const std::uint64_t sum = (std::uint64_t{s.r[i.d]} << 32 | s.r[i.a]) + static_cast<std::uint64_t>(value);
  s.r[i.a] = static_cast<std::uint32_t>(sum);
  s.r[i.d] = static_cast<std::uint32_t>(sum >> 32);
}

}  // namespace

void dsp_operation(ArmState& s, const Decoded& i) {
  const std::uint32_t n = s.r[i.n];
  const std::uint32_t m = s.r[i.m];
  const std::uint32_t rotated = rotate_right(m, i.immediate & 31);
  std::uint32_t& d = s.r[i.d];
  constexpr unsigned kWord = 32;
  constexpr unsigned kHalf = 16;
  switch (static_cast<Dsp>(i.amount)) {
    case Dsp::kQadd:
      d = saturate_signed(s, signed_of(m) + signed_of(n), kWord);
      return;
    case Dsp::kQsub:
      d = saturate_signed(s, signed_of(m) - signed_of(n), kWord);
      return;
    case Dsp::kQdadd:
      d = saturate_signed(s, signed_of(m) + signed_of(saturate_signed(s, 2 * signed_of(n), kWord)), kWord);
      return;
    case Dsp::kQdsub:
      d = saturate_signed(s, signed_of(m) - signed_of(saturate_signed(s, 2 * signed_of(n), kWord)), kWord);
      return;
    case Dsp::kSel:
      d = select(s, i);
      return;
    case Dsp::kPkhbt:
      d = (n & 0xFFFF) | (shift_left(m, i.immediate, 0).value & 0xFFFF'0000);
      return;
    case Dsp::kPkhtb:
      d = (n & 0xFFFF'0000) | (shift_arithmetic(m, i.immediate, 0).value & 0xFFFF);
      return;
    case Dsp::kSsat:
      d = saturate_signed(s, to_saturate(s, i), (i.immediate & 31) + 1);
      return;
    case Dsp::kUsat:
      d = saturate_unsigned(s, to_saturate(s, i), i.immediate & 31);
      return;
    case Dsp::kSsat16: {
      const unsigned bits = (i.immediate & 15) + 1;
      const std::uint32_t low = saturate_signed(s, half(n, false), bits);
      d = pack_halves(low, saturate_signed(s, half(n, true), bits));
      return;
    }
    case Dsp::kUsat16: {
      const unsigned bits = i.immediate & 15;
      const std::uint32_t low = saturate_unsigned(s, half(n, false), bits);
      d = pack_halves(low, saturate_unsigned(s, half(n, true), bits));
      return;
    }
    case Dsp::kSxtab:
      d = n + low_word(static_cast<std::int8_t>(rotated));
      return;
    case Dsp::kSxtah:
      d = n + low_word(static_cast<std::int16_t>(rotated));
      return;
    case Dsp::kUxtab:
      d = n + (rotated & 0xFF);
      return;
    case Dsp::kUxtah:
      d = n + (rotated & 0xFFFF);
      return;
    case Dsp::kSxtb16:
      d = extend_halves(rotated, false);
      return;
    case Dsp::kUxtb16:
      d = extend_halves(rotated, true);
      return;
    case Dsp::kSxtab16:
      d = add_halves(n, extend_halves(rotated, false));
      return;
    case Dsp::kUxtab16:
      d = add_halves(n, extend_halves(rotated, true));
      return;
    case Dsp::kSmlaXy: {
      const std::int64_t product = half(n, (i.shift & 2) != 0) * half(m, (i.shift & 1) != 0);
      d = i.a == kPc ? low_word(product) : wrapped(s, product + addend(s, i));
      return;
    }
    case Dsp::kSmlaWy: {
      const std::int64_t product = signed_of(n) * half(m, i.shift != 0) >> kHalf;
      d = i.a == kPc ? low_word(product) : wrapped(s, product + addend(s, i));
      return;
    }
    case Dsp::kSmlad: {
      const Products both = products(s, i);
      d = wrapped(s, both.low + both.high + addend(s, i));
      return;
    }
    case Dsp::kSmlsd: {
      const Products both = products(s, i);
      d = wrapped(s, both.low - both.high + addend(s, i));
      return;
    }
    case Dsp::kSmmla:
      d = most_significant(s, i, false);
      return;
    case Dsp::kSmmls:
      d = most_significant(s, i, true);
      return;
    case Dsp::kUsada8:
      d = sum_of_differences(s, i);
      return;
    case Dsp::kSmlalXy:
      return accumulate(s, i, half(n, (i.shift & 2) != 0) * half(m, (i.shift & 1) != 0));
    case Dsp::kSmlald: {
      const Products both = products(s, i);
      return accumulate(s, i, both.low + both.high);
    }
    case Dsp::kSmlsld: {
      const Products both = products(s, i);
      return accumulate(s, i, both.low - both.high);
    }
    case Dsp::kParallel:
      d = parallel(s, i);
      return;
  }
}

}  // namespace rpmsg_sim::arm
