// What the instructions between two hooks of a native image cost, and where its hooks are.
//
// The image's code is disassembled once. From every instruction the cost of the straight line up to the next
// hook is known; a hook charges the line behind its return address. Instructions that only set up a hook's
// arguments and the padding between functions cost nothing, since the part has neither.
#pragma once

#include <cstdint>
#include <vector>

namespace rpmsg_sim {

// A call of a hook or thunk.
struct HookCall {
  std::uint32_t offset = 0;  // of a call instruction of kHookCallLength bytes
  std::uint32_t stub = 0;    // where it leads
  std::uint32_t entry = 0;   // number in the hook page
};
inline constexpr unsigned kHookCallLength = 5;

struct BlockCosts {
  // By offset in the code: cycles from the instruction there to the next hook.
  std::vector<std::uint16_t> cycles;
  // Offsets of jumps to themselves, which no hook interrupts.
  std::vector<std::uint64_t> self_jumps;
  std::vector<HookCall> calls;
  // Offsets of the 64-bit addresses by which stubs jump to the hook page.
  std::vector<std::uint64_t> page_addresses;
  // Vector registers written are those below this number. (Functions with variable arguments store others,
  // which nobody has given a value.)
  unsigned vectors = 0;
  // Uses xmm15, which holds the core's cycles while firmware executes (hook_page.S).
  bool uses_reserved_register = false;
};

// Hooks are recognised by their stubs' jump to the hook page (firmware/sdk/native/hooks.S).
BlockCosts compute_block_costs(const std::vector<std::uint8_t>& code, unsigned milli_cycles_per_instruction);

}  // namespace rpmsg_sim
