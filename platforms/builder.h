// Turns a platform description into models and loads the images.
//
// One System exists per process, since SystemC elaborates once. Device types are found in a table in
// builder.cc: a new type of device is one entry there and its model in models/.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/conductor.h"
#include "models/core/core.h"
#include "models/core/elf_image.h"
#include "models/core/native/host_map.h"
#include "models/core/native/host_signals.h"
#include "models/core/native/native_executor.h"
#include "models/interconnect/interconnect.h"
#include "models/memory/memory.h"
#include "models/mu/messaging_unit.h"
#include "models/observe/console_sink.h"
#include "models/observe/contention.h"
#include "models/observe/event.h"
#include "models/observe/finding_collector.h"
#include "models/observe/ring_finder.h"
#include "models/observe/stage_tracker.h"
#include "models/observe/vring_observer.h"
#include "models/registers/timed_device.h"
#include "models/soc/core_reset_line.h"
#include "models/soc/start_gate.h"
#include "models/testbench/testbench.h"
#include "platforms/platform_spec.h"
#include "platforms/traffic_reader.h"

namespace rpmsg_sim {

// The platform description asks for something that cannot be built.
class PlatformError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct CoreImage {
  std::string core;  // instance name
  std::string path;
  std::vector<std::uint64_t> parameters;  // in the order of the image's declarations
};

struct SystemOptions {
  std::uint32_t seed = 1;
  Picoseconds limit = kEndOfTime;
  bool zero_horizon = false;  // the oracle: no core runs ahead
  bool audit = false;         // unannounced accesses become findings
  bool stages = true;         // follow messages through their stages
  ConsoleSink* console = nullptr;
  std::vector<TrafficSpec> traffic;
};

// Ends the run when a finding at level stop arrives.
class StoppingFindings : public FindingSink {
 public:
  explicit StoppingFindings(FindingCollector& collector) : collector_(collector) {}
  void set_conductor(Conductor& conductor) { conductor_ = &conductor; }
  void report(std::string_view id, Picoseconds time, std::string text) override {
    collector_.report(id, time, std::move(text));
    if (collector_.stop_requested() && conductor_ != nullptr) conductor_->stop(time);
  }

 private:
  FindingCollector& collector_;
  Conductor* conductor_ = nullptr;
};

class System : private RunControl,
               private FindingContext,
               private SharedMemoryView,
               private MemoryView,
               private ConsoleSink {
 public:
  // Throws PlatformError or ImageError.
  System(const PlatformSpec& platform, const std::vector<CoreImage>& images, const SystemOptions& options);
  ~System() override;

  EventLog& log() { return log_; }
  FindingCollector& findings() { return findings_; }
  Conductor& conductor() { return *conductor_; }
  Interconnect& interconnect() { return *interconnect_; }
  VringObserver& rings() { return rings_; }
  const VringObserver& rings() const { return rings_; }
  const StageTracker& stages() const { return stages_; }
  const std::vector<MessagingUnit*>& messaging_units() const { return messaging_units_; }
  const ContentionTable& contention() const { return contention_; }
  const std::map<std::string, std::unique_ptr<Memory>>& memories() const { return memories_; }

  struct CoreInstance {
    std::string name;
    std::unique_ptr<ExceptionModel> exceptions;
    std::map<std::string, PrivateDevice*> registers;  // of the interrupt controller, by port
    std::function<InterruptLine&(unsigned)> line;
    std::unique_ptr<Core> core;
    std::unique_ptr<ElfImage> image;
    std::unique_ptr<Executor> executor;
    std::vector<std::uint64_t> parameters;  // of the image
    std::vector<SourceId> doorbells;        // MU sides wired to this core
  };
  const std::vector<CoreInstance>& cores() const { return cores_; }
  const std::vector<std::unique_ptr<sc_core::sc_module>>& devices() const { return devices_; }
  // The bytes at a system address, without effect; null if not all of them are memory.
  const std::uint8_t* memory(std::uint64_t address, std::uint64_t length) const {
    return pointer(address, length, false);
  }

  // What is being done now: by which core, none if a device acts, and where in its firmware.
  struct Place {
    SourceId core = kNoSource;
    std::uint64_t program_counter = 0;  // 0: not known
  };
  Place here() const;
  // "file:line (function)", an address, or empty; slow.
  std::string describe(const Place& place) const;

  // Runs to the end; the exit value of the image that ended the run, if one did.
  void run();
  bool ended_by_image() const { return ended_by_image_; }

 private:
  struct Builder;
  friend struct Builder;

  // RunControl
  void end_of_test(SourceId core, std::uint32_t value, Picoseconds time) override;
  // FindingContext
  SourceId source() const override;
  std::string core() const override;
  std::string where() const override;
  std::vector<std::string> backtrace() const override;
  // ConsoleSink
  void line(SourceId who, Picoseconds time, std::string_view text) override;
  // SharedMemoryView
  const std::uint8_t* host_pointer(std::uint64_t address, std::uint64_t length) const override;
  // MemoryView
  const std::uint8_t* any_pointer(std::uint64_t address, std::uint64_t length) const override;
  std::string describe_place(std::uint64_t address) const override;
  std::uint64_t system_address(SourceId core, std::uint64_t address) const override;

  void load(CoreInstance& instance, const PlatformSpec& platform, const CoreImage& image, bool audit);

  // A region of memory by system address.
  struct MemoryWindow {
    std::uint64_t base;
    std::uint64_t size;
    const std::uint8_t* bytes;
    std::string region;
    std::string owner;  // "shared" or a core's name
    bool shared;
  };
  const MemoryWindow* window_at(std::uint64_t address) const;
  const std::uint8_t* pointer(std::uint64_t address, std::uint64_t length, bool only_shared) const;

  ConsoleSink& console() { return *this; }

  ConsoleSink* console_;
  EventLog log_;
  FindingCollector findings_;
  StoppingFindings sink_;  // what the models report to
  StageTracker stages_;
  VringObserver rings_;
  HostMap host_map_;
  HostSignals signals_;
  std::unique_ptr<Interconnect> interconnect_;
  std::unique_ptr<Conductor> conductor_;
  std::map<std::string, std::unique_ptr<Memory>> memories_;
  std::vector<std::unique_ptr<TrafficGenerator>> traffic_;
  ContentionTable contention_;
  std::vector<std::unique_ptr<sc_core::sc_module>> devices_;
  std::vector<std::unique_ptr<TimedDevice>> timed_devices_;
  std::vector<MessagingUnit*> messaging_units_;    // among the devices
  std::vector<std::unique_ptr<StartGate>> gates_;  // of cores that something holds
  std::vector<CoreInstance> cores_;
  std::vector<MemoryWindow> windows_;
  std::unique_ptr<RingFinder> finder_;
  std::vector<std::function<void(Picoseconds)>> flush_;  // of devices that hold text back until a line ends
  bool ended_by_image_ = false;
};

}  // namespace rpmsg_sim
