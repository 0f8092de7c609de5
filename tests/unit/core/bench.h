// Two scripted cores, one DDR bank, private memories and a doorbell: the smallest machine on which every rule
// of simulated time can be tried by hand.
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "models/core/conductor.h"
#include "models/interrupt/nvic.h"
#include "tests/unit/core/scripted_executor.h"

namespace rpmsg_sim {

inline constexpr std::uint64_t kDdr = 0x80000000;       // DDR seen by both
inline constexpr std::uint64_t kPrivate = 0x20000000;   // each core's own
inline constexpr std::uint64_t kDoorbell = 0x30000000;  // +4 n: rings core n
inline constexpr std::uint64_t kHandler = 0x1000;       // program of the doorbell's interrupt handler
inline constexpr Picoseconds kCrossing = 75'000;
inline constexpr Picoseconds kBankBusy = 60'000;
inline constexpr Picoseconds kReadLatency = 135'000;
inline constexpr Picoseconds kWriteIssue = 2'000;
inline constexpr Picoseconds kDeviceRequest = 60'000;
inline constexpr Picoseconds kDeviceWrite = 92'000;
inline constexpr Picoseconds kDeviceRead = 190'000;

// Rings the interrupt line of a core, `kCrossing` after the write; reading +0x10 + 4 n gives how often core n
// was rung and lowers its line.
class Doorbell : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Doorbell);
  tlm_utils::simple_target_socket<Doorbell> bus;

  explicit Doorbell(sc_core::sc_module_name name) : sc_module(name), bus("bus") {
    bus.register_b_transport(this, &Doorbell::b_transport);
    bus.register_transport_dbg(this, &Doorbell::transport_dbg);
    SC_METHOD(arrive);
    dont_initialize();
    sensitive << due_;
  }
  void connect(unsigned core, InterruptLine& line) {
    if (lines_.size() <= core) lines_.resize(core + 1);
    lines_[core] = &line;
    rung_.resize(lines_.size());
  }

 private:
  struct Ring {
    Picoseconds time;
    std::size_t core;
  };

  void advance(Picoseconds time) {
    while (!under_way_.empty() && under_way_.front().time <= time) {
      const Ring ring = under_way_.front();
      under_way_.pop_front();
      ++rung_[ring.core];
      lines_[ring.core]->set_level(true, ring.time);
    }
    if (!under_way_.empty()) {
      due_.notify(sc_core::sc_time::from_value(under_way_.front().time - sc_core::sc_time_stamp().value()));
    }
  }
  void arrive() { advance(sc_core::sc_time_stamp().value()); }
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    const Picoseconds time = (sc_core::sc_time_stamp() + delay).value();
    advance(time);
    const std::size_t core = payload.get_address() % 16 / 4;
    if (payload.is_write()) {
      under_way_.push_back(Ring{time + kCrossing, core});
    } else {
      std::memcpy(payload.get_data_ptr(), &rung_[core], 4);
      if (payload.get_address() >= 16) lines_[core]->set_level(false, time);
    }
    advance(time);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
  }
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) {
    std::memset(payload.get_data_ptr(), 0, payload.get_data_length());
    return payload.get_data_length();
  }

  sc_core::sc_event due_;
  std::deque<Ring> under_way_;
  std::vector<InterruptLine*> lines_;
  std::vector<std::uint32_t> rung_;
};

class Recorder : public EventSink {
 public:
  void consume(const Event* events, std::size_t count) override {
    seen.insert(seen.end(), events, events + count);
  }
  std::vector<Event> of(EventKind kind) const {
    std::vector<Event> found;
    for (const Event& event : seen) {
      if (event.kind == kind) found.push_back(event);
    }
    return found;
  }
  std::vector<Event> seen;
};

class Bench : public FindingSink {
 public:
  explicit Bench(bool zero_horizon = false)
      : interconnect("bus", 2, 1), conductor("conductor", kCrossing), doorbell("doorbell") {
    log.add_sink(recorder);
    conductor.set_zero_horizon(zero_horizon);
    MemoryTiming ddr_timing;
    ddr_timing.bank_busy = kBankBusy;
    ddr = std::make_unique<Memory>("ddr", 1 << 20, ddr_timing);
    doorbell_port = interconnect.add_device(doorbell.bus, 0);
  }

  // A core of `hertz` that runs `programs`, the first from 0; its interrupt 0 is its doorbell.
  ScriptedExecutor& add_core(std::uint64_t hertz, std::map<std::uint64_t, Program> programs) {
    const unsigned index = static_cast<unsigned>(cores.size());
    const std::string name = "core" + std::to_string(index);
    NvicParameters nvic;
    nvic.hertz = hertz;
    nvics.push_back(std::make_unique<Nvic>(nvic));
    CoreParameters parameters;
    parameters.hertz = hertz;
    parameters.device_request = kDeviceRequest;
    parameters.held_in_reset = true;
    parameters.boot_vector = kPrivate;
    const Core::Environment environment{log, *this, interconnect, conductor, nullptr};
    cores.push_back(std::make_unique<Core>(name.c_str(), parameters, environment, *nvics.back()));
    Core& core = *cores.back();
    memories.push_back(std::make_unique<Memory>((name + "_ram").c_str(), 1 << 16, MemoryTiming{}));
    add_regions(index);
    executors.push_back(std::make_unique<ScriptedExecutor>(core, std::move(programs)));
    core.set_executor(*executors.back());
    conductor.add_core(core);
    doorbell.connect(index, core.line(nvics.back()->line(0)));
    nvics.back()->write(0x100, 1, 4, 0);  // ISER0: enable interrupt 0
    // Vector table at 0 of the private memory: stack pointer, entry and the doorbell's handler.
    const std::uint32_t stack = kPrivate + 0x8000;
    const std::uint32_t handler = kHandler;
    core.poke(kPrivate, &stack, 4);
    const std::uint32_t entry = 1;
    core.poke(kPrivate + 4, &entry, 4);
    core.poke(kPrivate + 16 * 4, &handler, 4);
    return *executors.back();
  }

  void run(Picoseconds limit = kNever) {
    conductor.set_limit(limit);
    for (std::size_t i = 0; i < cores.size(); ++i) {
      cores[i]->set_held(false, 0);
      nvics[i]->write(0x100, 1, 4, 0);
      nvics[i]->write(0xD08 - 0x0, static_cast<std::uint32_t>(kPrivate), 4, 0);  // VTOR
    }
    sc_core::sc_start();
    log.flush();
  }

  void report(std::string_view id, Picoseconds, std::string) override { findings.emplace_back(id); }

  EventLog log;
  Recorder recorder;
  Interconnect interconnect;
  Conductor conductor;
  Doorbell doorbell;
  int doorbell_port = -1;
  std::unique_ptr<Memory> ddr;
  std::vector<std::unique_ptr<Memory>> memories;
  std::vector<std::unique_ptr<Nvic>> nvics;
  std::vector<std::unique_ptr<Core>> cores;
  std::vector<std::unique_ptr<ScriptedExecutor>> executors;
  std::vector<std::string> findings;

 private:
  void add_regions(unsigned index) {
    Region shared;
    shared.name = "ddr";
    shared.base = shared.system_address = kDdr;
    shared.size = 1 << 20;
    shared.memory = ddr.get();
    shared.owner = rpmsg_sim::kShared;
    shared.read_latency = kReadLatency;
    shared.write_latency = kWriteIssue;
    interconnect.add_region(index, shared);
    Region ram;
    ram.name = "ram";
    ram.base = ram.system_address = kPrivate;
    ram.size = 1 << 16;
    ram.memory = memories.back().get();
    ram.owner = static_cast<int>(index);
    interconnect.add_region(index, ram);
    Region device;
    device.name = "doorbell";
    device.base = device.system_address = kDoorbell;
    device.size = 0x1000;
    device.device_port = doorbell_port;
    device.read_latency = kDeviceRead;
    device.write_latency = kDeviceWrite;
    interconnect.add_region(index, device);
  }
};

}  // namespace rpmsg_sim
