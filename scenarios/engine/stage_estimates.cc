#include "scenarios/engine/stage_estimates.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/observe/message_life.h"

namespace rpmsg_sim {

namespace {

// What happens in a stage, as a set.
enum : unsigned {
  kInstructions = 1,  // of the core at work
  kMemory = 2,        // rings and buffers, accessed by it
  kDevice = 4,        // the messaging unit, accessed by it
  kCrossing = 8,
  kEntry = 16,
  kExit = 32,
};

struct StageKind {
  bool by_sender;
  unsigned what;
};

constexpr StageKind kStageKinds[kStages] = {
    {true, kInstructions | kMemory},                     // buffer_to_payload
    {true, kInstructions | kMemory},                     // payload_to_index
    {true, kInstructions | kMemory | kDevice},           // index_to_doorbell
    {false, kCrossing},                                  // doorbell_to_line
    {false, kInstructions | kEntry},                     // line_to_handler
    {false, kInstructions | kMemory | kDevice | kExit},  // handler_to_ring
    {false, kInstructions | kMemory},                    // ring_to_read
    {false, kInstructions | kMemory},                    // read_to_return
};

class Collector {
 public:
  Collector(const PlatformSpec& platform, std::vector<std::string>& names)
      : platform_(platform), names_(names) {}

  void add_core(const CoreSpec& core, unsigned what) {
    if ((what & kInstructions) != 0) {
      add(core.name + " clock", core.clock);
      add(core.name + " cycles per instruction", core.cycles_per_instruction);
    }
    if ((what & kEntry) != 0) add(core.name + " exception entry", core.exception_entry);
    if ((what & kExit) != 0) add(core.name + " exception exit", core.exception_exit);
    if ((what & kDevice) != 0) {
      add(core.name + " device request", core.device_request);
      add(core.name + " device read", core.device_read);
      add(core.name + " device write", core.device_write);
    }
    if ((what & kMemory) != 0) add_memory(core);
  }

  // Of the messaging units that can interrupt the receiver.
  void add_messaging_units(const std::string& receiver, unsigned what) {
    for (const DeviceSpec& device : platform_.devices) {
      const bool wired = std::any_of(device.interrupts.begin(), device.interrupts.end(),
                                     [&](const InterruptWire& wire) { return wire.core == receiver; });
      if (!wired || device.interrupts.size() < 2) continue;
      if ((what & kCrossing) != 0) add(device, "crossing");
      if ((what & kDevice) != 0) add(device, "busy");
    }
  }

 private:
  // Of the regions in which the platform's rings lie.
  void add_memory(const CoreSpec& core) {
    for (const RegionSpec& region : platform_.regions) {
      if (region.kind != "memory" || !holds_rings(region, core)) continue;
      const auto add_cost = [&](const char* what, const std::map<std::string, Parameter>& cost) {
        const auto found = cost.find(core.name);
        if (found != cost.end())
          add(fmt::format("{} {} by {}", region.memory, what, core.name), found->second);
      };
      add_cost("read", region.read);
      add_cost("write", region.write);
      for (const MemorySpec& memory : platform_.memories) {
        if (memory.name != region.memory) continue;
        for (const auto* parameters : {&memory.parameters, &memory.part_parameters}) {
          for (const auto& [name, parameter] : *parameters) add(memory.name + " " + name, parameter);
        }
      }
    }
  }

  bool holds_rings(const RegionSpec& region, const CoreSpec& core) const {
    return std::any_of(region.views.begin(), region.views.end(), [&](const RegionView& view) {
      return view.core == core.name &&
             std::any_of(platform_.links.begin(), platform_.links.end(), [&](const LinkSpec& link) {
               return link.vring0 - view.base < region.size || link.vring1 - view.base < region.size;
             });
    });
  }

  void add(const DeviceSpec& device, const char* name) {
    const auto found = device.parameters.find(name);
    if (found != device.parameters.end()) add(device.name + " " + name, found->second);
  }

  void add(const std::string& name, const Parameter& parameter) {
    if (parameter.confidence != Confidence::kEstimate) return;
    if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(name);
  }

  const PlatformSpec& platform_;
  std::vector<std::string>& names_;
};

}  // namespace

void name_estimates(const PlatformSpec& platform, DirectionResult& direction) {
  for (std::size_t stage = 0; stage < direction.stages.size(); ++stage) {
    const StageKind& kind = kStageKinds[stage];
    Collector collector(platform, direction.stages[stage].estimates);
    const std::string& at_work = kind.by_sender ? direction.sender : direction.receiver;
    for (const CoreSpec& core : platform.cores) {
      if (core.name == at_work) collector.add_core(core, kind.what);
    }
    collector.add_messaging_units(direction.receiver, kind.what);
  }
}

}  // namespace rpmsg_sim
