#include "scenarios/engine/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "models/observe/time_text.h"

namespace rpmsg_sim {

namespace {

constexpr std::uint32_t kNameService = 53;
constexpr Picoseconds kLateWithoutMedian = 1'000'000'000;

const System::CoreInstance* core_of(const System& system, SourceId source) {
  for (const System::CoreInstance& instance : system.cores()) {
    if (instance.core->source() == source) return &instance;
  }
  return nullptr;
}

std::string name_of(const System& system, SourceId source) {
  const System::CoreInstance* core = core_of(system, source);
  return core == nullptr ? "?" : core->name;
}

// What is asked of one message, with the names that the answer needs.
class Story {
 public:
  Story(const System& system, const LastDoorbells& doorbells, const MessageLife& life)
      : system_(system),
        doorbells_(doorbells),
        life_(life),
        sender_(core_of(system, system.rings().sender_of(life.ring))),
        receiver_(core_of(system, system.rings().receiver_of(life.ring))) {}

  MessageExplanation stuck() const {
    return {life_.number, "stuck", fmt::format("{} was not read: {}; {}", title(), last_step(), missing()),
            surroundings()};
  }

  MessageExplanation ended_unread() const {
    if (life_.reached(Moment::kReturn)) {
      return {life_.number,
              "dropped",
              fmt::format("{} was dropped: {}; its buffer was given back at {} without a look at the payload",
                          title(), last_step(), at(Moment::kReturn)),
              {}};
    }
    return {
        life_.number,
        "lost",
        fmt::format("{} was lost: {}; its buffer was used again, or its ring set up anew, before it was read",
                    title(), last_step()),
        {}};
  }

  MessageExplanation late(Picoseconds median) const {
    const Picoseconds took = life_.time_of(Moment::kRead) - life_.time_of(Moment::kIndex);
    const StageRow stages = stages_of(life_);
    std::size_t longest = kFirstOneWayStage;
    for (std::size_t i = kFirstOneWayStage; i < kEndOfOneWayStages; ++i) {
      if (stages[i].total() > stages[longest].total()) longest = i;
    }
    const StageParts& parts = stages[longest];
    std::string text =
        fmt::format("{} was the slowest: {} from index to payload, {} is usual; {} of it from '{}' to '{}'",
                    title(), describe_time(took), describe_time(median), describe_time(parts.total()),
                    moment_text(static_cast<Moment>(longest)), moment_text(static_cast<Moment>(longest + 1)));
    return {life_.number,
            "late",
            text,
            {fmt::format(
                "{}; of these {}: executing {}, waiting for memory {}, behind other messages {}, idle {}",
                step(Moment::kIndex), describe_time(parts.total()), describe_time(parts.executing),
                describe_time(parts.waiting), describe_time(parts.queueing), describe_time(parts.idle))}};
  }

 private:
  std::string sender() const { return sender_ == nullptr ? "?" : sender_->name; }
  std::string receiver() const { return receiver_ == nullptr ? "?" : receiver_->name; }
  std::string at(Moment moment) const { return describe_time(life_.time_of(moment)); }

  std::string title() const {
    const auto source = static_cast<std::uint32_t>(life_.addresses >> 32);
    const auto destination = static_cast<std::uint32_t>(life_.addresses);
    return fmt::format("message {}, {} to {} ({:#x} -> {:#x}, {} bytes{}),", life_.number, sender(),
                       receiver(), source, destination, life_.length,
                       destination == kNameService ? ", name service" : "");
  }

  std::string step(Moment moment) const {
    std::string text = fmt::format("{} at {}", moment_text(moment), at(moment));
    if (moment == Moment::kIndex && sender_ != nullptr && life_.program_counter != 0) {
      text += fmt::format(" by {} at {}", sender(), sender_->core->describe(life_.program_counter));
    }
    return text;
  }

  // The publication, and the last thing that happened to the message before it was read.
  std::string last_step() const {
    Moment last = Moment::kIndex;
    for (const Moment moment : {Moment::kDoorbell, Moment::kLine, Moment::kHandler, Moment::kRing}) {
      if (life_.reached(moment)) last = moment;
    }
    const std::string published = step(Moment::kIndex);
    return last == Moment::kIndex ? published : published + ", " + step(last);
  }

  std::string missing() const {
    switch (life_.last()) {
      case Moment::kDoorbell:
        return fmt::format("{}'s interrupt line did not rise", receiver());
      case Moment::kLine:
        return fmt::format("{} did not enter its handler", receiver());
      case Moment::kHandler:
        return fmt::format("{} did not read the ring", receiver());
      case Moment::kRing:
        return fmt::format("{} did not read the payload", receiver());
      default:
        return "no doorbell followed";
    }
  }

  // What may be the cause.
  std::vector<std::string> surroundings() const {
    std::vector<std::string> lines;
    if (sender_ != nullptr) {
      for (const SourceId side : sender_->doorbells) {
        if (const Event* last = doorbells_.of(side)) lines.push_back(describe_doorbell(*last));
      }
    }
    if (sender_ != nullptr && life_.last() == Moment::kIndex) lines.push_back(sender_->core->describe_wait());
    if (receiver_ != nullptr) lines.push_back(receiver_->core->describe_wait());
    return lines;
  }

  // One that came too early, or that names another ring.
  std::string describe_doorbell(const Event& doorbell) const {
    const Picoseconds index = life_.time_of(Moment::kIndex);
    std::string text =
        fmt::format("the last doorbell of {} was at {}", sender(), describe_time(doorbell.time));
    if (doorbell.time <= index) {
      text += fmt::format(", {} before the index was published", describe_time(index - doorbell.time));
    }
    if (doorbell.kind == EventKind::kMuGeneral) return text + fmt::format(": request {}", doorbell.a);
    return text + fmt::format(": word {:#010x} on channel {}; the message is on {}", doorbell.b, doorbell.a,
                              system_.rings().ring_name(life_.ring));
  }

  const System& system_;
  const LastDoorbells& doorbells_;
  const MessageLife& life_;
  const System::CoreInstance* sender_;
  const System::CoreInstance* receiver_;
};

// Median time one way of the direction in which the ring leads; 0 without messages.
Picoseconds median_of(const System& system, unsigned ring) {
  for (const StageTracker::Direction& direction : system.stages().directions()) {
    if (direction.sender != system.rings().sender_of(ring) ||
        direction.receiver != system.rings().receiver_of(ring)) {
      continue;
    }
    return direction.budget.one_way().total.percentile(500);
  }
  return 0;
}

bool waited_long(const System& system, const MessageLife& life, Picoseconds end) {
  const Picoseconds index = life.time_of(Moment::kIndex);
  const Picoseconds median = median_of(system, life.ring);
  const Picoseconds bound = median != 0 ? median : kLateWithoutMedian / kLateFactor;
  return end > index && (end - index) / kLateFactor > bound;
}

bool about_latency(const ExpectationResult& expectation) {
  const std::string_view text = expectation.text;
  return text.find('.') != std::string_view::npos && text.rfind("messages.", 0) != 0 &&
         text.rfind("findings.", 0) != 0 && text.find(".count") == std::string_view::npos;
}

// For the heading "and N more".
void add_rest(std::vector<MessageExplanation>& explanations, std::size_t found, const char* state) {
  if (found <= kExplained) return;
  explanations.push_back({0, state, fmt::format("{} more messages like these", found - kExplained), {}});
}

void explain_stuck(const System& system, const LastDoorbells& doorbells, const RunResult& result,
                   std::vector<MessageExplanation>& explanations) {
  std::size_t found = 0;
  for (const MessageLife& life : system.stages().under_way()) {
    const bool stuck = result.end == RunEnd::kDeadlock || waited_long(system, life, result.simulated_ps);
    if (!stuck || ++found > kExplained) continue;
    explanations.push_back(Story(system, doorbells, life).stuck());
  }
  add_rest(explanations, found, "stuck");
}

void explain_unread(const System& system, const LastDoorbells& doorbells,
                    std::vector<MessageExplanation>& explanations) {
  std::size_t found = 0;
  for (const MessageLife& life : system.stages().ended_unread()) {
    if (++found <= kExplained) explanations.push_back(Story(system, doorbells, life).ended_unread());
  }
  add_rest(explanations, found, "dropped");
}

void explain_late(const System& system, const LastDoorbells& doorbells, const RunResult& result,
                  std::vector<MessageExplanation>& explanations) {
  const MessageLife& life = system.stages().slowest();
  if (life.number == 0) return;
  const Picoseconds median = median_of(system, life.ring);
  const Picoseconds took = life.time_of(Moment::kRead) - life.time_of(Moment::kIndex);
  const bool unmet = std::any_of(result.expectations.begin(), result.expectations.end(),
                                 [](const ExpectationResult& expectation) {
                                   return !expectation.ok && expectation.known && about_latency(expectation);
                                 });
  if (!unmet && took / kLateFactor <= median) return;
  explanations.push_back(Story(system, doorbells, life).late(median));
}

// ---- what cores could see

std::string channels(std::uint8_t mask) {
  std::string text;
  for (unsigned n = 0; n < kMuChannels; ++n) {
    if ((mask >> n & 1) != 0) text += fmt::format("{}{}", text.empty() ? "" : ",", n);
  }
  return text;
}

// Words and requests that the side has been sent and has not taken.
void describe_mu_side(const MessagingUnit& unit, MuSide side, std::vector<std::string>& lines) {
  const MuHalf& half = unit.engine().state().of(side);
  const std::string name = unit.registers(side).name();
  if (half.rf != 0) {
    const auto masked = static_cast<std::uint8_t>(half.rf & ~half.rie);
    lines.push_back(
        fmt::format("{}: RF{} set, nobody has read the word{}", name, channels(half.rf),
                    masked == 0 ? "" : "; RIE" + channels(masked) + " off, so no interrupt for it"));
  }
  if (half.gip != 0) {
    const auto masked = static_cast<std::uint8_t>(half.gip & ~half.gie);
    lines.push_back(
        fmt::format("{}: GIP{} set, the request is not acknowledged{}", name, channels(half.gip),
                    masked == 0 ? "" : "; GIE" + channels(masked) + " off, so no interrupt for it"));
  }
}

void describe_units(const System& system, const System::CoreInstance& core, std::vector<std::string>& lines) {
  for (const MessagingUnit* unit : system.messaging_units()) {
    for (const MuSide side : {MuSide::kA, MuSide::kB}) {
      const bool own = std::count(core.doorbells.begin(), core.doorbells.end(), unit->source(side)) != 0;
      if (own) describe_mu_side(*unit, side, lines);
    }
  }
}

void describe_rings(const System& system, const System::CoreInstance& core, std::vector<std::string>& lines) {
  std::map<unsigned, std::vector<std::uint32_t>> unread;
  for (const MessageLife& life : system.stages().under_way()) {
    if (system.rings().receiver_of(life.ring) == core.core->source())
      unread[life.ring].push_back(life.number);
  }
  for (const auto& [ring, numbers] : unread) {
    lines.push_back(
        fmt::format("{}: {} unread for {}, the oldest is message {}", system.rings().ring_name(ring),
                    numbers.size() == 1 ? "1 message is" : fmt::format("{} messages are", numbers.size()),
                    name_of(system, core.core->source()), numbers.front()));
  }
}

}  // namespace

void LastDoorbells::consume(const Event* events, std::size_t count) {
  for (const Event* event = events; event != events + count; ++event) {
    const bool doorbell = event->kind == EventKind::kMuTransmit || event->kind == EventKind::kMuOverwrite ||
                          event->kind == EventKind::kMuGeneral;
    if (!doorbell) continue;
    if (event->source >= last_.size())
      last_.resize(std::size_t{event->source} + 1, Event{kNever, {}, {}, {}, {}, {}});
    last_[event->source] = *event;
  }
}

std::vector<MessageExplanation> explain_messages(const System& system, const LastDoorbells& doorbells,
                                                 const RunResult& result) {
  std::vector<MessageExplanation> explanations;
  explain_stuck(system, doorbells, result, explanations);
  explain_unread(system, doorbells, explanations);
  explain_late(system, doorbells, result, explanations);
  return explanations;
}

std::vector<CoreWait> what_else_cores_see(const System& system) {
  std::vector<CoreWait> waits;
  for (const System::CoreInstance& core : system.cores()) {
    CoreWait wait{core.name, {}};
    wait.lines.push_back(core.core->describe_wait());
    describe_units(system, core, wait.lines);
    describe_rings(system, core, wait.lines);
    waits.push_back(std::move(wait));
  }
  return waits;
}

}  // namespace rpmsg_sim
