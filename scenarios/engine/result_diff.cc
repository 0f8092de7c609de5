#include "scenarios/engine/result_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "platforms/located_yaml.h"
#include "platforms/nearest_name.h"
#include "platforms/quantity.h"
#include "scenarios/engine/console_report.h"
#include "scenarios/engine/exit_status.h"

namespace rpmsg_sim {
namespace {

using Json = nlohmann::json;

constexpr const char* kStatistics[] = {"count", "min", "mean", "p50", "p90", "p99", "p999", "max"};
constexpr double kPicosecondsPerNanosecond = 1e3;

// ---- Reading

std::string text_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw InputError(fmt::format("{}: cannot be opened", path));
  std::string text;
  char buffer[4096];
  while (stream.read(buffer, sizeof buffer) || stream.gcount() > 0)
    text.append(buffer, static_cast<std::size_t>(stream.gcount()));
  if (stream.bad()) throw InputError(fmt::format("{}: cannot be read", path));
  return text;
}

Json parse(const std::string& path, const std::string& text) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::string before = text.substr(0, std::min(text.size(), error.byte == 0 ? 0 : error.byte - 1));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
    throw InputError(
        fmt::format("{}:{}:{}: no JSON; expected a result of rpmsg-sim run --json", path, line, column));
  }
}

using Values = std::map<std::string, double>;  // by statistic; those without samples are missing

struct LoadedResult {
  std::string path;
  std::string scenario;
  std::string platform;
  std::string digest;
  std::map<std::string, Values> metrics;
};

[[noreturn]] void no_result(const std::string& path, const std::string& what) {
  throw InputError(fmt::format("{}: {}; expected a result of rpmsg-sim run --json", path, what));
}

std::string string_member(const Json& json, const std::string& path, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) no_result(path, fmt::format("'{}' is no text", name));
  return found->get<std::string>();
}

Values values_of(const Json& metric, const std::string& path, const std::string& name) {
  if (!metric.is_object()) no_result(path, fmt::format("metric '{}' is no object", name));
  Values values;
  for (const char* statistic : kStatistics) {
    const auto found = metric.find(statistic);
    if (found == metric.end() || !(found->is_number() || found->is_null()))
      no_result(path, fmt::format("metric '{}' has no number '{}'", name, statistic));
    if (found->is_number()) values[statistic] = found->get<double>();
  }
  return values;
}

LoadedResult load(const std::string& path) {
  const Json json = parse(path, text_of(path));
  if (!json.is_object()) no_result(path, "no object");
  LoadedResult result;
  result.path = path;
  result.scenario = string_member(json, path, "scenario");
  result.platform = string_member(json, path, "platform");
  result.digest = string_member(json, path, "digest");
  const auto metrics = json.find("metrics");
  if (metrics == json.end() || !metrics->is_object()) no_result(path, "'metrics' is no object");
  for (const auto& [name, metric] : metrics->items()) result.metrics[name] = values_of(metric, path, name);
  return result;
}

// ---- Comparing

struct Threshold {
  double share = 0;
  std::optional<double> time_ns;

  bool exceeded(double before, double after) const {
    const double change = std::fabs(after - before);
    return time_ns ? change > *time_ns : change > share * std::fabs(before);
  }
};

Threshold parse_threshold(const std::string& text) {
  Threshold threshold;
  if (!text.empty() && text.back() == '%') {
    const std::string number = text.substr(0, text.size() - 1);
    const bool plain = !number.empty() && number.find_first_not_of("0123456789. ") == std::string::npos;
    char* end = nullptr;
    threshold.share = plain ? std::strtod(number.c_str(), &end) / 100 : -1;
    if (plain && std::string(end).find_first_not_of(' ') == std::string::npos) return threshold;
    throw InputError(fmt::format("--threshold: '{}' is no share; expected for example 5%", text));
  }
  try {
    threshold.time_ns =
        static_cast<double>(parse_quantity(text, Dimension::kTime)) / kPicosecondsPerNanosecond;
    return threshold;
  } catch (const QuantityError& error) {
    throw InputError(fmt::format("--threshold: {}; or a share such as 5%", error.what()));
  }
}

struct Choice {
  std::string metric;
  std::string statistic;
};

std::vector<std::string> names_of(const LoadedResult& before, const LoadedResult& after) {
  std::map<std::string, bool> names;
  for (const LoadedResult* result : {&before, &after}) {
    for (const auto& [name, unused] : result->metrics) names[name] = true;
  }
  std::vector<std::string> list;
  for (const auto& [name, unused] : names) list.push_back(name);
  return list;
}

Choice choose(const std::string& text, const std::vector<std::string>& names) {
  const auto known = [&names](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (known(text)) return {text, "mean"};
  const std::size_t dot = text.rfind('.');
  const std::string metric = text.substr(0, dot == std::string::npos ? text.size() : dot);
  if (dot == std::string::npos || !known(metric))
    throw InputError(fmt::format("--metric: neither file has '{}'{}", text, name_hint(text, names)));
  const std::string statistic = text.substr(dot + 1);
  const std::vector<std::string> statistics(std::begin(kStatistics), std::end(kStatistics));
  if (std::find(statistics.begin(), statistics.end(), statistic) == statistics.end())
    throw InputError(
        fmt::format("--metric: '{}' is no statistic{}", statistic, name_hint(statistic, statistics)));
  return {metric, statistic};
}

std::optional<double> value_of(const LoadedResult& result, const Choice& choice) {
  const auto metric = result.metrics.find(choice.metric);
  if (metric == result.metrics.end()) return std::nullopt;
  const auto value = metric->second.find(choice.statistic);
  return value == metric->second.end() ? std::nullopt : std::optional<double>(value->second);
}

struct Row {
  std::string name;
  bool time = true;
  std::optional<double> before;
  std::optional<double> after;
  bool past = false;

  double change() const { return after.value_or(0) - before.value_or(0); }
};

// Those that differ, largest change first.
std::vector<Row> compare(const LoadedResult& before, const LoadedResult& after,
                         const std::vector<Choice>& choices, const Threshold& threshold) {
  std::vector<Row> rows;
  for (const Choice& choice : choices) {
    Row row;
    row.name = choice.metric + (choice.statistic == "mean" ? "" : "." + choice.statistic);
    row.time = choice.statistic != "count";
    row.before = value_of(before, choice);
    row.after = value_of(after, choice);
    if (row.before == row.after) continue;
    // What one of the two runs did not measure at all cannot be within any threshold.
    row.past = !row.before || !row.after || threshold.exceeded(*row.before, *row.after);
    rows.push_back(row);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return std::fabs(a.change()) > std::fabs(b.change()); });
  return rows;
}

// ---- Text

std::string value_text(const std::optional<double>& value, bool time) {
  if (!value) return "none";
  return time ? readable_time(*value) : fmt::format("{:.15g}", *value);
}

std::string row_text(const Row& row) {
  std::string text = fmt::format("  {:<28}{:>12}{:>12}", row.name, value_text(row.before, row.time),
                                 value_text(row.after, row.time));
  if (row.before && row.after) {
    const double change = row.change();
    text += fmt::format("{:>14}", (change > 0 ? "+" : "") + value_text(change, row.time));
    text += *row.before == 0 ? fmt::format("{:>10}", "new")
                             : fmt::format("{:>+9.1f}%", 100 * change / *row.before);
  }
  return text + (row.past ? "  *\n" : "\n");
}

std::string notes(const LoadedResult& before, const LoadedResult& after) {
  std::string text;
  const auto compare_member = [&](const char* what, const std::string& a, const std::string& b) {
    if (a != b) text += fmt::format("note: another {}: {} and {}\n", what, a, b);
  };
  compare_member("scenario", before.scenario, after.scenario);
  compare_member("platform", before.platform, after.platform);
  if (before.digest == after.digest && !before.digest.empty())
    text += "note: equal digests, so the same events at the same times\n";
  return text;
}

}  // namespace

DiffOutcome diff_results(const DiffCommand& command) {
  const Threshold threshold = parse_threshold(command.threshold);
  const LoadedResult before = load(command.before);
  const LoadedResult after = load(command.after);
  const std::vector<std::string> names = names_of(before, after);
  std::vector<Choice> choices;
  for (const std::string& wanted : command.metrics) choices.push_back(choose(wanted, names));
  if (command.metrics.empty()) {
    for (const std::string& name : names) choices.push_back({name, "mean"});
  }
  const std::vector<Row> rows = compare(before, after, choices, threshold);
  const auto past = std::count_if(rows.begin(), rows.end(), [](const Row& row) { return row.past; });

  DiffOutcome outcome;
  outcome.text = notes(before, after);
  if (!rows.empty()) {
    outcome.text +=
        fmt::format("{:<30}{:>12}{:>12}{:>14}{:>10}\n", "metric", "before", "after", "change", "");
    for (const Row& row : rows) outcome.text += row_text(row);
  }
  outcome.text += fmt::format("{} of {} metrics differ, {} by more than {}{}\n", rows.size(), choices.size(),
                              past, command.threshold, past != 0 ? " (*)" : "");
  outcome.exit_status = past == 0 ? kPassed : kExpectationFailed;
  return outcome;
}

}  // namespace rpmsg_sim
