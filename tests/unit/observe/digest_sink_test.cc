#include "models/observe/digest_sink.h"

#include <gtest/gtest.h>

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

// FIPS 180-4: SHA-256 of nothing.
TEST(DigestSink, OfNothing) {
  EXPECT_EQ(digest({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// By an independent tool: struct.pack("<QHHIQQ", 1, 1, 2, 1, 0x10000, 0) into Python's hashlib.
TEST(DigestSink, OfOneEventAsItLiesInMemory) {
  EXPECT_EQ(digest({kEvents[0]}), "477b4a2c77004c4c063b34562ec5391b60600760a31f5ca62b16c8e29e2e6441");
}

TEST(DigestSink, DoesNotDependOnBatches) {
  DigestSink sink;
  for (const Event& event : kEvents) sink.consume(&event, 1);
  EXPECT_EQ(sink.finish({}), digest(kEvents));
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
