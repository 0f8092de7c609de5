// Registers of an Armv7E-M core with a single-precision floating-point unit, as the interpreter keeps them.
#pragma once

#include <cstdint>

namespace rpmsg_sim::arm {

inline constexpr unsigned kSp = 13;
inline constexpr unsigned kLr = 14;
inline constexpr unsigned kPc = 15;

// Where the architecture has its system control registers.
inline constexpr std::uint32_t kSystemControlSpace = 0xE000'E000;

// xPSR
inline constexpr std::uint32_t kXpsrN = 1u << 31;
inline constexpr std::uint32_t kXpsrZ = 1u << 30;
inline constexpr std::uint32_t kXpsrC = 1u << 29;
inline constexpr std::uint32_t kXpsrV = 1u << 28;
inline constexpr std::uint32_t kXpsrQ = 1u << 27;
inline constexpr std::uint32_t kXpsrThumb = 1u << 24;
inline constexpr std::uint32_t kXpsrStackAligned = 1u << 9;
inline constexpr std::uint32_t kXpsrException = 0x1FF;

struct ArmState {
  std::uint32_t r[16] = {};  // r[15] is the instruction's address; instructions that read it know better
  // Flags, each in the form that is cheapest to make: N is bit 31 of n, Z says that z is 0, C is 0 or 1, V is
  // bit 31 of v.
  std::uint32_t n = 0;
  std::uint32_t z = 1;
  std::uint32_t c = 0;
  std::uint32_t v = 0;
  std::uint32_t q = 0;   // 0 or 1
  std::uint32_t ge = 0;  // GE[3:0]
  // ITSTATE; and while an instruction of an IT block is executed, what it was before.
  std::uint8_t it = 0;
  std::uint8_t it_before = 0;
  bool thumb = true;  // EPSR.T: false makes the next instruction a fault

  std::uint32_t s[32] = {};
  std::uint32_t fpscr = 0;

  void set_nz(std::uint32_t result) { n = z = result; }

  std::uint32_t apsr() const {
    return (n & kXpsrN) | (z == 0 ? kXpsrZ : 0) | (c != 0 ? kXpsrC : 0) | (v >> 31 != 0 ? kXpsrV : 0) |
           (q != 0 ? kXpsrQ : 0) | ge << 16;
  }
  void set_flags(std::uint32_t word) {
    n = word;
    z = ~word & kXpsrZ;
    c = (word & kXpsrC) != 0 ? 1 : 0;
    v = word << 3;
    q = (word & kXpsrQ) != 0 ? 1 : 0;
  }
  // VMRS to the flags: Q and GE stay.
  void set_float_flags(std::uint32_t status) {
    const std::uint32_t saturated = q;
    set_flags(status);
    q = saturated;
  }
  void set_ge(std::uint32_t word) { ge = word >> 16 & 0xF; }

  // "ITSTATE": bits 15-10 and 26-25 of the EPSR.
  std::uint32_t epsr() const {
    return (thumb ? kXpsrThumb : 0) | (std::uint32_t{it} & 0xFC) << 8 | (std::uint32_t{it} & 3) << 25;
  }
  static std::uint8_t it_of(std::uint32_t xpsr) {
    return static_cast<std::uint8_t>((xpsr >> 8 & 0xFC) | (xpsr >> 25 & 3));
  }
};

// "ITAdvance"
inline std::uint8_t advance_it(std::uint8_t it) {
  return static_cast<std::uint8_t>((it & 7) == 0 ? 0 : (it & 0xE0) | (it << 1 & 0x1F));
}

// "ConditionPassed" for one of the 16 conditions.
inline bool condition_holds(const ArmState& s, unsigned condition) {
  const bool n = s.n >> 31 != 0;
  const bool z = s.z == 0;
  const bool c = s.c != 0;
  const bool v = s.v >> 31 != 0;
  bool holds = true;
  switch (condition >> 1) {
    case 0:
      holds = z;
      break;
    case 1:
      holds = c;
      break;
    case 2:
      holds = n;
      break;
    case 3:
      holds = v;
      break;
    case 4:
      holds = c && !z;
      break;
    case 5:
      holds = n == v;
      break;
    case 6:
      holds = n == v && !z;
      break;
    default:
      return true;
  }
  return holds != ((condition & 1) != 0);
}

}  // namespace rpmsg_sim::arm
