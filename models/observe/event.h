// The typed event stream of a run.
//
// Models publish events; metrics, reports, traces and the digest are sinks of this one stream (see
// models/observe/README.md). An event is 32 bytes of plain data so that a run of millions of messages stays
// cheap. Times are picoseconds of simulated time. Events of one resource appear in the order in which they
// took effect; events of different resources may appear up to one memory latency out of time order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rpmsg_sim {

using Picoseconds = std::uint64_t;
inline constexpr Picoseconds kNever = ~Picoseconds{0};
// 9,000,000 s: no run goes further, and a timer that is set to later stays armed until then. About half the
// range, which leaves room for adding latencies.
inline constexpr Picoseconds kEndOfTime = 9'000'000'000'000'000'000;

// Index of a model instance in EventLog::source_names(), given out in order of construction.
using SourceId = std::uint16_t;
inline constexpr SourceId kNoSource = 0xFFFF;

// What happened. The comment gives the meaning of the operands a, b and c. The numbers are part of the
// digest: append, never renumber.
enum class EventKind : std::uint16_t {
  // Messaging Unit; source = the side ("imx8mm.mu.a").
  kMuTransmit = 1,       // TRn written by this side: a = channel, b = word
  kMuReceive = 2,        // RRn read by this side while full: a = channel, b = word
  kMuOverwrite = 3,      // TRn written while full, the older word is lost: a = channel, b = new word
  kMuArrive = 4,         // RRn of this side became full after the crossing: a = channel, b = word
  kMuEmpty = 5,          // TEn of this side became 1 again after the crossing: a = channel
  kMuGeneral = 6,        // GIRn set by this side: a = n
  kMuGeneralArrive = 7,  // GIPn of this side became 1: a = n
  kMuGeneralClear = 8,   // GIPn cleared by this side: a = n
  kMuFlags = 9,          // flags driven by this side: a = F2..F0
  // Interrupts; source = the line's driver for levels, the core for entry and exit.
  kLineRise = 16,        // a = interrupt number at the core's controller
  kLineFall = 17,        // a = interrupt number
  kInterruptEnter = 18,  // handler's first instruction: a = exception or interrupt number
  kInterruptExit = 19,   // a = exception or interrupt number
  kCoreSleep = 20,       // core goes to sleep: a = reason (CoreSleep)
  kCoreWake = 21,        // core continues
  kCoreReset = 22,       // core starts from its vector: a = entry point, b = stack pointer
  kCoreHalt = 23,        // core is held in reset or locked up: a = reason (CoreHalt)
  // Rings; source = the core that wrote or read; a = link << 1 | ring (0 = to the host, 1 = to the remote).
  // A message is named by b = src << 32 | dst and c = message number << 32 | head << 16 | len.
  kRingPublish = 32,  // message became visible
  kRingRead = 33,     // receiver's first read of the payload, b and c as for kRingPublish
  kRingReturn = 34,   // buffer given back: b = number of the message it held, 0 if none;
                      // c = 0xFFFFFFFF << 32 | head under which that message was published << 16 | 0
  kRingPrime = 35,    // free buffers offered before any message used them: b = count
  kRingLost = 36,     // nobody can read the message any more, its buffer was reused or its ring restarted:
                      // b and c as for kRingPublish
  // Testbench device; source = the core that wrote.
  kMark = 48,       // mark in the timeline: a = mark number, b = value
  kEndOfTest = 49,  // a = exit value
  kLogLine = 50,    // a = length in bytes of the text, b = first 8 bytes of its SHA-256 digest
  // Findings; source = core or kNoSource; a = index into the list of findings.
  kFinding = 64,
};

struct Event {
  Picoseconds time;
  EventKind kind;
  SourceId source;
  std::uint32_t a;
  std::uint64_t b;
  std::uint64_t c;
};
static_assert(sizeof(Event) == 32, "events are hashed and stored as they are");

// Receives events in batches, in the order of publication.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void consume(const Event* events, std::size_t count) = 0;
};

// Receives events of chosen kinds one by one, as they happen: for what must also look at the state of models.
class LiveSink {
 public:
  virtual ~LiveSink() = default;
  virtual void observe(const Event& event) = 0;
};

// Collects events and hands them to the sinks in batches.
class EventLog {
 public:
  EventLog() { batch_.reserve(kBatch); }
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  SourceId add_source(std::string name) {
    names_.push_back(std::move(name));
    return static_cast<SourceId>(names_.size() - 1);
  }
  const std::vector<std::string>& source_names() const { return names_; }

  // The sink must outlive the log or the last flush().
  void add_sink(EventSink& sink) { sinks_.push_back(&sink); }

  // One at most; it must outlive the log. Bit n of `kinds` is the kind with the number n, below 64.
  void set_live_sink(LiveSink& sink, std::uint64_t kinds) {
    live_ = &sink;
    live_kinds_ = kinds;
  }

  // All sinks get each event when it is published instead of a batch later: for views that look at the state
  // of models with every event.
  void deliver_at_once() { batch_limit_ = 1; }

  void emit(Picoseconds time, EventKind kind, SourceId source, std::uint32_t a = 0, std::uint64_t b = 0,
            std::uint64_t c = 0) {
    batch_.push_back(Event{time, kind, source, a, b, c});
    const auto number = static_cast<unsigned>(kind);
    if (number < 64 && (live_kinds_ >> number & 1) != 0) live_->observe(batch_.back());
    if (batch_.size() >= batch_limit_) flush();
  }

  void flush() {
    if (batch_.empty()) return;
    for (EventSink* sink : sinks_) sink->consume(batch_.data(), batch_.size());
    batch_.clear();
  }

 private:
  static constexpr std::size_t kBatch = 512;
  std::vector<Event> batch_;
  std::size_t batch_limit_ = kBatch;
  std::vector<EventSink*> sinks_;
  LiveSink* live_ = nullptr;
  std::uint64_t live_kinds_ = 0;
  std::vector<std::string> names_;
};

}  // namespace rpmsg_sim
