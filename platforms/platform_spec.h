// A platform as plain data: what a platforms/*.yaml file says, with units resolved.
//
// The builder (platforms/builder.h) turns it into models. Nothing here knows SystemC. Every number that
// shapes time keeps its source and confidence so that `show` and the reports can print them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/memory/ddr_timing.h"
#include "models/observe/event.h"

namespace rpmsg_sim {

enum class Confidence { kMeasured, kDatasheet, kEstimate };

// A value with where it comes from. The unit is that of the member's name or of Parameter::unit.
struct Parameter {
  std::int64_t value = 0;  // ps, Hz or a plain count (see `unit`)
  std::string unit;        // "ps", "Hz", "cycles", ""
  std::string text;        // as written in the file, "135 ns"
  std::string source;
  Confidence confidence = Confidence::kEstimate;
  // The range that a sweep should cover, in the same unit, where one is known.
  std::optional<std::int64_t> min;
  std::optional<std::int64_t> max;
};

struct CoreSpec {
  std::string name;                  // instance name, "a53"
  std::string role;                  // "a", "m", or empty for further cores
  std::string architecture;          // "armv8-a", "armv7e-m"
  std::string native_abi;            // "lp64" or "x32"
  std::string image_folder;          // which build of a shipped image fits: "a53", "m4"
  Parameter clock;                   // Hz
  Parameter cycles_per_instruction;  // in thousandths of a cycle
  Parameter exception_entry;         // cycles
  Parameter exception_exit;          // cycles
  Parameter device_request;          // ps from issuing a device access until it reaches the device
  Parameter device_read;             // ps, whole device read as the core sees it
  Parameter device_write;            // ps, whole device write as the core sees it
  Parameter bus_width;               // bytes per beat
  std::string interrupt_controller;  // name of the device: "gic", "nvic"
  bool held_in_reset = false;        // waits for a reset controller
  std::uint64_t boot_vector = 0;     // address of the stack pointer and entry, M profile
  // Host-only window for native code (see docs/native-images.md).
  std::uint64_t code_window_base = 0;
  std::uint64_t code_window_size = 0;
};

// Starts from a vector table and has the exception model of the M profile: "armv7e-m", "armv8-m.main".
inline bool is_m_profile(const CoreSpec& core) {
  return core.architecture.find("-m") != std::string::npos ||
         core.architecture.find("em") != std::string::npos;
}

// How one core sees a region.
struct RegionView {
  std::string core;
  std::uint64_t base = 0;
};

struct RegionSpec {
  std::string name;
  std::uint64_t size = 0;
  std::string kind;               // "memory", "device", "stub"
  std::string memory;             // kind memory: which memory it is a window of
  std::uint64_t offset = 0;       // kind memory: where in it the window starts
  std::string device;             // kind device: which device answers
  std::string port;               // kind device: which of its sockets ("a", "b"), may be empty
  std::vector<RegionView> views;  // every core that sees it, several entries for aliases
  std::string owner;              // "shared", or the instance name of the core it is private to
  std::vector<std::string>
      also;          // cores that may touch a private region although they do not own it (loaders)
  std::string note;  // what it is, for stubs and `show`; may be empty
  // Cost per access for the cores named; ps. A core without an entry uses the memory's own latency.
  std::map<std::string, Parameter> read;
  std::map<std::string, Parameter> write;
  int line = 0;  // line in the file, for messages
};

struct MemorySpec {
  std::string name;   // "ddr", "ocram", "tcm"
  std::string type;   // "ddr", "banks" or "sram"
  std::uint64_t size = 0;
  std::map<std::string, Parameter> parameters;  // "banks", "bank_shift", "bank_busy", "bus_busy", ...
  // type "ddr": what the part needs, by the names of platforms/memory_parts/, and how the board wires it.
  std::string part;
  std::map<std::string, Parameter> part_parameters;
  DdrAddressMap map;
  // Cost per access for the cores named, where a region says nothing else; ps.
  std::map<std::string, Parameter> read;
  std::map<std::string, Parameter> write;
};

struct InterruptWire {
  std::string output;   // the device's output: "a", "b", "irq"
  std::string core;     // instance name
  unsigned number = 0;  // SPI number (A) or NVIC interrupt number (M), without the 32 or 16 offset
};

struct DeviceSpec {
  std::string name;  // "mu", "src", "uart4", "testbench", "gic", "nvic"
  std::string type;  // "mu-v1", "src", "uart", "testbench", "gic", "nvic", "read-back"
  std::map<std::string, Parameter> parameters;
  std::map<std::string, std::string> options;  // plain words: "side_a: a53"
  std::vector<InterruptWire> interrupts;
  int line = 0;
};

inline constexpr const char* kPlatformOrigin = "platform";

// Where the rings and buffers of one link lie. Addresses as the cores see them, which is the same for both.
struct LinkSpec {
  std::string name;    // "vdev0"
  std::string host;    // instance name of the core that is RPMsg host (virtio driver)
  std::string remote;  // instance name of the remote
  std::uint64_t vring0 = 0;
  std::uint64_t vring1 = 0;
  std::uint64_t buffers = 0;
  std::uint64_t buffers_size = 0;
  std::uint64_t resource_table = 0;
  unsigned count = 256;         // descriptors per ring
  unsigned align = 4096;        // bytes
  unsigned buffer_size = 512;   // bytes; 0 = what the descriptors say
  std::string origin = kPlatformOrigin;  // who named the place, for reports
};

struct PlatformSpec {
  std::string name;
  std::string title;
  std::string file;    // for messages
  std::string images;  // whose builds of images fit: the platform that this one is a variant of, or itself
  std::vector<CoreSpec> cores;
  std::vector<MemorySpec> memories;
  std::vector<RegionSpec> regions;
  std::vector<DeviceSpec> devices;
  std::vector<LinkSpec> links;
};

}  // namespace rpmsg_sim
