#include "models/observe/digest_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace rpmsg_sim {
namespace {

const std::vector<Event> kEvents = {
    {1, EventKind::kMuTransmit, 2, 1, 0x10000, 0},
    {2, EventKind::kRingPublish, 0, 1, 5, 6},
    {3, EventKind::kMark, 1, 0, 7, 0},
};

Finding finding(std::string id, std::string text) {
  Finding f;
  f.id = std::move(id);
  f.time = 9;
  f.core = "m4";
  f.text = std::move(text);
  return f;
}

std::string digest(const std::vector<Event>& events, const std::vector<Finding>& findings = {}) {
  DigestSink sink;
  sink.consume(events.data(), events.size());
  return sink.finish(findings);
}

// By an independent tool: struct.pack("<Q", 0) into Python's hashlib.
TEST(DigestSink, OfNothing) {
  EXPECT_EQ(digest({}), "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc");
}

// The same: struct.pack("<BBBBII", 1, 4, 2, 1, 2 * 1, 0x10000) + struct.pack("<Q", 12).
TEST(DigestSink, OfOneEvent) {
  EXPECT_EQ(digest({kEvents[0]}), "5860e07b7b5c6d081932cbc684c99c7b2a5d0956256f7b9f5a3fd50258dd5cb8");
}

TEST(DigestSink, DoesNotDependOnBatches) {
  DigestSink sink;
  for (const Event& event : kEvents) sink.consume(&event, 1);
  EXPECT_EQ(sink.finish({}), digest(kEvents));
}

// More than are hashed at a time, so that the pieces' borders lie elsewhere.
TEST(DigestSink, DoesNotDependOnBatchesOfAnySize) {
  std::vector<Event> many;
  for (std::uint64_t i = 0; i < 5'000; ++i) many.push_back({i, EventKind::kMark, 1, 0, i << i % 64, i});
  DigestSink sink;
  for (std::size_t at = 0, size = 1; at < many.size(); at += size, size = size * 7 % 101 + 1)
    sink.consume(many.data() + at, std::min(size, many.size() - at));
  EXPECT_EQ(sink.finish({}), digest(many));
}

TEST(DigestSink, EveryFieldMatters) {
  const std::string original = digest(kEvents);
  for (int field = 0; field < 6; ++field) {
    std::vector<Event> changed = kEvents;
    if (field == 0) ++changed[1].time;
    if (field == 1) changed[1].kind = EventKind::kRingRead;
    if (field == 2) ++changed[1].source;
    if (field == 3) ++changed[1].a;
    if (field == 4) ++changed[1].b;
    if (field == 5) ++changed[1].c;
    EXPECT_NE(digest(changed), original) << field;
  }
  std::vector<Event> swapped = {kEvents[1], kEvents[0], kEvents[2]};
  EXPECT_NE(digest(swapped), original);
}

TEST(DigestSink, FindingsMatter) {
  const std::string original = digest(kEvents, {finding("mu_tr_full", "x")});
  EXPECT_NE(original, digest(kEvents));
  EXPECT_NE(original, digest(kEvents, {finding("mu_tr_full", "y")}));
  EXPECT_NE(original, digest(kEvents, {finding("mu_rr_empty", "x")}));
  Finding elsewhere = finding("mu_tr_full", "x");
  elsewhere.core = "a53";
  EXPECT_NE(original, digest(kEvents, {elsewhere}));
}

TEST(DigestSink, PlacesAndTheWallClockDoNotMatter) {
  Finding with_place = finding("mu_tr_full", "x");
  with_place.where = "main.c:12 (main)";
  EXPECT_EQ(digest(kEvents, {finding("mu_tr_full", "x")}), digest(kEvents, {with_place}));
  EXPECT_EQ(digest(kEvents, {finding("hook_free_loop", "after 1.23 s")}), digest(kEvents));
}

TEST(DigestSink, ClosesOnce) {
  DigestSink sink;
  const std::string first = sink.finish({});
  EXPECT_EQ(sink.finish({finding("mu_tr_full", "x")}), first);
  EXPECT_THROW(sink.consume(kEvents.data(), 1), std::logic_error);
}

}  // namespace
}  // namespace rpmsg_sim
