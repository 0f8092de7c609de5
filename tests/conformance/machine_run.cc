#include "tests/conformance/machine_run.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "models/observe/digest_sink.h"
#include "platforms/builder.h"
#include "platforms/platform_loader.h"

namespace rpmsg_sim {

namespace {

struct Window {
  std::uint64_t address;
  std::size_t length;
};
constexpr Window kRings{0xB8000000, 0x10000};
constexpr Window kTable{0xB80FF000, 0x100};
constexpr Window kBuffers{0xB8400000, 0x40000};
constexpr Window kWindows[] = {kRings, kTable, kBuffers};
constexpr std::uint64_t kStatus = 0xB80FF000 + 20 + 24;

class Console : public ConsoleSink {
 public:
  void line(SourceId, Picoseconds, std::string_view line_text) override {
    text += line_text;
    text += '\n';
  }
  std::string text;
};

class Doorbells : public EventSink {
 public:
  explicit Doorbells(const EventLog& log) : log_(log) {}

  void consume(const Event* events, std::size_t count) override {
    for (const Event* event = events; event != events + count; ++event) {
      if (event->kind == EventKind::kMuTransmit) {
        rung.push_back(
            fmt::format("{}{} {:08x}", log_.source_names()[event->source].back(), event->a, event->b));
      } else if (event->kind == EventKind::kEndOfTest) {
        exit_value = event->a;
      }
    }
  }
  std::vector<std::string> rung;
  std::uint32_t exit_value = 0;

 private:
  const EventLog& log_;
};

// Shared memory by the addresses of the platform's first core.
std::uint8_t* memory_at(System& system, const Window& window) {
  const unsigned initiator = system.cores().front().core->initiator();
  const Region* region = system.interconnect().decode(initiator, window.address);
  if (region == nullptr || region->memory == nullptr ||
      !region->contains(window.address + window.length - 1)) {
    throw std::runtime_error(fmt::format("no memory at {:#x}", window.address));
  }
  return region->memory->store().data() + region->offset_of(window.address);
}

void poison(System& system) {
  for (const Window& window : {kRings, kBuffers}) {
    std::memset(memory_at(system, window), kPoison, window.length);
  }
  *memory_at(system, {kStatus, 1}) = kPoison;
}

nlohmann::json run_here(const std::string& a, const std::string& m, const MachineRunOptions& options) {
  const std::string folder = TEST_IMAGE_DIR "/";
  Console console;
  SystemOptions system_options;
  system_options.limit = options.limit;
  system_options.zero_horizon = options.zero_horizon;
  system_options.audit = options.audit;
  system_options.console = &console;
  System system(load_platform(TEST_PLATFORM_FILE),
                {CoreImage{"a53", folder + a + ".elf", options.parameters},
                 CoreImage{"m4", folder + m + ".elf", options.parameters}},
                system_options);
  DigestSink digest;
  Doorbells doorbells(system.log());
  system.log().add_sink(digest);
  system.log().add_sink(doorbells);
  poison(system);
  system.run();

  std::vector<std::string> findings;
  for (const Finding& finding : system.findings().findings()) {
    findings.push_back(finding.id + " " + finding.core + " " + finding.where + " " + finding.text);
  }
  std::vector<nlohmann::json> windows;
  for (const Window& window : kWindows) {
    const std::uint8_t* first = memory_at(system, window);
    windows.push_back(
        {{"address", window.address}, {"bytes", nlohmann::json::binary({first, first + window.length})}});
  }
  return {{"ended", system.ended_by_image()},
          {"exit_value", doorbells.exit_value},
          {"simulated", system.conductor().end_time()},
          {"digest", digest.finish(system.findings().findings())},
          {"findings", findings},
          {"console", console.text},
          {"doorbells", doorbells.rung},
          {"memory", windows}};
}

[[noreturn]] void child(int output, const std::string& a, const std::string& m,
                        const MachineRunOptions& options) {
  const std::vector<std::uint8_t> data = nlohmann::json::to_cbor(run_here(a, m, options));
  for (std::size_t written = 0; written < data.size();) {
    const ssize_t count = write(output, data.data() + written, data.size() - written);
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  _exit(0);
}

std::vector<std::uint8_t> read_all(int input) {
  std::vector<std::uint8_t> data;
  std::uint8_t buffer[65536];
  for (ssize_t count; (count = read(input, buffer, sizeof buffer)) > 0;) {
    data.insert(data.end(), buffer, buffer + count);
  }
  return data;
}

MachineRun unpack(const nlohmann::json& json) {
  MachineRun run;
  run.ended = json["ended"];
  run.exit_value = json["exit_value"];
  run.simulated = json["simulated"];
  run.digest = json["digest"];
  run.findings = json["findings"].get<std::vector<std::string>>();
  run.console = json["console"];
  run.doorbells = json["doorbells"].get<std::vector<std::string>>();
  for (const nlohmann::json& window : json["memory"]) {
    run.memory[window["address"]] = window["bytes"].get_binary();
  }
  return run;
}

}  // namespace

MachineRun run_machine(const std::string& a, const std::string& m, const MachineRunOptions& options) {
  MachineRun nothing;
  nothing.console = "the process that ran the machine died";
  int ends[2];
  if (pipe(ends) != 0) return nothing;
  const pid_t process = fork();
  if (process == 0) child(ends[1], a, m, options);
  close(ends[1]);
  const std::vector<std::uint8_t> data = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(process, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || data.empty()) return nothing;
  return unpack(nlohmann::json::from_cbor(data));
}

const std::uint8_t* MachineRun::find(std::uint64_t address, std::size_t length) const {
  auto window = memory.upper_bound(address);
  if (window == memory.begin()) return nullptr;
  --window;
  const std::uint64_t offset = address - window->first;
  const bool inside = offset <= window->second.size() && length <= window->second.size() - offset;
  return inside ? window->second.data() + offset : nullptr;
}

std::string MachineRun::bytes(std::uint64_t address, std::size_t length) const {
  const std::uint8_t* first = find(address, length);
  if (first == nullptr) return "unknown";
  return fmt::format("{:02x}", fmt::join(first, first + length, " "));
}

bool MachineRun::all(std::uint64_t address, std::size_t length, std::uint8_t value) const {
  const std::uint8_t* first = find(address, length);
  return first != nullptr &&
         std::all_of(first, first + length, [value](std::uint8_t byte) { return byte == value; });
}

std::string MachineRun::explain() const {
  return fmt::format("{}{}\nexit value {}, {} ps", console, fmt::join(findings, "\n"), exit_value, simulated);
}

}  // namespace rpmsg_sim
