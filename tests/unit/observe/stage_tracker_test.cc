// Which observation gives which moment of a message.
#include "models/observe/stage_tracker.h"

#include <gtest/gtest.h>

#include <random>

#include "models/observe/message_metrics.h"
#include "tests/unit/observe/ring_bench.h"

namespace rpmsg_sim {
namespace {

using testing_support::Geometry;
using testing_support::kHost;
using testing_support::kRemote;
using testing_support::RingBench;

constexpr SourceId kHostSide = 5;
constexpr SourceId kRemoteSide = 6;
constexpr std::uint32_t kHostInterrupt = 88;
constexpr std::uint32_t kRemoteInterrupt = 97;
constexpr std::uint32_t kRemoteException = 16 + kRemoteInterrupt;
constexpr std::uint32_t kSysTick = 15;
constexpr std::uint32_t kIrqVector = 5;

struct Cores {
  CoreTimes host;
  CoreTimes remote;
};

StageTracker tracker_for(const Cores& cores) {
  StageTracker tracker;
  tracker.add_core({kHost, "a", &cores.host, {kHostSide}, true, [] { return std::uint64_t{0x1234}; }});
  tracker.add_core({kRemote, "m", &cores.remote, {kRemoteSide}, false, {}});
  return tracker;
}

class StageTrackerTest : public testing::Test {
 protected:
  explicit StageTrackerTest(const Geometry& geometry = {})
      : tracker(tracker_for(cores)), bench(geometry, &tracker) {
    bench.log.add_sink(metrics);
    bench.prime();
  }

  // Each access and each event takes 1 ps of the bench's clock.
  Picoseconds emit(EventKind kind, SourceId source, std::uint32_t a = 0) {
    bench.log.emit(++bench.now, kind, source, a);
    return bench.now;
  }
  Picoseconds ring_remote() {
    emit(EventKind::kMuTransmit, kHostSide, 1);
    const Picoseconds rung = bench.now;
    bench.now += 75;
    emit(EventKind::kMuArrive, kRemoteSide, 1);
    emit(EventKind::kLineRise, kRemoteSide, kRemoteInterrupt);
    return rung;
  }
  void read_entry(SourceId core, unsigned ring, unsigned slot) {
    const bool used = core == kHost;
    bench.read(core, used ? bench.used(ring) + 4 + 8 * slot : bench.avail(ring) + 4 + 2 * slot, used ? 4 : 2);
  }
  // Moments of the only message under way.
  MessageLife message() const {
    const std::vector<MessageLife> lives = tracker.under_way();
    return lives.size() == 1 ? lives.front() : MessageLife{};
  }
  const StageBudget& budget(const std::string& name) const {
    for (const StageTracker::Direction& direction : tracker.directions()) {
      if (direction.name == name) return direction.budget;
    }
    ADD_FAILURE() << name;
    return tracker.directions().front().budget;
  }
  std::uint64_t stage_sum(const std::string& direction, Moment begin) const {
    return budget(direction).stage(index_of(begin)).time.sum();
  }
  void expect_sums_of_events() {
    bench.log.flush();
    std::uint64_t count = 0;
    std::uint64_t sum = 0;
    for (const StageTracker::Direction& direction : tracker.directions()) {
      std::uint64_t stages = 0;
      for (std::size_t i = kFirstOneWayStage; i < kEndOfOneWayStages; ++i)
        stages += direction.budget.stage(i).time.sum();
      EXPECT_EQ(stages, direction.budget.one_way().total.sum());
      count += direction.budget.one_way().total.count();
      sum += direction.budget.one_way().total.sum();
    }
    EXPECT_EQ(count, metrics.host_to_remote().count() + metrics.remote_to_host().count());
    EXPECT_EQ(sum, metrics.host_to_remote().sum() + metrics.remote_to_host().sum());
  }

  Cores cores;
  StageTracker tracker;
  RingBench bench;
  MessageMetrics metrics;
};

TEST_F(StageTrackerTest, DirectionsAreNamedByTheCores) {
  ASSERT_EQ(tracker.directions().size(), 2u);
  EXPECT_EQ(tracker.directions()[0].name, "m_to_a");
  EXPECT_EQ(tracker.directions()[1].name, "a_to_m");
}

TEST_F(StageTrackerTest, EveryMomentOfAMessageToTheRemote) {
  const Picoseconds first_write = bench.now + 1;
  bench.write_message(kHost, bench.buffer(1, 0), 1, 2, 8);
  const Picoseconds last_write = bench.now;
  bench.now += 10;
  bench.write_desc(1, 0, bench.buffer(1, 0), 24, 0);
  bench.push_avail(1, 0);
  const Picoseconds index = bench.now;
  EXPECT_EQ(message().last(), Moment::kIndex);
  const Picoseconds rung = ring_remote();
  const Picoseconds line = bench.now;
  const Picoseconds handler = emit(EventKind::kInterruptEnter, kRemote, kRemoteException);
  read_entry(kRemote, 1, 0);
  const Picoseconds entry = bench.now;
  const MessageLife life = message();
  EXPECT_EQ(life.number, 1u);
  EXPECT_EQ(life.ring, 1u);
  EXPECT_EQ(life.length, 8u);
  EXPECT_EQ(life.time_of(Moment::kBuffer), first_write);
  EXPECT_EQ(life.time_of(Moment::kPayload), last_write);
  EXPECT_EQ(life.time_of(Moment::kIndex), index);
  EXPECT_EQ(life.time_of(Moment::kDoorbell), rung);
  EXPECT_EQ(life.time_of(Moment::kLine), line);
  EXPECT_EQ(life.time_of(Moment::kHandler), handler);
  EXPECT_EQ(life.time_of(Moment::kRing), entry);
  EXPECT_EQ(life.last(), Moment::kRing);

  bench.read_message(kRemote, bench.buffer(1, 0), 8);
  EXPECT_TRUE(tracker.under_way().empty());
  EXPECT_EQ(budget("a_to_m").life().count(), 0u);
  bench.remote_return(0);
  const Picoseconds returned = bench.now;
  EXPECT_EQ(budget("a_to_m").life().sum(), returned - first_write);
  EXPECT_EQ(stage_sum("a_to_m", Moment::kIndex), rung - index);
  EXPECT_EQ(stage_sum("a_to_m", Moment::kLine), handler - line);
  EXPECT_EQ(budget("m_to_a").one_way().total.count(), 0u);
  expect_sums_of_events();
}

TEST_F(StageTrackerTest, TheRemoteHasItsBufferWhenItReadsTheEntryThatOffersIt) {
  read_entry(kRemote, 0, 2);  // priming offered descriptor 2 there
  const Picoseconds acquired = bench.now;
  bench.now += 20;
  bench.remote_send(2, 2, 1, 4);
  EXPECT_EQ(message().time_of(Moment::kBuffer), acquired);
  emit(EventKind::kMuTransmit, kRemoteSide, 1);
  bench.now += 75;
  emit(EventKind::kMuArrive, kHostSide, 1);
  emit(EventKind::kLineRise, kHostSide, kHostInterrupt);
  emit(EventKind::kInterruptEnter, kHost, kIrqVector);  // an A core has one vector for all
  read_entry(kHost, 0, 0);
  EXPECT_EQ(message().last(), Moment::kRing);
  EXPECT_TRUE(message().reached(Moment::kHandler));
  bench.read_message(kHost, bench.buffer(0, 2), 4);
  bench.host_return(2);
  EXPECT_EQ(budget("m_to_a").one_way().total.count(), 1u);
  EXPECT_EQ(budget("m_to_a").life().count(), 1u);
  expect_sums_of_events();
}

TEST_F(StageTrackerTest, TheHostHasItsBufferWhenItReadsTheEntryThatReturnsIt) {
  bench.host_send(1, 1, 2, 4);
  bench.read_message(kRemote, bench.buffer(1, 1), 4);
  bench.remote_return(1);
  read_entry(kHost, 1, 0);
  const Picoseconds acquired = bench.now;
  bench.host_send(1, 1, 2, 4);
  EXPECT_EQ(message().time_of(Moment::kBuffer), acquired);
}

TEST_F(StageTrackerTest, APolledMessageHasNoDoorbellLineAndHandler) {
  bench.host_send(0, 1, 2, 4);
  read_entry(kRemote, 1, 0);
  ring_remote();  // too late to be the reason
  bench.read_message(kRemote, bench.buffer(1, 0), 4);
  const StageBudget& figures = budget("a_to_m");
  for (const Moment begin : {Moment::kIndex, Moment::kDoorbell, Moment::kLine}) {
    EXPECT_EQ(figures.stage(index_of(begin)).empty, 1u);
    EXPECT_EQ(figures.stage(index_of(begin)).time.count(), 1u);
    EXPECT_EQ(figures.stage(index_of(begin)).time.max(), 0u);
  }
  EXPECT_EQ(figures.stage(index_of(Moment::kHandler)).empty, 0u);
  expect_sums_of_events();
}

TEST_F(StageTrackerTest, OneDoorbellForTwoMessagesAndTheSecondQueues) {
  bench.host_send(0, 1, 2, 4);
  bench.host_send(1, 1, 2, 4);
  const Picoseconds rung = ring_remote();
  ASSERT_EQ(tracker.under_way().size(), 2u);
  for (const MessageLife& life : tracker.under_way()) EXPECT_EQ(life.time_of(Moment::kDoorbell), rung);
  emit(EventKind::kInterruptEnter, kRemote, kRemoteException);
  read_entry(kRemote, 1, 0);
  bench.read_message(kRemote, bench.buffer(1, 0), 4);
  bench.now += 500;
  bench.remote_return(0);
  EXPECT_EQ(budget("a_to_m").one_way().queueing.max(), 0u);
  const Picoseconds free = bench.now;
  const Picoseconds line = message().time_of(Moment::kLine);
  read_entry(kRemote, 1, 1);
  bench.read_message(kRemote, bench.buffer(1, 1), 4);
  EXPECT_EQ(budget("a_to_m").one_way().queueing.max(), free - line);
  expect_sums_of_events();
}

TEST_F(StageTrackerTest, ALineThatIsHighAlreadyCountsFromTheArrival) {
  bench.host_send(0, 1, 2, 4);
  ring_remote();
  bench.host_send(1, 1, 2, 4);
  emit(EventKind::kMuTransmit, kHostSide, 2);
  EXPECT_FALSE(tracker.under_way()[1].reached(Moment::kLine));
  bench.now += 75;
  const Picoseconds arrived = emit(EventKind::kMuArrive, kRemoteSide, 2);
  EXPECT_EQ(tracker.under_way()[1].time_of(Moment::kLine), arrived);
}

TEST_F(StageTrackerTest, ALineThatRisesForSomethingElseIsNotTheMessages) {
  bench.host_send(0, 1, 2, 4);
  emit(EventKind::kMuTransmit, kHostSide, 1);
  emit(EventKind::kLineRise, kRemoteSide, kRemoteInterrupt);  // before the word has crossed
  EXPECT_FALSE(message().reached(Moment::kLine));
  emit(EventKind::kLineFall, kRemoteSide, kRemoteInterrupt);
  emit(EventKind::kMuArrive, kRemoteSide, 1);  // and its interrupt is not enabled
  EXPECT_FALSE(message().reached(Moment::kLine));
}

TEST_F(StageTrackerTest, AnotherHandlerIsNotTheMessages) {
  bench.host_send(0, 1, 2, 4);
  ring_remote();
  emit(EventKind::kInterruptEnter, kRemote, kSysTick);
  emit(EventKind::kInterruptEnter, kHost, kIrqVector);
  EXPECT_FALSE(message().reached(Moment::kHandler));
  emit(EventKind::kInterruptEnter, kRemote, kRemoteException);
  EXPECT_TRUE(message().reached(Moment::kHandler));
}

TEST_F(StageTrackerTest, TheOtherCoresDoorbellIsNotTheMessages) {
  bench.host_send(0, 1, 2, 4);
  emit(EventKind::kMuTransmit, kRemoteSide, 1);
  EXPECT_FALSE(message().reached(Moment::kDoorbell));
}

TEST_F(StageTrackerTest, WaitingIsWhatTheCoreAtWorkSays) {
  bench.host_send(0, 1, 2, 4);
  const Picoseconds index = bench.now;
  cores.remote.count_wait(index, index + 1);
  bench.now += 400;
  cores.remote.count_wait(bench.now, bench.now + 200);
  bench.now += 300;
  read_entry(kRemote, 1, 0);
  bench.read_message(kRemote, bench.buffer(1, 0), 4);
  EXPECT_EQ(budget("a_to_m").one_way().waiting.max(), 201u);
  expect_sums_of_events();
}

TEST_F(StageTrackerTest, NameServiceIsFollowedButNotCounted) {
  bench.remote_send(0, 2, 53, 40);
  EXPECT_EQ(message().number, 1u);
  bench.read_message(kHost, bench.buffer(0, 0), 40);
  bench.host_return(0);
  EXPECT_EQ(budget("m_to_a").one_way().total.count(), 0u);
}

TEST_F(StageTrackerTest, MessagesThatEndUnreadAreKept) {
  bench.host_send(0, 1, 2, 4);
  bench.remote_return(0);
  bench.host_send(1, 1, 2, 4);
  bench.clear(kHost, bench.base(1), bench.ring_size(), 2);
  ASSERT_EQ(tracker.ended_unread().size(), 2u);
  EXPECT_EQ(tracker.ended_unread()[0].number, 1u);
  EXPECT_TRUE(tracker.ended_unread()[0].reached(Moment::kReturn));
  EXPECT_EQ(tracker.ended_unread()[1].number, 2u);
  EXPECT_FALSE(tracker.ended_unread()[1].reached(Moment::kReturn));
  EXPECT_TRUE(tracker.under_way().empty());
  EXPECT_EQ(budget("a_to_m").one_way().total.count(), 0u);
}

TEST_F(StageTrackerTest, TheSlowestMessageIsKept) {
  for (const Picoseconds delay : {Picoseconds{50}, Picoseconds{500}, Picoseconds{5}}) {
    bench.host_send(0, 1, 2, 4);
    bench.now += delay;
    bench.read_message(kRemote, bench.buffer(1, 0), 4);
    bench.remote_return(0);
  }
  EXPECT_EQ(tracker.slowest().number, 2u);
}

TEST_F(StageTrackerTest, AnIndexSaysWhereItWasWritten) {
  bench.observer.on_write_ahead(kHost, bench.avail(1) + 2, 2, bench.now);
  bench.host_send(0, 1, 2, 4);
  EXPECT_EQ(message().program_counter, 0x1234u);
}

// Far more messages than any table has room for, without a doorbell and then with one.
TEST_F(StageTrackerTest, NothingGrowsWithTheNumberOfMessages) {
  for (unsigned i = 0; i < 1000; ++i) {
    const auto head = static_cast<std::uint16_t>(i % bench.geometry.count);
    bench.host_send(head, 1, 2, 4);
    if (i % 7 == 0) ring_remote();
    bench.read_message(kRemote, bench.buffer(1, head), 4);
    bench.remote_return(head);
  }
  EXPECT_EQ(budget("a_to_m").life().count(), 1000u);
  expect_sums_of_events();
}

// What a random world does adds up like the events say, message by message and in sum.
TEST_F(StageTrackerTest, SumsAreThoseOfTheEventsInARandomWorld) {
  std::mt19937 random(11);
  std::vector<std::uint16_t> waiting[2];
  std::vector<std::uint16_t> free[2] = {{0, 1, 2, 3}, {0, 1, 2, 3}};
  for (int step = 0; step < 20000; ++step) {
    const unsigned ring = random() % 2;
    const SourceId sender = ring == 1 ? kHost : kRemote;
    const SourceId side = ring == 1 ? kHostSide : kRemoteSide;
    const SourceId peer_side = ring == 1 ? kRemoteSide : kHostSide;
    const SourceId receiver = ring == 1 ? kRemote : kHost;
    bench.now += random() % 50;
    switch (random() % 6) {
      case 0:
      case 1:
        if (free[ring].empty()) break;
        waiting[ring].push_back(free[ring].back());
        free[ring].pop_back();
        if (ring == 1) {
          bench.host_send(waiting[ring].back(), 1, 2, 8);
        } else {
          bench.remote_send(waiting[ring].back(), 2, 1, 8);
        }
        break;
      case 2:
        emit(EventKind::kMuTransmit, side, 1);
        break;
      case 3:
        emit(EventKind::kMuArrive, peer_side, 1);
        emit(random() % 2 == 0 ? EventKind::kLineRise : EventKind::kLineFall, peer_side, kRemoteInterrupt);
        break;
      case 4:
        emit(EventKind::kInterruptEnter, receiver, kRemoteException);
        break;
      default:
        if (waiting[ring].empty()) break;
        const std::uint16_t head = waiting[ring].front();
        waiting[ring].erase(waiting[ring].begin());
        free[ring].push_back(head);
        read_entry(receiver, ring, random() % 4);
        if (random() % 5 != 0) bench.read_message(receiver, bench.buffer(ring, head), 8);
        (ring == 1 ? cores.remote : cores.host).count_wait(bench.now, bench.now + random() % 30);
        if (ring == 1) {
          bench.remote_return(head);
        } else {
          bench.host_return(head);
        }
    }
    (void)sender;
  }
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{});
  EXPECT_GT(budget("a_to_m").one_way().total.count(), 1000u);
  EXPECT_GT(budget("m_to_a").one_way().total.count(), 1000u);
  expect_sums_of_events();
}

// ---- Notes on buffers

TEST(BufferNotes, FirstAndLastWriteAcrossGranules) {
  BufferNotes notes;
  notes.written(1, 0x1010, {50, {}});
  notes.written(1, 0x1050, {70, {}});
  notes.written(1, 0x1000, {60, {}});
  const BufferNotes::Note note = notes.take(1, 0x1000, 0x1060);
  EXPECT_EQ(note.first.time, 50u);
  EXPECT_EQ(note.last.time, 70u);
  EXPECT_EQ(notes.take(1, 0x1000, 0x1060).first.time, kNever);
}

TEST(BufferNotes, WhatTheOtherCoreWroteIsForgotten) {
  BufferNotes notes;
  notes.written(2, 0x1000, {10, {}});
  EXPECT_EQ(notes.take(1, 0x1000, 0x1010).first.time, kNever);
  notes.written(1, 0x1000, {20, {}});
  EXPECT_EQ(notes.take(1, 0x1000, 0x1010).first.time, 20u);
}

TEST(BufferNotes, WithTheBufferWhatWasWrittenBeforeIsForgotten) {
  BufferNotes notes;
  notes.written(1, 0x1000, {10, {}});
  notes.acquired(1, 0x1000, {30, {}});
  const BufferNotes::Note note = notes.take(1, 0x1000, 0x1010);
  EXPECT_EQ(note.first.time, 30u);
  EXPECT_EQ(note.last.time, kNever);
}

TEST(BufferNotes, MemoryIsBounded) {
  BufferNotes notes;
  for (std::uint64_t page = 0; page < 2 * BufferNotes::kMaximumPages; ++page)
    notes.written(1, page << 16, {page, {}});
  const std::uint64_t last = (2 * BufferNotes::kMaximumPages - 1) << 16;
  EXPECT_EQ(notes.take(1, last, last + 8).first.time, kNever);
  notes.written(1, ~std::uint64_t{0} - 7, {5, {}});
  EXPECT_EQ(notes.take(1, 0x10000, 0x10008).first.time, 1u);
}

}  // namespace
}  // namespace rpmsg_sim
