// A device with one bus port, a master, and what the device talks to.
#pragma once

#include <string>
#include <systemc>
#include <utility>
#include <vector>

#include "models/observe/console_sink.h"
#include "models/registers/peripheral.h"
#include "tests/unit/registers/recording_findings.h"
#include "tests/unit/registers/stub_initiator.h"

namespace rpmsg_sim {

class RecordingConsole : public ConsoleSink {
 public:
  struct Line {
    SourceId who;
    Picoseconds time;
    std::string text;
  };
  std::vector<Line> lines;
  void line(SourceId who, Picoseconds time, std::string_view text) override {
    lines.push_back(Line{who, time, std::string(text)});
  }
};

inline void connect_and_start(StubInitiator& cpu, RegisterPort& port) {
  cpu.bus.bind(port);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
}

}  // namespace rpmsg_sim
