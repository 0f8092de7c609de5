#include "scenarios/engine/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "platforms/device_types.h"
#include "platforms/located_yaml.h"
#include "platforms/platform_loader.h"
#include "scenarios/engine/expectation.h"
#include "scenarios/engine/image_info.h"

namespace rpmsg_sim {
namespace {

// Rows of cells, each column as wide as its widest cell.
class Table {
 public:
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  std::string text(const std::string& indent = "") const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
      widths.resize(std::max(widths.size(), row.size()));
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (const auto& row : rows_) {
      std::string line = indent;
      for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
    return text;
  }

  bool empty() const { return rows_.empty(); }

 private:
  std::vector<std::vector<std::string>> rows_;
};

std::string title_of(const std::string& path) {
  try {
    YamlNode root = load_yaml_file(path);
    if (const YamlNode* title = root.find("title")) return title->text;
    return {};
  } catch (const InputError& error) {
    return fmt::format("({})", error.what());
  }
}

std::string parameter_text(const ImageParameter& parameter) {
  constexpr std::uint64_t kPicosecondsPerNanosecond = 1000;
  const std::uint64_t value = parameter.default_value;
  if (parameter.unit == "bytes") return fmt::format("{}={}", parameter.name, format_size(value));
  if (parameter.unit != "ns") return fmt::format("{}={}", parameter.name, value);
  // The program's own way to write the value, unless it does not fit.
  if (value == 0 || value > ~std::uint64_t{0} / kPicosecondsPerNanosecond)
    return fmt::format("{}={} ns", parameter.name, value);
  return fmt::format("{}={}", parameter.name, format_time(value * kPicosecondsPerNanosecond));
}

// The cores for which an image was built, of its platform or of all.
std::string cores_for(const ShippedImage& image, const Resources& resources) {
  std::string cores;
  for (const std::string& name : resources.platforms()) {
    if (!image.platform.empty() && image.platform != name) continue;
    try {
      for (const CoreSpec& core : load_platform(resources.platform(name)->string()).cores) {
        if (image_fits(image.path.string(), core)) cores += (cores.empty() ? "" : ", ") + core.name;
      }
    } catch (const InputError&) {
      continue;  // `list platforms` says what is wrong with it
    }
  }
  return cores.empty() ? "-" : cores;
}

std::string image_text(const ShippedImage& image) {
  try {
    const ImageInfo info = read_image_info(image.path.string());
    std::string parameters;
    for (const ImageParameter& parameter : info.parameters) {
      parameters += (parameters.empty() ? "" : ", ") + parameter_text(parameter);
    }
    return parameters.empty() ? "no parameters" : parameters;
  } catch (const InputError& error) {
    return fmt::format("({})", error.what());
  }
}

void add_parameter(Table& table, const std::string& name, const Parameter& parameter) {
  std::string range;
  if (parameter.min || parameter.max) {
    const auto end = [&](const std::optional<std::int64_t>& value) {
      const auto number = static_cast<std::uint64_t>(value.value_or(parameter.value));
      if (parameter.unit == "ps") return format_time(number);
      if (parameter.unit == "Hz") return format_frequency(number);
      if (parameter.unit == "B") return format_size(number);
      if (parameter.unit == "millicycles")
        return fmt::format("{} cycles", static_cast<double>(number) / 1000.0);
      return fmt::format("{}{}{}", number, parameter.unit.empty() ? "" : " ", parameter.unit);
    };
    range = end(parameter.min) + " to " + end(parameter.max);
  }
  table.add({name, parameter.text, range, confidence_name(parameter.confidence), parameter.source});
}

struct NamedParameter {
  std::string name;
  const Parameter* parameter;
};

void add_core_parameters(const CoreSpec& core, std::vector<NamedParameter>& list) {
  const std::pair<const char*, const Parameter*> parameters[] = {
      {"clock", &core.clock},
      {"cycles per instruction", &core.cycles_per_instruction},
      {"exception entry", &core.exception_entry},
      {"exception exit", &core.exception_exit},
      {"device request", &core.device_request},
      {"device read", &core.device_read},
      {"device write", &core.device_write},
      {"bus width", &core.bus_width},
  };
  for (const auto& [name, parameter] : parameters) list.push_back({core.name + " " + name, parameter});
}

// One entry for all regions of a memory that cost the same.
void add_region_costs(const PlatformSpec& platform, std::vector<NamedParameter>& list) {
  std::map<std::pair<std::string, std::string>, std::size_t>
      known;  // "ddr read by m4" and source, to place in list
  const auto add = [&](const RegionSpec& region, const char* what, const std::string& core,
                       const Parameter& cost) {
    const std::string name = fmt::format("{} {} by {}", region.memory, what, core);
    const auto [place, is_new] = known.emplace(std::pair(name, cost.text + cost.source), list.size());
    if (is_new) {
      list.push_back({fmt::format("{}: {}", name, region.name), &cost});
    } else {
      list[place->second].name += ", " + region.name;
    }
  };
  for (const RegionSpec& region : platform.regions) {
    for (const auto& [core, cost] : region.read) add(region, "read", core, cost);
    for (const auto& [core, cost] : region.write) add(region, "write", core, cost);
  }
}

std::vector<NamedParameter> parameters_of(const PlatformSpec& platform) {
  std::vector<NamedParameter> list;
  for (const CoreSpec& core : platform.cores) add_core_parameters(core, list);
  for (const MemorySpec& memory : platform.memories) {
    for (const auto& [name, parameter] : memory.parameters)
      list.push_back({memory.name + " " + name, &parameter});
  }
  add_region_costs(platform, list);
  for (const DeviceSpec& device : platform.devices) {
    for (const auto& [name, parameter] : device.parameters)
      list.push_back({device.name + " " + name, &parameter});
  }
  return list;
}

std::string timing_of(const PlatformSpec& platform) {
  Table table;
  std::size_t count[3] = {};
  for (const auto& [name, parameter] : parameters_of(platform)) {
    add_parameter(table, name, *parameter);
    ++count[static_cast<std::size_t>(parameter->confidence)];
  }
  return fmt::format("timing: {} measured, {} from data sheets, {} estimates\n{}", count[0], count[1],
                     count[2], table.text("  "));
}

std::string what_answers(const RegionSpec& region) {
  if (region.kind == "memory") return fmt::format("{} + {:#x}", region.memory, region.offset);
  if (region.kind == "stub") return "stub";
  return region.port.empty() ? region.device : region.device + "." + region.port;
}

std::string who_owns(const RegionSpec& region) {
  if (region.kind == "stub") return "";
  if (region.owner == "shared") return "shared";
  std::string text = "private to " + region.owner;
  for (const std::string& core : region.also) text += ", also " + core;
  return text;
}

std::string map_of(const PlatformSpec& platform, const CoreSpec& core) {
  std::vector<std::pair<std::uint64_t, const RegionSpec*>> windows;
  for (const RegionSpec& region : platform.regions) {
    for (const RegionView& view : region.views) {
      if (view.core == core.name) windows.emplace_back(view.base, &region);
    }
  }
  std::sort(windows.begin(), windows.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Table table;
  for (const auto& [base, region] : windows) {
    table.add({fmt::format("{:#010x}..{:#010x}", base, base + region->size - 1), format_size(region->size),
               region->name, what_answers(*region), who_owns(*region), region->note});
  }
  table.add({fmt::format("{:#010x}..{:#010x}", core.code_window_base,
                         core.code_window_base + core.code_window_size - 1),
             format_size(core.code_window_size), "-", "code of native images", "not on the part", ""});
  return table.text("  ");
}

std::string devices_of(const PlatformSpec& platform) {
  Table table;
  for (const DeviceSpec& device : platform.devices) {
    std::string wires;
    for (const InterruptWire& wire : device.interrupts) {
      wires += fmt::format("{}output {} is interrupt {} of {}", wires.empty() ? "" : ", ", wire.output,
                           wire.number, wire.core);
    }
    const DeviceType* type = find_device_type(device.type);
    table.add({device.name, device.type, type == nullptr ? "" : std::string(type->text), wires});
  }
  return table.text("  ");
}

std::string cores_of(const PlatformSpec& platform) {
  Table table;
  for (const CoreSpec& core : platform.cores) {
    table.add({core.name, core.role.empty() ? "" : "role " + core.role, core.architecture,
               format_frequency(static_cast<std::uint64_t>(core.clock.value)),
               "native images: " + core.native_abi, "interrupts: " + core.interrupt_controller,
               core.held_in_reset ? "held in reset" : ""});
  }
  return table.text("  ");
}

std::string links_of(const PlatformSpec& platform) {
  Table table;
  for (const LinkSpec& link : platform.links) {
    table.add({link.name, fmt::format("host {}, remote {}", link.host, link.remote),
               fmt::format("vrings {:#x} and {:#x}", link.vring0, link.vring1),
               fmt::format("buffers {:#x} ({})", link.buffers, format_size(link.buffers_size)),
               fmt::format("{} each way of {} B", link.count, link.buffer_size)});
  }
  return table.text("  ");
}

}  // namespace

std::string list_platforms(const Resources& resources) {
  Table table;
  for (const std::string& name : resources.platforms())
    table.add({name, title_of(resources.platform(name)->string())});
  return table.text();
}

std::string list_images(const Resources& resources) {
  Table table;
  for (const ShippedImage& image : resources.images()) {
    table.add({image.name, image.platform.empty() ? "any" : image.platform, cores_for(image, resources),
               image_text(image)});
  }
  return table.text();
}

std::string list_scenarios(const Resources& resources) {
  Table table;
  for (const std::string& name : resources.scenarios())
    table.add({name, title_of(resources.scenario(name)->string())});
  return table.text();
}

std::string list_metrics() {
  Table table;
  for (const MetricDescription& metric : metric_descriptions())
    table.add({metric.name, metric.unit, metric.text});
  return table.text();
}

std::string show_platform(const PlatformSpec& platform) {
  std::string text = fmt::format("{}: {}\n\ncores\n{}", platform.name, platform.title, cores_of(platform));
  text += fmt::format("\nlinks\n{}\ndevices\n{}", links_of(platform), devices_of(platform));
  for (const CoreSpec& core : platform.cores)
    text += fmt::format("\nmap of {}\n{}", core.name, map_of(platform, core));
  return text + "\n" + timing_of(platform);
}

}  // namespace rpmsg_sim
