// What the instructions between two hooks of a native image cost.
//
// The image's code is disassembled once. From every instruction the cost of the straight line up to the next
// hook is known; a hook charges the line behind its return address. Instructions that only set up a hook's
// arguments and the padding between functions cost nothing, since the part has neither.
#pragma once

#include <cstdint>
#include <vector>

namespace rpmsg_sim {

struct BlockCosts {
  // By offset in the code: cycles from the instruction there to the next hook.
  std::vector<std::uint16_t> cycles;
  // Offsets of jumps to themselves, which no hook interrupts.
  std::vector<std::uint64_t> self_jumps;
};

// Hooks are recognised by their stubs' jump to the hook page (firmware/sdk/native/hooks.S).
BlockCosts compute_block_costs(const std::vector<std::uint8_t>& code, unsigned milli_cycles_per_instruction);

}  // namespace rpmsg_sim
