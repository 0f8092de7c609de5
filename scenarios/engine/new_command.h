// `rpmsg-sim new`: a small project to start own firmware from, made from share/rpmsg-sim/firmware/templates.
#pragma once

#include <string>

#include "scenarios/engine/resources.h"

namespace rpmsg_sim {

struct NewCommand {
  std::string folder;    // created if it does not exist; must be empty. Its last part is the project's name
  std::string platform;  // name of a shipped platform
};

// Writes all of the project or nothing. Returns what to do next, for the user. Throws InputError.
std::string create_project(const NewCommand& command, const Resources& resources);

}  // namespace rpmsg_sim
