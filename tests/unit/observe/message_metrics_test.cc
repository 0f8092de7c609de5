#include "models/observe/message_metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace rpmsg_sim {
namespace {

// Publishes, reads and drops messages by number; ring 1 is host to remote.
class Stream {
 public:
  void publish(std::uint32_t number, unsigned ring, std::uint64_t src, std::uint64_t dst, Picoseconds time,
               std::uint16_t head = 0) {
    message_.resize(std::max<std::size_t>(message_.size(), number + 1));
    message_[number] =
        Event{time, EventKind::kRingPublish, 0,
              ring, src << 32 | dst,         std::uint64_t{number} << 32 | std::uint64_t{head} << 16 | 4};
    metrics.consume(&message_[number], 1);
  }
  void read(std::uint32_t number, Picoseconds time) { repeat(EventKind::kRingRead, number, time); }
  void lose(std::uint32_t number, Picoseconds time) { repeat(EventKind::kRingLost, number, time); }
  void give_back(std::uint32_t number, Picoseconds time) {
    const Event& event = message_[number];
    const Event back{time,   EventKind::kRingReturn,
                     0,      event.a,
                     number, std::uint64_t{0xFFFFFFFF} << 32 | (event.c & 0xFFFF0000)};
    metrics.consume(&back, 1);
  }
  void expect(std::uint64_t sent, std::uint64_t received, std::uint64_t in_flight, std::uint64_t not_read,
              std::uint64_t lost) const {
    const MessageTotals totals = metrics.totals();
    EXPECT_EQ(totals.sent, sent);
    EXPECT_EQ(totals.received, received);
    EXPECT_EQ(totals.in_flight, in_flight);
    EXPECT_EQ(totals.dropped.at("not_read"), not_read);
    EXPECT_EQ(totals.lost, lost);
  }
  MessageMetrics metrics;

 private:
  void repeat(EventKind kind, std::uint32_t number, Picoseconds time) {
    Event event = message_[number];
    event.kind = kind;
    event.time = time;
    metrics.consume(&event, 1);
  }
  std::vector<Event> message_;
};

TEST(MessageMetrics, StartsWithNothing) {
  const Stream stream;
  stream.expect(0, 0, 0, 0, 0);
  EXPECT_EQ(stream.metrics.round_trip().count(), 0u);
  EXPECT_EQ(stream.metrics.doorbells(5), 0u);
}

TEST(MessageMetrics, EveryFateOfAMessage) {
  Stream stream;
  for (std::uint32_t i = 1; i <= 4; ++i) stream.publish(i, 1, 1, 2, 100 * i, static_cast<std::uint16_t>(i));
  stream.expect(4, 0, 4, 0, 0);
  stream.read(1, 150);
  stream.read(1, 160);  // once only
  stream.give_back(1, 170);
  stream.give_back(2, 500);
  stream.lose(3, 600);
  stream.read(3, 700);  // too late
  stream.expect(4, 1, 1, 1, 1);
  EXPECT_EQ(stream.metrics.host_to_remote().count(), 1u);
  EXPECT_EQ(stream.metrics.host_to_remote().min(), 50u);
  EXPECT_EQ(stream.metrics.remote_to_host().count(), 0u);
}

TEST(MessageMetrics, RoundTripEndsWhenTheRequesterReadsTheReply) {
  Stream stream;
  stream.publish(1, 1, 1024, 30, 1000);
  stream.read(1, 1400);
  stream.publish(2, 0, 30, 1024, 1500);
  EXPECT_EQ(stream.metrics.round_trip().count(), 0u);
  stream.read(2, 2100);
  EXPECT_EQ(stream.metrics.round_trip().count(), 1u);
  EXPECT_EQ(stream.metrics.round_trip().max(), 1100u);
  EXPECT_EQ(stream.metrics.host_to_remote().max(), 400u);
  EXPECT_EQ(stream.metrics.remote_to_host().max(), 600u);
}

TEST(MessageMetrics, TheRemoteMayBeTheRequester) {
  Stream stream;
  stream.publish(1, 0, 30, 1024, 1000);
  stream.read(1, 1100);
  stream.publish(2, 1, 1024, 30, 1200);
  stream.read(2, 1500);
  stream.publish(3, 0, 30, 1024, 1600);
  stream.read(3, 1700);  // a request, no reply
  EXPECT_EQ(stream.metrics.round_trip().count(), 1u);
  EXPECT_EQ(stream.metrics.round_trip().max(), 500u);
}

TEST(MessageMetrics, EqualAddressesAreToldApartByDirection) {
  Stream stream;
  stream.publish(1, 1, 1024, 1024, 10);
  stream.publish(2, 0, 1024, 1024, 30);
  stream.read(2, 70);
  EXPECT_EQ(stream.metrics.round_trip().max(), 60u);
}

TEST(MessageMetrics, RepliesAreMatchedInOrderPerPair) {
  Stream stream;
  stream.publish(1, 1, 1, 9, 100, 1);
  stream.publish(2, 1, 2, 9, 200, 2);
  stream.publish(3, 1, 1, 9, 300, 3);
  stream.publish(4, 0, 9, 1, 1000, 4);  // answers 1
  stream.publish(5, 0, 9, 2, 1000, 5);  // answers 2
  stream.publish(6, 0, 9, 1, 1000, 6);  // answers 3
  stream.publish(7, 0, 9, 1, 1000, 7);  // answers nothing
  for (std::uint32_t i = 4; i <= 7; ++i) stream.read(i, 1000);
  EXPECT_EQ(stream.metrics.round_trip().count(), 3u);
  EXPECT_EQ(stream.metrics.round_trip().max(), 900u);
  EXPECT_EQ(stream.metrics.round_trip().percentile(500), 800u);
  EXPECT_EQ(stream.metrics.round_trip().min(), 700u);
}

TEST(MessageMetrics, ARequestThatWasDroppedOrLostIsNotAnswered) {
  Stream stream;
  stream.publish(1, 1, 1, 2, 100, 1);
  stream.publish(2, 1, 1, 2, 200, 2);
  stream.publish(3, 1, 1, 2, 300, 3);
  stream.give_back(1, 350);
  stream.lose(2, 360);
  stream.publish(4, 0, 2, 1, 400, 4);
  stream.read(4, 500);
  EXPECT_EQ(stream.metrics.round_trip().count(), 1u);
  EXPECT_EQ(stream.metrics.round_trip().max(), 200u);
}

TEST(MessageMetrics, AReplyThatWasNotReadMakesNoRoundTrip) {
  Stream stream;
  stream.publish(1, 1, 1, 2, 100);
  stream.read(1, 110);
  stream.publish(2, 0, 2, 1, 200);
  stream.give_back(2, 300);
  EXPECT_EQ(stream.metrics.round_trip().count(), 0u);
  stream.expect(2, 1, 0, 1, 0);
}

TEST(MessageMetrics, NameServiceIsNotCounted) {
  Stream stream;
  stream.publish(1, 0, 1024, 53, 100);
  stream.read(1, 200);
  stream.publish(2, 1, 53, 1024, 300);
  stream.give_back(2, 400);
  stream.expect(0, 0, 0, 0, 0);
  EXPECT_EQ(stream.metrics.remote_to_host().count(), 0u);
}

TEST(MessageMetrics, LinksDoNotMix) {
  Stream stream;
  stream.publish(1, 1, 1, 2, 100);
  stream.publish(2, 2, 2, 1, 200);  // link 1, remote to host
  stream.read(2, 300);
  EXPECT_EQ(stream.metrics.round_trip().count(), 0u);
}

TEST(MessageMetrics, AHeadMayBeUsedAgainWhileItsMessageIsHeld) {
  Stream stream;
  stream.publish(1, 0, 1, 2, 100, 7);
  stream.publish(2, 0, 1, 2, 200, 7);
  stream.expect(2, 0, 2, 0, 0);
  stream.read(1, 300);
  stream.give_back(2, 400);
  stream.expect(2, 1, 0, 1, 0);
  EXPECT_EQ(stream.metrics.remote_to_host().max(), 200u);
}

TEST(MessageMetrics, AnEndlessOneWayStreamStaysBounded) {
  Stream stream;
  const auto many = static_cast<std::uint32_t>(MessageMetrics::kMaximumOpenRequests);
  for (std::uint32_t i = 1; i <= many + 1; ++i) {
    stream.publish(i, 1, 1, 2, i);
    stream.read(i, i);
  }
  stream.publish(many + 2, 0, 2, 1, many + 2);
  stream.read(many + 2, many + 3);
  EXPECT_EQ(stream.metrics.round_trip().count(), 0u);
  stream.expect(many + 2, many + 2, 0, 0, 0);
}

TEST(MessageMetrics, PairsAreBounded) {
  Stream stream;
  const auto many = static_cast<std::uint32_t>(MessageMetrics::kMaximumPairs);
  for (std::uint32_t i = 1; i <= many + 1; ++i)
    stream.publish(i, 1, 100 + i, 2, i, static_cast<std::uint16_t>(i));
  stream.publish(many + 2, 0, 2, 100 + many, 5000, 0);
  stream.publish(many + 3, 0, 2, 100 + many + 1, 5000, 1);
  stream.read(many + 2, 6000);
  stream.read(many + 3, 6000);
  EXPECT_EQ(stream.metrics.round_trip().count(), 1u);
}

TEST(MessageMetrics, DoorbellsAndInterruptsPerSource) {
  MessageMetrics metrics;
  const Event events[] = {
      {1, EventKind::kMuTransmit, 3, 1, 0, 0},       {2, EventKind::kMuGeneral, 3, 0, 0, 0},
      {3, EventKind::kMuTransmit, 9, 1, 0, 0},       {4, EventKind::kMuArrive, 9, 1, 0, 0},
      {5, EventKind::kInterruptEnter, 0, 113, 0, 0}, {6, EventKind::kInterruptExit, 0, 113, 0, 0},
  };
  metrics.consume(events, std::size(events));
  EXPECT_EQ(metrics.doorbells(3), 2u);
  EXPECT_EQ(metrics.doorbells(9), 1u);
  EXPECT_EQ(metrics.doorbells(0), 0u);
  EXPECT_EQ(metrics.interrupts(0), 1u);
  EXPECT_EQ(metrics.interrupts(9), 0u);
}

}  // namespace
}  // namespace rpmsg_sim
