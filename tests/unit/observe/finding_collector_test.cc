#include "models/observe/finding_collector.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "tests/unit/observe/ring_bench.h"

namespace rpmsg_sim {
namespace {

class Context : public FindingContext {
 public:
  SourceId source() const override { return source_; }
  std::string core() const override { return "m4"; }
  std::string where() const override {
    ++lookups;
    return "main.c:12 (main)";
  }
  SourceId source_ = 3;
  mutable int lookups = 0;
};

struct Bench {
  explicit Bench(std::size_t kept = FindingCollector::kDefaultKept) : collector(log, kept) {
    log.add_sink(events);
    collector.set_context(&context);
  }
  std::vector<Event> emitted() {
    log.flush();
    return events.all;
  }
  EventLog log;
  testing_support::EventRecorder events;
  Context context;
  FindingCollector collector;
};

TEST(FindingIds, TableIsSound) {
  std::set<std::string_view> ids;
  for (const FindingId& id : kFindingIds) {
    EXPECT_TRUE(ids.insert(id.id).second) << id.id;
    EXPECT_FALSE(id.description.empty()) << id.id;
    EXPECT_FALSE(id.hint.empty()) << id.id;
    EXPECT_TRUE(id.default_level == FindingLevel::kLog || id.default_level == FindingLevel::kFail) << id.id;
    EXPECT_EQ(id.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos) << id.id;
    EXPECT_EQ(find_finding_id(id.id), &id);
    EXPECT_EQ(&kFindingIds[finding_index(id)], &id);
  }
  EXPECT_EQ(find_finding_id("no_such_finding"), nullptr);
  EXPECT_EQ(find_finding_id(""), nullptr);
}

// What hardware tolerates is logged, faults and protocol violations fail.
TEST(FindingIds, DefaultLevels) {
  for (const char* id : {"mu_tr_full", "mu_rr_empty", "mu_stray_status_write", "stub_access",
                         "hook_free_loop", "division_by_zero"}) {
    EXPECT_EQ(find_finding_id(id)->default_level, FindingLevel::kLog) << id;
  }
  for (const char* id : {"image_failed", "deadlock", "core_fault", "unmapped_access",
                         "foreign_private_access", "ring_duplicate_id", "message_bad_header"}) {
    EXPECT_EQ(find_finding_id(id)->default_level, FindingLevel::kFail) << id;
  }
}

TEST(FindingCollector, KeepsWhatAndWhoAndWhere) {
  Bench bench;
  bench.collector.report("mu_tr_full", 77, "TR1");
  ASSERT_EQ(bench.collector.findings().size(), 1u);
  const Finding& finding = bench.collector.findings()[0];
  EXPECT_EQ(finding.id, "mu_tr_full");
  EXPECT_EQ(finding.level, FindingLevel::kLog);
  EXPECT_EQ(finding.time, 77u);
  EXPECT_EQ(finding.core, "m4");
  EXPECT_EQ(finding.where, "main.c:12 (main)");
  EXPECT_EQ(finding.text, "TR1");
  EXPECT_FALSE(bench.collector.failed());
  EXPECT_FALSE(bench.collector.stop_requested());
}

TEST(FindingCollector, NobodyMayBeInvolved) {
  Bench bench;
  bench.context.source_ = kNoSource;
  bench.collector.report("deadlock", 1, "");
  bench.collector.set_context(nullptr);
  bench.collector.report("deadlock", 2, "");
  for (const Finding& finding : bench.collector.findings()) {
    EXPECT_EQ(finding.core, "");
    EXPECT_EQ(finding.where, "");
  }
  for (const Event& event : bench.emitted()) EXPECT_EQ(event.source, kNoSource);
}

TEST(FindingCollector, EmitsEvents) {
  Bench bench(1);
  bench.collector.report("mu_rr_empty", 5, "");
  bench.collector.report("mu_tr_full", 6, "");
  bench.collector.report("mu_tr_full", 7, "");
  const auto events = bench.emitted();
  ASSERT_EQ(events.size(), 3u);
  const std::uint64_t full = finding_index(*find_finding_id("mu_tr_full"));
  EXPECT_EQ(events[1].time, 6u);
  EXPECT_EQ(events[1].kind, EventKind::kFinding);
  EXPECT_EQ(events[1].source, 3u);
  EXPECT_EQ(events[1].a, 1u);
  EXPECT_EQ(events[1].b, full);
  EXPECT_EQ(events[1].c, 1u);
  EXPECT_EQ(events[2].a, FindingCollector::kNotKept);
  EXPECT_EQ(events[2].c, 2u);
}

TEST(FindingCollector, KeepsTheFirstOfEachIdAndCountsAll) {
  Bench bench;
  for (unsigned i = 0; i < 1000; ++i) bench.collector.report("mu_rr_empty", i, "");
  bench.collector.report("mu_tr_full", 1000, "");
  EXPECT_EQ(bench.collector.findings().size(), 101u);
  EXPECT_EQ(bench.collector.count("mu_rr_empty"), 1000u);
  const std::map<std::string, std::uint64_t> expected = {{"mu_rr_empty", 1000}, {"mu_tr_full", 1}};
  EXPECT_EQ(bench.collector.counts(), expected);
  EXPECT_EQ(bench.context.lookups, 101);  // the place is looked up only for what is kept
}

TEST(FindingCollector, Policy) {
  Bench bench;
  bench.collector.report("core_fault", 1, "");
  EXPECT_TRUE(bench.collector.failed());
  EXPECT_FALSE(bench.collector.stop_requested());

  Bench logged;
  logged.collector.set_level("core_fault", FindingLevel::kLog);
  logged.collector.report("core_fault", 1, "");
  EXPECT_FALSE(logged.collector.failed());
  EXPECT_EQ(logged.collector.findings()[0].level, FindingLevel::kLog);

  Bench stopped;
  stopped.collector.set_level("mu_tr_full", FindingLevel::kStop);
  stopped.collector.report("mu_rr_empty", 1, "");
  EXPECT_FALSE(stopped.collector.stop_requested());
  stopped.collector.report("mu_tr_full", 1, "");
  EXPECT_TRUE(stopped.collector.stop_requested());
  EXPECT_TRUE(stopped.collector.failed());

  Bench ignored;
  ignored.collector.set_level("core_fault", FindingLevel::kIgnore);
  ignored.collector.report("core_fault", 1, "");
  EXPECT_FALSE(ignored.collector.failed());
  EXPECT_TRUE(ignored.collector.findings().empty());
  EXPECT_TRUE(ignored.emitted().empty());
  EXPECT_EQ(ignored.collector.count("core_fault"), 1u);
}

TEST(FindingCollector, WhatTheWallClockRaisesIsNoEvent) {
  Bench bench;
  bench.collector.report("hook_free_loop", 1, "after 1.2 s");
  EXPECT_EQ(bench.collector.findings().size(), 1u);
  EXPECT_TRUE(bench.emitted().empty());
}

TEST(FindingCollector, UnknownIdsAreRefused) {
  Bench bench;
  EXPECT_THROW(bench.collector.report("no_such_finding", 1, ""), std::invalid_argument);
  EXPECT_THROW(bench.collector.set_level("no_such_finding", FindingLevel::kLog), std::invalid_argument);
  EXPECT_THROW(bench.collector.level("no_such_finding"), std::invalid_argument);
}

}  // namespace
}  // namespace rpmsg_sim
