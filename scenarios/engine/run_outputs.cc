#include "scenarios/engine/run_outputs.h"

#include <fmt/format.h>

#include <filesystem>

#include "platforms/located_yaml.h"

namespace rpmsg_sim {

namespace fs = std::filesystem;

bool OutputPaths::to_standard_output() const {
  for (const std::string* path : {&json, &log, &vcd, &junit}) {
    if (OutputFile::is_standard_output(*path)) return true;
  }
  return false;
}

void OutputOpener::protect(const std::string& input) {
  users_.emplace(OutputFile::identity(input), "the scenario itself");
}

void OutputOpener::claim(const std::string& user, const std::string& path) {
  const auto [other, first] = users_.emplace(OutputFile::identity(path), user);
  if (first) return;
  if (other->second == user) throw InputError(fmt::format("two scenarios would both write {}", path));
  const std::string name = OutputFile::is_standard_output(path) ? "standard output" : path;
  throw InputError(fmt::format("{} and {} are the same file: {}", user, other->second, name));
}

std::unique_ptr<OutputFile> OutputOpener::open(const char* option, const std::string& value,
                                               const std::string& scenario) {
  if (value.empty()) return nullptr;
  std::string path = value;
  std::error_code error;
  if (value.back() == '/' || fs::is_directory(value, error)) {
    path = (fs::path(value) / (scenario + "." + (option + 2))).string();  // "--json": ".json"
  } else if (several_) {
    throw InputError(fmt::format("{} {}: several scenarios need a folder that exists", option, value));
  }
  claim(option, path);
  return std::make_unique<OutputFile>(path);
}

RunOutputs OutputOpener::open_for(const std::string& scenario) {
  RunOutputs outputs;
  outputs.json = open("--json", paths_.json, scenario);
  outputs.log = open("--log", paths_.log, scenario);
  outputs.vcd = open("--vcd", paths_.vcd, scenario);
  if (outputs.vcd) outputs.vcd_changes = std::make_unique<Spool>();
  if (!paths_.junit.empty()) outputs.junit_suite = std::make_unique<Spool>();
  return outputs;
}

std::unique_ptr<OutputFile> OutputOpener::open_junit() {
  if (paths_.junit.empty()) return nullptr;
  claim("--junit", paths_.junit);
  return std::make_unique<OutputFile>(paths_.junit);
}

}  // namespace rpmsg_sim
