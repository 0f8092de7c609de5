#include "models/registers/peripheral.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/registers/recording_findings.h"
#include "tests/unit/registers/stub_initiator.h"

namespace rpmsg_sim {
namespace {

// Two sides, each with its own bank, as a mailbox has.
class TwoSided : public Peripheral {
 public:
  RegisterPort left;
  RegisterPort right;
  std::vector<AccessContext> seen;
  std::vector<Picoseconds> advanced;

  TwoSided(sc_core::sc_module_name name, FindingSink& findings)
      : Peripheral(name),
        left("left", *this, left_bank_),
        right("right", *this, right_bank_),
        left_bank_("dev.left", 0x20, findings),
        right_bank_("dev.right", 0x20, findings) {
    left_bank_.add("L", 0x1C).on_write(
        [this](const AccessContext& c, const RegisterWrite&) { seen.push_back(c); });
    right_bank_.add("R", 0x00).reset_value(0x99);
    set_next_own_event(0);
  }
  void advance(Picoseconds time) override { advanced.push_back(time); }

 private:
  RegisterBank left_bank_;
  RegisterBank right_bank_;
};

struct Bench {
  RecordingFindings findings;
  TwoSided device{"device", findings};
  StubInitiator a{"a", 3};
  StubInitiator b{"b", 4};

  Bench() {
    a.bus.bind(device.left);
    b.bus.bind(device.right);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
};

TEST(Peripheral, EachPortHasItsOwnBank) {
  Bench bench;
  bench.a.write(0x1C, 5u);
  EXPECT_EQ(bench.a.status, tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(bench.a.read(0x1C), 5u);
  EXPECT_EQ(bench.b.read(0x00), 0x99u);
  EXPECT_EQ(bench.b.read(0x1C), 0u);
  EXPECT_EQ(bench.findings.count("undefined_register"), 1u);
}

TEST(Peripheral, AccessTakesEffectAtTheAnnotatedTimeAndAddsNone) {
  Bench bench;
  sc_core::sc_start(100, sc_core::SC_NS);
  bench.a.write(0x1C, 5u, 100'000 + 7'001);
  ASSERT_EQ(bench.device.seen.size(), 1u);
  EXPECT_EQ(bench.device.seen[0].time, 107'001u);
  EXPECT_EQ(bench.device.seen[0].initiator, 3u);
  EXPECT_EQ(bench.a.delay, sc_core::sc_time(7'001, sc_core::SC_PS));
  EXPECT_EQ(bench.device.advanced, std::vector<Picoseconds>{107'001});
}

TEST(Peripheral, AnonymousAccessHasNoSource) {
  Bench bench;
  std::uint32_t value = 1;
  tlm::tlm_generic_payload payload;
  bench.a.prepare(payload, tlm::TLM_WRITE_COMMAND, 0x1C, &value, 4);
  payload.clear_extension<Initiator>();
  sc_core::sc_time delay;
  bench.a.bus->b_transport(payload, delay);
  ASSERT_EQ(bench.device.seen.size(), 1u);
  EXPECT_EQ(bench.device.seen[0].initiator, kNoSource);
}

TEST(Peripheral, RefusesAccessPastTheEnd) {
  Bench bench;
  bench.a.write(0x20, 1u);
  EXPECT_EQ(bench.a.status, tlm::TLM_ADDRESS_ERROR_RESPONSE);
  bench.a.write(0x1D, 1u);  // its last byte is one past the end
  EXPECT_EQ(bench.a.status, tlm::TLM_ADDRESS_ERROR_RESPONSE);
  bench.a.write(~std::uint64_t{0} - 1, 1u);  // must not wrap round
  EXPECT_EQ(bench.a.status, tlm::TLM_ADDRESS_ERROR_RESPONSE);
  bench.a.write(0x1C, 1u);
  EXPECT_EQ(bench.a.status, tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(bench.device.seen.size(), 1u);
  EXPECT_TRUE(bench.findings.reports.empty());
}

TEST(Peripheral, RefusesByteEnables) {
  Bench bench;
  std::uint32_t value = 1;
  unsigned char enables[4] = {0xFF, 0xFF, 0, 0};
  tlm::tlm_generic_payload payload;
  bench.a.prepare(payload, tlm::TLM_WRITE_COMMAND, 0x1C, &value, 4);
  payload.set_byte_enable_ptr(enables);
  payload.set_byte_enable_length(4);
  bench.a.send(payload, 0);
  EXPECT_EQ(bench.a.status, tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  EXPECT_TRUE(bench.device.seen.empty());
}

TEST(Peripheral, RefusesStreaming) {
  Bench bench;
  std::uint64_t value = 1;
  tlm::tlm_generic_payload payload;
  bench.a.prepare(payload, tlm::TLM_WRITE_COMMAND, 0x18, &value, 8);
  payload.set_streaming_width(4);
  bench.a.send(payload, 0);
  EXPECT_EQ(bench.a.status, tlm::TLM_BURST_ERROR_RESPONSE);
  EXPECT_TRUE(bench.device.seen.empty());
}

TEST(Peripheral, IgnoreCommandDoesNothing) {
  Bench bench;
  std::uint32_t value = 1;
  tlm::tlm_generic_payload payload;
  bench.a.prepare(payload, tlm::TLM_IGNORE_COMMAND, 0x1C, &value, 4);
  bench.a.send(payload, 0);
  EXPECT_EQ(bench.a.status, tlm::TLM_OK_RESPONSE);
  EXPECT_TRUE(bench.device.seen.empty());
}

TEST(Peripheral, DebugTransportHasNoEffectAndCountsBytes) {
  Bench bench;
  unsigned bytes = 0;
  EXPECT_EQ(bench.b.debug_read(0x00, &bytes), 0x99u);
  EXPECT_EQ(bytes, 4u);
  bench.b.debug_read(0x1E, &bytes);
  EXPECT_EQ(bytes, 0u);
  EXPECT_EQ(bench.b.debug_write(0x00, 0x77u), 4u);
  EXPECT_EQ(bench.b.debug_read(0x00), 0x77u);
  bench.a.debug_write(0x1C, 1u);
  EXPECT_TRUE(bench.device.seen.empty());
  EXPECT_TRUE(bench.device.advanced.empty());
  EXPECT_TRUE(bench.findings.reports.empty());
}

}  // namespace
}  // namespace rpmsg_sim
