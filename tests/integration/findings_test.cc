// Every finding has firmware that raises it and nearly the same firmware that does not
// (tests/images/misdeeds.h): an id of models/observe/finding_ids.h that the list there lacks fails here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "models/observe/finding_ids.h"
#include "tests/images/misdeeds.h"
#include "tests/integration/image_run.h"

namespace rpmsg_sim {

static void PrintTo(const FindingId& id, std::ostream* out) {
  *out << id.id;
}

namespace {

using testing::HasSubstr;

struct Misdeed {
  std::string_view finding;
  std::uint64_t number;
  char core;
};

constexpr Misdeed kMisdeeds[] = {
#define MISDEED_ROW(finding, core) {#finding, misdeed_##finding, #core[0]},
    MISDEEDS(MISDEED_ROW)
#undef MISDEED_ROW
};

const Misdeed* misdeed_of(std::string_view id) {
  const auto* found = std::find_if(std::begin(kMisdeeds), std::end(kMisdeeds),
                                   [id](const Misdeed& misdeed) { return misdeed.finding == id; });
  return found == std::end(kMisdeeds) ? nullptr : found;
}

ImageRun run(const Misdeed& misdeed, bool well) {
  ImageRunOptions options;
  options.a_parameters = options.m_parameters = {DEED(misdeed.number, well ? 1u : 0u)};
  options.limit_ms = 1;
  options.audit = misdeed.finding == "unannounced_access";
  return run_images("misdeeds_a", "misdeeds_m", options);
}

// The first finding of the id, or -1.
int place_of(const ImageRun& run, std::string_view id) {
  for (std::size_t i = 0; i < run.findings.size(); ++i) {
    if (run.findings[i].compare(0, id.size() + 1, std::string(id) + " ") == 0) return static_cast<int>(i);
  }
  return -1;
}

class EveryFinding : public testing::TestWithParam<FindingId> {};

TEST_P(EveryFinding, IsRaisedWithCoreAndPlaceAndCalls) {
  const Misdeed* misdeed = misdeed_of(GetParam().id);
  ASSERT_NE(misdeed, nullptr) << "tests/images/misdeeds.h has no firmware that raises it";
  const ImageRun bad = run(*misdeed, false);
  const int place = place_of(bad, misdeed->finding);
  ASSERT_GE(place, 0) << testing::PrintToString(bad.findings);
  const auto index = static_cast<std::size_t>(place);
  ASSERT_FALSE(bad.backtraces[index].empty());
  const bool whole_system = misdeed->finding == "deadlock" || misdeed->finding == "limit_reached";
  if (!whole_system) {
    const char* who = misdeed->core == 'a' ? " a53 ./" : " m4 ./";
    EXPECT_THAT(bad.findings[index], HasSubstr(std::string(misdeed->finding) + who));
  }
  EXPECT_THAT(testing::PrintToString(bad.backtraces[index]),
              HasSubstr(std::string("misdeeds_") + misdeed->core + "/main.c:"));
  if (GetParam().default_level >= FindingLevel::kFail) {
    EXPECT_EQ(bad.exit_status, 3);
  }
}

TEST_P(EveryFinding, IsNotRaisedByFirmwareThatDoesItWell) {
  const Misdeed* misdeed = misdeed_of(GetParam().id);
  ASSERT_NE(misdeed, nullptr);
  const ImageRun good = run(*misdeed, true);
  EXPECT_EQ(good.end, RunEnd::kEndOfTest);
  EXPECT_LT(place_of(good, misdeed->finding), 0) << testing::PrintToString(good.findings);
}

// All but what other images raise: rings_in_private_memory is in rings_test.cc.
std::vector<FindingId> ids() {
  std::vector<FindingId> ids;
  std::copy_if(std::begin(kFindingIds), std::end(kFindingIds), std::back_inserter(ids),
               [](const FindingId& id) { return id.id != "rings_in_private_memory"; });
  return ids;
}

INSTANTIATE_TEST_SUITE_P(Table, EveryFinding, testing::ValuesIn(ids()),
                         [](const auto& id) { return std::string(id.param.id); });

}  // namespace
}  // namespace rpmsg_sim
