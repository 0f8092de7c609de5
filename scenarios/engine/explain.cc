#include "scenarios/engine/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "models/observe/finding_guide.h"
#include "models/observe/finding_ids.h"
#include "platforms/located_yaml.h"
#include "platforms/nearest_name.h"
#include "scenarios/engine/json_result.h"

namespace rpmsg_sim {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kHeading = 14;

// Words of `text` in lines of at most kWidth characters, the first one behind `heading`.
std::string paragraph(std::string_view heading, std::string_view text) {
  std::string result = fmt::format("{:<{}}", heading, kHeading);
  std::size_t column = kHeading;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (column > kHeading && column + 1 + word.size() > kWidth) {
      result += fmt::format("\n{:{}}", "", kHeading);
      column = kHeading;
    }
    if (column > kHeading) result += ' ';
    result += word;
    column += word.size() + (column > kHeading ? 1 : 0);
  }
  return result + "\n";
}

std::string consequence(FindingLevel level) {
  return level >= FindingLevel::kFail ? "the run goes on and ends with exit status 3"
                                      : "the run goes on; the exit status stays what it is";
}

std::string how_to_allow(const FindingId& id) {
  const bool fails = id.default_level >= FindingLevel::kFail;
  return fmt::format(
      "`findings: {{{0}: {1}}}` in the scenario, or --set 'findings.{0}={1}', {2}; `ignore` drops it, `stop` "
      "ends the run at it. `findings.{0} == 1` under `expect:` makes it part of what is expected.",
      id.id, fails ? "log" : "fail", fails ? "tolerates it" : "makes it an error");
}

}  // namespace

std::string list_findings() {
  std::size_t width = 0;
  for (const FindingId& id : kFindingIds) width = std::max(width, id.id.size());
  std::string text;
  for (const FindingId& id : kFindingIds)
    text += fmt::format("{:<{}}  {:<4}  {}\n", id.id, width, level_name(id.default_level), id.description);
  return text;
}

std::string explain_finding(const std::string& name) {
  const FindingId* id = find_finding_id(name);
  if (id == nullptr) {
    std::vector<std::string> names;
    for (const FindingId& known : kFindingIds) names.emplace_back(known.id);
    throw InputError(fmt::format("explain: unknown finding '{}'{}", name, name_hint(name, names)));
  }
  const FindingGuide& guide = guide_of(*id);
  std::string text = fmt::format("{}: {}\n\n", id->id, id->description);
  text += paragraph("meaning", guide.meaning);
  text += paragraph("on the part", guide.on_the_part);
  text += paragraph("usual causes", guide.causes);
  text += paragraph("look first", id->hint);
  text += paragraph("level",
                    fmt::format("{}: {}", level_name(id->default_level), consequence(id->default_level)));
  text += paragraph("to change it", how_to_allow(*id));
  return text;
}

std::string findings_as_markdown() {
  std::string text =
      "# Findings\n\n"
      "What the simulator notices about the firmware's behaviour, by id. This file is what\n"
      "`rpmsg-sim explain --markdown` prints; a test compares the two. `rpmsg-sim explain ID` shows one "
      "entry.\n\n"
      "A finding has a time, the core, file and line in the firmware, and the calls that led there "
      "(`backtrace` in\n"
      "the JSON result). Its level decides what follows: `ignore` drops it, `log` reports it, `fail` makes "
      "the exit\n"
      "status 3 at the end, `stop` ends the run at once. A scenario changes levels under `findings:`\n"
      "(scenarios/README.md). A fault stops only the core that made it, the others run on.\n\n"
      "| id | level | what |\n|---|---|---|\n";
  for (const FindingId& id : kFindingIds)
    text += fmt::format("| [{0}](#{0}) | {1} | {2} |\n", id.id, level_name(id.default_level), id.description);
  for (const FindingId& id : kFindingIds) {
    const FindingGuide& guide = guide_of(id);
    text += fmt::format("\n## {}\n\n{}\n\n", id.id, guide.meaning);
    text += fmt::format("- On the part: {}\n- Usual causes: {}\n- Look first: {}{}\n", guide.on_the_part,
                        guide.causes, id.hint, id.hint.back() == '?' ? "" : ".");
  }
  return text;
}

}  // namespace rpmsg_sim
