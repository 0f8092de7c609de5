// Short hooks: what the loader makes of each call of a frequent hook in a native image.
//
// The general entries of the hook page look up the address in a table of pages and the cost by the return
// address. At one place in the code both are nearly always the same: the cost is known when the image is
// loaded, and most accesses go to the region that holds the stack. So each call of a block hook, of a load or
// store, or of a barrier leads to a routine of its own, which checks, charges and returns; whatever it does
// not know goes on to the general entry. Decisions are those of the general entries, cycle for cycle.
//
// The routines lie in the code window, behind the image and the core's hook page, within reach of 32-bit
// distances.
#pragma once

#include <cstdint>
#include <vector>

#include "models/core/native/block_costs.h"

namespace rpmsg_sim {

// Costs above this one are left to the general entries.
inline constexpr unsigned kMostShortCycles = 255;
// For each cost a vector of 16 bytes, to be subtracted from xmm15.
std::vector<std::uint8_t> make_cost_vectors();

struct HookSurroundings {
  std::uint64_t code = 0;      // where the image's code lies
  std::uint64_t page = 0;      // the core's hook page
  std::uint64_t vectors = 0;   // make_cost_vectors()
  std::uint64_t routines = 0;  // where the routines will lie
  std::uint64_t room = 0;      // bytes there
  bool wide = false;           // pointers of 64 bits
  // Of the region in NativeContext::home_base: cycles of a load and a store.
  unsigned read_cycles = 0;
  unsigned write_cycles = 0;
  bool home = false;  // there is such a region
};

// The routines. Their calls in `code` are changed to lead there, as far as there is room.
std::vector<std::uint8_t> make_short_hooks(std::vector<std::uint8_t>& code, const BlockCosts& costs,
                                           const HookSurroundings& at);

}  // namespace rpmsg_sim
