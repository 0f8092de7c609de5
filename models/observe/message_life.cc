#include "models/observe/message_life.h"

#include <algorithm>

namespace rpmsg_sim {

namespace {

struct StageDescription {
  const char* name;
  const char* text;
};

constexpr StageDescription kStageDescriptions[kStages] = {
    {"buffer_to_payload", "the sender has a buffer and writes the message into it"},
    {"payload_to_index", "from the last write of the message to its publication"},
    {"index_to_doorbell", "from the publication to the write into the messaging unit"},
    {"doorbell_to_line", "crossing of the messaging unit until the receiver's interrupt line is high"},
    {"line_to_handler", "until the first instruction of the receiver's handler"},
    {"handler_to_ring", "until the receiver reads the ring entry of the message"},
    {"ring_to_read", "until the receiver first reads the payload"},
    {"read_to_return", "the receiver works on the message and gives its buffer back"},
};

constexpr const char* kMomentTexts[kMoments] = {
    "buffer acquired", "payload written", "index published", "doorbell written", "line raised",
    "handler entered", "ring entry read", "payload read",    "buffer returned",
};

// The moments of a life without gaps, each at or after the one before, and the totals that belong to them.
struct Settled {
  std::array<Picoseconds, kMoments> at;
  std::array<const CoreShares*, kMoments> sender;    // up to kDoorbell
  std::array<const CoreShares*, kMoments> receiver;  // from kIndex on
};

constexpr std::size_t kIndex = index_of(Moment::kIndex);
constexpr std::size_t kRead = index_of(Moment::kRead);

Settled settle(const MessageLife& life) {
  Settled settled;
  settled.at[kIndex] = life.at[kIndex];
  settled.sender[kIndex] = &life.sender[kIndex];
  settled.receiver[kIndex] = &life.receiver[kIndex];
  for (std::size_t i = kIndex; i-- > 0;) {
    settled.sender[i] = life.at[i] == kNever ? settled.sender[i + 1] : &life.sender[i];
    settled.at[i] = std::min(life.at[i], settled.at[i + 1]);
  }
  const Picoseconds read = std::max(life.at[kRead], life.at[kIndex]);
  for (std::size_t i = kIndex + 1; i < kMoments; ++i) {
    const bool observed = life.at[i] != kNever;
    settled.sender[i] = observed ? &life.sender[i] : settled.sender[i - 1];
    settled.receiver[i] = observed ? &life.receiver[i] : settled.receiver[i - 1];
    const Picoseconds latest = i <= kRead ? read : kNever;
    settled.at[i] = observed ? std::max(std::min(life.at[i], latest), settled.at[i - 1]) : settled.at[i - 1];
  }
  return settled;
}

Picoseconds difference(Picoseconds from, Picoseconds to) {
  return to > from ? to - from : 0;
}

// Totals of one core at both ends divide the time between them.
StageParts divide(Picoseconds length, const CoreShares& from, const CoreShares& to) {
  StageParts parts;
  parts.waiting = std::min(length, difference(from.waited, to.waited));
  parts.idle = std::min(length - parts.waiting, difference(from.asleep, to.asleep));
  parts.executing = length - parts.waiting - parts.idle;
  return parts;
}

// Nothing is missing or out of order, and nobody was ahead.
bool plain(const MessageLife& life) {
  bool in_order = life.receiver_free == 0;
  for (std::size_t i = 0; i < kRead; ++i) in_order = in_order && life.at[i] <= life.at[i + 1];
  return in_order && life.at[kRead] != kNever;
}

StageRow stages_of_plain(const MessageLife& life) {
  StageRow row;
  for (std::size_t i = 0; i < kStages - 1; ++i) {
    const auto& totals = i < index_of(Moment::kDoorbell) ? life.sender : life.receiver;
    row[i] = divide(life.at[i + 1] - life.at[i], totals[i], totals[i + 1]);
  }
  const std::size_t crossing = index_of(Moment::kDoorbell);
  row[crossing] = StageParts{0, 0, 0, life.at[crossing + 1] - life.at[crossing]};
  return row;
}

}  // namespace

const char* stage_name(std::size_t stage) {
  return kStageDescriptions[stage].name;
}
const char* stage_text(std::size_t stage) {
  return kStageDescriptions[stage].text;
}
const char* moment_text(Moment moment) {
  return kMomentTexts[index_of(moment)];
}

Moment MessageLife::last() const {
  std::size_t i = kMoments - 1;
  while (i > 0 && at[i] == kNever) --i;
  return static_cast<Moment>(i);
}

StageRow stages_of(const MessageLife& life) {
  if (!life.reached(Moment::kReturn) && plain(life)) return stages_of_plain(life);
  const Settled settled = settle(life);
  constexpr std::size_t kCrossing = index_of(Moment::kDoorbell);
  StageRow row;
  for (std::size_t i = 0; i < kCrossing; ++i) {
    row[i] = divide(settled.at[i + 1] - settled.at[i], *settled.sender[i], *settled.sender[i + 1]);
  }
  row[kCrossing].idle = settled.at[kCrossing + 1] - settled.at[kCrossing];
  for (std::size_t i = kCrossing + 1; i < kStages; ++i) {
    const Picoseconds begin = settled.at[i];
    const Picoseconds end = settled.at[i + 1];
    if (life.receiver_free <= begin) {
      row[i] = divide(end - begin, *settled.receiver[i], *settled.receiver[i + 1]);
    } else {
      const Picoseconds free = std::min(life.receiver_free, end);
      row[i] = divide(end - free, life.receiver_when_free, *settled.receiver[i + 1]);
      row[i].queueing = free - begin;
    }
  }
  return row;
}

StageParts last_stage_of(const MessageLife& life) {
  const Picoseconds read = std::max(life.at[kRead], life.at[kIndex]);
  const Picoseconds back = std::max(life.time_of(Moment::kReturn), read);
  return divide(back - read, life.receiver[kRead], life.receiver[index_of(Moment::kReturn)]);
}

Picoseconds whole_life(const MessageLife& life) {
  const Picoseconds begin = std::min({life.at[0], life.at[1], life.at[kIndex]});
  return std::max({life.at[kIndex], life.at[kRead], life.time_of(Moment::kReturn)}) - begin;
}

}  // namespace rpmsg_sim
