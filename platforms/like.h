// Platform files that say only what differs from another: `like: imx8mm`.
//
// The named file is read first, and the rest of the file is laid over it:
//   - a map over a map: key by key, new keys behind the old ones; a value of `~` takes the key away;
//   - a parameter (a map with `value`), a list, a text: replaces what was there.
// NAME is a file NAME.yaml in the same folder, or, with a `/`, a path from there. Files may be like others in
// turn.
#pragma once

#include <string>

#include "platforms/located_yaml.h"

namespace rpmsg_sim {

// `root` without `like`; `file` is where it was read from. Throws InputError.
YamlNode resolve_like(YamlNode root, const std::string& file);

}  // namespace rpmsg_sim
