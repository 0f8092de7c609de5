// Collects findings: applies the scenario's policy, adds who and where, counts, and says whether the run goes
// on.
//
// Every report is counted, whatever its level. The first `kept_per_id` of each id are kept in full and the
// place in the firmware is looked up only for those, since that reads debug information. Each report that is
// not ignored becomes a kFinding event, the ones that only the wall clock raises excepted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/observe/event.h"
#include "models/observe/finding.h"
#include "models/observe/finding_ids.h"

namespace rpmsg_sim {

// Who is being served while a model reports: answered by whoever runs the cores.
class FindingContext {
 public:
  virtual ~FindingContext() = default;
  virtual SourceId source() const = 0;    // the core's source, kNoSource when no core is being served
  virtual std::string core() const = 0;   // its instance name, or empty
  virtual std::string where() const = 0;  // "file:line (function)", an address, or empty; may be slow
  virtual std::vector<std::string> backtrace() const { return {}; }  // the calls that led there; may be slow
};

class FindingCollector : public FindingSink {
 public:
  static constexpr std::size_t kDefaultKept = 100;
  // Operand a of the kFinding event of a report that is counted but not kept.
  static constexpr std::uint32_t kNotKept = 0xFFFFFFFF;

  explicit FindingCollector(EventLog& log, std::size_t kept_per_id = kDefaultKept);

  // The context must outlive the collector or be replaced by null.
  void set_context(const FindingContext* context) { context_ = context; }
  // Throws std::invalid_argument for an id that does not exist.
  void set_level(std::string_view id, FindingLevel level);
  FindingLevel level(std::string_view id) const;

  // kFinding event: a = index in findings() or kNotKept, b = index in kFindingIds, c = how many of this id so
  // far.
  void report(std::string_view id, Picoseconds time, std::string text) override;
  // For what concerns the whole system: the caller says where its cores are.
  void report(std::string_view id, Picoseconds time, std::string text, std::vector<std::string> backtrace);

  const std::vector<Finding>& findings() const { return findings_; }
  std::map<std::string, std::uint64_t> counts() const;  // ids that occurred, ignored ones included
  std::uint64_t count(std::string_view id) const;

  bool stop_requested() const { return stop_requested_; }  // a finding at level stop arrived
  bool failed() const { return failed_; }                  // a finding at level fail or stop arrived

 private:
  static constexpr std::size_t kIds = std::size(kFindingIds);

  std::uint32_t keep(const FindingId& id, FindingLevel level, Picoseconds time, std::string text);

  EventLog& log_;
  const std::size_t kept_per_id_;
  const FindingContext* context_ = nullptr;
  std::array<FindingLevel, kIds> levels_;
  std::array<std::uint64_t, kIds> counts_{};
  std::array<std::uint64_t, kIds> kept_{};
  std::vector<Finding> findings_;
  bool stop_requested_ = false;
  bool failed_ = false;
};

}  // namespace rpmsg_sim
