#include "scenarios/engine/contention_report.h"

#include <fmt/format.h>


namespace rpmsg_sim {
namespace {

double nanoseconds(Picoseconds time) {
  return static_cast<double>(time) / 1000;
}

std::string memory_line(const MemoryResult& memory, std::uint64_t simulated_ps) {
  const std::uint64_t bursts = memory.row_hits + memory.row_closed + memory.row_conflicts;
  const auto percent = [bursts](std::uint64_t part) {
    return bursts == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(bursts);
  };
  const double busy =
      simulated_ps == 0 ? 0
                        : 100.0 * static_cast<double>(memory.bus_busy_ps) / static_cast<double>(simulated_ps);
  return fmt::format(
      "  {}: {} bursts, row open {:.1f} %, closed {:.1f} %, another open {:.1f} %; data bus busy {:.2f} %\n",
      memory.name, bursts, percent(memory.row_hits), percent(memory.row_closed),
      percent(memory.row_conflicts), busy);
}

std::string row_line(const ContentionRow& row) {
  std::string text = fmt::format("  {:<12}{:<16}{:>10}", row.master, row.place, row.accesses);
  for (const Picoseconds part : {row.bank, row.row, row.bus, row.refresh}) {
    text += fmt::format("{:>12}", readable_time(nanoseconds(part)));
  }
  std::string culprits;
  for (const ContentionRow::Culprit& culprit : row.because_of) {
    culprits += fmt::format("{}{} {}", culprits.empty() ? "  " : ", ", culprit.master,
                            readable_time(nanoseconds(culprit.time)));
  }
  return text + culprits + "\n";
}

}  // namespace

std::string format_contention(const RunResult& result, const ReportStyle& style) {
  if (result.contention.empty()) return {};
  std::string text = bold(fmt::format("{:<14}{:<16}{:>10}{:>12}{:>12}{:>12}{:>12}  {}", "memory waits", "at",
                                      "accesses", "bank", "row", "bus", "refresh", "because of"),
                          style) +
                     "\n";
  for (const ContentionRow& row : result.contention) text += row_line(row);
  for (const MemoryResult& memory : result.memories) text += memory_line(memory, result.simulated_ps);
  return text;
}

}  // namespace rpmsg_sim
