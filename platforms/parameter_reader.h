// Parameters as platform files write them: {value: 135 ns, min: 110 ns, max: 165 ns, source: ..., confidence:
// measured}
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "platforms/device_types.h"
#include "platforms/located_yaml.h"
#include "platforms/platform_spec.h"

namespace rpmsg_sim {

// What a parameter's value is measured in, and how to read it.
struct Scale {
  std::string unit;
  std::uint64_t value;
};

Scale read_scale(const YamlValue& value, ValueKind kind);

// `number` if it fits a Parameter; else an InputError at `value`.
std::int64_t checked(const YamlValue& value, std::uint64_t number);

// `read` turns the texts of value, min and max into numbers of one unit. Throws InputError.
template <typename Read>
Parameter read_parameter_with(const YamlValue& value, Read&& read) {
  const YamlMap map(value, {"value", "min", "max", "source", "confidence"});
  Parameter parameter;
  const YamlValue number = map.required("value");
  const Scale scale = read(number);
  parameter.value = checked(number, scale.value);
  parameter.unit = scale.unit;
  parameter.text = number.text();
  parameter.source = map.required("source").text();
  const std::string& confidence = map.required("confidence").choice({"measured", "datasheet", "estimate"});
  parameter.confidence = confidence == "measured"    ? Confidence::kMeasured
                         : confidence == "datasheet" ? Confidence::kDatasheet
                                                     : Confidence::kEstimate;
  map.optional("min", [&](const YamlValue& min) { parameter.min = checked(min, read(min).value); });
  map.optional("max", [&](const YamlValue& max) { parameter.max = checked(max, read(max).value); });
  if (parameter.min.value_or(parameter.value) > parameter.value ||
      parameter.max.value_or(parameter.value) < parameter.value) {
    number.fail(fmt::format("'{}' lies outside its own range", number.name()));
  }
  return parameter;
}

Parameter read_parameter(const YamlValue& value, ValueKind kind);

// Those of `descriptions` that `owner` has; a required one that is missing is an error.
std::map<std::string, Parameter> read_parameters(const YamlMap& owner,
                                                 const std::vector<ParameterDescription>& descriptions);

}  // namespace rpmsg_sim
