// What each finding means, for `rpmsg-sim explain` and docs/findings.md.
//
// One entry per id of models/observe/finding_ids.h, in the same order; the compiler checks it. Each text is
// plain sentences without line breaks; whoever prints it breaks lines.
#pragma once

#include <cstddef>
#include <string_view>

#include "models/observe/finding_ids.h"

namespace rpmsg_sim {

struct FindingGuide {
  std::string_view id;
  std::string_view meaning;      // what the simulator saw, and what it does then
  std::string_view on_the_part;  // what the silicon would do
  std::string_view causes;       // the usual ones
};

const FindingGuide& guide_of(const FindingId& id);

}  // namespace rpmsg_sim
