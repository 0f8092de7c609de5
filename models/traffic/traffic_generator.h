// A background master: loads the memory the way a display, a video codec or a DMA engine does.
//
// Hardware: whatever else on the part shares the DDR with the two cores.
// Accurate: when each burst is asked for, how many may be under way, what they take from the others.
// Approximate: addresses follow a pattern, not a program. Not modelled: data (it neither reads nor changes
// any
//   byte) and the path to the controller.
// Latency: none of its own; bandwidth is bounded by `rate`, by `outstanding` and by the memory.
// Ports: none; a DdrController pulls its bursts (see models/memory/ddr_controller.h).
// Example: tests/unit/traffic/traffic_generator_test.cc.
#pragma once

#include <cstdint>
#include <vector>

#include "models/memory/ddr_controller.h"

namespace rpmsg_sim {

enum class TrafficPattern {
  kStream,  // one burst after the other through the window
  kRandom,  // anywhere in the window
  kBursty,  // a stream that pauses: `active` on, `idle` off, at `rate` while on
  kCopy,    // reads the window's lower half and writes the upper one, in turn
};

struct TrafficParameters {
  TrafficPattern pattern = TrafficPattern::kStream;
  std::uint64_t rate = 0;         // bytes per second asked for; 0: nothing at all
  std::uint64_t window_base = 0;  // offset in the memory
  std::uint64_t window_size = 0;  // bytes, at least two bursts
  unsigned write_percent = 0;     // share of writes; kCopy: ignored
  unsigned outstanding = 8;       // bursts under way before it waits for the oldest
  Picoseconds start = 0;
  Picoseconds active = 0;  // kBursty
  Picoseconds idle = 0;    // kBursty
  bool yields = false;     // lowest priority
  std::uint64_t seed = 1;  // kRandom, and which bursts write
};

class TrafficGenerator : public BackgroundMaster {
 public:
  TrafficGenerator(const TrafficParameters& parameters, unsigned burst_bytes);

  Picoseconds next_arrival() const override { return arrival_; }
  Burst next_burst() const override { return burst_; }
  void served(Picoseconds done) override;
  bool yields() const override { return parameters_.yields; }

  std::uint64_t bursts() const { return count_; }

 private:
  Picoseconds wanted(std::uint64_t burst) const;
  Burst choose(std::uint64_t burst);
  std::uint64_t random();
  void prepare();

  TrafficParameters parameters_;
  unsigned burst_bytes_;
  std::uint64_t window_bursts_;
  std::uint64_t random_state_;
  std::uint64_t count_ = 0;             // served
  std::vector<Picoseconds> under_way_;  // when the last `outstanding` bursts were done, a ring
  Picoseconds arrival_ = kNever;
  Burst burst_{};
};

}  // namespace rpmsg_sim
