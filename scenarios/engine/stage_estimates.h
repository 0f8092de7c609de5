// Which estimates of a platform each stage of a message rests on.
//
// A stage rests on the parameters of whatever happens in it: instructions and accesses of the core that is at
// work, the messaging unit, entry into a handler. The list is by kind, not by what a particular run did.
#pragma once

#include "platforms/platform_spec.h"
#include "scenarios/engine/result.h"

namespace rpmsg_sim {

// Fills StageResult::estimates, in the words of `rpmsg-sim show`.
void name_estimates(const PlatformSpec& platform, DirectionResult& direction);

}  // namespace rpmsg_sim
