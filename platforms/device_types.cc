#include "platforms/device_types.h"

namespace rpmsg_sim {
namespace {

// How long one access keeps the device's bus port, so that a second initiator has to wait.
constexpr ParameterDescription kBusy{"busy", ValueKind::kTime, false};

DeviceType messaging_unit(std::string_view name, std::string_view text) {
  return {name,
          text,
          {{"crossing", ValueKind::kTime, true}, {"version", ValueKind::kCount, false}, kBusy},
          {{"transmit_full", {"overwrite", "ignore"}, false}, {"transmit_reads_back", {"yes", "no"}, false}},
          {"a", "b"},
          {"a", "b"}};
}

}  // namespace

const std::vector<DeviceType>& device_types() {
  static const std::vector<DeviceType> types = {
      messaging_unit("mu-v1", "Messaging Unit, register layout of i.MX 6SX, 7D and 8M"),
      messaging_unit("mu-v1-7ulp", "Messaging Unit, register layout of i.MX 7ULP"),
      messaging_unit("mu-v2", "Messaging Unit, register layout of i.MX 93"),
      messaging_unit("mu-v2-core-status", "Messaging Unit, register layout of i.MX 8ULP, 95 and 943"),
      {"src",
       "System Reset Controller, holds and releases the M core",
       {{"delay", ValueKind::kTime, true}, kBusy},
       {{"core", {}, true}, {"initially", {"held", "released"}, false}},
       {},
       {}},
      {"cpu-wait",
       "plain registers, one bit of which (CPUWAIT) makes the M core wait on its way out of reset",
       {{"delay", ValueKind::kTime, true},
        {"wait_register", ValueKind::kSize, true},
        {"wait_bit", ValueKind::kCount, true},
        kBusy},
       {{"core", {}, true}},
       {},
       {}},
      {"firmware-service",
       "calls of the secure firmware that start and stop the M core by its CPUWAIT",
       {kBusy},
       {{"core", {}, true}},
       {},
       {}},
      {"uart", "i.MX UART, text goes to the console", {kBusy}, {}, {}, {}},
      {"read-back", "registers that read what was written", {kBusy}, {}, {}, {}},
      {"testbench", "host services: parameters, marks, log, end of test", {kBusy}, {}, {}, {}},
      {"gic",
       "GICv3 with the generic timer of one core",
       {{"timer_clock", ValueKind::kFrequency, true},
        {"lines", ValueKind::kCount, false},
        {"priority_bits", ValueKind::kCount, false}},
       {{"core", {}, true}},
       {"distributor", "redistributor"},
       {},
       true},
      {"gic-v2",
       "GICv2, with a memory-mapped CPU interface, and the generic timer of one core",
       {{"timer_clock", ValueKind::kFrequency, true},
        {"lines", ValueKind::kCount, false},
        {"priority_bits", ValueKind::kCount, false}},
       {{"core", {}, true}},
       {"distributor", "cpu_interface"},
       {},
       true},
      {"nvic",
       "NVIC, SysTick and System Control Block of one M core",
       {{"systick_reference", ValueKind::kFrequency, false},
        {"lines", ValueKind::kCount, false},
        {"priority_bits", ValueKind::kCount, false}},
       {{"core", {}, true}},
       {},
       {},
       true},
  };
  return types;
}

const std::vector<MemoryType>& memory_types() {
  static const std::vector<MemoryType> types = {
      {"ddr", {}, true},
      {"banks",
       {{"banks", ValueKind::kCount, true},
        {"bank_shift", ValueKind::kCount, true},
        {"bank_busy", ValueKind::kTime, true},
        {"bus_busy", ValueKind::kTime, true},
        {"burst", ValueKind::kSize, false}}},
      {"sram", {{"bank_busy", ValueKind::kTime, false}, {"bus_busy", ValueKind::kTime, false}}},
  };
  return types;
}

const std::vector<ParameterDescription>& memory_part_parameters() {
  static const std::vector<ParameterDescription> parameters = {
      {"rcd", ValueKind::kTime, true},
      {"rp", ValueKind::kTime, true},
      {"ras", ValueKind::kTime, true},
      {"rc", ValueKind::kTime, true},
      {"rrd", ValueKind::kTime, true},
      {"faw", ValueKind::kTime, true},
      {"rl", ValueKind::kTime, true},
      {"wl", ValueKind::kTime, true},
      {"rtp", ValueKind::kTime, true},
      {"wr", ValueKind::kTime, true},
      {"write_to_read", ValueKind::kTime, true},
      {"read_to_write", ValueKind::kTime, true},
      {"rank_switch", ValueKind::kTime, true},
      {"rfc", ValueKind::kTime, true},
      {"refi", ValueKind::kTime, true},
      {"burst", ValueKind::kTime, true},
      {"ccd", ValueKind::kTime, true},
      {"burst_bytes", ValueKind::kSize, true},
  };
  return parameters;
}

const DeviceType* find_device_type(std::string_view name) {
  for (const DeviceType& type : device_types()) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

}  // namespace rpmsg_sim
