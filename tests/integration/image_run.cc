#include "tests/integration/image_run.h"

#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "platforms/platform_loader.h"
#include "scenarios/engine/console_report.h"
#include "scenarios/engine/image_info.h"

namespace rpmsg_sim {

namespace {

class Console : public ConsoleSink {
 public:
  void line(SourceId, Picoseconds, std::string_view line_text) override {
    text += line_text;
    text += '\n';
  }
  std::string text;
};

std::vector<std::uint64_t> values_of(const std::string& path, const std::vector<std::uint64_t>& in_order,
                                     const std::map<std::string, std::uint64_t>& by_name) {
  if (by_name.empty()) return in_order;
  std::vector<std::uint64_t> values;
  for (const ImageParameter& parameter : read_image_info(path).parameters) {
    const auto found = by_name.find(parameter.name);
    values.push_back(found == by_name.end() ? parameter.default_value : found->second);
  }
  return values;
}

nlohmann::json run_here(const std::string& a, const std::string& m, const ImageRunOptions& options) {
  const PlatformSpec platform = load_platform(TEST_PLATFORM_FILE);
  Scenario scenario;
  scenario.name = "test";
  const std::string folder = TEST_IMAGE_DIR "/";
  scenario.images.push_back(
      ImageChoice{"a53",
                  a,
                  folder + a + ".elf",
                  {},
                  values_of(folder + a + ".elf", options.a_parameters, options.parameters)});
  if (!m.empty()) {
    scenario.images.push_back(
        ImageChoice{"m4",
                    m,
                    folder + m + ".elf",
                    {},
                    values_of(folder + m + ".elf", options.m_parameters, options.parameters)});
  }
  scenario.findings = options.findings;
  scenario.links = options.links;
  scenario.limit = options.limit_ms * 1'000'000'000;
  RunOptions run_options;
  run_options.zero_horizon = options.zero_horizon;
  run_options.audit = options.audit;
  Console console;
  run_options.console = &console;
  const RunResult result = run_scenario(platform, scenario, run_options);
  nlohmann::json json = {{"exit_status", result.exit_status},
                         {"end", static_cast<int>(result.end)},
                         {"simulated_ps", result.simulated_ps},
                         {"digest", result.digest},
                         {"console", console.text},
                         {"sent", result.messages.sent},
                         {"received", result.messages.received},
                         {"report", format_report(result, {})},
                         {"links", nlohmann::json::array()},
                         {"findings", nlohmann::json::array()},
                         {"backtraces", nlohmann::json::array()}};
  for (const LinkResult& link : result.links) {
    json["links"].push_back({{"name", link.name},
                             {"vring0", link.vring0},
                             {"vring1", link.vring1},
                             {"descriptors", link.descriptors},
                             {"align", link.align},
                             {"origin", link.origin},
                             {"active", link.active},
                             {"messages", link.messages}});
  }
  for (const Finding& finding : result.findings) {
    json["findings"].push_back(finding.id + " " + finding.core + " " + finding.where + " " + finding.text);
    json["backtraces"].push_back(finding.backtrace);
  }
  return json;
}

[[noreturn]] void child(int output, const std::string& a, const std::string& m,
                        const ImageRunOptions& options) {
  const std::string text = run_here(a, m, options).dump();
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = write(output, text.data() + written, text.size() - written);
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  _exit(0);
}

}  // namespace

ImageRun run_images(const std::string& a, const std::string& m, const ImageRunOptions& options) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t process = fork();
  if (process == 0) child(ends[1], a, m, options);
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t count; (count = read(ends[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  close(ends[0]);
  int status = 0;
  waitpid(process, &status, 0);
  ImageRun run;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || text.empty()) return run;
  const nlohmann::json json = nlohmann::json::parse(text);
  run.exit_status = json["exit_status"];
  run.end = static_cast<RunEnd>(json["end"].get<int>());
  run.simulated_ps = json["simulated_ps"];
  run.digest = json["digest"];
  run.console = json["console"];
  run.messages.sent = json["sent"];
  run.messages.received = json["received"];
  run.report = json["report"];
  for (const nlohmann::json& link : json["links"]) {
    run.links.push_back({link["name"], "", "", link["vring0"], link["vring1"], link["descriptors"],
                         link["align"], link["origin"], link["active"], link["messages"]});
  }
  run.findings = json["findings"].get<std::vector<std::string>>();
  run.backtraces = json["backtraces"].get<std::vector<std::vector<std::string>>>();
  return run;
}

}  // namespace rpmsg_sim
