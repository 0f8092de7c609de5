// Floating-point data processing of FPv4-SP: Operation::kFloatArithmetic ("Floating-point support", A2.5).
//
// Computed with integers, so that results, NaNs and cumulative flags do not depend on the host. All rounding
// modes, flush-to-zero, default NaN and alternative half-precision. Exceptions never trap, as on the part.
#pragma once

#include "models/core/arm/arm_state.h"
#include "models/core/arm/decoded.h"

namespace rpmsg_sim::arm {

inline constexpr std::uint32_t kFpscrWritable = 0xF7C0'009F;

void float_operation(ArmState& state, const Decoded& instruction);

}  // namespace rpmsg_sim::arm
