#include "models/mu/messaging_unit_v1.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/mu/mu_bench.h"

namespace rpmsg_sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Change = LineProbe::Change;

// Channel 0 is the highest bit of each group (NXP MCUXpresso SDK PERI_MU.h).
constexpr std::uint32_t gip(unsigned n) {
  return 1u << (31 - n);
}
constexpr std::uint32_t gie(unsigned n) {
  return 1u << (31 - n);
}
constexpr std::uint32_t rf(unsigned n) {
  return 1u << (27 - n);
}
constexpr std::uint32_t rie(unsigned n) {
  return 1u << (27 - n);
}
constexpr std::uint32_t te(unsigned n) {
  return 1u << (23 - n);
}
constexpr std::uint32_t tie(unsigned n) {
  return 1u << (23 - n);
}
constexpr std::uint32_t gir(unsigned n) {
  return 1u << (19 - n);
}
constexpr std::uint32_t kMUR = 1u << 5, kFUP = 1u << 8, kRS = 1u << 7, kEP = 1u << 4;
constexpr MuSide kSides[] = {MuSide::kA, MuSide::kB};

// ---- reset values and access modes
// ---------------------------------------------------------------------------

struct ResetValue {
  const char* name;
  std::uint64_t offset;
  std::uint32_t value;
  const char* source;
};
constexpr ResetValue kResetValues[] = {
    {"TR0", 0x00, 0, "i.MX 8M reference manual, MU"},
    {"TR3", 0x0C, 0, "i.MX 8M reference manual, MU"},
    {"RR0", 0x10, 0, "i.MX 8M reference manual, MU"},
    {"RR3", 0x1C, 0, "i.MX 8M reference manual, MU"},
    {"SR", 0x20, 0x00F00080, "svd2rust crates from NXP's SVD: reset == 0x00F0_0080"},
    {"CR", 0x24, 0, "the same"},
};

TEST(MessagingUnitV1, ResetValues) {
  MuBench bench;
  for (const MuSide side : kSides) {
    for (const ResetValue& reset : kResetValues) {
      EXPECT_EQ(bench.side(side).debug_read(reset.offset), reset.value) << reset.name << ": " << reset.source;
      const Register* reg = bench.mu.registers(side).find(reset.name);
      ASSERT_NE(reg, nullptr) << reset.name;
      EXPECT_EQ(reg->offset(), reset.offset) << reset.name;
      EXPECT_EQ(reg->reset_value(), reset.value) << reset.name;
    }
    EXPECT_EQ(bench.mu.registers(side).registers().size(), 10u);
  }
}

// Positions and access: PERI_MU.h of i.MX 8MM and 8MP; write-one-to-clear set: fsl_mu.h MU_ClearStatusFlags.
TEST(MessagingUnitV1, AccessModes) {
  MuBench bench;
  for (const MuSide side : kSides) {
    const bool is_a = side == MuSide::kA;
    const Register& sr = *bench.mu.registers(side).find("SR");
    EXPECT_EQ(sr.mask_of(Access::kWriteOneToClear), is_a ? 0xF0000200u : 0xF0000000u);
    EXPECT_EQ(sr.mask_of(Access::kReadOnly), 0x0FF001F7u);
    EXPECT_EQ(sr.mask_of(Access::kReadWrite), 0u);
    const Register& cr = *bench.mu.registers(side).find("CR");
    EXPECT_EQ(cr.mask_of(Access::kReadWrite), is_a ? 0xFFF00057u : 0xFFF00017u);
    EXPECT_EQ(cr.mask_of(Access::kWriteOneToSet), is_a ? 0x000F0020u : 0x000F0000u);
  }
}

TEST(MessagingUnitV1, WritingReceiveRegisterIsReportedAndIgnored) {
  MuBench bench;
  bench.a.write(kRR, 5u);
  EXPECT_EQ(bench.findings.count("write_read_only"), 1u);
  EXPECT_EQ(bench.a.debug_read(kRR), 0u);
}

TEST(MessagingUnitV1, NothingBeyondTheRegisters) {
  MuBench bench;
  EXPECT_EQ(bench.a.read(0x28), 0u);
  EXPECT_EQ(bench.a.read(0xFFFC), 0u);
  EXPECT_EQ(bench.findings.count("undefined_register"), 2u);
  bench.a.read(0x10000);
  EXPECT_EQ(bench.a.status, tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST(MessagingUnitV1, HoldRequestIsNotModelledAndSaysSo) {
  MuBench bench;
  bench.a.write(kCR, 1u << 4);
  ASSERT_EQ(bench.findings.count("unmodelled_register"), 1u);
  EXPECT_THAT(bench.findings.reports[0].text, HasSubstr("BHR"));
  EXPECT_EQ(bench.a.read(kCR), 1u << 4);
  EXPECT_EQ(bench.b.read(kCR), 0u);
}

// ---- words
// ---------------------------------------------------------------------------------------------------

TEST(MessagingUnitV1, WordCrossesBothWaysOnEveryChannel) {
  MuBench bench;
  bench.release_both();
  Picoseconds now = 1'000;
  for (const MuSide side : kSides) {
    StubInitiator& sender = bench.side(side);
    StubInitiator& receiver = bench.side(other(side));
    for (unsigned n = 0; n < 4; ++n) {
      const std::uint32_t word = 0xC0DE0000u + 16 * static_cast<unsigned>(side) + n;
      sender.write(kTR + 4 * n, word, now);
      EXPECT_EQ(sender.read(kSR, now), (0x00F00000u & ~te(n)) | kEP);
      EXPECT_EQ(receiver.read(kSR, now + kCross - 1), 0x00F00000u);
      EXPECT_EQ(receiver.read(kSR, now + kCross), 0x00F00000u | rf(n));
      EXPECT_EQ(receiver.read(kRR + 4 * n, now + kCross + 10), word);
      EXPECT_EQ(receiver.read(kSR, now + kCross + 10), 0x00F00000u | kEP);
      EXPECT_EQ(sender.read(kSR, now + 2 * kCross + 9), 0x00F00000u & ~te(n));
      EXPECT_EQ(sender.read(kSR, now + 2 * kCross + 10), 0x00F00000u);
      now += 1'000'000;
    }
  }
  EXPECT_TRUE(bench.findings.reports.empty());
}

TEST(MessagingUnitV1, EventsOfOneWordCarryTheirOwnTimes) {
  MuBench bench;
  bench.b.write(kCR, rie(1), 0);
  bench.a.write(kTR + 4, 0x10000u, 500);
  // Nobody looks in between: the times must not depend on when the model gets to run.
  bench.b.read(kRR + 4, 900'000);
  bench.a.read(kSR, 2'000'000);
  const SourceId side_a = bench.mu.source(MuSide::kA);
  const SourceId side_b = bench.mu.source(MuSide::kB);
  const auto& events = bench.events();
  ASSERT_EQ(events.size(), 6u);
  const Event expected[] = {
      {500, EventKind::kMuTransmit, side_a, 1, 0x10000, 0},
      {500 + kCross, EventKind::kMuArrive, side_b, 1, 0x10000, 0},
      {500 + kCross, EventKind::kLineRise, side_b, 97, 0, 0},
      {900'000, EventKind::kMuReceive, side_b, 1, 0x10000, 0},
      {900'000, EventKind::kLineFall, side_b, 97, 0, 0},
      {900'000 + kCross, EventKind::kMuEmpty, side_a, 1, 0, 0},
  };
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(events[i].time, expected[i].time) << i;
    EXPECT_EQ(events[i].kind, expected[i].kind) << i;
    EXPECT_EQ(events[i].source, expected[i].source) << i;
    EXPECT_EQ(events[i].a, expected[i].a) << i;
    EXPECT_EQ(events[i].b, expected[i].b) << i;
  }
  EXPECT_EQ(bench.log.source_names()[side_a], "mu.a");
  EXPECT_EQ(bench.log.source_names()[side_b], "mu.b");
}

TEST(MessagingUnitV1, WritingFullTransmitReplacesAWordNotYetThere) {
  MuBench bench;
  bench.a.write(kTR, 1u, 0);
  bench.a.write(kTR, 2u, 10'000);
  EXPECT_EQ(bench.findings.count("mu_tr_full"), 1u);
  EXPECT_THAT(bench.findings.reports[0].text, HasSubstr("TR0"));
  EXPECT_EQ(bench.b.read(kSR, kCross) & rf(0), 0u);  // the first word never arrives
  EXPECT_EQ(bench.b.read(kSR, kCross + 10'000) & rf(0), rf(0));
  EXPECT_EQ(bench.b.read(kRR, 200'000), 2u);
  EXPECT_EQ(bench.a.read(kSR, 200'000 + kCross) & (te(0) | kEP), te(0));
  unsigned overwrites = 0;
  for (const Event& event : bench.events()) {
    if (event.kind != EventKind::kMuOverwrite) continue;
    ++overwrites;
    EXPECT_EQ(event.time, 10'000u);
    EXPECT_EQ(event.b, 2u);
  }
  EXPECT_EQ(overwrites, 1u);
}

TEST(MessagingUnitV1, WritingFullTransmitReplacesAnUnreadWord) {
  MuBench bench;
  bench.a.write(kTR + 8, 1u, 0);
  bench.a.write(kTR + 8, 2u, 100'000);
  EXPECT_EQ(bench.b.debug_read(kRR + 8), 1u);
  EXPECT_EQ(bench.b.read(kRR + 8, 100'000 + kCross), 2u);
  EXPECT_EQ(bench.findings.count("mu_tr_full"), 1u);
}

// The older word is read while the newer one is under way: TR is not empty until the newer one has been read
// too.
TEST(MessagingUnitV1, AcknowledgingTheOlderWordDoesNotEmptyTransmit) {
  MuBench bench;
  bench.a.write(kTR, 1u, 0);
  bench.a.write(kTR, 2u, 80'000);
  EXPECT_EQ(bench.b.read(kRR, 90'000), 1u);
  EXPECT_EQ(bench.a.read(kSR, 300'000) & te(0), 0u);
  EXPECT_EQ(bench.b.read(kRR, 310'000), 2u);
  EXPECT_EQ(bench.a.read(kSR, 310'000 + kCross) & te(0), te(0));
}

TEST(MessagingUnitV1, FullTransmitMayIgnoreTheNewWord) {
  MuParameters parameters;
  parameters.when_full = MuFullPolicy::kIgnore;
  MuBench bench(parameters);
  bench.a.write(kTR, 1u, 0);
  bench.a.write(kTR, 2u, 10'000);
  EXPECT_EQ(bench.findings.count("mu_tr_full"), 1u);
  EXPECT_EQ(bench.a.read(kTR, 20'000), 1u);
  EXPECT_EQ(bench.b.read(kRR, kCross), 1u);
}

TEST(MessagingUnitV1, EmptyReceiveGivesTheOldWordAndIsReported) {
  MuBench bench;
  bench.a.write(kTR + 12, 7u, 0);
  EXPECT_EQ(bench.b.read(kRR + 12, kCross), 7u);
  EXPECT_TRUE(bench.findings.reports.empty());
  EXPECT_EQ(bench.b.read(kRR + 12, kCross + 1), 7u);
  ASSERT_EQ(bench.findings.count("mu_rr_empty"), 1u);
  EXPECT_EQ(bench.findings.reports[0].time, kCross + 1);
  EXPECT_THAT(bench.findings.reports[0].text, HasSubstr("RR3"));
}

TEST(MessagingUnitV1, TransmitReadsBackByChoice) {
  MuBench bench;
  bench.a.write(kTR, 0x1234u, 0);
  EXPECT_EQ(bench.a.read(kTR, 1), 0x1234u);
  EXPECT_EQ(bench.b.read(kTR, 1), 0u);
}

TEST(MessagingUnitV1, TransmitReadsZeroByChoice) {
  MuParameters parameters;
  parameters.tr_reads_back = false;
  MuBench bench(parameters);
  bench.a.write(kTR, 0x1234u, 0);
  EXPECT_EQ(bench.a.read(kTR, 1), 0u);
  EXPECT_EQ(bench.b.read(kRR, kCross), 0x1234u);
}

TEST(MessagingUnitV1, NarrowAndWideAccess) {
  MuBench bench;
  bench.a.write(kTR, 0xAABBCCDDu, 0);
  bench.b.read(kRR, kCross);
  bench.a.write<std::uint8_t>(kTR + 1, 0x11, 200'000);  // sends the whole register
  EXPECT_EQ(bench.b.read<std::uint16_t>(kRR, 200'000 + kCross),
            0x11DDu);  // and any byte takes the whole word
  EXPECT_EQ(bench.b.read(kSR, 200'000 + kCross) & rf(0), 0u);
  EXPECT_EQ(bench.b.debug_read(kRR), 0xAABB11DDu);
  bench.a.write<std::uint64_t>(kTR + 8, 0x0000000400000003u, 400'000);
  EXPECT_EQ(bench.b.read(kSR, 400'000 + kCross) & 0x0F000000u, rf(2) | rf(3));
  EXPECT_EQ(bench.b.read<std::uint64_t>(kRR + 8, 400'000 + kCross), 0x0000000400000003u);
  EXPECT_TRUE(bench.findings.reports.empty());
}

// ---- general-purpose requests
// --------------------------------------------------------------------------------

TEST(MessagingUnitV1, RequestHandshake) {
  MuBench bench;
  for (unsigned n = 0; n < 4; ++n) {
    const Picoseconds start = n * 1'000'000;
    bench.a.write(kCR, gir(n), start);
    EXPECT_EQ(bench.a.read(kCR, start), gir(n));
    EXPECT_EQ(bench.b.read(kSR, start + kCross - 1) & 0xF0000000u, 0u);
    EXPECT_EQ(bench.b.read(kSR, start + kCross) & 0xF0000000u, gip(n));
    bench.b.write(kSR, gip(n), start + 100'000);
    EXPECT_EQ(bench.b.read(kSR, start + 100'000) & 0xF0000000u, 0u);
    EXPECT_EQ(bench.a.read(kCR, start + 100'000 + kCross - 1), gir(n));
    EXPECT_EQ(bench.a.read(kCR, start + 100'000 + kCross), 0u);
  }
  EXPECT_TRUE(bench.findings.reports.empty());
}

TEST(MessagingUnitV1, ClearingOnePendingRequestKeepsTheOthers) {
  MuBench bench;
  bench.a.write(kCR, gir(0) | gir(1) | gir(3), 0);
  bench.b.write(kSR, gip(1), 100'000);
  EXPECT_EQ(bench.b.read(kSR, 100'000) & 0xF0000000u, gip(0) | gip(3));
  EXPECT_EQ(bench.a.read(kCR, 300'000), gir(0) | gir(3));
}

TEST(MessagingUnitV1, WritingZeroToRequestDoesNotCancelIt) {
  MuBench bench;
  bench.a.write(kCR, gir(2), 0);
  bench.a.write(kCR, 0u, 10);
  EXPECT_EQ(bench.a.read(kCR, 20), gir(2));
  EXPECT_EQ(bench.b.read(kSR, kCross) & 0xF0000000u, gip(2));
}

TEST(MessagingUnitV1, ClearingWhatIsNotPendingIsNothing) {
  MuBench bench;
  bench.b.write(kSR, gip(0), 0);
  bench.a.write(kCR, gir(0), 10);
  // An acknowledgement sent at 0 would arrive at kCross and clear the request of time 10.
  EXPECT_EQ(bench.a.read(kCR, kCross), gir(0));
}

// A control register written back with GIRn still 1 rings a second time; the classic v1 read-modify-write
// mistake.
TEST(MessagingUnitV1, WritingOneToASetRequestIsANewRequest) {
  MuBench bench;
  bench.a.write(kCR, gir(0), 0);
  bench.b.write(kSR, gip(0), 80'000);                              // acknowledges the first
  bench.a.write(kCR, gir(0) | rie(0), 90'000);                     // before the acknowledgement is back
  EXPECT_EQ(bench.a.read(kCR, 80'000 + kCross) & gir(0), gir(0));  // the second one is not answered yet
  EXPECT_EQ(bench.b.read(kSR, 90'000 + kCross) & gip(0), gip(0));
  bench.b.write(kSR, gip(0), 200'000);
  EXPECT_EQ(bench.a.read(kCR, 200'000 + kCross) & gir(0), 0u);
  unsigned requests = 0;
  for (const Event& event : bench.events()) requests += event.kind == EventKind::kMuGeneral ? 1 : 0;
  EXPECT_EQ(requests, 2u);
}

TEST(MessagingUnitV1, RequestsCoalesceWhilePending) {
  MuBench bench;
  bench.a.write(kCR, gir(0), 0);
  bench.a.write(kCR, gir(0), 200'000);
  bench.b.write(kSR, gip(0), 400'000);
  EXPECT_EQ(bench.b.read(kSR, 900'000) & gip(0), 0u);
  EXPECT_EQ(bench.a.read(kCR, 900'000), 0u);
  unsigned arrivals = 0;
  for (const Event& event : bench.events()) arrivals += event.kind == EventKind::kMuGeneralArrive ? 1 : 0;
  EXPECT_EQ(arrivals, 1u);
}

TEST(MessagingUnitV1, NarrowControlWriteDoesNotRepeatARequest) {
  MuBench bench;
  bench.a.write(kCR, gir(0), 0);
  bench.a.write<std::uint8_t>(kCR + 3, 0xF0, 10);  // GIE only
  EXPECT_EQ(bench.a.read(kCR, 20), 0xF0000000u | gir(0));
  unsigned requests = 0;
  for (const Event& event : bench.events()) requests += event.kind == EventKind::kMuGeneral ? 1 : 0;
  EXPECT_EQ(requests, 1u);
}

// ---- flags, EP, RS, MUR
// --------------------------------------------------------------------------------------

TEST(MessagingUnitV1, FlagsCrossAndShowThatTheyDo) {
  MuBench bench;
  bench.release_both();
  bench.b.write(kCR, 5u, 1'000);
  EXPECT_EQ(bench.b.read(kSR, 1'000), 0x00F00000u | kFUP | kEP);
  EXPECT_EQ(bench.a.read(kSR, 1'000 + kCross - 1) & 7u, 0u);
  EXPECT_EQ(bench.a.read(kSR, 1'000 + kCross), 0x00F00005u);
  EXPECT_EQ(bench.b.read(kSR, 1'000 + kCross), 0x00F00000u);
  EXPECT_EQ(bench.b.read(kCR, 1'000 + kCross), 5u);
}

TEST(MessagingUnitV1, UnchangedFlagsDoNotCross) {
  MuBench bench;
  bench.a.write(kCR, 3u, 0);
  bench.a.write(kCR, 3u | rie(0), 200'000);
  EXPECT_EQ(bench.a.read(kSR, 200'000) & (kFUP | kEP), 0u);
}

TEST(MessagingUnitV1, EventPendingCountsEverythingUnderWay) {
  MuBench bench;
  bench.a.write(kTR, 1u, 0);
  bench.a.write(kCR, gir(0), 50'000);
  EXPECT_EQ(bench.a.read(kSR, kCross) & kEP, kEP);  // the word is there, the request is not
  EXPECT_EQ(bench.b.read(kSR, kCross) & kEP, 0u);   // and B has caused nothing
  EXPECT_EQ(bench.a.read(kSR, 50'000 + kCross) & kEP, 0u);
}

TEST(MessagingUnitV1, PeerResetShowsInStatus) {
  MuBench bench;
  EXPECT_EQ(bench.a.read(kSR, 0), 0x00F00080u);
  bench.mu.set_peer_reset(MuSide::kA, false, 10);
  EXPECT_EQ(bench.a.read(kSR, 10), 0x00F00000u);
  EXPECT_EQ(bench.b.read(kSR, 10), 0x00F00080u);
  bench.mu.set_peer_reset(MuSide::kA, true, 20);
  EXPECT_EQ(bench.a.read(kSR, 20), 0x00F00080u);
}

TEST(MessagingUnitV1, ResetOfBothHalves) {
  MuBench bench;
  bench.release_both();
  bench.b.write(kCR, 0xFFF00000u | 2u, 0);
  bench.a.write(kTR, 9u, 10);
  bench.a.write(kTR + 4, 9u, 90'000);  // still under way at the reset
  EXPECT_TRUE(bench.line_b.level);
  bench.a.write(kCR, kMUR | gie(0), 100'000);
  EXPECT_FALSE(bench.line_b.level);
  EXPECT_EQ(bench.line_b.changes.back(), (Change{false, 100'000}));
  EXPECT_EQ(bench.a.read(kSR, 100'000), 0x00F00000u | kRS);
  EXPECT_EQ(bench.b.read(kSR, 100'000), 0x00F00000u | kRS);
  EXPECT_EQ(bench.a.read(kCR, 100'000), 0u);  // MUR clears itself, and nothing else of the write counts
  EXPECT_EQ(bench.b.read(kCR, 100'000), 0u);
  EXPECT_EQ(bench.a.read(kSR, 100'000 + kCross - 1) & kRS, kRS);
  EXPECT_EQ(bench.a.read(kSR, 100'000 + kCross), 0x00F00000u);
  EXPECT_EQ(bench.b.read(kSR, 900'000), 0x00F00000u);  // the word under way is gone
  EXPECT_EQ(bench.b.debug_read(kRR), 0u);
}

TEST(MessagingUnitV1, ResetLeavesACoreInReset) {
  MuBench bench;
  bench.mu.set_peer_reset(MuSide::kB, false, 0);
  bench.a.write(kCR, kMUR, 10);
  EXPECT_EQ(bench.a.read(kSR, 1'000'000), 0x00F00080u);
  EXPECT_EQ(bench.b.read(kSR, 1'000'000), 0x00F00000u);
}

TEST(MessagingUnitV1, SideBCannotReset) {
  MuBench bench;
  bench.a.write(kTR, 9u, 0);
  bench.b.write(kCR, kMUR, kCross);
  EXPECT_EQ(bench.b.read(kSR, kCross) & rf(0), rf(0));
}

TEST(MessagingUnitV1, StrayStatusWriteIsToleratedAndReported) {
  MuBench bench;
  bench.a.write(kCR, gir(0) | gir(1), 0);
  // Zephyr's ipm_imx writes the upper byte of SR back to the lower one.
  bench.b.write(kSR, 0xC0u, 100'000);
  ASSERT_EQ(bench.findings.count("mu_stray_status_write"), 1u);
  EXPECT_EQ(bench.findings.reports[0].time, 100'000u);
  EXPECT_EQ(bench.b.read(kSR, 100'000), 0xC0F00080u);
}

TEST(MessagingUnitV1, ClearingPendingBitsIsNotStray) {
  MuBench bench;
  bench.b.write(kSR, 0xF0000000u, 0);
  bench.a.write(kSR, 0xF0000200u, 0);  // BRDIP exists on side A only
  EXPECT_TRUE(bench.findings.reports.empty());
  bench.b.write(kSR, 0x00000200u, 0);
  EXPECT_EQ(bench.findings.count("mu_stray_status_write"), 1u);
}

// ---- interrupts
// ----------------------------------------------------------------------------------------------

TEST(MessagingUnitV1, EmptyTransmitInterruptsAtOnceWhenEnabled) {
  MuBench bench;
  bench.a.write(kCR, tie(1), 100);
  EXPECT_THAT(bench.line_a.changes, ElementsAre(Change{true, 100}));
  bench.a.write(kTR + 4, 1u, 200);
  EXPECT_THAT(bench.line_a.changes, ElementsAre(Change{true, 100}, Change{false, 200}));
  bench.b.read(kRR + 4, 100'000);
  bench.run_until(500'000);
  ASSERT_EQ(bench.line_a.changes.size(), 3u);
  EXPECT_EQ(bench.line_a.changes[2], (Change{true, 100'000 + kCross}));
  EXPECT_TRUE(bench.line_b.changes.empty());
}

TEST(MessagingUnitV1, LineRisesOnTimeThoughNobodyLooks) {
  MuBench bench;
  bench.b.write(kCR, rie(0) | gie(3), 0);
  bench.a.write(kTR, 1u, 0);
  bench.run_until(kCross - 1);
  EXPECT_FALSE(bench.line_b.level);
  bench.run_until(kCross + 1);
  EXPECT_THAT(bench.line_b.changes, ElementsAre(Change{true, kCross}));
}

TEST(MessagingUnitV1, OneCauseDoesNotDropAnother) {
  MuBench bench;
  bench.b.write(kCR, rie(0) | rie(1) | gie(2), 0);
  bench.a.write(kTR, 1u, 0);
  bench.a.write(kTR + 4, 1u, 0);
  bench.a.write(kCR, gir(2), 0);
  bench.b.read(kRR, 100'000);
  bench.b.write(kSR, gip(2), 110'000);
  EXPECT_TRUE(bench.line_b.level);
  bench.b.read(kRR + 4, 120'000);
  EXPECT_THAT(bench.line_b.changes, ElementsAre(Change{true, kCross}, Change{false, 120'000}));
}

TEST(MessagingUnitV1, PendingRequestLatchesWhileDisabled) {
  MuBench bench;
  bench.a.write(kCR, gir(1), 0);
  EXPECT_EQ(bench.b.read(kSR, 100'000) & gip(1), gip(1));
  EXPECT_TRUE(bench.line_b.changes.empty());
  bench.b.write(kCR, gie(1), 110'000);
  EXPECT_THAT(bench.line_b.changes, ElementsAre(Change{true, 110'000}));
}

TEST(MessagingUnitV1, EveryEnableGuardsItsOwnStatusBit) {
  MuBench bench;
  bench.a.write(kCR, 0x000F0000u, 0);
  for (unsigned n = 0; n < 4; ++n) bench.a.write(kTR + 4 * n, n, 0);
  bench.b.write(kTR + 4, 1u, 0);  // TE1 of side B is the only clear one
  for (unsigned i = 20; i < 32; ++i) {
    bench.b.write(kCR, 1u << i, 200'000 + i);
    EXPECT_EQ(bench.line_b.level, i != 22) << "bit " << i;
    bench.b.write(kCR, 0u, 200'000 + i);
    EXPECT_FALSE(bench.line_b.level) << "bit " << i;
  }
}

// ---- time
// ----------------------------------------------------------------------------------------------------

TEST(MessagingUnitV1, CoresMayBeAheadOfTheKernel) {
  MuBench bench;
  bench.b.write(kCR, rie(0), 0);
  bench.a.write(kTR, 1u, 400'000);
  EXPECT_EQ(bench.mu.next_own_event(), 400'000 + kCross);
  bench.run_until(1'000'000);
  EXPECT_THAT(bench.line_b.changes, ElementsAre(Change{true, 400'000 + kCross}));
  EXPECT_EQ(bench.mu.next_own_event(), kNever);
}

TEST(MessagingUnitV1, WordAndAcknowledgementBothArriveOnTime) {
  MuBench bench;
  bench.b.write(kCR, rie(0), 0);
  bench.a.write(kCR, tie(0) | rie(0), 0);
  bench.a.write(kTR, 1u, 700'000);
  bench.run_until(700'000 + kCross + 1);
  bench.b.read(kRR, 1'500'000);
  bench.run_until(1'500'000 + kCross + 1);
  EXPECT_THAT(bench.line_a.changes,
              ElementsAre(Change{true, 0}, Change{false, 700'000}, Change{true, 1'500'000 + kCross}));
  EXPECT_THAT(bench.line_b.changes, ElementsAre(Change{true, 700'000 + kCross}, Change{false, 1'500'000}));
}

TEST(MessagingUnitV1, AWordReplacedUnderWayStillArrivesOnTime) {
  MuBench bench;
  bench.b.write(kCR, rie(0), 0);
  bench.a.write(kTR, 1u, 0);
  bench.a.write(kTR, 2u, 30'000);
  bench.run_until(1'000'000);
  EXPECT_THAT(bench.line_b.changes, ElementsAre(Change{true, 30'000 + kCross}));
}

TEST(MessagingUnitV1, LateAccessTakesEffectAfterTheOneBefore) {
  MuBench bench;
  bench.a.write(kTR, 1u, 10'000);
  bench.b.write(kTR, 1u, 4'000);
  const auto& events = bench.events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[1].time, 10'000u);
}

TEST(MessagingUnitV1, OtherCrossingDelays) {
  MuParameters parameters;
  parameters.crossing = 45'001;
  MuBench bench(parameters);
  bench.a.write(kTR, 1u, 0);
  EXPECT_EQ(bench.b.read(kSR, 45'000) & rf(0), 0u);
  EXPECT_EQ(bench.b.read(kSR, 45'001) & rf(0), rf(0));
}

TEST(MessagingUnitV1, ZeroCrossingArrivesBeforeTheNextAccess) {
  MuParameters parameters;
  parameters.crossing = 0;
  MuBench bench(parameters);
  bench.b.write(kCR, rie(0), 0);
  bench.a.write(kTR, 1u, 0);
  EXPECT_EQ(bench.b.read(kSR, 0) & rf(0), rf(0));
  bench.run_until(1);
  EXPECT_TRUE(bench.line_b.level);
}

// Two cores that act at the same time may be served in either order; what crosses at one time is applied in
// one.
std::vector<Event> arrivals(MuBench& bench, bool a_first, Picoseconds start) {
  const auto act_a = [&] {
    bench.a.write(kTR + 4, 1u, start);
    bench.a.write(kTR, 2u, start);
    bench.a.write(kCR, gir(3), start);
  };
  const auto act_b = [&] {
    bench.b.write(kCR, gir(0), start);
    bench.b.write(kTR, 3u, start);
  };
  if (a_first) act_a();
  act_b();
  if (!a_first) act_a();
  bench.recorder.events.clear();
  bench.log.flush();
  bench.recorder.events.clear();
  bench.a.read(kSR, start + kCross);
  std::vector<Event> seen = bench.events();
  for (Event& event : seen) event.time -= start;
  // Back to the beginning.
  bench.a.read(kRR, start + 200'000);
  bench.b.read(kRR, start + 200'000);
  bench.b.read(kRR + 4, start + 200'000);
  bench.a.write(kSR, 0xF0000000u, start + 200'000);
  bench.b.write(kSR, 0xF0000000u, start + 200'000);
  bench.a.read(kSR, start + 400'000);
  return seen;
}

TEST(MessagingUnitV1, CrossingsAtOneTimeHaveOneOrder) {
  MuBench bench;
  const std::vector<Event> one = arrivals(bench, true, 0);
  const std::vector<Event> two = arrivals(bench, false, 1'000'000);
  ASSERT_EQ(one.size(), 5u);
  ASSERT_EQ(two.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(one[i].time, two[i].time) << i;
    EXPECT_EQ(one[i].kind, two[i].kind) << i;
    EXPECT_EQ(one[i].source, two[i].source) << i;
    EXPECT_EQ(one[i].a, two[i].a) << i;
  }
}

// ---- debug access
// --------------------------------------------------------------------------------------------

TEST(MessagingUnitV1, DebugAccessChangesNothing) {
  MuBench bench;
  bench.b.write(kCR, rie(0), 0);
  bench.a.write(kTR, 0x55u, 0);
  bench.run_until(kCross + 1);
  const std::size_t events = bench.events().size();
  EXPECT_EQ(bench.b.debug_read(kRR), 0x55u);
  EXPECT_EQ(bench.b.debug_read(kRR + 4), 0u);  // empty, and not reported
  EXPECT_EQ(bench.b.debug_read(kSR), 0x08F00080u);
  EXPECT_EQ(bench.b.debug_read(kCR), rie(0));
  bench.b.debug_write(kTR, 1u);
  bench.b.debug_write(kCR, 0u);
  bench.b.debug_write(kSR, 0xFFFFFFFFu);
  EXPECT_EQ(bench.b.debug_read(kSR), 0x08F00080u);
  EXPECT_EQ(bench.b.debug_read(kCR), rie(0));
  EXPECT_EQ(bench.b.debug_read(kTR), 0u);
  EXPECT_EQ(bench.events().size(), events);
  EXPECT_TRUE(bench.line_b.level);
  EXPECT_TRUE(bench.findings.reports.empty());
}

// A view of a later moment must not make it happen: the log's order would depend on whether a debugger looks.
TEST(MessagingUnitV1, EngineShowsALaterMomentWithoutGoingThere) {
  MuBench bench;
  bench.a.write(kTR, 0x55u, 0);
  const auto rr = [](const MuEngine::State& state) { return state.of(MuSide::kB).rr[0]; };
  EXPECT_EQ(bench.mu.engine().at(kCross - 1, rr), 0u);
  EXPECT_EQ(bench.mu.engine().at(kCross, rr), 0x55u);
  EXPECT_EQ(bench.mu.engine().state().of(MuSide::kB).rr[0], 0u);
  EXPECT_EQ(bench.events().size(), 1u);
  EXPECT_EQ(bench.mu.next_own_event(), kCross);
}

// Linux drivers/mailbox/imx-mailbox.c, imx_mu_cfg_imx7ulp.
TEST(MessagingUnitV1, OffsetsOf7ulp) {
  MuBench bench(MuParameters{}, layout_7ulp());
  bench.release_both();
  EXPECT_EQ(bench.a.debug_read(0x04), 0x03040404u);
  EXPECT_EQ(bench.a.debug_read(0x60), 0x00F00000u);
  bench.a.write(0x24, 0x12345678, 1'000);
  EXPECT_EQ(bench.b.read(0x60, 1'000 + kCross) & rf(1), rf(1));
  EXPECT_EQ(bench.b.read(0x44, 1'000 + kCross), 0x12345678u);
  bench.b.write(0x64, gie(3), 200'000);
  bench.a.write(0x64, gir(3), 200'000);
  MuBench::run_until(400'000);
  EXPECT_TRUE(bench.line_b.level);
}

}  // namespace
}  // namespace rpmsg_sim
