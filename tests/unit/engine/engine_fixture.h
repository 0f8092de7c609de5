// A folder of its own with a small platform, images and scenarios, for tests of the engine.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "platforms/located_yaml.h"
#include "scenarios/engine/resources.h"
#include "tests/elf_recipe.h"

namespace rpmsg_sim {

// The message of the InputError that `action` throws, or "accepted".
inline std::string refusal_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.what();
  }
  return "accepted";
}

class EngineTest : public testing::Test {
 protected:
  EngineTest() {
    std::string folder = testing::TempDir() + "engine_XXXXXX";
    folder_ = mkdtemp(folder.data());
    // The shipped platform, with images of this test's own.
    const std::filesystem::path build =
        std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
    std::filesystem::create_directories(folder_ / "bin");
    std::filesystem::create_directories(folder_ / "share/rpmsg-sim/scenarios");
    std::filesystem::create_directories(folder_ / "share/rpmsg-sim/images/imx8mm");
    std::filesystem::copy(build / "share/rpmsg-sim/platforms/imx8mm.yaml",
                          folder_ / "share/rpmsg-sim/platforms/imx8mm.yaml",
                          make_parent(folder_ / "share/rpmsg-sim/platforms"));
    std::filesystem::copy(build / "share/rpmsg-sim/platforms/memory_parts",
                          folder_ / "share/rpmsg-sim/platforms/memory_parts");
    ElfRecipe host;
    host.records = parameter_record("messages", "count", 100) + parameter_record("payload", "bytes", 16) +
                   parameter_record("period", "ns", 5);
    ElfRecipe remote;
    remote.is64 = false;
    write("share/rpmsg-sim/images/imx8mm/host.elf", make_elf(host));
    write("share/rpmsg-sim/images/imx8mm/remote.elf", make_elf(remote));
    write("share/rpmsg-sim/scenarios/small.yaml", kSmall);
  }
  ~EngineTest() override { std::filesystem::remove_all(folder_); }

  static std::filesystem::copy_options make_parent(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    return std::filesystem::copy_options::none;
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  void write(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }

  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
    return text.str();
  }

  Resources resources(const Resources::Environment& environment = {}) const {
    return {folder_ / "bin" / "rpmsg-sim", environment};
  }

  static constexpr const char* kSmall =
      "title: A small one\n"
      "platform: imx8mm\n"
      "cores:\n"
      "  a: {image: host, parameters: {messages: 7}}\n"
      "  m: {image: remote}\n"
      "limit: 2 s\n"
      "expect:\n"
      "  - messages.lost == 0\n";

  std::filesystem::path folder_;
};

}  // namespace rpmsg_sim
