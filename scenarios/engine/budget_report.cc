#include "scenarios/engine/budget_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace rpmsg_sim {
namespace {

constexpr int kBarWidth = 20;
constexpr int kRangeWidth = 26;

const MetricSummary* find(const RunResult& result, const std::string& metric) {
  const auto found = result.metrics.find(metric);
  return found == result.metrics.end() || found->second.count == 0 ? nullptr : &found->second;
}

std::string bar(double part, double whole) {
  const double length = whole > 0 ? std::round(kBarWidth * part / whole) : 0;
  return std::string(static_cast<std::size_t>(std::clamp<double>(length, 0, kBarWidth)), '#');
}

// Whole percents; what is there but less than a half is no 0.
std::string percent(double part, double whole) {
  if (part <= 0 || whole <= 0) return "-";
  const double value = 100 * part / whole;
  return value < 0.5 ? "<1" : fmt::format("{:.0f}", value);
}

std::string range_column(const RunResult& result, const std::string& metric) {
  if (result.ranges.empty()) return {};
  const auto found = result.ranges.find(metric);
  const std::string text =
      found == result.ranges.end()
          ? ""
          : fmt::format("{} .. {}", readable_time(found->second.low), readable_time(found->second.high));
  return fmt::format("  {:<{}}", text, kRangeWidth);
}

std::string header(const RunResult& result, const std::string& title, bool parts, const ReportStyle& style) {
  std::string line = fmt::format("{:<22}{:>12}", title, "mean");
  if (!result.ranges.empty()) line += fmt::format("  {:<{}}", "range of estimates", kRangeWidth);
  line += fmt::format("  {:<{}}{:>12}{:>12}{:>12}", "", kBarWidth, "p50", "p99", "max");
  if (parts) line += fmt::format("{:>7}{:>6}{:>8}{:>7}", "exec%", "mem%", "queue%", "idle%");
  return bold(line, style) + "\n";
}

std::string figures(const RunResult& result, const std::string& label, const std::string& metric,
                    const MetricSummary& summary, double whole) {
  std::string line = fmt::format("  {:<20}{:>12}", label, readable_time(summary.mean));
  line += range_column(result, metric);
  line += fmt::format("  {:<{}}", bar(summary.mean, whole), kBarWidth);
  for (const double value : {summary.p50, summary.p99, summary.max})
    line += fmt::format("{:>12}", readable_time(value));
  return line;
}

std::string shares(double mean, double executing, double waiting, double queueing, double idle) {
  return fmt::format("{:>7}{:>6}{:>8}{:>7}", percent(executing, mean), percent(waiting, mean),
                     percent(queueing, mean), percent(idle, mean));
}

std::string with_spaces(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string stage_line(const RunResult& result, const DirectionResult& direction, const StageResult& stage,
                       double whole) {
  const std::string metric = direction.name + "." + stage.name;
  const MetricSummary* summary = find(result, metric);
  if (summary == nullptr) return {};
  const std::string label =
      fmt::format("{:<18}{}", with_spaces(stage.name), stage.estimates.empty() ? "" : "*");
  std::string line = figures(result, label, metric, *summary, whole);
  line += shares(summary->mean, stage.executing, stage.waiting, stage.queueing, stage.idle);
  if (stage.empty != 0) line += fmt::format("  {} empty", stage.empty);
  return line + "\n";
}

std::string one_way_line(const RunResult& result, const DirectionResult& direction,
                         const MetricSummary& summary, double whole) {
  const auto mean = [&](const char* part) {
    const MetricSummary* found = find(result, direction.name + "." + part);
    return found == nullptr ? 0 : found->mean;
  };
  return figures(result, "one way", "one_way." + direction.name, summary, whole) +
         shares(summary.mean, mean("executing"), mean("waiting"), mean("queueing"), mean("idle")) + "\n";
}

std::string direction_table(const RunResult& result, const DirectionResult& direction,
                            const ReportStyle& style) {
  const MetricSummary* one_way = find(result, "one_way." + direction.name);
  if (one_way == nullptr) return {};
  const MetricSummary* life = find(result, direction.name + ".life");
  double whole = 0;
  for (const StageResult& stage : direction.stages) {
    const MetricSummary* summary = find(result, direction.name + "." + stage.name);
    if (summary != nullptr) whole += summary->mean;
  }
  std::string text =
      header(result, fmt::format("{} to {} ({})", direction.sender, direction.receiver, one_way->count), true,
             style);
  for (const StageResult& stage : direction.stages) text += stage_line(result, direction, stage, whole);
  text += one_way_line(result, direction, *one_way, whole);
  if (life != nullptr)
    text += figures(result, "with its buffer", direction.name + ".life", *life, whole) + "\n";
  return text;
}

std::string round_trip_table(const RunResult& result, const ReportStyle& style) {
  const MetricSummary* whole = find(result, "round_trip");
  if (whole == nullptr) return {};
  std::string text = header(result, fmt::format("round trip ({})", whole->count), false, style);
  for (const char* part : {"request", "turnaround", "reply"}) {
    const std::string metric = fmt::format("round_trip.{}", part);
    if (const MetricSummary* summary = find(result, metric))
      text += figures(result, part, metric, *summary, whole->mean) + "\n";
  }
  return text + figures(result, "whole", "round_trip", *whole, whole->mean) + "\n";
}

}  // namespace

std::string format_budget(const RunResult& result, const ReportStyle& style) {
  std::string text;
  bool estimates = false;
  for (const DirectionResult& direction : result.budget) {
    text += direction_table(result, direction, style);
    for (const StageResult& stage : direction.stages) estimates = estimates || !stage.estimates.empty();
  }
  if (text.empty()) return {};
  text += round_trip_table(result, style);
  if (estimates) {
    text += fmt::format("  * rests on estimates{}\n",
                        result.ranges.empty() ? "; --bounds shows how far they reach" : "");
  }
  return text;
}

}  // namespace rpmsg_sim
