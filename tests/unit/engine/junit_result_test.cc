// Results as JUnit XML.
#include "scenarios/engine/junit_result.h"

#include <gtest/gtest.h>
#include <tinyxml2.h>

namespace rpmsg_sim {
namespace {

RunResult some_result() {
  RunResult result;
  result.scenario = "ping_pong";
  result.wall_s = 0.25;
  result.expectations = {{"messages.lost == 0", true, 0, true},
                         {"round_trip.p99 < 1 us", false, 7700, true},
                         {"host_to_remote.max < 1 us", false, 0, false}};
  return result;
}

// Parsed, so that whatever is no XML fails.
class Junit : public testing::Test {
 protected:
  const tinyxml2::XMLElement* suite_of(const std::string& suite) {
    EXPECT_EQ(document_.Parse(junit_text({suite}).c_str()), tinyxml2::XML_SUCCESS) << document_.ErrorStr();
    return document_.RootElement()->FirstChildElement("testsuite");
  }

  static const tinyxml2::XMLElement* test_case(const tinyxml2::XMLElement* suite, const std::string& name) {
    const tinyxml2::XMLElement* element = suite->FirstChildElement("testcase");
    while (element != nullptr && element->Attribute("name") != name)
      element = element->NextSiblingElement("testcase");
    return element;
  }

  tinyxml2::XMLDocument document_;
};

TEST_F(Junit, HasACaseForEachExpectationForTheFindingsAndForTheEnd) {
  const tinyxml2::XMLElement* suite = suite_of(junit_suite(some_result()));
  EXPECT_STREQ(suite->Attribute("name"), "ping_pong");
  EXPECT_EQ(suite->IntAttribute("tests"), 5);
  EXPECT_EQ(suite->IntAttribute("failures"), 2);
  EXPECT_EQ(suite->IntAttribute("errors"), 0);
  EXPECT_EQ(suite->DoubleAttribute("time"), 0.25);
  EXPECT_EQ(test_case(suite, "messages.lost == 0")->FirstChildElement(), nullptr);
  EXPECT_STREQ(test_case(suite, "messages.lost == 0")->Attribute("classname"), "rpmsg-sim.ping_pong");
  EXPECT_STREQ(test_case(suite, "round_trip.p99 < 1 us")->FirstChildElement("failure")->Attribute("message"),
               "measured 7700");
  EXPECT_STREQ(
      test_case(suite, "host_to_remote.max < 1 us")->FirstChildElement("failure")->Attribute("message"),
      "not measured");
  EXPECT_EQ(test_case(suite, "findings")->FirstChildElement(), nullptr);
  EXPECT_EQ(test_case(suite, "end")->FirstChildElement(), nullptr);
}

TEST_F(Junit, FindingsFailByTheirLevel) {
  RunResult result = some_result();
  result.findings = {{"mu_rr_empty", FindingLevel::kLog, 1'500, "m4", "main.c:12 (f)", "RR1 was read"}};
  const tinyxml2::XMLElement* logged = test_case(suite_of(junit_suite(result)), "findings");
  EXPECT_EQ(logged->FirstChildElement("failure"), nullptr);
  EXPECT_STREQ(logged->FirstChildElement("system-out")->GetText(),
               "mu_rr_empty at 1.500 ns on m4: RR1 was read, at main.c:12 (f)\n");
  result.findings[0].level = FindingLevel::kFail;
  const tinyxml2::XMLElement* failed = test_case(suite_of(junit_suite(result)), "findings");
  EXPECT_STREQ(failed->FirstChildElement("failure")->Attribute("message"), "mu_rr_empty: RR1 was read");
}

TEST_F(Junit, AnEarlyEndFails) {
  RunResult result = some_result();
  result.end = RunEnd::kInterrupted;
  EXPECT_STREQ(
      test_case(suite_of(junit_suite(result)), "end")->FirstChildElement("failure")->Attribute("message"),
      "interrupted");
}

TEST_F(Junit, WithoutAResultThereIsAnError) {
  const tinyxml2::XMLElement* suite = suite_of(junit_error_suite("latency", "it was killed"));
  EXPECT_EQ(suite->IntAttribute("errors"), 1);
  EXPECT_STREQ(suite->FirstChildElement("testcase")->FirstChildElement("error")->Attribute("message"),
               "it was killed");
}

// Firmware's text may hold any byte; XML 1.0 may not.
TEST_F(Junit, BytesThatXmlHasNoPlaceForAreSpelledOut) {
  RunResult result = some_result();
  result.findings = {
      {"image_failed", FindingLevel::kFail, 0, "m4", "", "<&\"\x01\x7F\xFF \xC3\xA9 \xED\xA0\x80 ]]>"}};
  const std::string xml = junit_text({junit_suite(result)});
  EXPECT_EQ(xml.find('\x01'), std::string::npos);
  EXPECT_STREQ(test_case(suite_of(junit_suite(result)), "findings")
                   ->FirstChildElement("failure")
                   ->Attribute("message"),
               "image_failed: <&\"\\x01\x7F\\xff \xC3\xA9 \\xed\\xa0\\x80 ]]>");
}

}  // namespace
}  // namespace rpmsg_sim
