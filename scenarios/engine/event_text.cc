#include "scenarios/engine/event_text.h"

#include <fmt/format.h>

#include "models/core/core.h"
#include "models/observe/finding_ids.h"

namespace rpmsg_sim {
namespace {

std::string message(const Event& event) {
  return fmt::format("ring={} message={} src={:#x} dst={:#x} length={} head={}", event.a, event.c >> 32,
                     event.b >> 32, event.b & 0xFFFF'FFFF, event.c & 0xFFFF, event.c >> 16 & 0xFFFF);
}

const char* state_name(std::uint32_t state) {
  return state == static_cast<std::uint32_t>(CoreState::kSpinning) ? "empty_loop" : "wait_for_interrupt";
}

const char* halt_name(std::uint32_t reason) {
  return reason == static_cast<std::uint32_t>(CoreHalt::kLockUp) ? "locked_up" : "held_in_reset";
}

std::string finding(const Event& event) {
  const auto index = static_cast<std::size_t>(event.b);
  const std::string_view id = index < std::size(kFindingIds) ? kFindingIds[index].id : "?";
  return fmt::format("id={} occurrence={}", id, event.c);
}

}  // namespace

const char* event_name(EventKind kind) {
  switch (kind) {
    case EventKind::kMuTransmit:
      return "mu.transmit";
    case EventKind::kMuReceive:
      return "mu.receive";
    case EventKind::kMuOverwrite:
      return "mu.overwrite";
    case EventKind::kMuArrive:
      return "mu.arrive";
    case EventKind::kMuEmpty:
      return "mu.empty";
    case EventKind::kMuGeneral:
      return "mu.request";
    case EventKind::kMuGeneralArrive:
      return "mu.request_arrive";
    case EventKind::kMuGeneralClear:
      return "mu.request_clear";
    case EventKind::kMuFlags:
      return "mu.flags";
    case EventKind::kLineRise:
      return "line.rise";
    case EventKind::kLineFall:
      return "line.fall";
    case EventKind::kInterruptEnter:
      return "interrupt.enter";
    case EventKind::kInterruptExit:
      return "interrupt.exit";
    case EventKind::kCoreSleep:
      return "core.sleep";
    case EventKind::kCoreWake:
      return "core.wake";
    case EventKind::kCoreReset:
      return "core.reset";
    case EventKind::kCoreHalt:
      return "core.halt";
    case EventKind::kRingPublish:
      return "ring.publish";
    case EventKind::kRingRead:
      return "ring.read";
    case EventKind::kRingReturn:
      return "ring.return";
    case EventKind::kRingPrime:
      return "ring.prime";
    case EventKind::kRingLost:
      return "ring.lost";
    case EventKind::kMark:
      return "test.mark";
    case EventKind::kEndOfTest:
      return "test.end";
    case EventKind::kLogLine:
      return "test.log";
    case EventKind::kFinding:
      return "finding";
  }
  return "unknown";
}

std::string event_operands(const Event& event) {
  switch (event.kind) {
    case EventKind::kMuTransmit:
    case EventKind::kMuReceive:
    case EventKind::kMuOverwrite:
    case EventKind::kMuArrive:
      return fmt::format("channel={} word={:#010x}", event.a, event.b);
    case EventKind::kMuEmpty:
      return fmt::format("channel={}", event.a);
    case EventKind::kMuGeneral:
    case EventKind::kMuGeneralArrive:
    case EventKind::kMuGeneralClear:
      return fmt::format("request={}", event.a);
    case EventKind::kMuFlags:
      return fmt::format("flags={:#x}", event.a);
    case EventKind::kLineRise:
    case EventKind::kLineFall:
      return fmt::format("interrupt={}", event.a);
    case EventKind::kInterruptEnter:
    case EventKind::kInterruptExit:
      return fmt::format("exception={}", event.a);
    case EventKind::kCoreSleep:
      return fmt::format("reason={}", state_name(event.a));
    case EventKind::kCoreWake:
      return {};
    case EventKind::kCoreReset:
      return fmt::format("entry={:#x} stack={:#x}", event.b, event.c);
    case EventKind::kCoreHalt:
      return fmt::format("reason={}", halt_name(event.a));
    case EventKind::kRingPublish:
    case EventKind::kRingRead:
    case EventKind::kRingLost:
      return message(event);
    case EventKind::kRingReturn:
      return fmt::format("ring={} message={} head={}", event.a, event.b, event.c >> 16 & 0xFFFF);
    case EventKind::kRingPrime:
      return fmt::format("ring={} buffers={}", event.a, event.b);
    case EventKind::kMark:
      return fmt::format("mark={} value={}", event.a, event.b);
    case EventKind::kEndOfTest:
      return fmt::format("value={}", event.a);
    case EventKind::kLogLine:
      return fmt::format("bytes={} sha256={:016x}", event.a, event.b);
    case EventKind::kFinding:
      return finding(event);
  }
  return fmt::format("kind={} a={} b={:#x} c={:#x}", static_cast<unsigned>(event.kind), event.a, event.b,
                     event.c);
}

}  // namespace rpmsg_sim
