// What views are made of: names of events, progress, spools.
#include <gtest/gtest.h>

#include <set>

#include "scenarios/engine/event_text.h"
#include "scenarios/engine/progress.h"
#include "scenarios/engine/spool.h"

namespace rpmsg_sim {
namespace {

constexpr unsigned kKindsAtMost = 128;

TEST(EventText, EveryKindHasANameOfItsOwn) {
  std::set<std::string> names;
  unsigned known = 0;
  for (unsigned kind = 0; kind < kKindsAtMost; ++kind) {
    const std::string name = event_name(static_cast<EventKind>(kind));
    if (name == "unknown") continue;
    ++known;
    names.insert(name);
  }
  EXPECT_EQ(known, 26u);
  EXPECT_EQ(names.size(), known);
}

// Logs are compared across versions: change these on purpose only.
TEST(EventText, OperandsReadLikeThis) {
  Event event{0, EventKind::kMuTransmit, 0, 1, 0x10000, 0};
  EXPECT_EQ(event_operands(event), "channel=1 word=0x00010000");
  event = {0, EventKind::kRingPublish,           0,
           1, std::uint64_t{0x400} << 32 | 0x1E, std::uint64_t{7} << 32 | 3u << 16 | 16u};
  EXPECT_EQ(event_operands(event), "ring=1 message=7 src=0x400 dst=0x1e length=16 head=3");
  event = {0, EventKind::kRingReturn, 0, 0, 7, std::uint64_t{0xFFFFFFFF} << 32 | 3u << 16};
  EXPECT_EQ(event_operands(event), "ring=0 message=7 head=3");
  event = {0, EventKind::kCoreSleep, 0, 2, 0, 0};
  EXPECT_EQ(event_operands(event), "reason=wait_for_interrupt");
  event = {0, EventKind::kFinding, 0, 0, 0, 2};
  EXPECT_EQ(event_operands(event), "id=core_fault occurrence=2");
  event = {0, EventKind::kFinding, 0, 0, 1'000'000, 2};  // no such finding
  EXPECT_EQ(event_operands(event), "id=? occurrence=2");
}

TEST(Progress, SaysHowFarHowFastAndHowLong) {
  EXPECT_EQ(format_progress({1'200'000'000'000, 2'000'000'000'000, 250'000, 3.0}),
            "1.200 s of 2.000 s simulated, 250000 messages, 8.33e+04/s, at most 2 s left");
  EXPECT_EQ(format_progress({1'000'000, std::nullopt, 1, 0.5}), "1.000 us simulated, 1 messages, 2/s");
  EXPECT_EQ(format_progress({0, 2'000'000'000'000, 0, 0}), "0 ns of 2.000 s simulated, 0 messages");
}

TEST(Progress, IsForTerminals) {
  EXPECT_FALSE(wants_progress(-1));
}

TEST(Spool, GivesBackWhatItWasGiven) {
  Spool spool;
  EXPECT_TRUE(spool.append("one"));
  EXPECT_TRUE(spool.append(std::string(10'000, 'x')));
  EXPECT_EQ(spool.text(), "one" + std::string(10'000, 'x'));
  char two[2];
  EXPECT_EQ(spool.read(1, two, 2), 2u);
  EXPECT_EQ(std::string(two, 2), "ne");
  EXPECT_EQ(spool.read(20'000, two, 2), 0u);
}

}  // namespace
}  // namespace rpmsg_sim
