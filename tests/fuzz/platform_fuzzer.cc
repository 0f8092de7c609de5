// Platform files: a file is accepted, or refused with one line.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "platforms/located_yaml.h"
#include "platforms/platform_loader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rpmsg_sim;
  try {
    read_platform(parse_yaml({reinterpret_cast<const char*>(data), size}, "p.yaml"), "p", "p.yaml");
  } catch (const InputError& error) {
    const std::string text = error.what();
    if (text.empty() || text.find('\n') != std::string::npos) std::abort();
  }
  return 0;
}
