// Exit statuses of the program.
#pragma once

namespace rpmsg_sim {

inline constexpr int kPassed = 0;
inline constexpr int kExpectationFailed = 1;
inline constexpr int kInputWrong = 2;     // usage, scenario or platform
inline constexpr int kFindingFailed = 3;  // a finding at level stop or fail
inline constexpr int kLimitPassed = 4;    // simulated or wall-clock
inline constexpr int kSimulatorDefect = 70;

// Of two statuses the one that counts: 70, 2, 3, 4, 1, 0.
constexpr int worse_status(int a, int b) {
  constexpr int kOrder[] = {kSimulatorDefect, kInputWrong, kFindingFailed, kLimitPassed, kExpectationFailed};
  for (const int status : kOrder) {
    if (a == status || b == status) return status;
  }
  return kPassed;
}

}  // namespace rpmsg_sim
