// Where the program finds its platforms, scenarios and images, whatever the working directory.
//
// Everything lies under one folder, share/rpmsg-sim, beside the executable (build tree) or beside its folder
// (after installation); see scenarios/CMakeLists.txt. Images are looked for first in the folders of
// RPMSG_SIM_IMAGE_PATH, then in the user's data folder, then among the shipped ones, so that a user's own
// build of an image wins.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "platforms/platform_spec.h"

namespace rpmsg_sim {

struct ShippedImage {
  std::string name;
  std::string platform;  // empty: in a folder of the user's, for any platform
  std::filesystem::path path;
};

class Resources {
 public:
  struct Environment {
    std::string image_path;  // RPMSG_SIM_IMAGE_PATH, folders separated by colons
    std::string data_home;   // XDG_DATA_HOME
    std::string home;        // HOME
  };

  // From the running program and its environment.
  static Resources of_this_program();
  Resources(const std::filesystem::path& executable, const Environment& environment);

  // Names of what is shipped, sorted.
  std::vector<std::string> platforms() const { return names_in(share_ / "platforms"); }
  std::vector<std::string> scenarios() const { return names_in(share_ / "scenarios"); }
  std::vector<ShippedImage> images() const;

  std::optional<std::filesystem::path> platform(const std::string& name) const;
  std::optional<std::filesystem::path> scenario(const std::string& name) const;
  // The build of image `name` that fits `core` of `platform`.
  std::optional<std::filesystem::path> image(const std::string& name, const std::string& platform,
                                             const CoreSpec& core) const;

  const std::filesystem::path& executable() const { return executable_; }
  // For messages.
  const std::filesystem::path& share() const { return share_; }
  const std::vector<std::filesystem::path>& image_folders() const { return image_folders_; }

 private:
  static std::vector<std::string> names_in(const std::filesystem::path& folder);

  std::filesystem::path executable_;
  std::filesystem::path share_;
  std::vector<std::filesystem::path> image_folders_;
};

}  // namespace rpmsg_sim
