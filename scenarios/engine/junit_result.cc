#include "scenarios/engine/junit_result.h"

#include <fmt/format.h>
#include <tinyxml2.h>

#include <algorithm>

#include "scenarios/engine/console_report.h"
#include "scenarios/engine/json_result.h"

namespace rpmsg_sim {
namespace {

using tinyxml2::XMLPrinter;

// Length of a well-formed UTF-8 sequence at the start of `text` that XML 1.0 has a place for, 0 if there is
// none.
std::size_t xml_character(std::string_view text) {
  const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' ? 1 : 0;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool outside = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  const bool no_character = first == 0xEF && second == 0xBF && byte(2) >= 0xBE;
  return overlong || outside || no_character ? 0 : length;
}

// Firmware's text may hold any byte; XML may not.
std::string harmless(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = xml_character(text);
    if (length == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

void attribute(XMLPrinter& xml, const char* name, const std::string& value) {
  xml.PushAttribute(name, harmless(value).c_str());
}

// What went wrong in a test case: `kind` is "failure" or "error".
void add_trouble(XMLPrinter& xml, const char* kind, const std::string& type, const std::string& message,
                 const std::string& text) {
  xml.OpenElement(kind);
  attribute(xml, "message", message);
  attribute(xml, "type", type);
  xml.PushText(harmless(text).c_str());
  xml.CloseElement();
}

void open_case(XMLPrinter& xml, const std::string& scenario, const std::string& name, double seconds = 0) {
  xml.OpenElement("testcase");
  attribute(xml, "classname", "rpmsg-sim." + scenario);
  attribute(xml, "name", name);
  attribute(xml, "time", fmt::format("{:.6f}", seconds));
}

std::string describe(const Finding& finding) {
  constexpr double kPicosecondsPerNanosecond = 1e3;
  return fmt::format("{} at {}{}{}: {}{}{}", finding.id,
                     readable_time(static_cast<double>(finding.time) / kPicosecondsPerNanosecond),
                     finding.core.empty() ? "" : " on ", finding.core, finding.text,
                     finding.where.empty() ? "" : ", at ", finding.where);
}

bool fails(const Finding& finding) {
  return finding.level >= FindingLevel::kFail;
}

void add_expectation(XMLPrinter& xml, const RunResult& result, const ExpectationResult& expectation) {
  open_case(xml, result.scenario, expectation.text);
  if (!expectation.ok) {
    const std::string measured =
        expectation.known ? fmt::format("measured {:.15g}", expectation.measured) : "not measured";
    add_trouble(xml, "failure", "expectation", measured, expectation.text + ": " + measured);
  }
  xml.CloseElement();
}

void add_findings(XMLPrinter& xml, const RunResult& result) {
  open_case(xml, result.scenario, "findings");
  std::string first;
  std::string failed;
  std::string logged;
  for (const Finding& finding : result.findings) {
    std::string& text = fails(finding) ? failed : logged;
    text += describe(finding) + "\n";
    if (fails(finding) && first.empty()) first = finding.id + ": " + finding.text;
  }
  if (!first.empty()) add_trouble(xml, "failure", "finding", first, failed);
  if (!logged.empty()) {
    xml.OpenElement("system-out");
    xml.PushText(harmless(logged).c_str());
    xml.CloseElement();
  }
  xml.CloseElement();
}

bool ended_early(const RunResult& result) {
  return result.end == RunEnd::kLimit || result.end == RunEnd::kWallLimit ||
         result.end == RunEnd::kInterrupted;
}

void add_end(XMLPrinter& xml, const RunResult& result) {
  open_case(xml, result.scenario, "end", result.wall_s);
  if (ended_early(result)) {
    add_trouble(xml, "failure", "end", end_description(result.end),
                end_description(result.end) + ": " + result.end_text);
  }
  xml.CloseElement();
}

void open_suite(XMLPrinter& xml, const std::string& scenario, std::size_t tests, std::size_t failures,
                std::size_t errors, double seconds) {
  xml.OpenElement("testsuite");
  attribute(xml, "name", scenario);
  attribute(xml, "tests", std::to_string(tests));
  attribute(xml, "failures", std::to_string(failures));
  attribute(xml, "errors", std::to_string(errors));
  attribute(xml, "skipped", "0");
  attribute(xml, "time", fmt::format("{:.6f}", seconds));
}

}  // namespace

std::string junit_suite(const RunResult& result) {
  const auto unmet = std::count_if(result.expectations.begin(), result.expectations.end(),
                                   [](const ExpectationResult& expectation) { return !expectation.ok; });
  const bool finding = std::any_of(result.findings.begin(), result.findings.end(), fails);
  const std::size_t failures =
      static_cast<std::size_t>(unmet) + (finding ? 1 : 0) + (ended_early(result) ? 1 : 0);
  XMLPrinter xml(nullptr, false, 1);
  open_suite(xml, result.scenario, result.expectations.size() + 2, failures, 0, result.wall_s);
  for (const ExpectationResult& expectation : result.expectations) add_expectation(xml, result, expectation);
  add_findings(xml, result);
  add_end(xml, result);
  xml.CloseElement();
  return xml.CStr();
}

std::string junit_error_suite(const std::string& scenario, const std::string& text) {
  XMLPrinter xml(nullptr, false, 1);
  open_suite(xml, scenario, 1, 0, 1, 0);
  open_case(xml, scenario, "end");
  add_trouble(xml, "error", "simulation", text, text);
  xml.CloseElement();
  xml.CloseElement();
  return xml.CStr();
}

std::string junit_text(const std::vector<std::string>& suites) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"rpmsg-sim\">";
  for (const std::string& suite : suites) text += suite;
  return text + "\n</testsuites>\n";
}

}  // namespace rpmsg_sim
