// Reads a platform file into a PlatformSpec and checks it: names, units, overlaps, alignment, sources.
#pragma once

#include <string>

#include "platforms/located_yaml.h"
#include "platforms/platform_spec.h"

namespace rpmsg_sim {

// Throws InputError. The platform's name is the file's name without ".yaml". What a platform refers to
// (memory parts) is looked for beside its file and in `shipped`, the folder of the shipped platforms.
PlatformSpec load_platform(const std::string& path, const std::string& shipped = {});
PlatformSpec read_platform(const YamlNode& root, const std::string& name, const std::string& file,
                           const std::string& shipped = {});

// "measured", "datasheet", "estimate"
std::string confidence_name(Confidence confidence);

}  // namespace rpmsg_sim
