// What a debugger can ask of a simulation that stands still (scenarios/debugger, docs/debugging.md).
//
// A debugger finds these by name in the running program and calls them on `rpmsg_sim_debug_stack_top`; each
// fills `rpmsg_sim_debug_text` and returns the number of bytes. They change nothing and take no time.
#pragma once

#include "platforms/builder.h"

extern "C" {
extern char rpmsg_sim_debug_text[];
extern char rpmsg_sim_debug_stack_top[];
// To be set before a call: whether the program has stopped in firmware, and the low half of xmm15 if so, which
// then counts the executing core's cycles.
extern int rpmsg_sim_debug_in_firmware;
extern long long rpmsg_sim_debug_counter;
int rpmsg_sim_debug_rings();
int rpmsg_sim_debug_mu();
int rpmsg_sim_debug_cores();
int rpmsg_sim_debug_time();
// Called once, when all images are in place and nothing has run: the place for breakpoints.
void rpmsg_sim_images_loaded();
}

namespace rpmsg_sim {

// Makes `system` what the functions above talk about, for the life of the object.
class DebuggedSystem {
 public:
  explicit DebuggedSystem(System& system);
  ~DebuggedSystem();
  DebuggedSystem(const DebuggedSystem&) = delete;
  DebuggedSystem& operator=(const DebuggedSystem&) = delete;
};

}  // namespace rpmsg_sim
