#include "tests/integration/image_run.h"

#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "platforms/platform_loader.h"

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

nlohmann::json run_here(const std::string& a, const std::string& m, const ImageRunOptions& options) {
  const PlatformSpec platform = load_platform(TEST_PLATFORM_FILE);
  Scenario scenario;
  scenario.name = "test";
  const std::string folder = TEST_IMAGE_DIR "/";
  scenario.images.push_back(ImageChoice{"a53", a, folder + a + ".elf", {}, options.a_parameters});
  if (!m.empty())
    scenario.images.push_back(ImageChoice{"m4", m, folder + m + ".elf", {}, options.m_parameters});
  scenario.findings = options.findings;
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
                         {"findings", nlohmann::json::array()},
                         {"backtraces", nlohmann::json::array()}};
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
  run.findings = json["findings"].get<std::vector<std::string>>();
  run.backtraces = json["backtraces"].get<std::vector<std::vector<std::string>>>();
  return run;
}

}  // namespace rpmsg_sim
