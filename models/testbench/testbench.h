// The testbench device: what a run offers firmware beyond the part, through registers that any image can use.
//
// Hardware: none; on silicon there is nothing at its address. The register layout is fixed and checked
// against the
//   firmware kit's header by a test.
// Offers: end of test, console, run parameters and seed, simulated time, marks in the timeline. What a
// register reads
//   depends on the core that reads it: parameters and the latched time are per core, by the source of the
//   transaction.
// Latency: none.
// Ports: bus (TLM-2.0 target, 4 KiB). Events kEndOfTest, kMark and kLogLine with the core as source.
// Findings: "image_failed" when the exit value is not 0, and those of the register bank.
// Example: tests/unit/testbench/testbench_test.cc.
//
//   0x000 ID RO 0x52505354            0x010 PARAMETER_COUNT RO     0x040 MARK0..15 WO: kMark a = n, b = value
//   0x004 VERSION RO 1                0x014 SEED RO                0x100 PARAMETER0..63 RO, 64 bits each:
//   0x008 END WO: exit value          0x018 TIME_LO RO, ns; latches TIME_HI          low word, then high word
//   0x00C CONSOLE WO: a character     0x01C TIME_HI RO
#pragma once

#include <cstdint>
#include <string_view>
#include <systemc>
#include <vector>

#include "models/observe/console_sink.h"
#include "models/observe/line_buffer.h"
#include "models/registers/peripheral.h"
#include "models/testbench/run_control.h"

namespace rpmsg_sim {

class Testbench : public Peripheral {
 public:
  static constexpr unsigned kMarks = 16;
  static constexpr unsigned kParameters = 64;
  RegisterPort bus;

  Testbench(sc_core::sc_module_name name, std::uint32_t seed, EventLog& log, FindingSink& findings,
            RunControl& run_control, ConsoleSink& console);

  // In the order in which the image declares them. More than kParameters throw std::invalid_argument.
  void set_parameters(SourceId core, std::vector<std::uint64_t> values);

  // Prints what is left of lines that were not ended; at the end of a run.
  void flush(Picoseconds time);
  const RegisterBank& registers() const { return registers_; }

 private:
  struct PerCore {
    std::vector<std::uint64_t> parameters;
    LineBuffer line;
    std::uint32_t time_high = 0;
  };

  void declare_registers(std::uint32_t seed);
  void declare_time();
  void declare_parameters();
  PerCore& of(SourceId core);
  std::uint64_t parameter(SourceId core, unsigned index) const;
  std::uint32_t parameter_count(SourceId core) const;
  void end(SourceId core, std::uint32_t value, Picoseconds time);
  void log_line(SourceId core, Picoseconds time, std::string_view text);

  RegisterBank registers_;
  EventLog& log_;
  FindingSink& findings_;
  RunControl& run_control_;
  ConsoleSink& console_;
  std::vector<PerCore> cores_;  // by source; sources are few and small
  PerCore nobody_;              // for transactions without a source
};

}  // namespace rpmsg_sim
