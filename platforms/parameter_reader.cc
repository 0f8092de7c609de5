#include "platforms/parameter_reader.h"

#include <fmt/format.h>

#include <limits>

namespace rpmsg_sim {

constexpr std::uint64_t kMilli = 1000;

Scale read_scale(const YamlValue& value, ValueKind kind) {
  switch (kind) {
    case ValueKind::kTime:
      return {"ps", value.quantity(Dimension::kTime)};
    case ValueKind::kFrequency:
      return {"Hz", value.quantity(Dimension::kFrequency)};
    case ValueKind::kSize:
      return {"B", value.quantity(Dimension::kSize)};
    case ValueKind::kMilliCycles:
      return {"millicycles", value.quantity(Dimension::kCycles)};
    case ValueKind::kCount:
      return {"", value.count()};
    case ValueKind::kCycles:
      break;
  }
  const std::uint64_t milli = value.quantity(Dimension::kCycles);
  if (milli % kMilli != 0)
    value.fail(fmt::format("'{}' must be whole cycles, not {}", value.name(), value.text()));
  return {"cycles", milli / kMilli};
}

std::int64_t checked(const YamlValue& value, std::uint64_t number) {
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    value.fail(fmt::format("'{}' is too large", value.name()));
  }
  return static_cast<std::int64_t>(number);
}

Parameter read_parameter(const YamlValue& value, ValueKind kind) {
  return read_parameter_with(value, [kind](const YamlValue& number) { return read_scale(number, kind); });
}

std::map<std::string, Parameter> read_parameters(const YamlMap& owner,
                                                 const std::vector<ParameterDescription>& descriptions) {
  std::map<std::string, Parameter> parameters;
  for (const ParameterDescription& description : descriptions) {
    if (description.required) {
      parameters.emplace(description.name,
                         read_parameter(owner.required(description.name), description.kind));
    } else {
      owner.optional(description.name, [&](const YamlValue& value) {
        parameters.emplace(description.name, read_parameter(value, description.kind));
      });
    }
  }
  return parameters;
}

}  // namespace rpmsg_sim
