// How many cycles an operation takes on a Cortex-M4 (Technical Reference Manual r0p1, tables 3-1 and 7-1).
#pragma once

#include <cstdint>

#include "models/core/arm/decoded.h"

namespace rpmsg_sim::arm {

// Without what depends on the run.
std::uint8_t cycles_of(Operation operation);
std::uint8_t cycles_of(Float operation);

// P of the manual's table, 1 to 3 "depending on the alignment and width of the target instruction, and
// whether the processor manages to speculate the address early": the least for a target known early, one more
// otherwise.
inline constexpr unsigned kRefillCycles = 1;
inline constexpr unsigned kLateRefillCycles = 2;
// An instruction whose condition does not hold.
inline constexpr unsigned kSkippedCycles = 1;
// Each further bus access of an unaligned one.
inline constexpr unsigned kUnalignedCycles = 1;

// 2 to 12, fewer the closer the operands are in size ("division operations use early termination"). The
// manual gives the range only; this is linear in the length of the quotient, four bits a cycle.
unsigned division_cycles(std::uint32_t dividend, std::uint32_t divisor);

}  // namespace rpmsg_sim::arm
