// Text of `rpmsg-sim inspect IMAGE`: what is in an image and where it lands on a platform.
#pragma once

#include <string>

#include "scenarios/engine/resources.h"

namespace rpmsg_sim {

// `image` is a path (with a slash or ending in .elf) or the name of an image; `platform` a name or a path, or
// empty: the image's own, or the only one there is. Throws InputError.
std::string inspect_image(const std::string& image, const std::string& platform, const Resources& resources);

}  // namespace rpmsg_sim
