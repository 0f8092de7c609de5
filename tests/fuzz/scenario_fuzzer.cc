// Scenario files: a file is accepted, or refused with one line.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "platforms/located_yaml.h"
#include "scenarios/engine/resources.h"
#include "scenarios/engine/scenario_loader.h"
#include "tests/elf_recipe.h"
#include "tests/fuzz/input_file.h"

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

// The shipped platform and two images, in a folder that goes with the process.
class Share {
 public:
  Share() : folder_(fs::temp_directory_path() / ("fuzz_" + std::to_string(getpid()))) {
    const fs::path share = folder_ / "share" / "rpmsg-sim";
    fs::create_directories(share / "platforms");
    fs::create_directories(share / "scenarios");
    fs::create_directories(share / "images" / "imx8mm");
    fs::copy_file(FUZZ_PLATFORM_FILE, share / "platforms" / "imx8mm.yaml",
                  fs::copy_options::overwrite_existing);
    ElfRecipe host;
    host.records = parameter_record("messages", "count", 100) + parameter_record("payload", "bytes", 16) +
                   parameter_record("period", "ns", 5);
    ElfRecipe remote;
    remote.is64 = false;
    std::ofstream(share / "images" / "imx8mm" / "host.elf", std::ios::binary) << make_elf(host);
    std::ofstream(share / "images" / "imx8mm" / "remote.elf", std::ios::binary) << make_elf(remote);
  }
  ~Share() { fs::remove_all(folder_); }
  Resources resources() const { return {folder_ / "bin" / "rpmsg-sim", {}}; }

 private:
  fs::path folder_;
};

void check_message(const std::string& text) {
  if (text.empty() || text.find('\n') != std::string::npos) std::abort();
}

}  // namespace
}  // namespace rpmsg_sim

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rpmsg_sim;
  static const Share share;
  static const Resources resources = share.resources();
  const InputFile file(data, size);
  try {
    load_scenario(file.path(), {}, resources);
  } catch (const InputError& error) {
    check_message(error.what());
  }
  return 0;
}
