// Where a link's rings lie when the platform's place does not hold: what a scenario's `links:` and resource
// tables say, and the memory that becomes shared by it.
//
// All of it changes the description before anything is built, so memory that a link needs is shared from
// time 0, at the cost of its memory instead of its region's own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/core/elf_image.h"
#include "platforms/located_yaml.h"
#include "platforms/platform_spec.h"

namespace rpmsg_sim {

// Keys `count`, `align` and `buffer_size` as far as they are there. Throws InputError.
void read_link_geometry(const YamlMap& map, LinkSpec& spec);

// Whether `core` sees memory at every byte of [base, base + size).
bool sees_memory(const PlatformSpec& platform, const std::string& core, std::uint64_t base,
                 std::uint64_t size);

// Makes the pages of [base, base + size), as `core` sees them, shared.
void share_memory(PlatformSpec& platform, const std::string& core, std::uint64_t base, std::uint64_t size);

// A resource table: its address as the image's core sees it, and what the image has there.
struct PlacedTable {
  std::uint64_t address = 0;
  std::vector<std::uint8_t> bytes;
};
// What the image has at `address`, or its section `.resource_table` if that is 0. Empty if it has none.
PlacedTable find_resource_table(const ElfImage& image, std::uint64_t address);

// The scenario's links take the place of the platform's. One without rings (vring0 is 0) waits for
// use_resource_table() or for what the host writes into the table.
void use_links(PlatformSpec& platform, std::vector<LinkSpec> links);

// What the image of `core` says about its links: rings that its resource table names take the place of the
// platform's for this remote, and of a scenario's link without rings.
void use_resource_table(PlatformSpec& platform, const std::string& core, const ElfImage& image);

}  // namespace rpmsg_sim
