#include "platforms/builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/core/arm/arm_executor.h"
#include "models/core/delayed_reset.h"
#include "models/interrupt/gic.h"
#include "models/interrupt/nvic.h"
#include "models/mu/messaging_unit_v1.h"
#include "models/mu/messaging_unit_v2.h"
#include "models/observe/ring_layout.h"
#include "models/soc/cpu_wait_registers.h"
#include "models/soc/firmware_service.h"
#include "models/soc/read_back_device.h"
#include "models/soc/stub_device.h"
#include "models/soc/system_reset_controller.h"
#include "models/soc/uart.h"
#include "platforms/link_placement.h"
#include "platforms/memory_part.h"

namespace rpmsg_sim {

namespace {

[[noreturn]] void refuse(const PlatformSpec& platform, int line, const std::string& text) {
  throw PlatformError(fmt::format("{}:{}: {}", platform.file, line, text));
}

Picoseconds duration(const std::map<std::string, Parameter>& parameters, const std::string& name,
                     Picoseconds otherwise) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? otherwise : static_cast<Picoseconds>(found->second.value);
}

unsigned number(const std::map<std::string, Parameter>& parameters, const std::string& name,
                unsigned otherwise) {
  return static_cast<unsigned>(duration(parameters, name, otherwise));
}

Profile profile_of(const CoreSpec& core) {
  return is_m_profile(core) ? Profile::kM : Profile::kA;
}

// Cycles that an access to private memory costs on top of the instruction that makes it.
unsigned extra_cycles(const Clock& clock, Picoseconds latency) {
  const std::uint64_t cycles = clock.at_or_after(latency);
  return cycles > 1 ? static_cast<unsigned>(cycles - 1) : 0;
}

MemoryTiming timing_of(const MemorySpec& spec) {
  MemoryTiming timing;
  timing.banks = number(spec.parameters, "banks", 1);
  timing.bank_shift = number(spec.parameters, "bank_shift", 12);
  timing.bank_busy = duration(spec.parameters, "bank_busy", 0);
  timing.bus_busy = duration(spec.parameters, "bus_busy", 0);
  timing.burst = number(spec.parameters, "burst", 64);
  return timing;
}

bool has_option(const DeviceSpec& spec, const char* option, std::string_view word) {
  const auto found = spec.options.find(option);
  return found != spec.options.end() && found->second == word;
}

std::unique_ptr<MessagingUnit> new_messaging_unit(const DeviceSpec& spec, EventLog& log,
                                                  FindingSink& findings) {
  MuParameters parameters;
  parameters.crossing = duration(spec.parameters, "crossing", parameters.crossing);
  parameters.version = number(spec.parameters, "version", parameters.version);
  if (has_option(spec, "transmit_full", "ignore")) parameters.when_full = MuFullPolicy::kIgnore;
  parameters.tr_reads_back = !has_option(spec, "transmit_reads_back", "no");
  const char* const name = spec.name.c_str();
  if (spec.type == "mu-v1") return std::make_unique<MessagingUnitV1>(name, parameters, log, findings);
  if (spec.type == "mu-v1-7ulp") {
    return std::make_unique<MessagingUnitV1>(name, parameters, log, findings, layout_7ulp());
  }
  parameters.core_status = spec.type == "mu-v2-core-status";
  return std::make_unique<MessagingUnitV2>(name, parameters, log, findings);
}

// A device as the rest of the builder sees it.
struct Device {
  std::unique_ptr<sc_core::sc_module> module;
  std::map<std::string, tlm::tlm_base_target_socket_b<>*> ports;
  std::function<void(const std::string& output, InterruptLine& line, unsigned number)> connect;
};

}  // namespace

struct System::Builder {
  System& system;
  const PlatformSpec& platform;
  const SystemOptions& options;
  std::map<std::string, Device> devices;
  std::map<std::string, int> ports;                // "device.port" to interconnect port
  std::map<std::string, DelayedReset*> resets;     // by core
  std::map<std::string, StartGate*> gates;         // by core
  std::map<std::string, CpuWaitRegisters*> waits;  // by core
  std::map<std::string, std::vector<std::function<void(bool, Picoseconds)>>> reset_followers;  // by core

  using Make = Device (Builder::*)(const DeviceSpec&);
  static const std::map<std::string, Make>& device_types();

  void follow_reset(MessagingUnit& mu, const InterruptWire& wire);
  Device make_messaging_unit(const DeviceSpec& spec);
  Device make_reset_controller(const DeviceSpec& spec);
  Device make_cpu_wait(const DeviceSpec& spec);
  Device make_firmware_service(const DeviceSpec& spec);
  StartGate& gate_of(const std::string& held);
  Picoseconds reset_delay(const std::string& held) const;
  const DeviceSpec* holder(const std::string& held, std::string_view type) const;
  Device make_uart(const DeviceSpec& spec);
  Device make_read_back(const DeviceSpec& spec);
  Device make_testbench(const DeviceSpec& spec);

  CoreInstance& core(const std::string& name);
  const DeviceSpec& device_spec(const std::string& name) const;
  void build_memories();
  void build_traffic();
  void build_cores();
  void build_core(const CoreSpec& spec);
  void build_devices();
  void build_regions();
  void add_view(const RegionSpec& spec, const CoreSpec& core_spec, Region region);
  std::uint64_t system_address(const RegionSpec& spec) const;
  int port_of(const RegionSpec& spec);
  void follow_stages();
  void build_links();
  void build_finder();
  Picoseconds least_crossing() const;
};

const std::map<std::string, System::Builder::Make>& System::Builder::device_types() {
  static const std::map<std::string, Make> types = {
      {"mu-v1", &Builder::make_messaging_unit},
      {"mu-v1-7ulp", &Builder::make_messaging_unit},
      {"mu-v2", &Builder::make_messaging_unit},
      {"mu-v2-core-status", &Builder::make_messaging_unit},
      {"src", &Builder::make_reset_controller},
      {"cpu-wait", &Builder::make_cpu_wait},
      {"firmware-service", &Builder::make_firmware_service},
      {"uart", &Builder::make_uart},
      {"read-back", &Builder::make_read_back},
      {"testbench", &Builder::make_testbench},
  };
  return types;
}

// ---- devices ----

Device System::Builder::make_messaging_unit(const DeviceSpec& spec) {
  auto unit = new_messaging_unit(spec, system.log_, system.sink_);
  MessagingUnit& mu = *unit;
  system.messaging_units_.push_back(&mu);
  Device device;
  device.ports = {{"a", &mu.side_a}, {"b", &mu.side_b}};
  device.connect = [&mu](const std::string& output, InterruptLine& line, unsigned number) {
    mu.connect_irq(output == "a" ? MuSide::kA : MuSide::kB, line, number);
  };
  for (const InterruptWire& wire : spec.interrupts) {
    core(wire.core).doorbells.push_back(mu.source(wire.output == "a" ? MuSide::kA : MuSide::kB));
    follow_reset(mu, wire);
  }
  mu.set_driven(true);
  system.conductor_->add_device(mu);
  device.module = std::move(unit);
  return device;
}

// SR.RS on the other side of the MU says whether the core of this side is in reset.
void System::Builder::follow_reset(MessagingUnit& mu, const InterruptWire& wire) {
  const MuSide other = wire.output == "a" ? MuSide::kB : MuSide::kA;
  const auto spec = std::find_if(platform.cores.begin(), platform.cores.end(),
                                 [&wire](const CoreSpec& core_spec) { return core_spec.name == wire.core; });
  if (!spec->held_in_reset) {
    mu.set_peer_reset(other, false, 0);
  } else {
    reset_followers[wire.core].push_back(
        [&mu, other](bool held, Picoseconds time) { mu.set_peer_reset(other, held, time); });
  }
}

Device System::Builder::make_reset_controller(const DeviceSpec& spec) {
  auto controller = std::make_unique<SystemResetController>(spec.name.c_str(), system.sink_,
                                                            !has_option(spec, "initially", "released"));
  controller->connect(gate_of(spec.options.at("core")).reset());
  Device device;
  device.ports = {{"", &controller->bus}};
  device.module = std::move(controller);
  return device;
}

// One gate for each core that something holds, whatever the number of devices that do.
StartGate& System::Builder::gate_of(const std::string& held) {
  const auto found = gates.find(held);
  if (found != gates.end()) return *found->second;
  auto line = std::make_unique<DelayedReset>(*core(held).core, reset_delay(held));
  auto gate = std::make_unique<StartGate>(*line);
  const DeviceSpec* controller = holder(held, "src");
  gate->start_with(controller != nullptr && !has_option(*controller, "initially", "released"),
                   holder(held, "cpu-wait") != nullptr);
  resets.emplace(held, line.get());
  system.conductor_->add_device(*line);
  system.timed_devices_.push_back(std::move(line));
  StartGate& result = *gate;
  gates.emplace(held, gate.get());
  system.gates_.push_back(std::move(gate));
  return result;
}

// Of the devices that hold a core, the one that takes longest.
Picoseconds System::Builder::reset_delay(const std::string& held) const {
  Picoseconds delay = 0;
  for (const DeviceSpec& spec : platform.devices) {
    const auto option = spec.options.find("core");
    if (option != spec.options.end() && option->second == held)
      delay = std::max(delay, duration(spec.parameters, "delay", 0));
  }
  return delay;
}

const DeviceSpec* System::Builder::holder(const std::string& held, std::string_view type) const {
  for (const DeviceSpec& spec : platform.devices) {
    if (spec.type == type && spec.options.at("core") == held) return &spec;
  }
  return nullptr;
}

Device System::Builder::make_cpu_wait(const DeviceSpec& spec) {
  const std::string& held = spec.options.at("core");
  auto registers = std::make_unique<CpuWaitRegisters>(spec.name.c_str(), gate_of(held),
                                                      duration(spec.parameters, "wait_register", 0),
                                                      number(spec.parameters, "wait_bit", 0));
  waits.emplace(held, registers.get());
  Device device;
  device.ports = {{"", &registers->bus}};
  device.module = std::move(registers);
  return device;
}

Device System::Builder::make_firmware_service(const DeviceSpec& spec) {
  const std::string& held = spec.options.at("core");
  const auto wait = waits.find(held);
  if (wait == waits.end()) {
    refuse(platform, spec.line,
           fmt::format("{}: a firmware-service needs a device of type cpu-wait for {}, before it", spec.name,
                       held));
  }
  auto service =
      std::make_unique<FirmwareService>(spec.name.c_str(), *wait->second, gate_of(held), system.sink_);
  Device device;
  device.ports = {{"", &service->bus}};
  device.module = std::move(service);
  return device;
}

Device System::Builder::make_uart(const DeviceSpec& spec) {
  auto uart = std::make_unique<Uart>(spec.name.c_str(), system.console(), system.sink_);
  Device device;
  device.ports = {{"", &uart->bus}};
  system.flush_.emplace_back([&model = *uart](Picoseconds time) { model.flush(time); });
  device.module = std::move(uart);
  return device;
}

Device System::Builder::make_read_back(const DeviceSpec& spec) {
  auto registers = std::make_unique<ReadBackDevice>(spec.name.c_str());
  Device device;
  device.ports = {{"", &registers->bus}};
  device.module = std::move(registers);
  return device;
}

Device System::Builder::make_testbench(const DeviceSpec& spec) {
  RunControl& run_control = system;
  auto testbench = std::make_unique<Testbench>(spec.name.c_str(), options.seed, system.log_, system.sink_,
                                               run_control, system.console());
  for (const CoreInstance& instance : system.cores_) {
    testbench->set_parameters(instance.core->source(), instance.parameters);
  }
  Device device;
  device.ports = {{"", &testbench->bus}};
  system.flush_.emplace_back([&model = *testbench](Picoseconds time) { model.flush(time); });
  device.module = std::move(testbench);
  return device;
}

// ---- building ----

System::CoreInstance& System::Builder::core(const std::string& name) {
  for (CoreInstance& instance : system.cores_) {
    if (instance.name == name) return instance;
  }
  throw PlatformError(fmt::format("{}: there is no core {}", platform.file, name));
}

const DeviceSpec& System::Builder::device_spec(const std::string& name) const {
  for (const DeviceSpec& spec : platform.devices) {
    if (spec.name == name) return spec;
  }
  throw PlatformError(fmt::format("{}: there is no device {}", platform.file, name));
}

void System::Builder::build_memories() {
  for (const MemorySpec& spec : platform.memories) {
    const char* const name = spec.name.c_str();
    system.memories_.emplace(
        spec.name, spec.part.empty() ? std::make_unique<Memory>(name, spec.size, timing_of(spec))
                                     : std::make_unique<Memory>(name, spec.size,
                                                                ddr_timing(spec.part_parameters), spec.map));
  }
}

// Masters of a DRAM are the cores, by their index at the interconnect, and then the background.
void System::Builder::build_traffic() {
  for (const CoreInstance& instance : system.cores_) {
    system.contention_.add_master(instance.name);
    for (const auto& [name, memory] : system.memories_) {
      if (memory->ddr() != nullptr) memory->ddr()->add_master();
    }
  }
  for (const TrafficSpec& spec : options.traffic) {
    DdrController& target = *system.memories_.at(spec.memory)->ddr();
    system.traffic_.push_back(
        std::make_unique<TrafficGenerator>(spec.parameters, target.timing().burst_bytes));
    system.contention_.add_master(spec.name);
    // The same index everywhere; in other memories nobody is behind it.
    for (const auto& [name, memory] : system.memories_) {
      if (memory->ddr() != nullptr) {
        memory->ddr()->add_master(name == spec.memory ? system.traffic_.back().get() : nullptr);
      }
    }
  }
  for (const LinkSpec& link : platform.links) {
    const std::uint64_t ring = ring_layout(link.count, link.align).used_end;
    system.contention_.add_place(link.name + ".vring0", link.vring0, ring);
    system.contention_.add_place(link.name + ".vring1", link.vring1, ring);
    system.contention_.add_place(link.name + ".buffers", link.buffers, link.buffers_size);
  }
}

void System::Builder::build_cores() {
  for (const CoreSpec& spec : platform.cores) build_core(spec);
}

void System::Builder::build_core(const CoreSpec& spec) {
  CoreInstance instance;
  instance.name = spec.name;
  CoreParameters parameters;
  parameters.profile = profile_of(spec);
  parameters.hertz = static_cast<std::uint64_t>(spec.clock.value);
  parameters.milli_cycles_per_instruction = static_cast<unsigned>(spec.cycles_per_instruction.value);
  parameters.exception_entry = static_cast<unsigned>(spec.exception_entry.value);
  parameters.exception_exit = static_cast<unsigned>(spec.exception_exit.value);
  parameters.device_request = static_cast<Picoseconds>(spec.device_request.value);
  parameters.bus_width = static_cast<unsigned>(spec.bus_width.value);
  parameters.held_in_reset = spec.held_in_reset;
  parameters.boot_vector = spec.boot_vector;
  if (parameters.profile == Profile::kM) {
    NvicParameters nvic;
    nvic.name = spec.interrupt_controller;
    nvic.hertz = parameters.hertz;
    const DeviceSpec& device = device_spec(spec.interrupt_controller);
    nvic.reference_hertz = duration(device.parameters, "systick_reference", 0);
    nvic.interrupts = number(device.parameters, "lines", nvic.interrupts);
    nvic.priority_bits = number(device.parameters, "priority_bits", nvic.priority_bits);
    auto model = std::make_unique<Nvic>(nvic, &system.sink_);
    instance.line = [&nvic = *model](unsigned number) -> InterruptLine& { return nvic.line(number); };
    instance.registers = {{"", model.get()}};
    instance.exceptions = std::move(model);
  } else {
    GicParameters gic;
    gic.name = spec.interrupt_controller;
    const DeviceSpec& device = device_spec(spec.interrupt_controller);
    gic.version = device.type == "gic-v2" ? 2 : 3;
    gic.timer_hertz = duration(device.parameters, "timer_clock", 0);
    gic.spis = number(device.parameters, "lines", gic.spis);
    gic.priority_bits = number(device.parameters, "priority_bits", gic.priority_bits);
    auto model = std::make_unique<Gic>(gic, &system.sink_);
    instance.line = [&gic_model = *model](unsigned number) -> InterruptLine& {
      return gic_model.line(number);
    };
    instance.registers = {{"distributor", &model->distributor()},
                          {"redistributor", &model->redistributor()},
                          {"cpu_interface", &model->cpu_interface()}};
    instance.exceptions = std::move(model);
  }
  const Core::Environment environment{system.log_,        system.sink_,   *system.interconnect_,
                                      *system.conductor_, &system.rings_, &system.contention_};
  instance.core = std::make_unique<Core>(spec.name.c_str(), parameters, environment, *instance.exceptions);
  system.conductor_->add_core(*instance.core);
  system.cores_.push_back(std::move(instance));
}

void System::Builder::build_devices() {
  for (const DeviceSpec& spec : platform.devices) {
    const auto type = device_types().find(spec.type);
    if (type == device_types().end()) continue;  // an interrupt controller, built with its core
    Device device = (this->*type->second)(spec);
    for (const auto& [name, socket] : device.ports) {
      ports[spec.name + "." + name] =
          system.interconnect_->add_device(*socket, duration(spec.parameters, "busy", 0));
    }
    for (const InterruptWire& wire : spec.interrupts) {
      CoreInstance& target = core(wire.core);
      device.connect(wire.output, target.core->line(target.line(wire.number)), wire.number);
    }
    system.devices_.push_back(std::move(device.module));
  }
  for (const auto& [name, reset] : resets) {
    reset->set_followers(reset_followers[name]);
    if (auto* nvic = dynamic_cast<Nvic*>(core(name).exceptions.get())) {
      // AIRCR.SYSRESETREQ: through reset and out again.
      nvic->set_on_reset_request([line = reset](Picoseconds time) {
        line->set_held(true, time);
        line->set_held(false, time);
      });
    }
  }
}

int System::Builder::port_of(const RegionSpec& spec) {
  if (spec.kind != "stub") return ports.at(spec.device + "." + spec.port);
  auto stub = std::make_unique<StubDevice>(spec.name.c_str(), system.sink_);
  const int port = system.interconnect_->add_device(stub->bus, 0);
  system.devices_.push_back(std::move(stub));
  return port;
}

// The address that identifies a region in logs and to observers: where the first core of the platform sees
// it.
std::uint64_t System::Builder::system_address(const RegionSpec& spec) const {
  for (const CoreSpec& core_spec : platform.cores) {
    for (const RegionView& view : spec.views) {
      if (view.core == core_spec.name) return view.base;
    }
  }
  return 0;
}

void System::Builder::build_regions() {
  for (const RegionSpec& spec : platform.regions) {
    int port = -1;
    const bool controller =
        spec.kind == "device" &&
        std::any_of(platform.cores.begin(), platform.cores.end(), [&spec](const CoreSpec& core_spec) {
          return core_spec.interrupt_controller == spec.device;
        });
    if (spec.kind != "memory" && !controller) port = port_of(spec);
    for (const RegionView& view : spec.views) {
      Region region;
      region.name = spec.name;
      region.base = view.base;
      region.size = spec.size;
      region.device_port = port;
      region.system_address = system_address(spec);
      for (const CoreSpec& core_spec : platform.cores) {
        if (core_spec.name == view.core) add_view(spec, core_spec, region);
      }
    }
    if (spec.kind == "memory") {
      const std::uint8_t* bytes = system.memories_.at(spec.memory)->store().data() + spec.offset;
      system.windows_.push_back(
          {system_address(spec), spec.size, bytes, spec.name, spec.owner, spec.owner == "shared"});
    }
  }
}

void System::Builder::add_view(const RegionSpec& spec, const CoreSpec& core_spec, Region region) {
  CoreInstance& instance = core(core_spec.name);
  Core& seen_by = *instance.core;
  const bool own = spec.owner == core_spec.name;
  const bool admitted = own || spec.owner == "shared" || spec.owner.empty() ||
                        std::find(spec.also.begin(), spec.also.end(), core_spec.name) != spec.also.end();
  region.foreign = !admitted;
  if (spec.kind == "memory") {
    region.memory = system.memories_.at(spec.memory).get();
    region.target_offset = spec.offset;
    // Another core that may look in (a boot loader) waits its turn as for shared memory.
    region.owner = own ? static_cast<int>(seen_by.initiator()) : kShared;
    region.read_latency = duration(spec.read, core_spec.name, 0);
    region.write_latency = duration(spec.write, core_spec.name, 0);
    region.private_read_cycles = extra_cycles(seen_by.clock(), region.read_latency);
    region.private_write_cycles = extra_cycles(seen_by.clock(), region.write_latency);
  } else {
    region.read_latency =
        duration(spec.read, core_spec.name, static_cast<Picoseconds>(core_spec.device_read.value));
    region.write_latency =
        duration(spec.write, core_spec.name, static_cast<Picoseconds>(core_spec.device_write.value));
    if (region.device_port < 0) {
      const auto registers = instance.registers.find(spec.port);
      if (spec.device != core_spec.interrupt_controller || registers == instance.registers.end()) {
        refuse(platform, spec.line,
               fmt::format("{}: {} has no registers {} for {}", spec.name, spec.device, spec.port,
                           core_spec.name));
      }
      region.private_device = registers->second;
    }
  }
  system.interconnect_->add_region(seen_by.initiator(), region);
}

void System::Builder::follow_stages() {
  for (CoreInstance& instance : system.cores_) {
    const auto spec =
        std::find_if(platform.cores.begin(), platform.cores.end(),
                     [&instance](const CoreSpec& other) { return other.name == instance.name; });
    Core& core_model = *instance.core;
    TrackedCore tracked;
    tracked.source = core_model.source();
    tracked.name = spec->role.empty() ? spec->name : spec->role;
    tracked.times = &core_model.times();
    tracked.mu_sides = instance.doorbells;
    tracked.one_vector = core_model.parameters().profile == Profile::kA;
    tracked.program_counter = [&core_model] { return core_model.program_counter(); };
    system.stages_.add_core(std::move(tracked));
  }
  system.rings_.set_stages(system.stages_);
  system.log_.set_live_sink(system.stages_, StageTracker::live_kinds());
}

void System::Builder::build_links() {
  for (const LinkSpec& spec : platform.links) {
    if (spec.vring0 == 0) continue;  // what the host writes will tell
    LinkDescription link;
    link.name = spec.name;
    link.host = core(spec.host).core->source();
    link.remote = core(spec.remote).core->source();
    link.vring0 = system.system_address(link.host, spec.vring0);
    link.vring1 = system.system_address(link.host, spec.vring1);
    link.count = spec.count;
    link.align = spec.align;
    link.buffer_size = spec.buffer_size;
    link.origin = spec.origin;
    try {
      system.rings_.add_link(link);
    } catch (const std::invalid_argument& error) {
      throw PlatformError(fmt::format("{}: {}", platform.file, error.what()));
    }
  }
}

// One search for each pair of cores that the platform or the scenario connects.
void System::Builder::build_finder() {
  std::vector<RingFinder::Pair> pairs;
  for (const LinkSpec& spec : platform.links) {
    const SourceId host = core(spec.host).core->source();
    const SourceId remote = core(spec.remote).core->source();
    auto pair = std::find_if(pairs.begin(), pairs.end(), [&](const RingFinder::Pair& other) {
      return other.host == host && other.remote == remote;
    });
    if (pair == pairs.end()) pair = pairs.insert(pair, {host, remote, spec.host, spec.remote, {}});
    const ElfImage* image = core(spec.remote).image.get();
    const std::uint64_t in_image = image != nullptr ? find_resource_table(*image, 0).address : 0;
    for (const std::uint64_t table : {spec.resource_table, in_image}) {
      const std::uint64_t address = system.system_address(remote, table);
      const bool known = std::find(pair->tables.begin(), pair->tables.end(), address) != pair->tables.end();
      if (table != 0 && !known) pair->tables.push_back(address);
    }
  }
  if (pairs.empty()) return;
  const SharedMemoryView& shared = system;
  const MemoryView& memory = system;
  system.finder_ =
      std::make_unique<RingFinder>(system.rings_, system.sink_, shared, memory, std::move(pairs));
  system.rings_.set_finder(system.finder_.get());
}

// The least delay from a device access of one core to another core's interrupt line or reset.
Picoseconds System::Builder::least_crossing() const {
  Picoseconds least = kNever;
  for (const DeviceSpec& spec : platform.devices) {
    if (spec.interrupts.size() > 1) least = std::min(least, duration(spec.parameters, "crossing", 0));
    if (spec.parameters.count("delay") != 0) least = std::min(least, duration(spec.parameters, "delay", 0));
  }
  return least == kNever ? 0 : least;
}

// ---- System ----

System::System(const PlatformSpec& platform, const std::vector<CoreImage>& images,
               const SystemOptions& options)
    : console_(options.console), findings_(log_), sink_(findings_), rings_(log_, sink_, *this) {
  // End of simulation is ours to report.
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  findings_.set_context(this);
  Builder builder{*this, platform, options, {}, {}, {}, {}, {}, {}};
  interconnect_ = std::make_unique<Interconnect>(
      "bus", static_cast<unsigned>(platform.cores.size()),
      static_cast<unsigned>(2 * platform.devices.size() + platform.regions.size()));
  conductor_ = std::make_unique<Conductor>("conductor", builder.least_crossing());
  sink_.set_conductor(*conductor_);
  conductor_->set_limit(options.limit);
  conductor_->set_zero_horizon(options.zero_horizon);
  conductor_->set_kernel_watched(false);  // every device that acts by itself is added to the conductor
  builder.build_memories();
  builder.build_cores();
  builder.build_traffic();
  for (const CoreImage& image : images) builder.core(image.core).parameters = image.parameters;
  builder.build_devices();
  builder.build_regions();
  if (options.stages) builder.follow_stages();
  builder.build_links();
  for (const CoreImage& image : images) load(builder.core(image.core), platform, image, options.audit);
  builder.build_finder();
}

System::~System() = default;

void System::load(CoreInstance& instance, const PlatformSpec& platform, const CoreImage& image, bool audit) {
  const auto spec =
      std::find_if(platform.cores.begin(), platform.cores.end(),
                   [&instance](const CoreSpec& core_spec) { return core_spec.name == instance.name; });
  instance.image = std::make_unique<ElfImage>(read_elf_image(image.path));
  if (ArmExecutor::takes(*instance.image)) {
    instance.executor = std::make_unique<ArmExecutor>(*instance.core, *instance.image);
  } else {
    const bool wide = spec->native_abi == "lp64";
    if (instance.image->is64 != wide) {
      throw ImageError(fmt::format("{}: {} images run on {}, this one is {}", image.path,
                                   wide ? "64-bit" : "x32", instance.name, wide ? "x32" : "64-bit"));
    }
    auto executor = std::make_unique<NativeExecutor>(*instance.core, host_map_, *instance.image,
                                                     spec->code_window_base, spec->code_window_size);
    executor->set_audit(audit);
    instance.executor = std::move(executor);
  }
  instance.core->set_executor(*instance.executor);
  if (!spec->held_in_reset) {
    instance.core->set_entry(instance.image->entry, instance.image->symbol("__stack_top").value_or(0));
  }
}

void System::run() {
  for (CoreInstance& instance : cores_) {
    if (instance.executor != nullptr && instance.core->state() == CoreState::kRunning)
      instance.core->start(0);
  }
  sc_core::sc_start();
  for (const auto& flush : flush_) flush(conductor_->end_time());
  for (const auto& [name, memory] : memories_) {
    if (memory->ddr() != nullptr) memory->ddr()->advance(conductor_->end_time());
  }
  log_.flush();
}

void System::line(SourceId who, Picoseconds time, std::string_view text) {
  if (console_ != nullptr) console_->line(who, time, text);
}

void System::end_of_test(SourceId, std::uint32_t, Picoseconds time) {
  ended_by_image_ = true;
  conductor_->stop(time);
}

SourceId System::source() const {
  const Core* current = conductor_ != nullptr ? conductor_->current() : nullptr;
  return current != nullptr ? current->source() : kNoSource;
}

std::string System::core() const {
  const Core* current = conductor_ != nullptr ? conductor_->current() : nullptr;
  return current != nullptr ? current->basename() : "";
}

System::Place System::here() const {
  const Core* current = conductor_->current();
  return current != nullptr ? Place{current->source(), current->place()} : Place{};
}

std::string System::describe(const Place& place) const {
  if (place.program_counter == 0) return {};
  for (const CoreInstance& instance : cores_) {
    if (instance.core->source() == place.core) return instance.core->describe(place.program_counter);
  }
  return {};
}

std::string System::where() const {
  const Core* current = conductor_ != nullptr ? conductor_->current() : nullptr;
  return current != nullptr ? current->where() : "";
}

std::vector<std::string> System::backtrace() const {
  const Core* current = conductor_ != nullptr ? conductor_->current() : nullptr;
  return current != nullptr ? current->backtrace() : std::vector<std::string>();
}

const System::MemoryWindow* System::window_at(std::uint64_t address) const {
  for (const MemoryWindow& window : windows_) {
    if (address >= window.base && address - window.base < window.size) return &window;
  }
  return nullptr;
}

// Windows side by side in the same memory count as one: a link may have made a part of a region shared.
const std::uint8_t* System::pointer(std::uint64_t address, std::uint64_t length, bool only_shared) const {
  const MemoryWindow* window = window_at(address);
  if (window == nullptr || address + length < address) return nullptr;
  const std::uint8_t* const bytes = window->bytes + (address - window->base);
  for (;;) {
    if (only_shared && !window->shared) return nullptr;
    const std::uint64_t next = window->base + window->size;
    if (next >= address + length) return bytes;
    window = window_at(next);
    if (window == nullptr || window->bytes != bytes + (next - address)) return nullptr;
  }
}

const std::uint8_t* System::host_pointer(std::uint64_t address, std::uint64_t length) const {
  return pointer(address, length, true);
}

const std::uint8_t* System::any_pointer(std::uint64_t address, std::uint64_t length) const {
  return pointer(address, length, false);
}

std::string System::describe_place(std::uint64_t address) const {
  const MemoryWindow* window = window_at(address);
  if (window == nullptr) return "no memory";
  if (window->shared) return fmt::format("region {}, which is shared", window->region);
  return fmt::format("region {}, which is private to {}", window->region, window->owner);
}

std::uint64_t System::system_address(SourceId source, std::uint64_t address) const {
  for (const CoreInstance& instance : cores_) {
    if (instance.core->source() != source) continue;
    if (const Region* region = instance.core->region_at(address)) return region->system_of(address);
  }
  return address;
}

}  // namespace rpmsg_sim
