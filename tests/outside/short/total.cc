#include <cstdint>

extern "C" {
#include "steps.h"
std::uint32_t total(std::uint32_t start);
}

std::uint32_t total(std::uint32_t start) {
  return all_steps(start);
}
