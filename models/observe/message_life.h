// One message from the moment its sender has a buffer until the receiver gives the buffer back.
//
// A life is a row of moments; the time between two of them that follow each other is a stage. What a moment
// is, and from which observation it comes, is said in docs/latency-budget.md. A moment that was not observed
// coincides with a neighbour, so that its stage is empty and the stages always add up to the whole: the first
// two with the one after them, the others with the one before.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/observe/core_times.h"
#include "models/observe/event.h"

namespace rpmsg_sim {

enum class Moment : std::uint8_t {
  kBuffer,    // the sender has a buffer
  kPayload,   // its last write into the buffer
  kIndex,     // published: the index that offers the message is written
  kDoorbell,  // the sender writes to the messaging unit
  kLine,      // the doorbell has arrived and the receiver's interrupt line is high
  kHandler,   // first instruction of the receiver's handler
  kRing,      // the receiver reads the ring entry that names the message
  kRead,      // the receiver first reads the payload
  kReturn,    // the index that gives the buffer back is written
};
inline constexpr std::size_t kMoments = 9;
constexpr std::size_t index_of(Moment moment) {
  return static_cast<std::size_t>(moment);
}

inline constexpr std::size_t kStages = kMoments - 1;
inline constexpr std::size_t kFirstOneWayStage = 2;  // one way: from the index to the first read
inline constexpr std::size_t kEndOfOneWayStages = 7;

// "index_to_doorbell": part of names of metrics.
const char* stage_name(std::size_t stage);
// One line of explanation.
const char* stage_text(std::size_t stage);
// "doorbell written": what a report says of a message that got as far as this.
const char* moment_text(Moment moment);

struct MessageLife {
  std::uint32_t number = 0;     // as in events; 0: no message
  unsigned ring = 0;            // as in events
  std::uint16_t length = 0;     // of the payload
  std::uint64_t addresses = 0;  // src << 32 | dst
  // When each moment was; kNever if it was not observed (yet).
  std::array<Picoseconds, kMoments> at{};
  // Totals of both cores at the moments that were observed: of the sender up to kDoorbell, of the receiver
  // from kIndex on.
  std::array<CoreShares, kMoments> sender{};
  std::array<CoreShares, kMoments> receiver{};
  // The receiver was busy with messages before this one until then; 0: not after the publication.
  Picoseconds receiver_free = 0;
  CoreShares receiver_when_free;
  // Of the instruction that wrote the index; 0 if the core cannot tell.
  std::uint64_t program_counter = 0;

  bool reached(Moment moment) const { return at[index_of(moment)] != kNever; }
  Picoseconds time_of(Moment moment) const { return at[index_of(moment)]; }
  // The last moment that was observed; a published message has at least kIndex.
  Moment last() const;
};

// What a stage's time was spent on.
struct StageParts {
  Picoseconds executing = 0;
  Picoseconds waiting = 0;   // for memory and devices
  Picoseconds queueing = 0;  // the receiver was busy with messages before this one
  Picoseconds idle = 0;      // nobody works on it: crossing of the messaging unit, receiver asleep
  Picoseconds total() const { return executing + waiting + queueing + idle; }
};

using StageRow = std::array<StageParts, kStages>;

// The stages of a message that was read. The last one is empty unless the buffer is back.
StageRow stages_of(const MessageLife& life);
// Of a message that was read and whose buffer is back: the last stage alone, and the sum of all of them.
StageParts last_stage_of(const MessageLife& life);
Picoseconds whole_life(const MessageLife& life);

}  // namespace rpmsg_sim
