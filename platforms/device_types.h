// What a platform file may say about each type of device and memory.
//
// The loader checks files against these tables, so that a parameter nobody reads is an error; the builder
// (builder.cc) reads what they list. A new type of device is an entry here and one there.
#pragma once

#include <string_view>
#include <vector>

#include "platforms/quantity.h"

namespace rpmsg_sim {

enum class ValueKind { kTime, kFrequency, kSize, kCycles, kMilliCycles, kCount };

struct ParameterDescription {
  std::string_view name;
  ValueKind kind;
  bool required;
};

struct OptionDescription {
  std::string_view name;
  std::vector<std::string_view> choices;  // empty: the name of a core
  bool required;
};

struct DeviceType {
  std::string_view name;
  std::string_view text;
  std::vector<ParameterDescription> parameters;
  std::vector<OptionDescription> options;
  std::vector<std::string_view> ports;    // empty: one unnamed
  std::vector<std::string_view> outputs;  // interrupt outputs
  bool interrupt_controller = false;
};

struct MemoryType {
  std::string_view name;
  std::vector<ParameterDescription> parameters;
  bool dram = false;  // has a part (platforms/memory_parts/) and an address map
};

const std::vector<DeviceType>& device_types();
const std::vector<MemoryType>& memory_types();
// What a file in platforms/memory_parts/ says.
const std::vector<ParameterDescription>& memory_part_parameters();
const DeviceType* find_device_type(std::string_view name);

}  // namespace rpmsg_sim
