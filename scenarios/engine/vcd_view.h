// What a waveform shows of a run, noted while it goes on: registers of the Messaging Units, interrupt lines,
// core states, ring indices. Cores run ahead of SystemC's time, so nothing can be traced there and then:
// changes go to a spool, from which vcd_replay.h makes the waveform afterwards. Signals: docs/outputs.md.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/observe/event.h"
#include "models/observe/time_order.h"
#include "models/observe/vring_observer.h"
#include "scenarios/engine/runner.h"
#include "scenarios/engine/spool.h"

namespace rpmsg_sim {

// What the spool consists of. The declaration of a signal comes before its changes and is followed by its
// name.
struct SpooledChange {
  static constexpr std::uint32_t kDeclaration = 0x8000'0000;
  Picoseconds time = 0;
  std::uint32_t signal = 0;  // | kDeclaration
  std::uint32_t value = 0;
};
struct SpooledDeclaration {
  std::uint32_t width = 0;
  std::uint32_t name_length = 0;
};

class VcdView : public RunView, private EventSink, private RingWatcher {
 public:
  // `spool` must outlive the view.
  explicit VcdView(Spool& spool);
  ~VcdView() override;

  void begin(System& system) override;
  void end(System& system) override;
  // Throws InputError if the spool could not take everything.
  void deliver() const;

 private:
  class MuTracer;
  struct CoreSignals {
    std::uint32_t state = 0;
    std::uint32_t handler = 0;
    std::vector<std::uint32_t> active;  // handlers, innermost last
  };

  void consume(const Event* events, std::size_t count) override;
  void ring_index_written(unsigned ring, bool used, std::uint16_t value, Picoseconds time) override;

  std::uint32_t declare(const std::string& name, unsigned width, std::uint32_t value);
  std::uint32_t declare_ring(unsigned ring);
  void change(std::uint32_t signal, std::uint32_t value, Picoseconds time);
  void core_event(CoreSignals& core, const Event& event);
  void line_event(const Event& event);
  void put(const void* data, std::size_t size);
  void write_out();

  Spool& spool_;
  System* system_ = nullptr;
  TimeOrder<std::pair<std::uint32_t, std::uint32_t>> order_;  // signal, value
  std::string bytes_;                                         // not in the spool yet
  bool full_ = false;
  std::uint32_t signals_ = 0;
  std::uint32_t running_ = 0;
  std::map<SourceId, CoreSignals> cores_;
  std::map<std::pair<SourceId, std::uint32_t>, std::uint32_t> lines_;  // by driver and number
  std::vector<std::uint32_t> rings_;  // by number: avail.idx, used.idx after it
  std::vector<std::unique_ptr<MuTracer>> units_;
};

}  // namespace rpmsg_sim
