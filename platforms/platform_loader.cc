#include "platforms/platform_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "models/core/clock.h"
#include "models/observe/ring_layout.h"
#include "platforms/device_types.h"
#include "platforms/like.h"
#include "platforms/link_placement.h"
#include "platforms/memory_part.h"
#include "platforms/nearest_name.h"
#include "platforms/parameter_reader.h"

namespace rpmsg_sim {
namespace {

constexpr std::uint64_t kPage = 4096;  // what native images map and what the fast path decides by
constexpr std::uint64_t kHighest = std::uint64_t{1} << 40;
constexpr std::uint64_t kHighest32 = std::uint64_t{1} << 32;

std::vector<std::string> strings(const std::vector<std::string_view>& views) {
  return {views.begin(), views.end()};
}

template <typename Item>
std::vector<std::string> names_of(const std::vector<Item>& items) {
  std::vector<std::string> names;
  for (const Item& item : items) names.emplace_back(item.name);
  return names;
}

class PlatformReader {
 public:
  PlatformReader(const YamlNode& root, const std::string& name, const std::string& file, std::string shipped)
      : root_(root, ""), shipped_(std::move(shipped)) {
    spec_.name = name;
    spec_.file = file;
    spec_.images = name;
  }

  PlatformSpec read() {
    const YamlMap map(root_, {"title", "images", "cores", "memories", "devices", "regions", "links"});
    spec_.title = map.required("title").text();
    map.optional("images", [&](const YamlValue& images) { spec_.images = images.text(); });
    for (const auto& [name, value] : map.required("cores").entries()) add_core(name, value);
    for (const auto& [name, value] : map.required("memories").entries()) add_memory(name, value);
    for (const auto& [name, value] : map.required("devices").entries()) add_device(name, value);
    for (const auto& [name, value] : map.required("regions").entries()) add_region(name, value);
    map.optional("links", [&](const YamlValue& links) {
      for (const auto& [name, value] : links.entries()) add_link(name, value);
    });
    check_cores(map.required("cores"));
    check_use(map);
    return std::move(spec_);
  }

 private:
  struct Costs {
    std::map<std::string, Parameter> read;
    std::map<std::string, Parameter> write;
  };
  struct Window {
    std::uint64_t base;
    std::uint64_t end;
    std::string region;
  };

  const std::string& core_name(const YamlValue& value) const { return value.choice(names_of(spec_.cores)); }

  const CoreSpec& core(const std::string& name) const {
    return *std::find_if(spec_.cores.begin(), spec_.cores.end(),
                         [&](const CoreSpec& c) { return c.name == name; });
  }

  void add_core(const std::string& name, const YamlValue& value) {
    const YamlMap map(
        value, {"role", "architecture", "native_abi", "image_folder", "clock", "cycles_per_instruction",
                "exception_entry", "exception_exit", "device_request", "device_read", "device_write",
                "bus_width", "interrupt_controller", "held_in_reset", "boot_vector", "code_window"});
    CoreSpec spec;
    spec.name = name;
    map.optional("role", [&](const YamlValue& role) { spec.role = unused_role(role); });
    spec.architecture =
        map.required("architecture").choice({"armv8-a", "armv7-a", "armv7e-m", "armv8-m.main"});
    spec.native_abi = map.required("native_abi").choice({"lp64", "x32"});
    spec.image_folder = map.required("image_folder").text();
    spec.clock = read_parameter(map.required("clock"), ValueKind::kFrequency);
    spec.cycles_per_instruction =
        read_parameter(map.required("cycles_per_instruction"), ValueKind::kMilliCycles);
    spec.exception_entry = read_parameter(map.required("exception_entry"), ValueKind::kCycles);
    spec.exception_exit = read_parameter(map.required("exception_exit"), ValueKind::kCycles);
    spec.device_request = read_parameter(map.required("device_request"), ValueKind::kTime);
    spec.device_read = read_parameter(map.required("device_read"), ValueKind::kTime);
    spec.device_write = read_parameter(map.required("device_write"), ValueKind::kTime);
    spec.bus_width = read_parameter(map.required("bus_width"), ValueKind::kSize);
    spec.interrupt_controller = map.required("interrupt_controller").text();
    map.optional("held_in_reset", [&](const YamlValue& held) { spec.held_in_reset = held.flag(); });
    map.optional("boot_vector", [&](const YamlValue& vector) { spec.boot_vector = vector.address(); });
    const YamlMap window(map.required("code_window"), {"base", "size"});
    spec.code_window_base = page_address(window.required("base"));
    spec.code_window_size = page_size(window.required("size"));
    check_core(spec, map);
    spec_.cores.push_back(std::move(spec));
  }

  std::string unused_role(const YamlValue& role) const {
    const std::string& name = role.choice({"a", "m"});
    for (const CoreSpec& other : spec_.cores) {
      if (other.role == name) role.fail(fmt::format("core '{}' already has the role '{}'", other.name, name));
    }
    return name;
  }

  static void check_core(const CoreSpec& spec, const YamlMap& map) {
    constexpr std::int64_t kFastest = 100'000'000'000;  // 10 ps per cycle
    if (spec.clock.value == 0 || spec.clock.value > kFastest) {
      map.required("clock").fail(fmt::format("'{}.clock' must be above 0 Hz and at most 100 GHz", spec.name));
    }
    if (spec.device_request.value > spec.device_read.value) {
      map.required("device_request")
          .fail("a device request takes longer than the whole read ('device_read')");
    }
    const std::int64_t width = spec.bus_width.value;
    if (width < 1 || width > 64 || (width & (width - 1)) != 0) {
      map.required("bus_width").fail("'bus_width' must be a power of two from 1 B to 64 B");
    }
  }

  void add_memory(const std::string& name, const YamlValue& value) {
    // The set of keys depends on the type, so that is looked at first.
    std::vector<std::string> keys = {"type", "size", "cost"};
    const MemoryType* type = nullptr;
    for (const auto& [key, entry] : value.entries()) {
      if (key == "type") type = &memory_type(entry.choice(names_of(memory_types())));
    }
    if (type != nullptr) {
      for (const ParameterDescription& parameter : type->parameters) keys.emplace_back(parameter.name);
      if (type->dram) keys.insert(keys.end(), {"part", "map"});
    }
    const YamlMap map(value, keys);
    MemorySpec spec;
    spec.name = name;
    spec.type = map.required("type").text();
    spec.size = page_size(map.required("size"));
    spec.parameters = read_parameters(map, type->parameters);
    if (type->dram) {
      spec.part = map.required("part").text();
      spec.part_parameters = load_memory_part(map.required("part"), {folder_of(spec_.file), shipped_});
      spec.map = read_address_map(map.required("map"), spec.size);
    }
    map.optional("cost", [&](const YamlValue& cost) { memory_costs_[name] = read_costs(cost); });
    spec.read = memory_costs_[name].read;
    spec.write = memory_costs_[name].write;
    check_banks(spec, value);
    spec_.memories.push_back(std::move(spec));
  }

  static const MemoryType& memory_type(const std::string& name) {
    return *std::find_if(memory_types().begin(), memory_types().end(),
                         [&](const MemoryType& type) { return type.name == name; });
  }

  static void check_banks(const MemorySpec& spec, const YamlValue& value) {
    const auto banks = spec.parameters.find("banks");
    if (banks == spec.parameters.end()) return;
    const std::int64_t count = banks->second.value;
    if (count < 1 || count > 1024 || (count & (count - 1)) != 0) {
      value.fail(fmt::format("'{}.banks' must be a power of two from 1 to 1024", value.name()));
    }
    if (spec.parameters.at("bank_shift").value > 40)
      value.fail(fmt::format("'{}.bank_shift' is above 40", value.name()));
  }

  // {a53: {read: {...}, write: {...}}, m4: {...}}
  Costs read_costs(const YamlValue& value) const {
    Costs costs;
    for (const auto& [name, entry] : value.entries()) {
      if (!is_core(name)) fail_at(value.key_origin(name), "unknown core '" + name + "'" + core_hint(name));
      const std::string core_of_cost = name;
      const auto read = [&](const YamlValue& number) { return read_cost(number, core(core_of_cost)); };
      const YamlMap map(entry, {"read", "write"});
      costs.read.emplace(name, read_parameter_with(map.required("read"), read));
      costs.write.emplace(name, read_parameter_with(map.required("write"), read));
    }
    return costs;
  }

  // A time, or cycles of the core that accesses.
  static Scale read_cost(const YamlValue& value, const CoreSpec& accessor) {
    const std::string& text = value.text();
    if (text.find("cycle") == std::string::npos) return {"ps", value.quantity(Dimension::kTime)};
    const Scale cycles = read_scale(value, ValueKind::kCycles);
    constexpr std::uint64_t kMostCycles = 1'000'000;
    if (cycles.value > kMostCycles) value.fail(fmt::format("'{}' is too large", value.name()));
    return {"ps", Clock(static_cast<std::uint64_t>(accessor.clock.value)).time_of(cycles.value)};
  }

  bool is_core(const std::string& name) const {
    return std::any_of(spec_.cores.begin(), spec_.cores.end(),
                       [&](const CoreSpec& c) { return c.name == name; });
  }
  std::string core_hint(const std::string& name) const { return name_hint(name, names_of(spec_.cores)); }

  void add_device(const std::string& name, const YamlValue& value) {
    std::vector<std::string> keys = {"type", "interrupts"};
    const DeviceType* type = nullptr;
    for (const auto& [key, entry] : value.entries()) {
      if (key == "type") type = find_device_type(entry.choice(names_of(device_types())));
    }
    if (type != nullptr) {
      for (const ParameterDescription& parameter : type->parameters) keys.emplace_back(parameter.name);
      for (const OptionDescription& option : type->options) keys.emplace_back(option.name);
    }
    const YamlMap map(value, keys);
    DeviceSpec spec;
    spec.name = name;
    spec.line = value.key_origin("type").line;
    spec.type = map.required("type").text();
    spec.parameters = read_parameters(map, type->parameters);
    for (const OptionDescription& option : type->options) read_option(map, option, spec);
    map.optional("interrupts", [&](const YamlValue& wires) {
      for (const YamlValue& wire : wires.list()) spec.interrupts.push_back(read_wire(wire, *type));
    });
    spec_.devices.push_back(std::move(spec));
  }

  void read_option(const YamlMap& map, const OptionDescription& option, DeviceSpec& spec) const {
    const auto read = [&](const YamlValue& value) {
      const std::string& word =
          option.choices.empty() ? core_name(value) : value.choice(strings(option.choices));
      spec.options.emplace(option.name, word);
    };
    if (option.required) {
      read(map.required(option.name));
    } else {
      map.optional(option.name, read);
    }
  }

  InterruptWire read_wire(const YamlValue& value, const DeviceType& type) const {
    const YamlMap map(value, {"output", "core", "number"});
    InterruptWire wire;
    wire.output = map.required("output").choice(strings(type.outputs));
    wire.core = core_name(map.required("core"));
    wire.number = static_cast<unsigned>(map.required("number").count(0, 987));
    return wire;
  }

  void add_region(const std::string& name, const YamlValue& value) {
    const YamlMap map(
        value, {"kind", "memory", "offset", "device", "port", "size", "at", "owner", "also", "cost", "note"});
    RegionSpec spec;
    spec.name = name;
    spec.line = value.key_origin("kind").line;
    spec.kind = map.required("kind").choice({"memory", "device", "stub"});
    spec.size = spec.kind == "memory" ? page_size(map.required("size")) : word_size(map.required("size"));
    spec.owner = "shared";
    map.optional("note", [&](const YamlValue& note) { spec.note = note.text(); });
    read_views(map.required("at"), spec);
    if (spec.kind == "memory") {
      read_memory_window(map, spec);
    } else {
      refuse_keys(map, {"memory", "offset", "cost"}, spec);
    }
    if (spec.kind == "device") {
      read_device_window(map, spec);
    } else {
      refuse_keys(map, {"device", "port"}, spec);
    }
    if (spec.kind == "stub") refuse_keys(map, {"owner", "also"}, spec);
    map.optional("owner", [&](const YamlValue& owner) { read_owner(owner, spec); });
    map.optional("also", [&](const YamlValue& also) {
      if (spec.owner == "shared") also.fail("'also' needs an owner: every core may touch a shared region");
      for (const YamlValue& item : also.list()) spec.also.push_back(core_name(item));
    });
    spec_.regions.push_back(std::move(spec));
  }

  static void refuse_keys(const YamlMap& map, const std::vector<std::string>& keys, const RegionSpec& spec) {
    for (const std::string& key : keys) {
      map.optional(key, [&](const YamlValue& value) {
        value.fail(fmt::format("'{}' has no meaning for a region of kind '{}'", value.name(), spec.kind));
      });
    }
  }

  void read_owner(const YamlValue& value, RegionSpec& spec) const {
    std::vector<std::string> choices = names_of(spec_.cores);
    choices.emplace_back("shared");
    spec.owner = value.choice(choices);
    if (spec.owner != "shared" && !sees(spec, spec.owner)) {
      value.fail(fmt::format("region '{}' belongs to '{}', which does not see it", spec.name, spec.owner));
    }
  }

  static bool sees(const RegionSpec& spec, const std::string& core_name) {
    return std::any_of(spec.views.begin(), spec.views.end(),
                       [&](const RegionView& view) { return view.core == core_name; });
  }

  // {a53: 0x40000000, m4: [0x40000000, 0x10000000]}, or one address at which every core sees it.
  void read_views(const YamlValue& value, RegionSpec& spec) {
    if (!value.is_map()) {
      for (const CoreSpec& viewer : spec_.cores) add_view(viewer, value, spec);
      return;
    }
    for (const auto& [name, entry] : value.entries()) {
      if (!is_core(name)) fail_at(value.key_origin(name), "unknown core '" + name + "'" + core_hint(name));
      const std::vector<YamlValue> bases = entry.is_list() ? entry.list() : std::vector<YamlValue>{entry};
      for (const YamlValue& base : bases) add_view(core(name), base, spec);
    }
    if (spec.views.empty()) value.fail(fmt::format("no core sees region '{}'", spec.name));
  }

  void add_view(const CoreSpec& viewer, const YamlValue& base, RegionSpec& spec) {
    const std::uint64_t address = spec.kind == "memory" ? page_address(base) : word_address(base);
    claim(viewer, address, spec, base);
    spec.views.push_back({viewer.name, address});
  }

  void claim(const CoreSpec& viewer, std::uint64_t base, const RegionSpec& spec, const YamlValue& value) {
    const std::uint64_t highest = viewer.native_abi == "x32" ? kHighest32 : kHighest;
    if (base >= highest || spec.size > highest - base) {
      value.fail(fmt::format("region '{}' ends above the address space of {}", spec.name, viewer.name));
    }
    const std::uint64_t end = base + spec.size;
    std::vector<Window>& windows = windows_[viewer.name];
    for (const Window& other : windows) {
      if (base < other.end && other.base < end) {
        value.fail(
            fmt::format("region '{}' overlaps region '{}' as {} sees them: {:#x}..{:#x} and {:#x}..{:#x}",
                        spec.name, other.region, viewer.name, base, end - 1, other.base, other.end - 1));
      }
    }
    for (const CoreSpec& other : spec_.cores) {
      const std::uint64_t code_end = other.code_window_base + other.code_window_size;
      if (base < code_end && other.code_window_base < end) {
        value.fail(fmt::format("region '{}' overlaps the code window of {} at {:#x}", spec.name, other.name,
                               other.code_window_base));
      }
    }
    windows.push_back({base, end, spec.name});
  }

  void read_memory_window(const YamlMap& map, RegionSpec& spec) {
    const YamlValue memory = map.required("memory");
    spec.memory = memory.choice(names_of(spec_.memories));
    const MemorySpec& target = *std::find_if(spec_.memories.begin(), spec_.memories.end(),
                                             [&](const MemorySpec& m) { return m.name == spec.memory; });
    map.optional("offset", [&](const YamlValue& offset) { spec.offset = page_address(offset); });
    if (spec.offset > target.size || spec.size > target.size - spec.offset) {
      memory.fail(fmt::format("region '{}' ends past the end of memory '{}' ({})", spec.name, spec.memory,
                              format_size(target.size)));
    }
    for (const RegionSpec& other : spec_.regions) {
      const bool same = other.kind == "memory" && other.memory == spec.memory;
      if (same && spec.offset < other.offset + other.size && other.offset < spec.offset + spec.size) {
        memory.fail(
            fmt::format("region '{}' covers bytes of '{}' that region '{}' covers too; list a second address "
                        "of one region under 'at'",
                        spec.name, spec.memory, other.name));
      }
    }
    apply_costs(map, spec);
  }

  // The region's own costs over the memory's; every core that sees the region needs one.
  void apply_costs(const YamlMap& map, RegionSpec& spec) {
    Costs costs;
    map.optional("cost", [&](const YamlValue& value) { costs = read_costs(value); });
    const Costs& general = memory_costs_[spec.memory];
    costs.read.insert(general.read.begin(), general.read.end());
    costs.write.insert(general.write.begin(), general.write.end());
    for (const RegionView& view : spec.views) {
      const auto read = costs.read.find(view.core);
      if (read == costs.read.end()) {
        map.value().fail(fmt::format("no cost for accesses by '{}' to region '{}', and none with memory '{}'",
                                     view.core, spec.name, spec.memory));
      }
      spec.read.insert(*read);
      spec.write.emplace(view.core, costs.write.at(view.core));
    }
  }

  void read_device_window(const YamlMap& map, RegionSpec& spec) const {
    const YamlValue name = map.required("device");
    spec.device = name.choice(names_of(spec_.devices));
    const DeviceSpec& device = *std::find_if(spec_.devices.begin(), spec_.devices.end(),
                                             [&](const DeviceSpec& d) { return d.name == spec.device; });
    const DeviceType& type = *find_device_type(device.type);
    if (type.ports.empty()) {
      refuse_port(map, device);
    } else {
      spec.port = map.required("port").choice(strings(type.ports));
    }
    if (!type.interrupt_controller) return;
    // Such a controller is part of its core: no other core reaches it, and no bus is involved.
    for (const RegionView& view : spec.views) {
      if (view.core != device.options.at("core")) {
        name.fail(fmt::format("'{}' belongs to core '{}' and cannot be seen by '{}'", device.name,
                              device.options.at("core"), view.core));
      }
    }
  }

  static void refuse_port(const YamlMap& map, const DeviceSpec& device) {
    map.optional("port", [&](const YamlValue& port) {
      port.fail(fmt::format("device '{}' of type '{}' has only one port; leave 'port' out", device.name,
                            device.type));
    });
  }

  void add_link(const std::string& name, const YamlValue& value) {
    const YamlMap map(value, {"host", "remote", "vring0", "vring1", "buffers", "buffers_size",
                              "resource_table", "count", "align", "buffer_size"});
    LinkSpec spec;
    spec.name = name;
    spec.host = core_name(map.required("host"));
    spec.remote = core_name(map.required("remote"));
    if (spec.host == spec.remote)
      map.required("remote").fail("host and remote of a link must be different cores");
    for (const char* key : {"count", "align", "buffer_size"}) map.required(key);
    read_link_geometry(map, spec);
    spec.buffers_size = map.required("buffers_size").quantity(Dimension::kSize);
    const std::uint64_t ring_size = ring_layout(spec.count, spec.align).used_end;
    const std::vector<std::string> both = {spec.host, spec.remote};
    spec.vring0 = shared_range(map.required("vring0"), ring_size, both);
    spec.vring1 = shared_range(map.required("vring1"), ring_size, both);
    spec.buffers = shared_range(map.required("buffers"), spec.buffers_size, both);
    // Only the host reads it; it may lie in memory that the remote sees elsewhere.
    map.optional("resource_table",
                 [&](const YamlValue& table) { spec.resource_table = shared_range(table, 16, {spec.host}); });
    spec_.links.push_back(std::move(spec));
  }

  // An address range that all of `viewers` see, at the same address, in one shared region.
  std::uint64_t shared_range(const YamlValue& value, std::uint64_t size,
                             const std::vector<std::string>& viewers) const {
    const std::uint64_t base = value.address();
    for (const std::string& viewer : viewers) {
      const bool found =
          std::any_of(spec_.regions.begin(), spec_.regions.end(), [&](const RegionSpec& region) {
            return region.kind == "memory" && region.owner == "shared" && covers(region, viewer, base, size);
          });
      if (!found) {
        value.fail(fmt::format("'{}': {:#x} and {} from there are not within one shared region that {} sees",
                               value.name(), base, format_size(size), viewer));
      }
    }
    return base;
  }

  static bool covers(const RegionSpec& region, const std::string& viewer, std::uint64_t base,
                     std::uint64_t size) {
    return std::any_of(region.views.begin(), region.views.end(), [&](const RegionView& view) {
      return view.core == viewer && base >= view.base && base - view.base < region.size &&
             size <= region.size - (base - view.base);
    });
  }

  void check_cores(const YamlValue& cores) const {
    if (spec_.cores.empty()) cores.fail("a platform needs at least one core");
    for (const auto& [name, value] : cores.entries()) {
      const YamlValue controller = YamlMap(value, keys_of(value)).required("interrupt_controller");
      std::vector<std::string> own;
      for (const DeviceSpec& device : spec_.devices) {
        const bool fits =
            find_device_type(device.type)->interrupt_controller && device.options.at("core") == name;
        if (fits) own.push_back(device.name);
      }
      controller.choice(own);
    }
  }

  static std::vector<std::string> keys_of(const YamlValue& value) {
    std::vector<std::string> keys;
    for (const auto& [key, entry] : value.entries()) keys.push_back(key);
    return keys;
  }

  // What nothing refers to was forgotten or misspelt somewhere else.
  void check_use(const YamlMap& map) const {
    std::set<std::string> used;
    for (const RegionSpec& region : spec_.regions)
      used.insert(region.kind == "memory" ? region.memory : region.device);
    for (const char* section : {"memories", "devices"}) {
      const YamlValue list = map.required(section);
      for (const auto& [name, value] : list.entries()) {
        if (used.count(name) == 0)
          fail_at(list.key_origin(name), "no region shows '" + name + "' to any core");
      }
    }
  }

  static std::uint64_t page_address(const YamlValue& value) {
    const std::uint64_t address = value.address();
    if (address % kPage != 0)
      value.fail(fmt::format("'{}' must be a multiple of 4 KiB, not {:#x}", value.name(), address));
    return address;
  }
  static std::uint64_t page_size(const YamlValue& value) {
    const std::uint64_t size = value.quantity(Dimension::kSize);
    if (size == 0 || size % kPage != 0)
      value.fail(fmt::format("'{}' must be a multiple of 4 KiB, not {}", value.name(), value.text()));
    if (size > kHighest) value.fail(fmt::format("'{}' is too large", value.name()));
    return size;
  }
  static std::uint64_t word_address(const YamlValue& value) {
    const std::uint64_t address = value.address();
    if (address % 4 != 0)
      value.fail(fmt::format("'{}' must be a multiple of 4, not {:#x}", value.name(), address));
    return address;
  }
  static std::uint64_t word_size(const YamlValue& value) {
    const std::uint64_t size = value.quantity(Dimension::kSize);
    if (size == 0 || size % 4 != 0)
      value.fail(fmt::format("'{}' must be a multiple of 4 B, not {}", value.name(), value.text()));
    return size;
  }

  static std::string folder_of(const std::string& file) {
    return std::filesystem::path(file).parent_path().string();
  }

  YamlValue root_;
  std::string shipped_;
  PlatformSpec spec_;
  std::map<std::string, Costs> memory_costs_;
  std::map<std::string, std::vector<Window>> windows_;  // by core
};

}  // namespace

PlatformSpec read_platform(const YamlNode& root, const std::string& name, const std::string& file,
                           const std::string& shipped) {
  return PlatformReader(root, name, file, shipped).read();
}

PlatformSpec load_platform(const std::string& path, const std::string& shipped) {
  return read_platform(resolve_like(load_yaml_file(path), path), std::filesystem::path(path).stem().string(), path,
                       shipped);
}

std::string confidence_name(Confidence confidence) {
  switch (confidence) {
    case Confidence::kMeasured:
      return "measured";
    case Confidence::kDatasheet:
      return "datasheet";
    case Confidence::kEstimate:
      return "estimate";
  }
  return {};
}

}  // namespace rpmsg_sim
