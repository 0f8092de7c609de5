// A Messaging Unit with a master and an interrupt probe on each side.
#pragma once

#include <systemc>
#include <vector>

#include "models/mu/messaging_unit_v1.h"
#include "models/mu/messaging_unit_v2.h"
#include "tests/unit/registers/recording_findings.h"
#include "tests/unit/registers/stub_initiator.h"

namespace rpmsg_sim {

class LineProbe : public InterruptLine {
 public:
  struct Change {
    bool level;
    Picoseconds time;
    bool operator==(const Change& other) const { return level == other.level && time == other.time; }
  };
  std::vector<Change> changes;
  bool level = false;

  void set_level(bool new_level, Picoseconds time) override {
    level = new_level;
    changes.push_back(Change{new_level, time});
  }
};

class EventRecorder : public EventSink {
 public:
  std::vector<Event> events;
  void consume(const Event* batch, std::size_t count) override {
    events.insert(events.end(), batch, batch + count);
  }
};

// Offsets of version 1 as the manual gives them, not as the model does.
inline constexpr std::uint64_t kTR = 0x00, kRR = 0x10, kSR = 0x20, kCR = 0x24;
inline constexpr Picoseconds kCross = 75'000;

template <typename Unit>
struct BenchOf {
  EventLog log;
  EventRecorder recorder;
  RecordingFindings findings;
  Unit mu;
  StubInitiator a{"cpu_a", 100};
  StubInitiator b{"cpu_b", 101};
  LineProbe line_a;
  LineProbe line_b;

  template <typename... Variant>
  explicit BenchOf(const MuParameters& parameters = MuParameters{}, Variant... variant)
      : mu("mu", parameters, log, findings, variant...) {
    log.add_sink(recorder);
    a.bus.bind(mu.side_a);
    b.bus.bind(mu.side_b);
    mu.connect_irq(MuSide::kA, line_a, 88);
    mu.connect_irq(MuSide::kB, line_b, 97);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }

  void release_both(Picoseconds time = 0) {
    mu.set_peer_reset(MuSide::kA, false, time);
    mu.set_peer_reset(MuSide::kB, false, time);
  }

  StubInitiator& side(MuSide s) { return s == MuSide::kA ? a : b; }
  LineProbe& line(MuSide s) { return s == MuSide::kA ? line_a : line_b; }
  const std::vector<Event>& events() {
    log.flush();
    return recorder.events;
  }
  static void run_until(Picoseconds time) {
    const sc_core::sc_time left = sc_core::sc_time::from_value(time) - sc_core::sc_time_stamp();
    if (left != sc_core::SC_ZERO_TIME) sc_core::sc_start(left);
  }
};

using MuBench = BenchOf<MessagingUnitV1>;
using MuBenchV2 = BenchOf<MessagingUnitV2>;

}  // namespace rpmsg_sim
