// Times whose right values are computed by hand, on scripted cores (tests/unit/core/bench.h).
#include "models/core/conductor.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <utility>

#include "tests/unit/core/bench.h"

namespace rpmsg_sim {
namespace {

constexpr std::uint64_t kOneGhz = 1'000'000'000;
constexpr std::uint64_t kFourHundredMhz = 400'000'000;

TEST(Conductor, TwoCoresWriteOneBankAtTheSameTimeInPlatformOrder) {
  Bench bench;
  ScriptedExecutor& first =
      bench.add_core(kOneGhz, {{0, {compute(100), write(kDdr, 1), note(), read(kDdr), note()}}});
  ScriptedExecutor& second = bench.add_core(kOneGhz, {{0, {compute(100), write(kDdr, 2), note()}}});
  bench.run();
  // Both arrive at 100 ns. core0 is granted at once and pays 2 ns for the issue; core1 gets the bank when
  // core0's access has left it, 60 ns later, and goes on.
  EXPECT_EQ(first.noted().at(0).time, 102'000u);
  EXPECT_EQ(second.noted().at(0).time, 160'000u);
  // core0's read arrives at 102 ns, waits for core1's write until 220 ns and takes 135 ns: it sees core1's
  // value.
  EXPECT_EQ(first.noted().at(1).time, 355'000u);
  EXPECT_EQ(first.noted().at(1).value, 2u);
  EXPECT_EQ(bench.interconnect.statistics(0).waited, 118'000u);
  EXPECT_EQ(bench.interconnect.statistics(1).waited, 60'000u);
}

TEST(Conductor, ASharedReadSeesEveryWriteBeforeItAndNoneAfter) {
  Bench bench;
  bench.add_core(kOneGhz, {{0, {compute(1000), write(kDdr, 1), compute(1000), write(kDdr, 2)}}});
  ScriptedExecutor& reader =
      bench.add_core(kFourHundredMhz, {{0,
                                        {compute(398), read(kDdr), note(), compute(10), read(kDdr), note(),
                                         compute(800), read(kDdr), note()}}});
  bench.run();
  // Reads arrive at 995, 1157.5 and 3297.5 ns; writes take effect at 1000 and 2002 ns.
  EXPECT_EQ(reader.noted().at(0).value, 0u);
  EXPECT_EQ(reader.noted().at(1).value, 1u);
  EXPECT_EQ(reader.noted().at(2).value, 2u);
}

TEST(Conductor, AnInterruptIsTakenInTheMiddleOfALongPrivateComputation) {
  Bench bench;
  ScriptedExecutor& worker = bench.add_core(
      kFourHundredMhz,
      {{0, {compute(1'000'000), note()}}, {kHandler, {read(kDoorbell + 0x10), note(), give_back()}}});
  bench.add_core(kOneGhz, {{0, {compute(5000), write(kDoorbell, 1)}}});
  bench.run();
  // Written at 5000 ns, at the device at 5060 ns, line at 5135 ns: that is cycle 2054 of the 400 MHz core.
  // Entry 12 cycles, then 190 ns for the read.
  const auto entered = bench.recorder.of(EventKind::kInterruptEnter);
  ASSERT_EQ(entered.size(), 1u);
  EXPECT_EQ(entered[0].time, (2054u + 12u) * 2'500u);
  EXPECT_EQ(worker.noted().at(0).time, 2066u * 2'500u + 190'000u);
  EXPECT_EQ(worker.noted().at(0).value, 1u);
  // The computation loses exactly entry, handler and exit.
  EXPECT_EQ(worker.noted().at(1).time, (1'000'000u + 12u + 76u + 10u) * 2'500u);
}

TEST(Conductor, AnInterruptThatRisesAtACyclesTimeIsTakenAtThatCycle) {
  Bench bench;
  bench.add_core(kOneGhz, {{0, {compute(1'000'000)}}, {kHandler, {read(kDoorbell + 0x10), give_back()}}});
  bench.add_core(kOneGhz, {{0, {compute(1000), write(kDoorbell, 1)}}});
  bench.run();
  const auto entered = bench.recorder.of(EventKind::kInterruptEnter);
  ASSERT_EQ(entered.size(), 1u);
  EXPECT_EQ(entered[0].time, 1'000'000u + 60'000u + 75'000u + 12'000u);
}

TEST(Conductor, AnInterruptInTheMiddleOfACopyWaitsForTheAccessUnderWay) {
  Bench bench;
  Program copy;
  for (unsigned word = 0; word < 496 / 4; ++word) copy.push_back(read(kDdr + 4 * word));
  bench.add_core(kFourHundredMhz, {{0, copy}, {kHandler, {read(kDoorbell + 0x10), give_back()}}});
  bench.add_core(kOneGhz, {{0, {compute(5000), write(kDoorbell, 1)}}});
  bench.run();
  // A read takes 135 ns, 54 cycles. The line rises at 5135 ns; the read that began at 5130 ns ends at 5265
  // ns.
  const auto entered = bench.recorder.of(EventKind::kInterruptEnter);
  ASSERT_EQ(entered.size(), 1u);
  EXPECT_EQ(entered[0].time, 5'265'000u + 12u * 2'500u);
  // All 124 words were read, none twice.
  EXPECT_EQ(bench.interconnect.statistics(0).reads, 124u + 1u);
}

TEST(Conductor, AnInterruptBetweenADeviceWriteAndTheNextBlockComesAfterTheWrite) {
  Bench bench;
  bench.add_core(kFourHundredMhz, {{0, {compute(2000), write(kDoorbell + 4, 1), compute(1000)}},
                                   {kHandler, {read(kDoorbell + 0x10), give_back()}}});
  bench.add_core(kOneGhz, {{0, {compute(4940), write(kDoorbell, 1), compute(2000)}},
                           {kHandler, {read(kDoorbell + 0x14), give_back()}}});
  bench.run();
  // core0 issues its write at 5000 ns; it is at the device at 5060 ns and lets the core go on at 5092 ns,
  // cycle 2037. core0's own line rises at 5075 ns, in between.
  const auto entered = bench.recorder.of(EventKind::kInterruptEnter);
  ASSERT_EQ(entered.size(), 2u);
  EXPECT_EQ(entered[0].source, bench.cores[0]->source());
  EXPECT_EQ(entered[0].time, 5'092'500u + 12u * 2'500u);
  // core1's line rises 75 ns after the write reached the device.
  EXPECT_EQ(entered[1].source, bench.cores[1]->source());
  EXPECT_EQ(entered[1].time, 5'135'000u + 12u * 1'000u);
}

TEST(Conductor, APollSeesTheRegisterChangeAtTheFirstReadAfterIt) {
  Bench bench;
  Program poll{mask()};
  for (unsigned i = 0; i < 10; ++i) {
    poll.push_back(read(kDoorbell));
    poll.push_back(note());
  }
  ScriptedExecutor& poller = bench.add_core(kOneGhz, {{0, poll}});
  bench.add_core(kOneGhz, {{0, {compute(1000), write(kDoorbell, 1)}}});
  bench.run();
  // Reads reach the device at 61, 251, ... 1011, 1201 ns (190 ns each, 60 ns of them on the way); the ring
  // arrives at 1135 ns. The seventh read is the first to see it.
  for (std::size_t i = 0; i < poller.noted().size(); ++i)
    EXPECT_EQ(poller.noted()[i].value, i >= 6 ? 1u : 0u) << i;
}

TEST(Conductor, DevicesActBeforeCoresAtTheSameTime) {
  Bench bench;
  // core0 reads the doorbell's count; the read arrives at the device at the very time at which the ring
  // arrives.
  ScriptedExecutor& reader = bench.add_core(kOneGhz, {{0, {mask(), compute(1074), read(kDoorbell), note()}}});
  bench.add_core(kOneGhz, {{0, {compute(1000), write(kDoorbell, 1)}}});
  bench.run();
  EXPECT_EQ(reader.noted().at(0).value, 1u);
}

TEST(Conductor, OnePicosecondEarlierTheDeviceHasNotActed) {
  Bench bench;
  ScriptedExecutor& reader = bench.add_core(kOneGhz, {{0, {mask(), compute(1073), read(kDoorbell), note()}}});
  bench.add_core(kOneGhz, {{0, {compute(1000), write(kDoorbell, 1)}}});
  bench.run();
  EXPECT_EQ(reader.noted().at(0).value, 0u);
}

TEST(Conductor, MaskTestWaitUnmaskNeverLosesADoorbell) {
  // The ring may arrive at any cycle of the sequence; the core always wakes and handles it.
  for (const unsigned offset : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 40u, 200u}) {
    const pid_t child = fork();
    if (child == 0) {
      Bench bench;
      ScriptedExecutor& sleeper = bench.add_core(
          kOneGhz, {{0, {compute(1130), mask(), skip_if_seen(), wfi(), unmask(), compute(5), note()}},
                    {kHandler, {read(kDoorbell + 0x10), give_back()}}});
      bench.add_core(kOneGhz, {{0, {compute(995 + offset), write(kDoorbell, 1)}}});
      bench.run(1'000'000'000);
      _exit(sleeper.handled() == 1 && sleeper.noted().size() == 1 ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0) << "offset " << offset;
  }
}

TEST(Conductor, WfiWakesOnAMaskedInterruptWithoutTakingIt) {
  Bench bench;
  ScriptedExecutor& sleeper = bench.add_core(kOneGhz, {{0, {mask(), wfi(), note(), compute(5), note()}}});
  bench.add_core(kOneGhz, {{0, {compute(1000), write(kDoorbell, 1)}}});
  bench.run();
  // The line rises at 1135 ns; WFI itself costs a cycle.
  EXPECT_EQ(sleeper.noted().at(0).time, 1'136'000u);
  EXPECT_EQ(sleeper.handled(), 0u);
}

TEST(Conductor, EndsWhenNothingCanHappenAnyMore) {
  Bench bench;
  bench.add_core(kOneGhz, {{0, {compute(10), wfi()}}});
  bench.add_core(kOneGhz, {{0, {compute(20), spin()}}});
  bench.run();
  EXPECT_EQ(bench.conductor.end(), ConductorEnd::kNothingLeft);
  EXPECT_EQ(bench.conductor.end_time(), 20'000u);
  EXPECT_EQ(bench.cores[0]->state(), CoreState::kSleeping);
  EXPECT_EQ(bench.cores[1]->state(), CoreState::kSpinning);
}

TEST(Conductor, StopsAtTheLimit) {
  Bench bench;
  ScriptedExecutor& endless = bench.add_core(kOneGhz, {{0, {compute(50), note(), compute(100), note()}}});
  bench.run(100'000);
  EXPECT_EQ(bench.conductor.end(), ConductorEnd::kLimit);
  EXPECT_EQ(bench.conductor.end_time(), 100'000u);
  EXPECT_EQ(endless.noted().size(), 1u);
}

TEST(Conductor, ASpinningCoreTakesInterruptsAndGoesOnSpinning) {
  Bench bench;
  ScriptedExecutor& spinner =
      bench.add_core(kOneGhz, {{0, {spin()}}, {kHandler, {read(kDoorbell + 0x10), give_back()}}});
  bench.add_core(kOneGhz, {{0, {compute(1000), write(kDoorbell, 1), compute(1000), write(kDoorbell, 1)}}});
  bench.run();
  EXPECT_EQ(spinner.handled(), 2u);
  EXPECT_EQ(bench.cores[0]->state(), CoreState::kSpinning);
}

TEST(Conductor, RefusesWhatIsNotMapped) {
  Bench bench;
  bench.add_core(kOneGhz, {{0, {read(0x70000000), note()}}});
  bench.run();
  // There is no fault handler either, so the core locks up.
  EXPECT_EQ(bench.findings, (std::vector<std::string>{"unmapped_access", "unhandled_interrupt"}));
  EXPECT_EQ(bench.cores[0]->state(), CoreState::kLockedUp);
}

// The oracle on one busy machine: every access waits its turn, and nothing changes.
std::vector<Event> busy_machine(bool zero_horizon) {
  Bench bench(zero_horizon);
  Program first{compute(17)};
  Program second{compute(5)};
  for (unsigned i = 0; i < 200; ++i) {
    first.insert(first.end(),
                 {write(kDdr + 4 * (i % 7), i), compute(i % 23), read(kDdr + 64), write(kDoorbell + 4, 1)});
    second.insert(second.end(),
                  {read(kDdr + 4 * (i % 5)), compute(i % 31), write(kDdr + 64, i), write(kDoorbell, 1)});
  }
  const Program handler{read(kDoorbell + 0x10), write(kDdr + 128, 1), give_back()};
  const Program other_handler{read(kDoorbell + 0x14), read(kDdr + 128), give_back()};
  bench.add_core(kOneGhz, {{0, first}, {kHandler, handler}});
  bench.add_core(kFourHundredMhz, {{0, second}, {kHandler, other_handler}});
  bench.run();
  return bench.recorder.seen;
}

// Does one thing, once, in the conductor's order.
class Actor : public TimedDevice {
 public:
  Actor(Bench& bench, Picoseconds time, std::function<void()> act) : act_(std::move(act)) {
    bench.conductor.add_device(*this);
    set_next_own_event(time);
  }
  void advance(Picoseconds) override {
    set_next_own_event(kNever);
    act_();
  }

 private:
  std::function<void()> act_;
};

TEST(Conductor, ADeviceActsInsideTheWaitOfASharedRead) {
  Bench bench;
  ScriptedExecutor& early = bench.add_core(kOneGhz, {{0, {compute(999), read(kDdr), note()}}});
  ScriptedExecutor& late = bench.add_core(kOneGhz, {{0, {compute(1000), read(kDdr), note()}}});
  Actor actor(bench, 1'000'000, [&bench] { bench.ddr->store().data()[0] = 7; });
  bench.run();
  EXPECT_EQ(early.noted().at(0).value, 0u);
  EXPECT_EQ(late.noted().at(0).value, 7u);
}

TEST(Conductor, AResetInsideTheWaitOfAnAccessEndsIt) {
  Bench bench;
  // The read is on its way to the device when the core is reset.
  bench.add_core(kOneGhz, {{0, {compute(1000), read(kDoorbell), note()}}});
  Actor actor(bench, 1'010'000, [&bench] { bench.cores[0]->set_held(true, 1'010'000); });
  bench.run();
  EXPECT_EQ(bench.cores[0]->state(), CoreState::kHeld);
  EXPECT_TRUE(bench.executors[0]->noted().empty());
  EXPECT_EQ(std::as_const(bench.interconnect).statistics(0).reads, 0u);
}

TEST(Conductor, ACoreThatIsResetInsideAWaitStartsAnew) {
  Bench bench;
  ScriptedExecutor& core = bench.add_core(kOneGhz, {{0, {compute(1000), read(kDoorbell), note()}}});
  Actor actor(bench, 1'010'000, [&bench] {
    bench.cores[0]->set_held(true, 1'010'000);
    bench.cores[0]->set_held(false, 1'010'000);
  });
  bench.run();
  ASSERT_EQ(core.noted().size(), 1u);
  EXPECT_EQ(core.noted()[0].time, 1'010'000 + 1'000'000 + kDeviceRead);
  EXPECT_EQ(std::as_const(bench.interconnect).statistics(0).reads, 1u);
}

TEST(Conductor, TheOracleGivesTheSameEvents) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::vector<Event> events = busy_machine(true);
    const ssize_t written = ::write(ends[1], events.data(), events.size() * sizeof(Event));
    _exit(written == static_cast<ssize_t>(events.size() * sizeof(Event)) ? 0 : 1);
  }
  close(ends[1]);
  std::vector<Event> waiting(1 << 16);
  std::size_t bytes = 0;
  for (ssize_t count; (count = ::read(ends[0], reinterpret_cast<char*>(waiting.data()) + bytes,
                                      waiting.size() * sizeof(Event) - bytes)) > 0;) {
    bytes += static_cast<std::size_t>(count);
  }
  waitpid(child, nullptr, 0);
  const std::vector<Event> ahead = busy_machine(false);
  ASSERT_GT(ahead.size(), 1000u);
  ASSERT_EQ(bytes, ahead.size() * sizeof(Event));
  EXPECT_EQ(std::memcmp(waiting.data(), ahead.data(), bytes), 0);
}

}  // namespace
}  // namespace rpmsg_sim
