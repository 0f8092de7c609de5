#include "models/testbench/testbench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "tests/unit/registers/recording_findings.h"
#include "tests/unit/registers/stub_initiator.h"

namespace rpmsg_sim {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kEND = 0x008, kCONSOLE = 0x00C, kCOUNT = 0x010, kSEED = 0x014, kTIME_LO = 0x018,
                        kTIME_HI = 0x01C, kMARK = 0x040, kPARAMETER = 0x100;

class Recorder : public ConsoleSink, public RunControl, public EventSink {
 public:
  struct Line {
    SourceId who;
    Picoseconds time;
    std::string text;
  };
  struct End {
    SourceId core;
    std::uint32_t value;
    Picoseconds time;
  };
  std::vector<Line> lines;
  std::vector<End> ends;
  std::vector<Event> events;
  void line(SourceId who, Picoseconds time, std::string_view text) override {
    lines.push_back(Line{who, time, std::string(text)});
  }
  void end_of_test(SourceId core, std::uint32_t value, Picoseconds time) override {
    ends.push_back(End{core, value, time});
  }
  void consume(const Event* batch, std::size_t count) override {
    events.insert(events.end(), batch, batch + count);
  }
};

// The core models of both initiators share the device's one port; here each gets at it in turn.
class Master : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Master> bus;
  explicit Master(sc_core::sc_module_name name) : sc_module(name), bus("bus") {}

  template <typename T = std::uint32_t>
  T read(SourceId core, std::uint64_t offset, Picoseconds at = 0) {
    T value{};
    send(core, tlm::TLM_READ_COMMAND, offset, &value, sizeof value, at);
    return value;
  }
  template <typename T = std::uint32_t>
  void write(SourceId core, std::uint64_t offset, T value, Picoseconds at = 0) {
    send(core, tlm::TLM_WRITE_COMMAND, offset, &value, sizeof value, at);
  }
  std::uint32_t debug_read(std::uint64_t offset) {
    std::uint32_t value = 0;
    tlm::tlm_generic_payload payload;
    fill(payload, tlm::TLM_READ_COMMAND, offset, &value, sizeof value);
    bus->transport_dbg(payload);
    return value;
  }

 private:
  static void fill(tlm::tlm_generic_payload& payload, tlm::tlm_command command, std::uint64_t offset,
                   void* data, unsigned length) {
    payload.set_command(command);
    payload.set_address(offset);
    payload.set_data_ptr(static_cast<unsigned char*>(data));
    payload.set_data_length(length);
    payload.set_streaming_width(length);
  }
  void send(SourceId core, tlm::tlm_command command, std::uint64_t offset, void* data, unsigned length,
            Picoseconds at) {
    tlm::tlm_generic_payload payload;
    fill(payload, command, offset, data, length);
    Initiator initiator;
    initiator.source = core;
    payload.set_extension(&initiator);
    sc_core::sc_time delay = sc_core::sc_time::from_value(at - sc_core::sc_time_stamp().value());
    bus->b_transport(payload, delay);
    payload.clear_extension<Initiator>();
    ASSERT_EQ(payload.get_response_status(), tlm::TLM_OK_RESPONSE);
  }
};

struct Bench {
  EventLog log;
  RecordingFindings findings;
  Recorder recorder;
  SourceId a = log.add_source("a53");
  SourceId m = log.add_source("m4");
  Testbench testbench{"testbench", 77, log, findings, recorder, recorder};
  Master bus{"bus"};
  Bench() {
    log.add_sink(recorder);
    bus.bus.bind(testbench.bus);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
  void print(SourceId core, const std::string& text, Picoseconds at = 0) {
    for (const char c : text) bus.write<std::uint32_t>(core, kCONSOLE, static_cast<unsigned char>(c), at);
  }
  const std::vector<Event>& events() {
    log.flush();
    return recorder.events;
  }
};

TEST(TestbenchDevice, IdentifiesItself) {
  Bench bench;
  EXPECT_EQ(bench.bus.read(bench.a, 0x000), 0x52505354u);
  EXPECT_EQ(bench.bus.read(bench.a, 0x004), 1u);
  EXPECT_EQ(bench.bus.read(bench.m, kSEED), 77u);
  EXPECT_EQ(bench.bus.debug_read(0x000), 0x52505354u);
}

TEST(TestbenchDevice, LayoutAndAccessModes) {
  Bench bench;
  struct Entry {
    const char* name;
    std::uint64_t offset;
    Access access;
  };
  constexpr Entry kEntries[] = {
      {"ID", 0x000, Access::kReadOnly},
      {"VERSION", 0x004, Access::kReadOnly},
      {"END", 0x008, Access::kWriteOnly},
      {"CONSOLE", 0x00C, Access::kWriteOnly},
      {"PARAMETER_COUNT", 0x010, Access::kReadOnly},
      {"SEED", 0x014, Access::kReadOnly},
      {"TIME_LO", 0x018, Access::kReadOnly},
      {"TIME_HI", 0x01C, Access::kReadOnly},
      {"MARK0", 0x040, Access::kWriteOnly},
      {"MARK15", 0x07C, Access::kWriteOnly},
      {"PARAMETER_LOW0", 0x100, Access::kReadOnly},
      {"PARAMETER_HIGH0", 0x104, Access::kReadOnly},
      {"PARAMETER_LOW63", 0x2F8, Access::kReadOnly},
      {"PARAMETER_HIGH63", 0x2FC, Access::kReadOnly},
  };
  for (const Entry& entry : kEntries) {
    const Register* reg = bench.testbench.registers().find(entry.name);
    ASSERT_NE(reg, nullptr) << entry.name;
    EXPECT_EQ(reg->offset(), entry.offset) << entry.name;
    EXPECT_EQ(reg->mask_of(entry.access), 0xFFFFFFFFu) << entry.name;
  }
  EXPECT_EQ(bench.testbench.registers().registers().size(), 8u + 16u + 128u);
}

TEST(TestbenchDevice, ParametersBelongToTheReadingCore) {
  Bench bench;
  bench.testbench.set_parameters(bench.a, {1'000, 0x1122334455667788u});
  bench.testbench.set_parameters(bench.m, {5});
  EXPECT_EQ(bench.bus.read(bench.a, kCOUNT), 2u);
  EXPECT_EQ(bench.bus.read(bench.m, kCOUNT), 1u);
  EXPECT_EQ(bench.bus.read<std::uint64_t>(bench.a, kPARAMETER), 1'000u);
  EXPECT_EQ(bench.bus.read<std::uint64_t>(bench.a, kPARAMETER + 8), 0x1122334455667788u);
  EXPECT_EQ(bench.bus.read(bench.a, kPARAMETER + 8), 0x55667788u);
  EXPECT_EQ(bench.bus.read(bench.a, kPARAMETER + 12), 0x11223344u);
  EXPECT_EQ(bench.bus.read(bench.m, kPARAMETER), 5u);
  EXPECT_EQ(bench.bus.read(bench.m, kPARAMETER + 8), 0u);  // it has none
  EXPECT_EQ(bench.bus.read(kNoSource, kCOUNT), 0u);
  EXPECT_EQ(bench.bus.read(kNoSource, kPARAMETER), 0u);
  EXPECT_TRUE(bench.findings.reports.empty());
}

TEST(TestbenchDevice, SixtyFourParametersAndNoMore) {
  Bench bench;
  std::vector<std::uint64_t> values(64);
  for (unsigned i = 0; i < 64; ++i) values[i] = i * i;
  bench.testbench.set_parameters(bench.m, values);
  EXPECT_EQ(bench.bus.read<std::uint64_t>(bench.m, kPARAMETER + 8 * 63), 63u * 63u);
  values.push_back(0);
  EXPECT_THROW(bench.testbench.set_parameters(bench.m, values), std::invalid_argument);
}

TEST(TestbenchDevice, TimeIsLatchedPerCore) {
  Bench bench;
  const Picoseconds early = 0x1'FFFF'FFFFull * 1000 + 999;
  const Picoseconds later = 0x2'0000'0000ull * 1000;
  EXPECT_EQ(bench.bus.read(bench.a, kTIME_LO, early), 0xFFFFFFFFu);
  EXPECT_EQ(bench.bus.read(bench.m, kTIME_LO, later), 0u);
  EXPECT_EQ(bench.bus.read(bench.a, kTIME_HI, later + 5),
            1u);  // not torn by the carry, nor by the other core
  EXPECT_EQ(bench.bus.read(bench.m, kTIME_HI, later + 6), 2u);
  EXPECT_EQ(bench.bus.read<std::uint64_t>(bench.a, kTIME_LO, later + 7), 0x2'0000'0000ull);
}

TEST(TestbenchDevice, DebugReadOfTimeLatchesNothing) {
  Bench bench;
  bench.bus.read(kNoSource, kTIME_LO, 0x3'0000'0000ull * 1000);
  bench.bus.debug_read(kTIME_LO);
  EXPECT_EQ(bench.bus.read(kNoSource, kTIME_HI), 3u);
}

TEST(TestbenchDevice, MarksBecomeEvents) {
  Bench bench;
  bench.bus.write(bench.m, kMARK + 4 * 15, 0xABCDu, 1'234);
  bench.bus.write(bench.a, kMARK, 1u, 2'000);
  const auto& events = bench.events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind, EventKind::kMark);
  EXPECT_EQ(events[0].time, 1'234u);
  EXPECT_EQ(events[0].source, bench.m);
  EXPECT_EQ(events[0].a, 15u);
  EXPECT_EQ(events[0].b, 0xABCDu);
  EXPECT_EQ(events[1].a, 0u);
}

TEST(TestbenchDevice, ConsoleLinesArePerCore) {
  Bench bench;
  bench.print(bench.a, "hello ");
  bench.print(bench.m, "other\n", 500);
  bench.print(bench.a, "world\n", 700);
  ASSERT_EQ(bench.recorder.lines.size(), 2u);
  EXPECT_EQ(bench.recorder.lines[0].text, "other");
  EXPECT_EQ(bench.recorder.lines[0].who, bench.m);
  EXPECT_EQ(bench.recorder.lines[1].text, "hello world");
  EXPECT_EQ(bench.recorder.lines[1].time, 700u);
}

// SHA-256("abc") = ba7816bf 8f01cfea ... (FIPS 180-4, example).
TEST(TestbenchDevice, LinesAreInTheLogByDigest) {
  Bench bench;
  bench.print(bench.m, "abc\n", 42);
  const auto& events = bench.events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].kind, EventKind::kLogLine);
  EXPECT_EQ(events[0].time, 42u);
  EXPECT_EQ(events[0].source, bench.m);
  EXPECT_EQ(events[0].a, 3u);
  EXPECT_EQ(events[0].b, 0xBA7816BF8F01CFEAu);
}

TEST(TestbenchDevice, LongLinesAreBroken) {
  Bench bench;
  bench.print(bench.m, std::string(401, 'x') + "\n");
  ASSERT_EQ(bench.recorder.lines.size(), 3u);
  EXPECT_EQ(bench.recorder.lines[0].text.size(), 200u);
  EXPECT_EQ(bench.recorder.lines[2].text, "x");
}

TEST(TestbenchDevice, ConsoleTakesTheLowByteOfAnyWidth) {
  Bench bench;
  bench.bus.write<std::uint32_t>(bench.m, kCONSOLE, 0xFFFFFF00u | 'o');
  bench.bus.write<std::uint8_t>(bench.m, kCONSOLE, 'k');
  bench.bus.write<std::uint8_t>(bench.m, kCONSOLE + 1, 'z');
  bench.testbench.flush(9);
  ASSERT_EQ(bench.recorder.lines.size(), 1u);
  EXPECT_EQ(bench.recorder.lines[0].text, "ok");
}

TEST(TestbenchDevice, EndOfTestIsPassedOn) {
  Bench bench;
  bench.bus.write(bench.a, kEND, 0u, 8'000);
  ASSERT_EQ(bench.recorder.ends.size(), 1u);
  EXPECT_EQ(bench.recorder.ends[0].core, bench.a);
  EXPECT_EQ(bench.recorder.ends[0].value, 0u);
  EXPECT_EQ(bench.recorder.ends[0].time, 8'000u);
  const auto& events = bench.events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].kind, EventKind::kEndOfTest);
  EXPECT_EQ(events[0].a, 0u);
  EXPECT_TRUE(bench.findings.reports.empty());
}

TEST(TestbenchDevice, FailedImageIsAFinding) {
  Bench bench;
  bench.bus.write(bench.m, kEND, 3u, 8'000);
  ASSERT_EQ(bench.findings.count("image_failed"), 1u);
  EXPECT_EQ(bench.findings.reports[0].time, 8'000u);
  EXPECT_THAT(bench.findings.reports[0].text, HasSubstr("3"));
  EXPECT_EQ(bench.recorder.ends.at(0).value, 3u);
}

TEST(TestbenchDevice, EndPrintsTheUnfinishedLineFirst) {
  Bench bench;
  bench.print(bench.a, "bye");
  bench.bus.write(bench.a, kEND, 0u, 10);
  ASSERT_EQ(bench.recorder.lines.size(), 1u);
  EXPECT_EQ(bench.recorder.lines[0].text, "bye");
  const auto& events = bench.events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].kind, EventKind::kLogLine);
  EXPECT_EQ(events[1].kind, EventKind::kEndOfTest);
}

TEST(TestbenchDevice, WrongDirectionsAreReported) {
  Bench bench;
  EXPECT_EQ(bench.bus.read(bench.a, kEND), 0u);
  EXPECT_EQ(bench.bus.read(bench.a, kMARK), 0u);
  bench.bus.write(bench.a, kSEED, 1u);
  EXPECT_EQ(bench.findings.count("read_write_only"), 2u);
  EXPECT_EQ(bench.findings.count("write_read_only"), 1u);
  EXPECT_EQ(bench.bus.read(bench.a, kSEED), 77u);
  bench.bus.read(bench.a, 0x020);
  EXPECT_EQ(bench.findings.count("undefined_register"), 1u);
}

}  // namespace
}  // namespace rpmsg_sim
