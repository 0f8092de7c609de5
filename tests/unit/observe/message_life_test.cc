// Stages of one message: they add up whatever was and was not observed.
#include "models/observe/message_life.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace rpmsg_sim {
namespace {

MessageLife empty_life() {
  MessageLife life;
  life.number = 1;
  life.at.fill(kNever);
  return life;
}

void set(MessageLife& life, Moment moment, Picoseconds time, CoreShares sender = {},
         CoreShares receiver = {}) {
  life.at[index_of(moment)] = time;
  life.sender[index_of(moment)] = sender;
  life.receiver[index_of(moment)] = receiver;
}

MessageLife full_life() {
  MessageLife life = empty_life();
  for (std::size_t i = 0; i < kMoments; ++i) set(life, static_cast<Moment>(i), 100 + 10 * i * i);
  return life;
}

TEST(MessageLife, AStageLastsFromOneMomentToTheNext) {
  const StageRow row = stages_of(full_life());
  for (std::size_t i = 0; i < kStages; ++i) EXPECT_EQ(row[i].total(), 10 * (2 * i + 1)) << stage_name(i);
}

TEST(MessageLife, WhatWasNotObservedIsEmptyAndItsTimeGoesToTheStageBehind) {
  MessageLife life = full_life();
  for (const Moment missing : {Moment::kDoorbell, Moment::kLine, Moment::kHandler})
    life.at[index_of(missing)] = kNever;
  const StageRow row = stages_of(life);
  EXPECT_EQ(row[index_of(Moment::kIndex)].total(), 0u);
  EXPECT_EQ(row[index_of(Moment::kDoorbell)].total(), 0u);
  EXPECT_EQ(row[index_of(Moment::kLine)].total(), 0u);
  EXPECT_EQ(row[index_of(Moment::kHandler)].total(),
            life.time_of(Moment::kRing) - life.time_of(Moment::kIndex));
}

TEST(MessageLife, AnUnseenBufferBeginsWithThePayloadAndAnUnseenPayloadWithTheIndex) {
  MessageLife life = full_life();
  life.at[index_of(Moment::kBuffer)] = kNever;
  EXPECT_EQ(stages_of(life)[0].total(), 0u);
  life.at[index_of(Moment::kPayload)] = kNever;
  EXPECT_EQ(stages_of(life)[1].total(), 0u);
}

TEST(MessageLife, TimeIsDividedByTheTotalsOfTheCoreAtWork) {
  MessageLife life = empty_life();
  set(life, Moment::kBuffer, 1000, {500, 0});
  set(life, Moment::kPayload, 1100, {560, 0});
  set(life, Moment::kIndex, 1110, {560, 0}, {0, 0});
  set(life, Moment::kRing, 1310, {}, {30, 100});
  set(life, Moment::kRead, 1400, {}, {120, 100});
  const StageRow row = stages_of(life);
  EXPECT_EQ(row[0].waiting, 60u);
  EXPECT_EQ(row[0].executing, 40u);
  EXPECT_EQ(row[5].waiting, 30u);
  EXPECT_EQ(row[5].idle, 100u);
  EXPECT_EQ(row[5].executing, 70u);
  EXPECT_EQ(row[6].waiting, 90u);
  EXPECT_EQ(row[6].executing, 0u);
}

TEST(MessageLife, TheCrossingIsNobodysWork) {
  const StageRow row = stages_of(full_life());
  EXPECT_EQ(row[index_of(Moment::kDoorbell)].idle, row[index_of(Moment::kDoorbell)].total());
}

TEST(MessageLife, QueueingEndsWhenTheReceiverIsFree) {
  MessageLife life = empty_life();
  set(life, Moment::kIndex, 1000);
  set(life, Moment::kLine, 1100);
  set(life, Moment::kHandler, 1200);
  set(life, Moment::kRing, 1400, {}, {70, 0});
  set(life, Moment::kRead, 1500, {}, {70, 0});
  life.receiver_free = 1300;
  life.receiver_when_free = {50, 0};
  const StageRow row = stages_of(life);
  EXPECT_EQ(row[index_of(Moment::kLine)].queueing, 100u);
  EXPECT_EQ(row[index_of(Moment::kHandler)].queueing, 100u);
  EXPECT_EQ(row[index_of(Moment::kHandler)].waiting, 20u);
  EXPECT_EQ(row[index_of(Moment::kHandler)].executing, 80u);
  EXPECT_EQ(row[index_of(Moment::kRing)].queueing, 0u);
}

TEST(MessageLife, LastIsTheLastMomentThatWasObserved) {
  MessageLife life = empty_life();
  set(life, Moment::kIndex, 5);
  EXPECT_EQ(life.last(), Moment::kIndex);
  set(life, Moment::kLine, 7);
  EXPECT_EQ(life.last(), Moment::kLine);
  EXPECT_STREQ(moment_text(life.last()), "line raised");
}

// Any times in any order, any of them missing: one way is what the messages' own times say, and the parts of
// every stage are the stage.
TEST(MessageLife, StagesAlwaysAddUp) {
  std::mt19937 random(7);
  const auto number = [&random](std::uint64_t below) { return random() % below; };
  for (int round = 0; round < 20000; ++round) {
    MessageLife life = empty_life();
    for (std::size_t i = 0; i < kMoments; ++i) {
      const bool required = i == index_of(Moment::kIndex) || i == index_of(Moment::kRead);
      if (!required && number(3) == 0) continue;
      set(life, static_cast<Moment>(i), number(1000), {number(500), number(500)}, {number(500), number(500)});
    }
    if (number(2) == 0) life.receiver_free = number(1000);
    life.receiver_when_free = {number(500), number(500)};
    const StageRow row = stages_of(life);
    Picoseconds one_way = 0;
    Picoseconds behind = 0;
    for (std::size_t i = 0; i < kStages; ++i) {
      ASSERT_LE(row[i].total(), 1000u);
      if (i >= kFirstOneWayStage && i < kEndOfOneWayStages) one_way += row[i].total();
      if (i >= kFirstOneWayStage) behind += row[i].total();
    }
    const Picoseconds index = life.time_of(Moment::kIndex);
    const Picoseconds read = std::max(life.time_of(Moment::kRead), index);
    ASSERT_EQ(one_way, read - index) << "round " << round;
    const Picoseconds back =
        life.reached(Moment::kReturn) ? std::max(life.time_of(Moment::kReturn), read) : read;
    ASSERT_EQ(behind, back - index) << "round " << round;
  }
}

// Lives without gaps take a short way, which must lead to the same place as the long one.
TEST(MessageLife, TheShortWayDividesLikeTheLongOne) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    MessageLife life = empty_life();
    Picoseconds time = 0;
    for (std::size_t i = 0; i <= index_of(Moment::kRead); ++i) {
      time += random() % 100;
      set(life, static_cast<Moment>(i), time, {random() % 500, random() % 500},
          {random() % 500, random() % 500});
    }
    const StageRow shorter = stages_of(life);
    set(life, Moment::kReturn, time);
    const StageRow longer = stages_of(life);
    for (std::size_t i = 0; i < kStages; ++i) {
      ASSERT_EQ(shorter[i].executing, longer[i].executing) << stage_name(i);
      ASSERT_EQ(shorter[i].waiting, longer[i].waiting) << stage_name(i);
      ASSERT_EQ(shorter[i].queueing, longer[i].queueing) << stage_name(i);
      ASSERT_EQ(shorter[i].idle, longer[i].idle) << stage_name(i);
    }
  }
}

TEST(CoreTimes, AWaitThatGoesOnCountsUpToTheMoment) {
  CoreTimes times;
  times.count_wait(100, 300);
  EXPECT_EQ(times_at(times, 100).waited, 0u);
  EXPECT_EQ(times_at(times, 180).waited, 80u);
  EXPECT_EQ(times_at(times, 300).waited, 200u);
  EXPECT_EQ(times_at(times, 900).waited, 200u);
}

TEST(CoreTimes, ASleepThatGoesOnCountsUpToTheMoment) {
  CoreTimes times;
  times.fall_asleep(1000);
  EXPECT_EQ(times_at(times, 900).asleep, 0u);
  EXPECT_EQ(times_at(times, 1500).asleep, 500u);
  times.wake(1600);
  EXPECT_EQ(times_at(times, 2000).asleep, 600u);
}

}  // namespace
}  // namespace rpmsg_sim
