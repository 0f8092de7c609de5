// How far a long run has got: one line on a terminal that is written over and over, and gone at the end.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "models/observe/event.h"

namespace rpmsg_sim {

struct ProgressState {
  Picoseconds time = 0;
  std::optional<Picoseconds> limit;
  std::uint64_t messages = 0;
  double wall_s = 0;  // since the run began
};

// "1.200 s of 2.000 s simulated, 250000 messages, 1.04e+05/s, at most 2 s left"
std::string format_progress(const ProgressState& state);

// True if a line that is written over makes sense there.
bool wants_progress(int file_descriptor);

class Progress {
 public:
  Progress(bool wanted, std::optional<Picoseconds> limit);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // May be called often: it writes a few times a second, and nothing at all about a run that is over soon.
  void show(Picoseconds time, std::uint64_t messages);
  // Makes room for something else.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  const bool wanted_;
  const std::optional<Picoseconds> limit_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point next_;
  bool visible_ = false;
};

}  // namespace rpmsg_sim
