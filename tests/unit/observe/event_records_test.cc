#include "models/observe/event_records.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

namespace rpmsg_sim {
namespace {

std::vector<std::uint8_t> encode(const std::vector<Event>& events) {
  EventRecords records;
  std::vector<std::uint8_t> bytes;
  for (const Event& event : events) {
    std::array<std::uint8_t, EventRecords::kRoom> record{};
    const std::uint8_t* end = records.append(event, record.data());
    bytes.insert(bytes.end(), static_cast<const std::uint8_t*>(record.data()), end);
  }
  return bytes;
}

// Reads records as the header describes them.
class Reader {
 public:
  explicit Reader(const std::vector<std::uint8_t>& bytes) : bytes_(bytes) {}

  std::vector<Event> events() {
    std::vector<Event> events;
    while (at_ < bytes_.size()) {
      events.push_back(next());
      last_ = events.back().time;
    }
    return events;
  }

 private:
  Event next() {
    const std::uint64_t word = number(8);
    if (word == 0) {
      Event event{};
      event.time = number(8);
      event.kind = static_cast<EventKind>(number(2));
      event.source = static_cast<SourceId>(number(2));
      event.a = static_cast<std::uint32_t>(number(4));
      event.b = number(8);
      event.c = number(8);
      return event;
    }
    const std::uint64_t step = word >> 32;
    Event event{};
    event.time = (step & 1) == 0 ? last_ + step / 2 : last_ - step / 2 - 1;
    event.kind = static_cast<EventKind>(word & 0xFF);
    event.source = static_cast<SourceId>(word >> 16 & 0xFF);
    event.a = static_cast<std::uint32_t>(word >> 24 & 0xFF);
    event.b = number(word >> 8 & 0xF);
    event.c = number(word >> 12 & 0xF);
    return event;
  }

  std::uint64_t number(std::uint64_t size) {
    std::uint64_t value = 0;
    for (std::uint64_t i = 0; i < size; ++i) value |= std::uint64_t{bytes_.at(at_++)} << 8 * i;
    return value;
  }

  const std::vector<std::uint8_t>& bytes_;
  std::size_t at_ = 0;
  Picoseconds last_ = 0;
};

bool equal(const Event& x, const Event& y) {
  return x.time == y.time && x.kind == y.kind && x.source == y.source && x.a == y.a && x.b == y.b &&
         x.c == y.c;
}

TEST(EventRecords, LayoutOfAFrequentEvent) {
  const std::vector<std::uint8_t> expected = {
      18, 0x00, 2, 97, 0x08, 0, 0, 0,              // irq 97 entered by source 2, 4 ps after the start
      1,  0x04, 3, 1,  0x05, 0, 0, 0, 0, 0, 1, 0,  // word 0x10000 into TR1 by source 3, 3 ps before
  };
  EXPECT_EQ(
      encode({{4, EventKind::kInterruptEnter, 2, 97, 0, 0}, {1, EventKind::kMuTransmit, 3, 1, 0x10000, 0}}),
      expected);
}

TEST(EventRecords, NothingIsLost) {
  std::mt19937_64 random(1);
  const auto number = [&random](unsigned most) { return random() >> (64 - most) >> random() % most; };
  std::vector<Event> events;
  for (unsigned i = 0; i < 50'000; ++i) {
    const bool rare = random() % 8 == 0;
    Event event{};
    event.time = rare ? number(64) : (events.empty() ? 0 : events.back().time) + number(24) - number(20);
    event.kind = static_cast<EventKind>(number(rare ? 16 : 7));
    event.source = static_cast<SourceId>(number(rare ? 16 : 5));
    event.a = static_cast<std::uint32_t>(number(rare ? 32 : 8));
    event.b = number(64);
    event.c = number(64);
    events.push_back(event);
  }
  events.push_back(Event{kNever, EventKind::kFinding, kNoSource, 0xFFFFFFFF, kNever, kNever});
  const std::vector<std::uint8_t> bytes = encode(events);
  const std::vector<Event> read = Reader(bytes).events();
  ASSERT_EQ(read.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) ASSERT_TRUE(equal(read[i], events[i])) << i;
}

}  // namespace
}  // namespace rpmsg_sim
