#include "models/observe/finding_collector.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace rpmsg_sim {

namespace {

// An unknown id is a defect of the model that reports it, never of the firmware.
const FindingId& known(std::string_view id) {
  const FindingId* entry = find_finding_id(id);
  if (entry == nullptr) {
    throw std::invalid_argument(
        fmt::format("no finding has the id \"{}\" (models/observe/finding_ids.h)", id));
  }
  return *entry;
}

}  // namespace

FindingCollector::FindingCollector(EventLog& log, std::size_t kept_per_id)
    : log_(log), kept_per_id_(kept_per_id) {
  for (std::size_t i = 0; i < kIds; ++i) levels_[i] = kFindingIds[i].default_level;
}

void FindingCollector::set_level(std::string_view id, FindingLevel level) {
  levels_[finding_index(known(id))] = level;
}

FindingLevel FindingCollector::level(std::string_view id) const {
  return levels_[finding_index(known(id))];
}

void FindingCollector::report(std::string_view id, Picoseconds time, std::string text) {
  const FindingId& entry = known(id);
  const std::size_t index = finding_index(entry);
  const std::uint64_t occurrence = ++counts_[index];
  const FindingLevel level = levels_[index];
  if (level == FindingLevel::kIgnore) return;
  if (level == FindingLevel::kFail || level == FindingLevel::kStop) failed_ = true;
  if (level == FindingLevel::kStop) stop_requested_ = true;

  const SourceId source = context_ != nullptr ? context_->source() : kNoSource;
  const std::uint32_t place = keep(entry, level, time, std::move(text));
  if (!entry.wall_clock) log_.emit(time, EventKind::kFinding, source, place, index, occurrence);
}

void FindingCollector::report(std::string_view id, Picoseconds time, std::string text,
                              std::vector<std::string> backtrace) {
  const std::size_t known_before = findings_.size();
  report(id, time, std::move(text));
  if (findings_.size() > known_before) findings_.back().backtrace = std::move(backtrace);
}

std::uint32_t FindingCollector::keep(const FindingId& id, FindingLevel level, Picoseconds time,
                                     std::string text) {
  std::uint64_t& kept = kept_[finding_index(id)];
  if (kept == kept_per_id_) return kNotKept;
  ++kept;
  Finding finding;
  finding.id = std::string(id.id);
  finding.level = level;
  finding.time = time;
  if (context_ != nullptr && context_->source() != kNoSource) {
    finding.core = context_->core();
    finding.where = context_->where();
    finding.backtrace = context_->backtrace();
  }
  finding.text = std::move(text);
  findings_.push_back(std::move(finding));
  return static_cast<std::uint32_t>(findings_.size() - 1);
}

std::map<std::string, std::uint64_t> FindingCollector::counts() const {
  std::map<std::string, std::uint64_t> result;
  for (std::size_t i = 0; i < kIds; ++i) {
    if (counts_[i] != 0) result.emplace(kFindingIds[i].id, counts_[i]);
  }
  return result;
}

std::uint64_t FindingCollector::count(std::string_view id) const {
  return counts_[finding_index(known(id))];
}

}  // namespace rpmsg_sim
