#include "platforms/bounds.h"

namespace rpmsg_sim {

namespace {

template <typename Visit>
void visit_map(std::map<std::string, Parameter>& parameters, Visit visit) {
  for (auto& [name, parameter] : parameters) visit(parameter);
}

template <typename Visit>
void visit_parameters(PlatformSpec& platform, Visit visit) {
  for (CoreSpec& core : platform.cores) {
    for (Parameter* parameter :
         {&core.clock, &core.cycles_per_instruction, &core.exception_entry, &core.exception_exit,
          &core.device_request, &core.device_read, &core.device_write, &core.bus_width}) {
      visit(*parameter);
    }
  }
  for (MemorySpec& memory : platform.memories) {
    visit_map(memory.parameters, visit);
    visit_map(memory.part_parameters, visit);
  }
  for (DeviceSpec& device : platform.devices) visit_map(device.parameters, visit);
  for (RegionSpec& region : platform.regions) {
    visit_map(region.read, visit);
    visit_map(region.write, visit);
  }
}

bool movable(const Parameter& parameter) {
  return parameter.confidence == Confidence::kEstimate && (parameter.min || parameter.max);
}

}  // namespace

PlatformSpec at_bound(PlatformSpec platform, Bound bound) {
  visit_parameters(platform, [bound](Parameter& parameter) {
    if (!movable(parameter)) return;
    const std::optional<std::int64_t>& end = bound == Bound::kLow ? parameter.min : parameter.max;
    parameter.value = end.value_or(parameter.value);
  });
  return platform;
}

std::size_t movable_estimates(const PlatformSpec& platform) {
  PlatformSpec copy = platform;
  std::size_t count = 0;
  visit_parameters(copy, [&count](const Parameter& parameter) { count += movable(parameter) ? 1 : 0; });
  return count;
}

}  // namespace rpmsg_sim
