#include "scenarios/engine/new_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "platforms/located_yaml.h"
#include "platforms/nearest_name.h"
#include "scenarios/engine/output_file.h"

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 64;

struct ProjectFile {
  std::string name;
  std::string text;
};

// The name becomes that of a CMake target, an image and a scenario.
void check_name(const std::string& name) {
  const auto fits = [](unsigned char character) {
    return character < 0x80 && (std::isalnum(character) != 0 || character == '_' || character == '-');
  };
  if (name.empty() || name.size() > kLongestName || !std::all_of(name.begin(), name.end(), fits) ||
      std::isalpha(static_cast<unsigned char>(name.front())) == 0) {
    throw InputError(fmt::format(
        "new: '{}' is no name for a project, expected a letter, then letters, digits, '-' or '_', "
        "{} at most",
        name, kLongestName));
  }
}

void check_platform(const std::string& platform, const Resources& resources) {
  if (!resources.platform(platform)) {
    throw InputError(
        fmt::format("new: unknown platform '{}'{}", platform, name_hint(platform, resources.platforms())));
  }
  if (!fs::is_directory(resources.share() / "firmware" / "rpmsg" / "port" / platform)) {
    throw InputError(fmt::format("new: the RPMsg stack has no port for platform '{}'", platform));
  }
}

// What exists may be an empty folder only.
void check_folder(const fs::path& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found) return;
  if (status.type() != fs::file_type::directory)
    throw InputError(fmt::format("new: {}: exists and is no folder", folder.string()));
  const bool empty = fs::is_empty(folder, error);
  if (error) throw InputError(fmt::format("new: {}: {}", folder.string(), error.message()));
  if (!empty)
    throw InputError(
        fmt::format("new: {}: is not empty, expected a new or an empty folder", folder.string()));
}

std::string replace_all(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

// A path as a word of a shell's command line.
std::string shell_word(const std::string& path) {
  const auto plain = [](unsigned char character) {
    return std::isalnum(character) != 0 || std::strchr("_-./+,:@%=", character) != nullptr;
  };
  if (std::all_of(path.begin(), path.end(), plain)) return path;
  return "'" + replace_all(path, "'", "'\\''") + "'";
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file)
    throw InputError(fmt::format("{}: cannot be read (is the installation complete?)", path.string()));
  return text.str();
}

std::vector<ProjectFile> fill_templates(const std::string& name, const std::string& platform,
                                        const Resources& resources) {
  const fs::path templates = resources.share() / "firmware" / "templates" / "remote";
  const fs::path prefix = resources.share().parent_path().parent_path();
  const std::vector<std::pair<const char*, const char*>> files = {
      {"CMakeLists.txt", "CMakeLists.txt"},
      {"main.c.in", "main.c"},  // no C yet
      {"README.md", "README.md"},
      {"gitignore", ".gitignore"},  // with its dot it would count in the simulator's own tree
  };
  std::vector<ProjectFile> project;
  for (const auto& [source, target] : files) {
    std::string text = read(templates / source);
    text = replace_all(std::move(text), "@name@", name);
    text = replace_all(std::move(text), "@platform@", platform);
    text = replace_all(std::move(text), "@prefix@", shell_word(prefix.string()));
    project.push_back({target, std::move(text)});
  }
  return project;
}

// Removes what it wrote if one of the files cannot be written.
void write_all(const fs::path& folder, const std::vector<ProjectFile>& project) {
  std::error_code error;
  const bool created = fs::create_directories(folder, error);
  if (error)
    throw InputError(fmt::format("new: {}: cannot be created: {}", folder.string(), error.message()));
  try {
    for (const ProjectFile& file : project) OutputFile((folder / file.name).string()).commit(file.text);
  } catch (const InputError&) {
    for (const ProjectFile& file : project) fs::remove(folder / file.name, error);
    if (created) fs::remove(folder, error);
    throw;
  }
}

}  // namespace

std::string create_project(const NewCommand& command, const Resources& resources) {
  std::error_code error;
  fs::path folder = fs::absolute(command.folder, error).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();  // "my-remote/"
  const std::string name = folder.filename().string();
  check_name(name);
  check_platform(command.platform, resources);
  check_folder(folder);
  write_all(folder, fill_templates(name, command.platform, resources));
  const fs::path prefix = resources.share().parent_path().parent_path();
  return fmt::format(
      "{0}: a remote for {1}. To build and run it:\n"
      "  cmake -S {0} -B {0}/build -DCMAKE_PREFIX_PATH={2}\n"
      "  cmake --build {0}/build --target run\n",
      shell_word(command.folder), command.platform, shell_word(prefix.string()));
}

}  // namespace rpmsg_sim
