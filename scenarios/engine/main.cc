#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <systemc>

#include "models/core/elf_image.h"
#include "platforms/builder.h"
#include "platforms/located_yaml.h"
#include "scenarios/engine/command_line.h"
#include "scenarios/engine/exit_status.h"

namespace rpmsg_sim {
namespace {

// What the builder refuses is the user's input, not a defect.
RunResult run(const PlatformSpec& platform, const Scenario& scenario, const RunOptions& options) {
  try {
    return run_scenario(platform, scenario, options);
  } catch (const PlatformError& error) {
    throw InputError(error.what());
  } catch (const ImageError& error) {
    throw InputError(error.what());
  }
}

}  // namespace
}  // namespace rpmsg_sim

// SystemC's library refers to it; the simulation is started from run_scenario() instead.
int sc_main(int, char**) {
  return rpmsg_sim::kSimulatorDefect;
}

int main(int argc, char** argv) {
  // A file must not get the number of a closed standard stream, and a reader that has gone is a write error.
  while (true) {
    const int descriptor = open("/dev/null", O_RDWR);
    if (descriptor < 0 || descriptor > STDERR_FILENO) {
      if (descriptor >= 0) close(descriptor);
      break;
    }
  }
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return rpmsg_sim::run_command_line(argc, argv, rpmsg_sim::Resources::of_this_program(), rpmsg_sim::run);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rpmsg-sim: defect of the simulator: %s\n", error.what());
    return rpmsg_sim::kSimulatorDefect;
  }
}
