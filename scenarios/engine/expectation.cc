#include "scenarios/engine/expectation.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "models/observe/finding_ids.h"
#include "models/observe/message_life.h"
#include "platforms/nearest_name.h"
#include "platforms/quantity.h"

namespace rpmsg_sim {

namespace {

// ---- Names

struct Statistic {
  const char* name;
  bool count;  // a plain number, whatever the metric's unit
  double (*value)(const MetricSummary&);
};

constexpr Statistic kStatistics[] = {
    {"count", true, [](const MetricSummary& m) { return static_cast<double>(m.count); }},
    {"min", false, [](const MetricSummary& m) { return m.min; }},
    {"mean", false, [](const MetricSummary& m) { return m.mean; }},
    {"p50", false, [](const MetricSummary& m) { return m.p50; }},
    {"p90", false, [](const MetricSummary& m) { return m.p90; }},
    {"p99", false, [](const MetricSummary& m) { return m.p99; }},
    {"p999", false, [](const MetricSummary& m) { return m.p999; }},
    {"max", false, [](const MetricSummary& m) { return m.max; }},
};

const Statistic* find_statistic(std::string_view name) {
  const auto found = std::find_if(std::begin(kStatistics), std::end(kStatistics),
                                  [&](const Statistic& s) { return s.name == name; });
  return found == std::end(kStatistics) ? nullptr : found;
}

struct LatencyMetric {
  const char* name;
  const char* text;
};

constexpr LatencyMetric kLatencyMetrics[] = {
    {"round_trip", "from the request's publication to the first read of the reply's payload"},
    {"host_to_remote", "from a host message's publication to the first read of its payload"},
    {"remote_to_host", "from a remote message's publication to the first read of its payload"},
};

constexpr LatencyMetric kRoundTripParts[] = {
    {"round_trip.request", "of this, the way of the request"},
    {"round_trip.turnaround", "of this, from the first read of the request to the publication of the reply"},
    {"round_trip.reply", "of this, the way of the reply"},
};

// What is measured for each direction besides its stages: "a_to_m.queueing".
constexpr LatencyMetric kDirectionMetrics[] = {
    {"executing", "of one way, the cores executing"},
    {"waiting", "of one way, the cores waiting for memory and devices"},
    {"queueing", "of one way, the receiver busy with messages before this one"},
    {"idle", "of one way, crossing of the messaging unit and a core asleep"},
    {"life", "from the sender's hold of the buffer to its return"},
};

constexpr const char* kDropReasons[] = {"not_read"};

struct CoreFamily {
  const char* name;
  const char* text;
  std::uint64_t SideCounts::*value;
};

constexpr CoreFamily kCoreFamilies[] = {
    {"doorbells", "words and requests that the core sent through the messaging unit", &SideCounts::doorbells},
    {"interrupts", "exceptions that the core entered because of an interrupt", &SideCounts::interrupts},
};

// A metric that an expectation may name, spelled with instance names.
struct Valid {
  std::string metric;
  bool time = false;
};

// Every direction by roles and by instance names, and what it is called in metrics.
std::vector<std::pair<std::string, std::string>> direction_names(const std::vector<CoreName>& cores) {
  const auto label = [](const CoreName& core) { return core.role.empty() ? core.instance : core.role; };
  std::vector<std::pair<std::string, std::string>> names;
  for (const CoreName& from : cores) {
    for (const CoreName& to : cores) {
      if (from.instance == to.instance) continue;
      const std::string metric = fmt::format("{}_to_{}", label(from), label(to));
      names.emplace_back(metric, metric);
      const std::string instances = fmt::format("{}_to_{}", from.instance, to.instance);
      if (instances != metric) names.emplace_back(instances, metric);
    }
  }
  return names;
}

std::vector<std::pair<std::string, Valid>> valid_metrics(const std::vector<CoreName>& cores) {
  std::vector<std::pair<std::string, Valid>> names;
  const auto add = [&names](const std::string& name, const std::string& metric, bool time) {
    names.emplace_back(name, Valid{metric, time});
  };
  const auto add_count = [&add](const std::string& name) { add(name, name, false); };
  for (const char* name : {"sent", "received", "in_flight", "dropped", "lost"}) {
    add_count(fmt::format("messages.{}", name));
  }
  for (const char* reason : kDropReasons) add_count(fmt::format("messages.dropped.{}", reason));
  // `name` may be spelled in other ways than the metric.
  const auto add_latency = [&add](const std::string& name, const std::string& metric) {
    for (const Statistic& statistic : kStatistics) {
      add(fmt::format("{}.{}", name, statistic.name), fmt::format("{}.{}", metric, statistic.name),
          !statistic.count);
    }
  };
  for (const LatencyMetric& metric : kLatencyMetrics) add_latency(metric.name, metric.name);
  for (const LatencyMetric& metric : kRoundTripParts) add_latency(metric.name, metric.name);
  for (const auto& [name, metric] : direction_names(cores)) {
    add_latency("one_way." + name, "one_way." + metric);
    for (const LatencyMetric& part : kDirectionMetrics)
      add_latency(fmt::format("{}.{}", name, part.name), fmt::format("{}.{}", metric, part.name));
    for (std::size_t stage = 0; stage < kStages; ++stage)
      add_latency(fmt::format("{}.{}", name, stage_name(stage)),
                  fmt::format("{}.{}", metric, stage_name(stage)));
  }
  for (const CoreFamily& family : kCoreFamilies) {
    for (const CoreName& core : cores) {
      const std::string metric = fmt::format("{}.{}", family.name, core.instance);
      add(metric, metric, false);
      if (!core.role.empty()) add(fmt::format("{}.{}", family.name, core.role), metric, false);
    }
  }
  for (const FindingId& id : kFindingIds) add_count(fmt::format("findings.{}", id.id));
  add("simulated", "simulated", true);
  return names;
}

// What a misspelt name is compared with is what its first part allows, so that the hint stays short.
std::string hint_for(std::string_view metric, const std::vector<std::pair<std::string, Valid>>& valid) {
  const auto family_of = [](std::string_view name) { return std::string(name.substr(0, name.find('.'))); };
  std::vector<std::string> families;
  std::vector<std::string> relatives;
  for (const auto& [name, unused] : valid) {
    const std::string family = family_of(name);
    if (std::find(families.begin(), families.end(), family) == families.end()) families.push_back(family);
    if (family == family_of(metric)) relatives.push_back(name);
  }
  if (!relatives.empty()) {
    const std::string nearest = nearest_name(metric, relatives);
    if (!nearest.empty()) return fmt::format(", did you mean '{}'?", nearest);
    return family_of(metric) == "findings" ? "; see the list of findings" : name_hint(metric, relatives);
  }
  std::vector<std::string> all;
  for (const auto& [name, unused] : valid) all.push_back(name);
  const std::string nearest = nearest_name(metric, all);
  return nearest.empty() ? name_hint(family_of(metric), families)
                         : fmt::format(", did you mean '{}'?", nearest);
}

// ---- Text

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

struct Parts {
  std::string_view metric;
  std::string_view op;
  std::string_view value;
};

Parts split(std::string_view text) {
  const auto begin = text.find_first_of("<>=!");
  if (begin == std::string_view::npos) {
    throw ExpectationError(
        fmt::format("'{}' has no comparison; expected for example 'messages.lost == 0'", trim(text)));
  }
  auto end = text.find_first_not_of("<>=!", begin);
  if (end == std::string_view::npos) end = text.size();
  const Parts parts{trim(text.substr(0, begin)), text.substr(begin, end - begin), trim(text.substr(end))};
  constexpr std::string_view kOperators[] = {"<", "<=", "==", "!=", ">=", ">"};
  if (std::find(std::begin(kOperators), std::end(kOperators), parts.op) == std::end(kOperators)) {
    throw ExpectationError(fmt::format("'{}' is no comparison; expected one of: <, <=, ==, !=, >=, >{}",
                                       parts.op, parts.op == "=" ? " (equal is ==)" : ""));
  }
  if (parts.metric.empty()) throw ExpectationError(fmt::format("nothing stands before '{}'", parts.op));
  if (parts.value.empty()) throw ExpectationError(fmt::format("nothing stands after '{}'", parts.op));
  return parts;
}

double parse_value(const Parts& parts, bool time) {
  try {
    if (time) return static_cast<double>(parse_quantity(parts.value, Dimension::kTime)) / 1000.0;
    return static_cast<double>(parse_count(parts.value));
  } catch (const QuantityError& error) {
    throw ExpectationError(fmt::format("{}: {}", parts.metric, error.what()));
  }
}

// ---- Evaluation

bool compare(double measured, std::string_view op, double value) {
  if (op == "<") return measured < value;
  if (op == "<=") return measured <= value;
  if (op == "==") return measured == value;
  if (op == "!=") return measured != value;
  if (op == ">=") return measured >= value;
  return op == ">" && measured > value;
}

std::optional<double> number(std::uint64_t value) {
  return static_cast<double>(value);
}

std::optional<double> message_value(std::string_view name, const MessageCounts& messages) {
  if (name == "sent") return number(messages.sent);
  if (name == "received") return number(messages.received);
  if (name == "in_flight") return number(messages.in_flight);
  if (name == "lost") return number(messages.lost);
  std::uint64_t dropped = 0;
  for (const auto& [reason, count] : messages.dropped) {
    if (name == "dropped" || name == "dropped." + reason) dropped += count;
  }
  return number(dropped);
}

std::optional<double> core_value(const CoreFamily& family, std::string_view core, const RunResult& result) {
  for (const SideCounts& side : result.sides) {
    if (side.core == core) return number(side.*family.value);
  }
  return std::nullopt;
}

std::optional<double> latency_value(const std::string& metric, std::string_view statistic,
                                    const RunResult& result) {
  const Statistic* known = find_statistic(statistic);
  if (known == nullptr) return std::nullopt;
  const auto found = result.metrics.find(metric);
  const bool empty = found == result.metrics.end() || found->second.count == 0;
  if (empty) return known->count ? number(0) : std::nullopt;
  return known->value(found->second);
}

std::optional<double> measure(std::string_view metric, const RunResult& result) {
  if (metric == "simulated") return static_cast<double>(result.simulated_ps) / 1000.0;
  const auto dot = metric.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string family(metric.substr(0, dot));
  const std::string rest(metric.substr(dot + 1));
  if (family == "messages") return message_value(rest, result.messages);
  if (family == "findings") {
    const auto found = result.finding_counts.find(rest);
    return number(found == result.finding_counts.end() ? 0 : found->second);
  }
  for (const CoreFamily& known : kCoreFamilies) {
    if (family == known.name) return core_value(known, rest, result);
  }
  const auto last_dot = metric.rfind('.');
  return latency_value(std::string(metric.substr(0, last_dot)), metric.substr(last_dot + 1), result);
}

}  // namespace

Expectation parse_expectation(std::string_view text, const std::vector<CoreName>& cores) {
  const Parts parts = split(text);
  const auto valid = valid_metrics(cores);
  const auto found =
      std::find_if(valid.begin(), valid.end(), [&](const auto& name) { return name.first == parts.metric; });
  if (found == valid.end()) {
    throw ExpectationError(fmt::format("'{}' is no metric{}", parts.metric, hint_for(parts.metric, valid)));
  }
  Expectation expectation;
  expectation.text = std::string(trim(text));
  expectation.metric = found->second.metric;
  expectation.op = std::string(parts.op);
  expectation.value = parse_value(parts, found->second.time);
  return expectation;
}

ExpectationResult evaluate_expectation(const Expectation& expectation, const RunResult& result) {
  ExpectationResult outcome;
  outcome.text = expectation.text;
  const std::optional<double> measured = measure(expectation.metric, result);
  outcome.known = measured.has_value();
  outcome.measured = measured.value_or(0);
  outcome.ok = measured.has_value() && compare(*measured, expectation.op, expectation.value);
  return outcome;
}

std::vector<ExpectationResult> evaluate_expectations(const std::vector<Expectation>& expectations,
                                                     const RunResult& result) {
  std::vector<ExpectationResult> outcomes;
  for (const Expectation& expectation : expectations)
    outcomes.push_back(evaluate_expectation(expectation, result));
  return outcomes;
}

std::vector<MetricDescription> metric_descriptions() {
  std::vector<MetricDescription> list = {
      {"messages.sent", "count", "messages published, both directions, name service excepted"},
      {"messages.received", "count", "messages whose receiver has read the payload"},
      {"messages.in_flight", "count", "published, neither read nor given back when the run ended"},
      {"messages.dropped", "count", "given back without being received, all reasons"},
      {"messages.dropped.not_read", "count", "buffer given back without a read of the payload"},
      {"messages.lost", "count", "buffer reused or ring restarted before the message was read"},
  };
  for (const LatencyMetric& metric : kLatencyMetrics) {
    list.push_back({fmt::format("{}.<statistic>", metric.name), "ns",
                    fmt::format("{}; statistic: count, min, mean, p50, p90, p99, p999, max", metric.text)});
  }
  for (const LatencyMetric& metric : kRoundTripParts)
    list.push_back({fmt::format("{}.<statistic>", metric.name), "ns", metric.text});
  list.push_back({"one_way.<direction>.<statistic>", "ns",
                  "from the publication to the first read of the payload; direction: a_to_m, m_to_a"});
  for (const LatencyMetric& metric : kDirectionMetrics)
    list.push_back({fmt::format("<direction>.{}.<statistic>", metric.name), "ns", metric.text});
  for (std::size_t stage = 0; stage < kStages; ++stage) {
    list.push_back({fmt::format("<direction>.{}.<statistic>", stage_name(stage)), "ns", stage_text(stage)});
  }
  for (const CoreFamily& family : kCoreFamilies) {
    list.push_back({fmt::format("{}.<core>", family.name), "count", family.text});
  }
  list.push_back({"findings.<id>", "count", "how often the finding occurred, ignored ones included"});
  list.push_back({"simulated", "ns", "simulated time at the end of the run"});
  return list;
}

const std::vector<std::string>& latency_metric_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const LatencyMetric& metric : kLatencyMetrics) list.emplace_back(metric.name);
    return list;
  }();
  return names;
}

}  // namespace rpmsg_sim
