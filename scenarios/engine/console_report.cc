#include "scenarios/engine/console_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <vector>

#include "models/observe/finding_ids.h"
#include "scenarios/engine/budget_report.h"
#include "scenarios/engine/contention_report.h"
#include "scenarios/engine/expectation.h"
#include "scenarios/engine/json_result.h"

namespace rpmsg_sim {
namespace {

constexpr std::size_t kFindingsShown = 5;  // per id
constexpr std::size_t kCallsShown = 12;    // of a backtrace
constexpr double kPicosecondsPerNanosecond = 1e3;
constexpr double kPicosecondsPerSecond = 1e12;

enum class Colour { kGreen, kRed, kYellow, kBold };

std::string paint(const std::string& text, Colour colour, const ReportStyle& style) {
  if (!style.colour) return text;
  const int code = colour == Colour::kGreen    ? 32
                   : colour == Colour::kRed    ? 31
                   : colour == Colour::kYellow ? 33
                                               : 1;
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string heading(const std::string& text, const ReportStyle& style) {
  return paint(fmt::format("{:<14}", text), Colour::kBold, style);
}

// A heading with its own lines below it.
std::string heading_line(const std::string& text, const ReportStyle& style) {
  return paint(text, Colour::kBold, style) + "\n";
}

std::string with_spaces(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

double picoseconds(Picoseconds time) {
  return static_cast<double>(time);
}

std::string title(const RunResult& result, const ReportStyle& style) {
  std::string images;
  for (const auto& [core, image] : result.images)
    images += fmt::format("{}{}: {}", images.empty() ? "" : ", ", core, image);
  return fmt::format("{}\n{}{} on {}, seed {}\n{}{}\n", paint(result.title, Colour::kBold, style),
                     heading("scenario", style), result.scenario, result.platform, result.seed,
                     heading("images", style), images);
}

// Where the rings are, if it is not where the platform has them, and what it means if nobody found any.
std::string links(const RunResult& result, const ReportStyle& style) {
  std::string text;
  bool any_active = false;
  for (const LinkResult& link : result.links) {
    any_active = any_active || link.active;
    if (link.origin == "platform" || !link.active) continue;
    text +=
        fmt::format("{}{}: {} to {}, rings of {} at {:#x} and {}, from {}\n", heading("link", style),
                    link.name, link.host, link.remote, link.descriptors, link.vring0,
                    link.vring1 == 0 ? "an unknown place" : fmt::format("{:#x}", link.vring1), link.origin);
  }
  if (any_active || result.links.empty()) return text;
  text = heading("link", style) + "no rings were found, so no message can have been seen\n";
  for (const LinkResult& link : result.links) {
    text += fmt::format("{:14}nothing happened on {} ({:#x} and {:#x}, from {})\n", "", link.name,
                        link.vring0, link.vring1, link.origin);
  }
  return text + fmt::format(
                    "{:14}if the cores exchange messages elsewhere, name the place under 'links:' in the "
                    "scenario\n",
                    "");
}

std::string messages(const RunResult& result, const ReportStyle& style) {
  const MessageCounts& counts = result.messages;
  std::uint64_t dropped = 0;
  std::string reasons;
  for (const auto& [reason, count] : counts.dropped) {
    dropped += count;
    if (count != 0)
      reasons += fmt::format("{}{} {}", reasons.empty() ? " (" : ", ", with_spaces(reason), count);
  }
  if (!reasons.empty()) reasons += ")";
  return fmt::format("{}sent {}, received {}, in flight {}, dropped {}{}, lost {}\n",
                     heading("messages", style), counts.sent, counts.received, counts.in_flight, dropped,
                     reasons, counts.lost);
}

std::string latency_row(const std::string& name, const MetricSummary& metric) {
  if (metric.count == 0) return fmt::format("  {:<18}{:>9}\n", with_spaces(name), "none");
  std::string row = fmt::format("  {:<18}{:>9}", with_spaces(name), metric.count);
  for (const double value : {metric.min, metric.mean, metric.p50, metric.p90, metric.p99, metric.max}) {
    row += fmt::format("{:>12}", readable_time(value));
  }
  return row + "\n";
}

std::string latencies(const RunResult& result, const ReportStyle& style) {
  std::string rows;
  for (const std::string& name : latency_metric_names()) {
    const auto metric = result.metrics.find(name);
    if (metric != result.metrics.end()) rows += latency_row(name, metric->second);
  }
  if (rows.empty()) return {};
  return paint(fmt::format("{:<20}{:>9}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}", "latency", "count", "min",
                           "mean", "p50", "p90", "p99", "max"),
               Colour::kBold, style) +
         "\n" + rows;
}

std::string cores(const RunResult& result, const ReportStyle& style) {
  if (result.sides.empty()) return {};
  std::string text = paint(fmt::format("{:<14}{:>12}{:>12}{:>12}{:>12}{:>14}", "core", "doorbells",
                                       "interrupts", "bus reads", "bus writes", "bus waiting"),
                           Colour::kBold, style) +
                     "\n";
  for (const SideCounts& side : result.sides) {
    text += fmt::format("  {:<12}{:>12}{:>12}", side.core, side.doorbells, side.interrupts);
    const auto bus = std::find_if(result.bus.begin(), result.bus.end(),
                                  [&](const BusCounts& counts) { return counts.core == side.core; });
    if (bus != result.bus.end()) {
      text += fmt::format("{:>12}{:>12}{:>14}", bus->reads, bus->writes,
                          readable_time(static_cast<double>(bus->waited_ns)));
    }
    text += "\n";
  }
  return text;
}

std::string time_taken(const RunResult& result, const ReportStyle& style) {
  const double simulated_s = picoseconds(result.simulated_ps) / kPicosecondsPerSecond;
  std::string ratio;
  if (result.wall_s > 0 && simulated_s > 0) {
    const double factor = simulated_s / result.wall_s;
    ratio = factor >= 1 ? fmt::format(", {:.3g} times faster than real time", factor)
                        : fmt::format(", {:.3g} times slower than real time", 1 / factor);
  }
  return fmt::format("{}{} simulated in {:.3f} s{}\n", heading("time", style),
                     readable_time(picoseconds(result.simulated_ps) / kPicosecondsPerNanosecond),
                     result.wall_s, ratio);
}

Colour level_colour(FindingLevel level) {
  return level >= FindingLevel::kFail ? Colour::kRed : Colour::kYellow;
}

// Who called the place that the finding names. A finding of the whole system names no place, but where its
// cores are.
std::string callers(const Finding& finding) {
  const std::size_t first = finding.core.empty() ? 0 : 1;
  const std::size_t end = std::min(finding.backtrace.size(), first + kCallsShown);
  std::string text;
  for (std::size_t i = first; i < end; ++i)
    text += fmt::format("      {}{}\n", first == 0 ? "" : "called from ", finding.backtrace[i]);
  if (end < finding.backtrace.size())
    text += fmt::format("      and {} more calls\n", finding.backtrace.size() - end);
  return text;
}

std::string finding_group(const RunResult& result, const std::string& id, const ReportStyle& style) {
  const bool said_at_end = id == "deadlock" && !result.waits.empty();
  std::string text;
  std::size_t shown = 0;
  for (const Finding& finding : result.findings) {
    if (finding.id != id || shown == kFindingsShown) continue;
    if (shown++ == 0)
      text += fmt::format(
          "  {} {}\n",
          paint(fmt::format("{:<5}", level_name(finding.level)), level_colour(finding.level), style), id);
    text += fmt::format("    {:>12}  {:<5} {}{}\n",
                        readable_time(picoseconds(finding.time) / kPicosecondsPerNanosecond), finding.core,
                        said_at_end ? "what each core waits for is said at 'end'" : finding.text,
                        finding.where.empty() ? "" : ", at " + finding.where);
    if (shown == 1 && !said_at_end) text += callers(finding);
  }
  const auto count = result.finding_counts.find(id);
  if (shown != 0 && count != result.finding_counts.end() && count->second > shown) {
    text += fmt::format("    and {} more\n", count->second - shown);
  }
  const FindingId* known = find_finding_id(id);
  if (shown != 0 && known != nullptr)
    text += fmt::format("    hint: {} (rpmsg-sim explain {})\n", known->hint, id);
  return text;
}

std::string findings(const RunResult& result, const ReportStyle& style) {
  std::string groups;
  std::vector<std::string> ids;
  for (const Finding& finding : result.findings) {
    if (std::find(ids.begin(), ids.end(), finding.id) != ids.end()) continue;
    ids.push_back(finding.id);
    groups += finding_group(result, finding.id, style);
  }
  return groups.empty() ? heading("findings", style) + "none\n" : heading_line("findings", style) + groups;
}

// In the unit that the expectation is written in, roughly: times are kept in ns.
std::string measured(const ExpectationResult& expectation) {
  if (!expectation.known) return "not measured";
  static constexpr const char* kTimeUnits[] = {" ps", " ns", " us", " ms", " s"};
  const bool time = std::any_of(std::begin(kTimeUnits), std::end(kTimeUnits), [&](const std::string& unit) {
    return expectation.text.size() > unit.size() &&
           expectation.text.compare(expectation.text.size() - unit.size(), unit.size(), unit) == 0;
  });
  return "measured " +
         (time ? readable_time(expectation.measured) : fmt::format("{:.15g}", expectation.measured));
}

std::string expectations(const RunResult& result, const ReportStyle& style) {
  if (result.expectations.empty()) return heading("expectations", style) + "none\n";
  std::size_t width = 0;
  for (const ExpectationResult& expectation : result.expectations)
    width = std::max(width, expectation.text.size());
  std::string text = heading_line("expectations", style);
  for (const ExpectationResult& expectation : result.expectations) {
    const std::string mark =
        expectation.ok ? paint("ok    ", Colour::kGreen, style) : paint("FAILED", Colour::kRed, style);
    text += fmt::format("  {}  {:<{}}  {}\n", mark, expectation.text, width, measured(expectation));
  }
  return text;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return text;
}

std::string verdict(const RunResult& result, const ReportStyle& style) {
  return paint(upper(verdict_of(result)), result.exit_status == 0 ? Colour::kGreen : Colour::kRed, style);
}

// What each core was doing, if the run did not come to its own end.
std::string cores_at_end(const RunResult& result) {
  std::string text;
  for (const CoreWait& wait : result.waits) {
    for (std::size_t i = 0; i < wait.lines.size(); ++i) {
      text += fmt::format("{:{}}{}\n", "", i == 0 ? 14 : 16, wait.lines[i]);
    }
  }
  return text;
}

// Why messages did not arrive: what a reader wants to know first.
std::string explanations(const RunResult& result, const ReportStyle& style) {
  if (result.explanations.empty()) return {};
  std::string text = heading_line("explanation", style);
  for (const MessageExplanation& explanation : result.explanations) {
    text += fmt::format("  {}\n", explanation.text);
    for (const std::string& detail : explanation.details) text += fmt::format("    {}\n", detail);
  }
  return text;
}

}  // namespace

std::string end_description(RunEnd end) {
  switch (end) {
    case RunEnd::kEndOfTest:
      return "an image ended the test";
    case RunEnd::kDeadlock:
      return "nothing can happen any more";
    case RunEnd::kLimit:
      return "the simulated limit passed";
    case RunEnd::kWallLimit:
      return "the wall-clock limit passed";
    case RunEnd::kStopped:
      return "a finding stopped the run";
    case RunEnd::kInterrupted:
      return "interrupted";
  }
  return {};
}

std::string readable_time(double nanoseconds) {
  struct Unit {
    double factor;
    const char* name;
  };
  static constexpr Unit kUnits[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "us"}, {1, "ns"}};
  for (const Unit& unit : kUnits) {
    if (std::fabs(nanoseconds) >= unit.factor)
      return fmt::format("{:.3f} {}", nanoseconds / unit.factor, unit.name);
  }
  return nanoseconds == 0 ? "0 ns" : fmt::format("{:.3f} ns", nanoseconds);
}

bool wants_colour(int file_descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal != nullptr && std::string(terminal) == "dumb";
  return isatty(file_descriptor) != 0 && (no_colour == nullptr || *no_colour == '\0') && !dumb;
}

std::string bold(const std::string& text, const ReportStyle& style) {
  return paint(text, Colour::kBold, style);
}

std::string format_report(const RunResult& result, const ReportStyle& style) {
  std::string text = title(result, style);
  text += explanations(result, style) + "\n";
  text += links(result, style);
  text += messages(result, style);
  text += latencies(result, style);
  text += format_budget(result, style);
  text += cores(result, style);
  text += format_contention(result, style) + "\n";
  text += time_taken(result, style);
  text += fmt::format("{}{}\n", heading("end", style), end_description(result.end));
  text += cores_at_end(result);
  text += findings(result, style);
  text += expectations(result, style);
  text += fmt::format("{}{}\n", heading("verdict", style), verdict(result, style));
  text += fmt::format("{}{}\n", heading("digest", style), result.digest);
  return text;
}

std::string format_summary(const RunResult& result, const ReportStyle& style) {
  std::string text = fmt::format("{}: {}", result.scenario, verdict(result, style));
  for (const ExpectationResult& expectation : result.expectations) {
    if (result.exit_status == 1 && !expectation.ok)
      return text + fmt::format(": {}, {}\n", expectation.text, measured(expectation));
  }
  if (result.exit_status == 3) {
    for (const Finding& finding : result.findings) {
      if (finding.level >= FindingLevel::kFail)
        return text + fmt::format(": {}: {}\n", finding.id, finding.text);
    }
  }
  const bool said = result.end == RunEnd::kInterrupted;  // by the verdict
  if (result.exit_status == 4 && !said) text += ": " + end_description(result.end);
  if (result.exit_status == 4 && !result.end_text.empty()) text += ": " + result.end_text;
  return text + "\n";
}

}  // namespace rpmsg_sim
