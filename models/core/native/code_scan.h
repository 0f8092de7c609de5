// Reads the code of a native image for what the simulator would not see or could not run.
//
// Found: functions that touch memory without a single hook (built without the image's flags, or assembly),
// calls to where no code is (an unresolved weak symbol), instructions that reach the host instead of the
// part. Not found: an access without hook in a function that has others, which only a run with audit shows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/core/elf_image.h"

namespace rpmsg_sim {

struct CodeTrouble {
  enum class Kind { kUnannounced, kCallToNowhere, kHostInstruction };
  Kind kind = Kind::kUnannounced;
  std::uint64_t address = 0;  // of the first instruction concerned
  std::string function;
  std::string text;  // one clause: "reads and writes memory without a hook"
};

struct CodeScan {
  std::uint64_t bytes = 0;
  unsigned functions = 0;
  std::vector<CodeTrouble> troubles;  // by address
};

CodeScan scan_native_code(const ElfImage& image);

}  // namespace rpmsg_sim
