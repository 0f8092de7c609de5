#include "scenarios/engine/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "models/observe/finding_ids.h"
#include "platforms/located_yaml.h"

namespace rpmsg_sim {
namespace {

using testing::HasSubstr;

TEST(Explain, ListsEveryId) {
  const std::string list = list_findings();
  for (const FindingId& id : kFindingIds) EXPECT_THAT(list, HasSubstr(std::string(id.id) + " "));
}

TEST(Explain, SaysOfEveryIdWhatItIsAndHowToAllowIt) {
  for (const FindingId& id : kFindingIds) {
    const std::string text = explain_finding(std::string(id.id));
    for (const char* part : {"\nmeaning ", "\non the part ", "\nusual causes ", "\nlook first ", "\nlevel "})
      EXPECT_THAT(text, HasSubstr(part)) << id.id;
    const char* other = id.default_level >= FindingLevel::kFail ? ": log}" : ": fail}";
    EXPECT_THAT(text, HasSubstr("{" + std::string(id.id) + other));
  }
}

TEST(Explain, BreaksLinesBetweenWords) {
  std::istringstream lines(explain_finding("deadlock"));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
}

TEST(Explain, AnUnknownIdHasANearestOne) {
  try {
    explain_finding("nul_pointer");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "explain: unknown finding 'nul_pointer', did you mean 'null_pointer'?");
  }
}

TEST(Explain, TheGuideInDocsIsUpToDate) {
  std::ostringstream text;
  text << std::ifstream(TEST_FINDINGS_GUIDE).rdbuf();
  EXPECT_EQ(text.str(), findings_as_markdown())
      << "rpmsg-sim explain --markdown > docs/findings.md brings it up to date";
}

}  // namespace
}  // namespace rpmsg_sim
