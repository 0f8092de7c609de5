// Makes operations of Thumb instructions: Armv7E-M with FPv4-SP, by a table of encodings (encodings.def).
//
// The table follows the Armv7-M Architecture Reference Manual (DDI 0403), chapters A5 to A7. What the manual
// calls UNDEFINED decodes to Operation::kUndefined, and so does most of what it calls UNPREDICTABLE: firmware
// that relies on it is wrong, and the simulator says where.
#pragma once

#include <cstdint>

#include "models/core/arm/decoded.h"

namespace rpmsg_sim::arm {

// Whether the instruction that begins with this half-word has a second one.
constexpr bool is_wide(std::uint16_t first) {
  return first >> 11 >= 0x1D;
}

// `second` counts only if is_wide(first). In an IT block 16-bit data processing leaves the flags alone, and
// the operation comes back behind kConditional.
Decoded decode(std::uint32_t address, std::uint16_t first, std::uint16_t second, bool in_it_block);

}  // namespace rpmsg_sim::arm
