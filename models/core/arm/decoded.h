// An instruction as the interpreter executes it: what the decoder makes of its 16 or 32 bits.
#pragma once

#include <cstdint>

namespace rpmsg_sim::arm {

enum class Operation : std::uint16_t {
#define OPERATION(name, cycles) k##name,
#define PAIR(name, cycles) OPERATION(name, cycles) OPERATION(name##S, cycles)
#include "models/core/arm/operations.def"
#undef PAIR
#undef OPERATION
  kCount
};

enum class Shift : std::uint8_t { kLsl, kLsr, kAsr, kRor, kRrx };

// How a load or store finds its address and leaves its base register.
enum class Indexing : std::uint8_t { kOffset, kBefore, kAfter };

enum class Multiple : std::uint8_t { kIncrementAfter, kDecrementBefore };

// Saturating, dual 16-bit and other operations of the DSP extension, and saturation.
enum class Dsp : std::uint8_t {
  kQadd,
  kQdadd,
  kQsub,
  kQdsub,
  kSel,
  kPkhbt,
  kPkhtb,
  kSsat,
  kUsat,
  kSsat16,
  kUsat16,
  kSxtab,
  kSxtah,
  kUxtab,
  kUxtah,
  kSxtb16,
  kUxtb16,
  kSxtab16,
  kUxtab16,
  kSmlaXy,  // `shift`: bit 1 top half of n, bit 0 top half of m; `a` 15: nothing is added
  kSmlaWy,
  kSmlad,  // `shift`: halves of m exchanged
  kSmlsd,
  kSmmla,  // `shift`: rounded
  kSmmls,
  kUsada8,
  kSmlalXy,
  kSmlald,
  kSmlsld,
  kParallel,  // `shift`: bits 2-0 of the first half-word, then prefix; see dsp.cc
};

// Floating-point data processing.
enum class Float : std::uint8_t {
  kAdd,
  kSub,
  kMul,
  kNmul,
  kDiv,
  kMla,
  kMls,
  kNmla,
  kNmls,
  kFma,
  kFms,
  kFnma,
  kFnms,
  kMove,
  kAbs,
  kNeg,
  kSqrt,
  kCompare,      // `shift`: signals on every NaN
  kCompareZero,  // the same
  kFromSigned,
  kFromUnsigned,
  kToSigned,  // `shift`: rounds as FPSCR says, not towards zero
  kToUnsigned,
  kFromFixed,  // `shift`: 0 s16, 1 s32, 2 u16, 3 u32; `immediate`: fraction bits
  kToFixed,
  kToHalf,    // `shift`: top half of d
  kFromHalf,  // `shift`: top half of m
};

struct Decoded {
  Operation operation = Operation::kUndecoded;
  std::uint8_t halfwords = 0;  // length
  std::uint8_t cycles = 0;
  std::uint8_t d = 0, n = 0, m = 0, a = 0;  // registers
  std::uint32_t immediate = 0;
  Operation guarded = Operation::kUndecoded;  // of kConditional: what is executed if the condition holds
  std::uint8_t shift = 0;
  std::uint8_t amount = 0;
};
static_assert(sizeof(Decoded) == 16, "the decode cache has one for every half-word of code");

}  // namespace rpmsg_sim::arm
