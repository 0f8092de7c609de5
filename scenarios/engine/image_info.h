// What a scenario needs to know of an image without loading it: what it was built for and its parameters.
//
// An image declares a parameter with TB_PARAMETER (firmware/sdk/include/testbench.h): a 64-byte record in
// section .testbench_parameters, little endian, of name[32], unit[8], default (64 bits) and 16 reserved
// bytes. A record's number in the section is the parameter's number at the testbench device. The file is
// untrusted input.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platforms/platform_spec.h"

namespace rpmsg_sim {

struct ImageParameter {
  std::string name;
  std::string unit;  // "ns", "bytes" or "count"
  std::uint64_t default_value = 0;
};

struct ImageInfo {
  std::string path;
  bool is64 = false;
  std::uint16_t machine = 0;               // ELF e_machine
  std::vector<ImageParameter> parameters;  // in the order of their numbers
};

// Throws InputError, "path: what is wrong".
ImageInfo read_image_info(const std::string& path);

// Throws InputError when the image was not built for this core.
void check_image_fits(const ImageInfo& image, const CoreSpec& core);

// The same as a question; also false for a file that is no image at all.
bool image_fits(const std::string& path, const CoreSpec& core);

// "x86-64, 64 bit"
std::string architecture_name(const ImageInfo& image);

}  // namespace rpmsg_sim
