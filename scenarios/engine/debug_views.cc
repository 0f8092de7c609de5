#include "scenarios/engine/debug_views.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "models/mu/messaging_unit.h"
#include "models/observe/ring_layout.h"
#include "scenarios/engine/console_report.h"

namespace {

constexpr std::size_t kTextSize = std::size_t{64} << 10;
constexpr std::size_t kStackSize = std::size_t{256} << 10;
constexpr std::size_t kAbove = 256;  // a debugger may look at what lies above the stack pointer
constexpr unsigned kDescriptorsShown = 4;

}  // namespace

extern "C" {
char rpmsg_sim_debug_text[kTextSize];
int rpmsg_sim_debug_in_firmware = 0;
long long rpmsg_sim_debug_counter = 0;
// Its end has a name of its own: a debugger knows no sizes where there is no debug information.
[[gnu::used]] alignas(64) char rpmsg_sim_debug_stack[kStackSize];
__asm__(
    ".globl rpmsg_sim_debug_stack_top\n"
    ".set rpmsg_sim_debug_stack_top, rpmsg_sim_debug_stack + 261888\n");
static_assert(kStackSize - kAbove == 261888);

[[gnu::noinline]] void rpmsg_sim_images_loaded() {
  __asm__ volatile("");
}
}

namespace rpmsg_sim {
namespace {

constexpr double kPicosecondsPerNanosecond = 1000;

// A debugger has nothing else to start from.
System* debugged = nullptr;

std::string time_text(Picoseconds time) {
  return readable_time(static_cast<double>(time) / kPicosecondsPerNanosecond);
}

Picoseconds time_of(const System::CoreInstance& instance) {
  const NativeExecutor* native = instance.core->native();
  const bool executes = debugged->conductor().current() == instance.core.get();
  if (native == nullptr || !executes || rpmsg_sim_debug_in_firmware == 0) return instance.core->now();
  return instance.core->clock().time_of(native->cycles_at(rpmsg_sim_debug_counter));
}

std::string name_of(SourceId source) {
  for (const System::CoreInstance& instance : debugged->cores()) {
    if (instance.core->source() == source) return instance.name;
  }
  return "?";
}

template <typename T>
T load(const std::uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

std::string descriptor_text(const std::uint8_t* ring, unsigned id) {
  const std::uint8_t* at = ring + kRingDescriptorSize * id;
  return fmt::format("    descriptor {:>3}  {:#x}, {} bytes, flags {:#x}\n", id, load<std::uint64_t>(at),
                     load<std::uint32_t>(at + 8), load<std::uint16_t>(at + 12));
}

std::string ring_text(const LinkDescription& link, unsigned number) {
  const std::uint64_t base = number == 0 ? link.vring0 : link.vring1;
  const std::string title =
      fmt::format("  vring{} {} to {}", number, name_of(number == 0 ? link.remote : link.host),
                  name_of(number == 0 ? link.host : link.remote));
  if (base == kUnknownRing) return title + ": nobody knows where\n";
  const RingLayout layout = ring_layout(link.count, link.align);
  const std::uint8_t* memory = debugged->memory(base, layout.used_end);
  if (memory == nullptr) return title + fmt::format(" at {:#x}: no memory\n", base);
  const auto avail = load<std::uint16_t>(memory + layout.avail + kRingIndex);
  const auto used = load<std::uint16_t>(memory + layout.used + kRingIndex);
  const auto held = static_cast<std::uint16_t>(avail - used);
  std::string text =
      title + fmt::format(" at {:#x}: avail.idx {} (flags {}), used.idx {} (flags {}), {} of {} held by {}\n",
                          base, avail, load<std::uint16_t>(memory + layout.avail), used,
                          load<std::uint16_t>(memory + layout.used), held, link.count, name_of(link.remote));
  for (unsigned i = 0; i < std::min<unsigned>({held, link.count, kDescriptorsShown}); ++i) {
    const unsigned slot = static_cast<std::uint16_t>(used + i) & (link.count - 1);
    const unsigned id = load<std::uint16_t>(memory + layout.avail + kRingEntries + std::size_t{2} * slot);
    text += id < link.count ? descriptor_text(memory, id)
                            : fmt::format("    descriptor {:>3}  does not exist\n", id);
  }
  if (held > kDescriptorsShown) text += fmt::format("    and {} more\n", held - kDescriptorsShown);
  return text;
}

std::string rings_text() {
  std::string text;
  for (const LinkStatus& link : debugged->rings().links()) {
    text += fmt::format("{}: {} messages so far, from {}\n", link.description.name, link.messages,
                        link.description.origin);
    for (const unsigned number : {0U, 1U}) text += ring_text(link.description, number);
  }
  return text.empty() ? "no links\n" : text;
}

std::string side_text(const MessagingUnit& mu, MuSide side) {
  std::string text;
  for (const Register& reg : mu.registers(side).registers()) {
    std::uint32_t value = 0;
    mu.registers(side).debug_read({debugged->conductor().end_time(), kNoSource}, reg.offset(),
                                  reinterpret_cast<std::uint8_t*>(&value), reg.bytes());
    text += fmt::format(" {} {:08x}", reg.name(), value);
  }
  return text + "\n";
}

std::string mu_text() {
  std::string text;
  for (const auto& device : debugged->devices()) {
    const auto* mu = dynamic_cast<const MessagingUnit*>(device.get());
    if (mu == nullptr) continue;
    text += fmt::format("{}.a{}", mu->basename(), side_text(*mu, MuSide::kA));
    text += fmt::format("{}.b{}", mu->basename(), side_text(*mu, MuSide::kB));
  }
  return text.empty() ? "no Messaging Unit\n" : text;
}

std::string cores_text() {
  std::string text;
  for (const System::CoreInstance& instance : debugged->cores()) {
    text += fmt::format("{:<14} {}\n", time_text(time_of(instance)), instance.core->describe_wait());
  }
  return text;
}

std::string times_text() {
  std::string text;
  const Core* current = debugged->conductor().current();
  for (const System::CoreInstance& instance : debugged->cores()) {
    text += fmt::format("{:<8} {}{}\n", instance.name, time_text(time_of(instance)),
                        current == instance.core.get() ? "  (executing)" : "");
  }
  return text;
}

int put(std::string (*view)()) {
  std::string text = "no simulation\n";
  try {
    if (debugged != nullptr) text = view();
  } catch (const std::exception& error) {
    text = fmt::format("{}\n", error.what());
  }
  const std::size_t length = std::min(text.size(), kTextSize);
  std::memcpy(rpmsg_sim_debug_text, text.data(), length);
  return static_cast<int>(length);
}

}  // namespace

DebuggedSystem::DebuggedSystem(System& system) {
  debugged = &system;
  rpmsg_sim_images_loaded();
}

DebuggedSystem::~DebuggedSystem() {
  debugged = nullptr;
}

}  // namespace rpmsg_sim

extern "C" {
int rpmsg_sim_debug_rings() {
  return rpmsg_sim::put(rpmsg_sim::rings_text);
}
int rpmsg_sim_debug_mu() {
  return rpmsg_sim::put(rpmsg_sim::mu_text);
}
int rpmsg_sim_debug_cores() {
  return rpmsg_sim::put(rpmsg_sim::cores_text);
}
int rpmsg_sim_debug_time() {
  return rpmsg_sim::put(rpmsg_sim::times_text);
}
}
