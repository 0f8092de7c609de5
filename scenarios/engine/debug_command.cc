#include "scenarios/engine/debug_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

std::string find_gdb() {
  const char* path = std::getenv("PATH");
  std::string rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    const std::string program = rest.substr(0, colon) + "/gdb";
    if (access(program.c_str(), X_OK) == 0) return program;
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  throw InputError("debug: gdb is not installed (on Debian: apt install gdb)");
}

// A string literal of Python.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '\'' || c == '\\') {
      result += fmt::format("\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  return result + "'";
}

std::string start_text(const Scenario& scenario) {
  std::string images;
  for (const ImageChoice& choice : scenario.images)
    images += fmt::format("({}, {}), ", quoted(choice.core), quoted(fs::absolute(choice.path).string()));
  return fmt::format("python rpmsg_sim_start([{}])", images);
}

std::vector<std::string> arguments_of(const DebugCommand& command, const Scenario& scenario,
                                      const Resources& resources) {
  std::vector<std::string> arguments = {"gdb", "-q"};
  if (command.batch) arguments.insert(arguments.end(), {"--batch", "-nx"});  // as on every machine
  const auto execute = [&](const char* option, const std::string& text) {
    arguments.emplace_back(option);
    arguments.push_back(text);
  };
  execute("-x", (resources.share() / "scenarios" / "debugger" / "rpmsg_sim_gdb.py").string());
  execute("-ex", start_text(scenario));
  for (const std::string& script : command.scripts) execute("-x", script);
  if (command.batch) execute("-ex", "python rpmsg_sim_leave()");
  arguments.insert(arguments.end(), {"--args", resources.executable().string(), "run", "--in-process"});
  for (const std::string& setting : command.overrides.settings) execute("--set", setting);
  if (command.overrides.seed) execute("--seed", fmt::format("{}", *command.overrides.seed));
  arguments.push_back(command.file);
  return arguments;
}

}  // namespace

void debug_scenario(const DebugCommand& command, const Resources& resources) {
  const LoadedScenario loaded = load_scenario(command.file, command.overrides, resources);
  for (const std::string& script : command.scripts) {
    if (access(script.c_str(), R_OK) != 0)
      throw InputError(fmt::format("debug: {}: cannot be read: {}", script, std::strerror(errno)));
  }
  const std::string gdb = find_gdb();
  std::vector<std::string> arguments = arguments_of(command, loaded.scenario, resources);
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  std::fflush(nullptr);
  execv(gdb.c_str(), pointers.data());
  throw InputError(fmt::format("debug: {} cannot be started: {}", gdb, std::strerror(errno)));
}

}  // namespace rpmsg_sim
