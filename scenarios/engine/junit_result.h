// Results in the form that build servers read: JUnit XML, as GitHub's test reporters, GitLab and Jenkins
// understand it.
//
// One test suite for each scenario. Its test cases: one for each expectation, "findings" (failed by findings
// at level fail or stop) and "end" (failed by a limit, an interruption or nothing left to do).
#pragma once

#include <string>
#include <vector>

#include "scenarios/engine/result.h"

namespace rpmsg_sim {

// One <testsuite> element.
std::string junit_suite(const RunResult& result);
// The suite of a scenario that gave no result.
std::string junit_error_suite(const std::string& scenario, const std::string& text);

// The whole file.
std::string junit_text(const std::vector<std::string>& suites);

}  // namespace rpmsg_sim
