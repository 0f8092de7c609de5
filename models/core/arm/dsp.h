// The DSP extension and saturation: Operation::kDspOperation. No access, no branch, no trap.
#pragma once

#include "models/core/arm/arm_state.h"
#include "models/core/arm/decoded.h"

namespace rpmsg_sim::arm {

void dsp_operation(ArmState& state, const Decoded& instruction);

}  // namespace rpmsg_sim::arm
