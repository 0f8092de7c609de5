#include "scenarios/engine/resources.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <tuple>

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

constexpr const char* kYaml = ".yaml";
constexpr const char* kElf = ".elf";

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

// A name that would lead out of the folder it is looked up in is no name.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

std::optional<fs::path> file_in(const fs::path& folder, const std::string& name, const char* extension) {
  if (!is_plain_name(name)) return std::nullopt;
  fs::path path = folder / (name + extension);
  return is_file(path) ? std::optional(path) : std::nullopt;
}

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::vector<fs::path> folders_of(const Resources::Environment& environment) {
  std::vector<fs::path> folders;
  std::istringstream list(environment.image_path);
  for (std::string folder; std::getline(list, folder, ':');) {
    if (!folder.empty()) folders.emplace_back(folder);
  }
  // The XDG base directory specification ignores relative paths.
  if (fs::path(environment.data_home).is_absolute()) {
    folders.push_back(fs::path(environment.data_home) / "rpmsg-sim" / "images");
  } else if (!environment.home.empty()) {
    folders.push_back(fs::path(environment.home) / ".local" / "share" / "rpmsg-sim" / "images");
  }
  return folders;
}

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    entries.push_back(entry->path());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

void add_images(const fs::path& folder, const std::string& platform, std::vector<ShippedImage>& images) {
  for (const fs::path& path : entries_of(folder)) {
    if (path.extension() == kElf && is_file(path)) images.push_back({path.stem().string(), platform, path});
  }
}

}  // namespace

Resources Resources::of_this_program() {
  std::error_code error;
  const fs::path executable = fs::read_symlink("/proc/self/exe", error);
  return {executable,
          {environment_variable("RPMSG_SIM_IMAGE_PATH"), environment_variable("XDG_DATA_HOME"),
           environment_variable("HOME")}};
}

Resources::Resources(const fs::path& executable, const Environment& environment)
    : executable_(executable), image_folders_(folders_of(environment)) {
  const fs::path beside = executable.parent_path() / "share" / "rpmsg-sim";
  const fs::path installed = executable.parent_path().parent_path() / "share" / "rpmsg-sim";
  share_ = is_folder(beside) ? beside : installed;
  image_folders_.push_back(share_ / "images");
}

std::vector<std::string> Resources::names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::path& path : entries_of(folder)) {
    if (path.extension() == kYaml && is_file(path)) names.push_back(path.stem().string());
  }
  return names;
}

std::vector<ShippedImage> Resources::images() const {
  std::vector<ShippedImage> images;
  for (const fs::path& folder : image_folders_) {
    add_images(folder, "", images);
    for (const fs::path& platform : entries_of(folder)) {
      if (!is_folder(platform)) continue;
      add_images(platform, platform.filename().string(), images);
      for (const fs::path& core : entries_of(platform)) {
        if (is_folder(core)) add_images(core, platform.filename().string(), images);
      }
    }
  }
  // What an earlier folder hides does not count.
  const auto key = [](const ShippedImage& image) { return std::tie(image.name, image.platform); };
  std::stable_sort(images.begin(), images.end(),
                   [&](const ShippedImage& a, const ShippedImage& b) { return key(a) < key(b); });
  images.erase(std::unique(images.begin(), images.end(),
                           [&](const ShippedImage& a, const ShippedImage& b) { return key(a) == key(b); }),
               images.end());
  return images;
}

std::optional<fs::path> Resources::platform(const std::string& name) const {
  return file_in(share_ / "platforms", name, kYaml);
}

std::optional<fs::path> Resources::scenario(const std::string& name) const {
  return file_in(share_ / "scenarios", name, kYaml);
}

std::optional<fs::path> Resources::image(const std::string& name, const std::string& platform,
                                         const CoreSpec& core) const {
  for (const fs::path& folder : image_folders_) {
    for (const fs::path& place : {folder / platform / core.image_folder, folder / platform, folder}) {
      if (std::optional<fs::path> found = file_in(place, name, kElf)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace rpmsg_sim
