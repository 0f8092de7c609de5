// What the stages of all messages of one direction took.
//
// Bounded: a Summary for each stage, for what one way consists of, and for the whole.
#pragma once

#include <array>
#include <cstdint>

#include "models/observe/message_life.h"
#include "models/observe/summary.h"

namespace rpmsg_sim {

struct StageFigures {
  Summary time;             // ps
  StageParts parts;         // sums over all messages; their total is the sum of `time`
  std::uint64_t empty = 0;  // messages for which the stage took no time, or whose moments were not observed
};

// From the publication to the first read of the payload, by what the time went on. The four add up to one
// way, message by message.
struct OneWayFigures {
  Summary total;
  Summary executing;
  Summary waiting;
  Summary queueing;
  Summary idle;
};

class StageBudget {
 public:
  // A message whose payload has just been read: all stages but the last.
  void add_read(const MessageLife& life);
  // A message that was read and whose buffer is back: the last stage, and the whole life.
  void add_returned(const MessageLife& life);

  const StageFigures& stage(std::size_t stage) const { return stages_[stage]; }
  const OneWayFigures& one_way() const { return one_way_; }
  // From the buffer that the sender took to its return.
  const Summary& life() const { return life_; }

 private:
  void add(std::size_t stage, const StageParts& parts);

  std::array<StageFigures, kStages> stages_;
  OneWayFigures one_way_;
  Summary life_;
};

}  // namespace rpmsg_sim
