// Events as records of 8 to 40 bytes, for the digest: most have no operands beyond a small number, and
// hashing costs by the byte.
//
// A record is a word of 64 bits and up to two operands behind it, little endian:
//
//   bits 0-7    kind
//   bits 8-11   how many bytes b has behind the word: 0, 4 or 8, the least that hold it
//   bits 12-15  the same for c, which follows b
//   bits 16-23  source
//   bits 24-31  a
//   bits 32-63  step from the event before, in picoseconds: twice its amount, less one if it leads back
//
// An event with a field that does not fit is the word kWhole and the 32 bytes of the event. No kind has the
// number 0, so that a word tells the length of its record, and two different lists of events never have the
// same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "models/observe/event.h"

namespace rpmsg_sim {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are little endian");

class EventRecords {
 public:
  static constexpr std::uint64_t kWhole = 0;
  // Room that append() needs, whatever the event.
  static constexpr std::size_t kRoom = sizeof kWhole + sizeof(Event);

  // Writes the record of the next event and returns where it ends.
  std::uint8_t* append(const Event& event, std::uint8_t* at) {
    const std::uint64_t step = step_to(event.time);
    const auto kind = static_cast<std::uint64_t>(event.kind);
    const std::uint64_t narrow = kind | event.source | event.a;
    if (__builtin_expect((narrow >> 8 | step >> 32) != 0 || kind == 0, 0)) return append_whole(event, at);
    const std::uint64_t b_size = size_of(event.b);
    const std::uint64_t c_size = size_of(event.c);
    const std::uint64_t word = kind | b_size << 8 | c_size << 12 | std::uint64_t{event.source} << 16 |
                               std::uint64_t{event.a} << 24 | step << 32;
    std::memcpy(at, &word, sizeof word);
    at += sizeof word;
    std::memcpy(at, &event.b, sizeof event.b);
    at += b_size;
    std::memcpy(at, &event.c, sizeof event.c);
    return at + c_size;
  }

 private:
  static std::uint64_t size_of(std::uint64_t operand) {
    return std::uint64_t{4} * static_cast<unsigned>(operand != 0) +
           std::uint64_t{4} * static_cast<unsigned>(operand >> 32 != 0);
  }

  std::uint64_t step_to(Picoseconds time) {
    const std::uint64_t step = time - last_;
    last_ = time;
    return step << 1 ^ (0 - (step >> 63));
  }

  static std::uint8_t* append_whole(const Event& event, std::uint8_t* at) {
    std::memcpy(at, &kWhole, sizeof kWhole);
    std::memcpy(at + sizeof kWhole, &event, sizeof event);
    return at + sizeof kWhole + sizeof event;
  }

  Picoseconds last_ = 0;
};

}  // namespace rpmsg_sim
