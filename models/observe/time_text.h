// Simulated time as text for people: reports and findings.
#pragma once

#include <fmt/format.h>

#include <string>

#include "models/observe/event.h"

namespace rpmsg_sim {

// "7.401 us": in the unit that fits, to the thousandth.
inline std::string describe_time(Picoseconds time) {
  struct Unit {
    double picoseconds;
    const char* name;
  };
  static constexpr Unit kUnits[] = {{1e12, "s"}, {1e9, "ms"}, {1e6, "us"}};
  const auto value = static_cast<double>(time);
  for (const Unit& unit : kUnits) {
    if (value >= unit.picoseconds) return fmt::format("{:.3f} {}", value / unit.picoseconds, unit.name);
  }
  return time == 0 ? "0 ns" : fmt::format("{:.3f} ns", value / 1e3);
}

}  // namespace rpmsg_sim
