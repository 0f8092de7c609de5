// DRAM parts: files in memory_parts/ beside the platform's file, named after the part, and the address map
// that a platform gives with the part's name.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/memory/ddr_timing.h"
#include "platforms/located_yaml.h"
#include "platforms/platform_spec.h"

namespace rpmsg_sim {

// The parameters of the part that `name` names, from the first of `folders` with platforms whose
// memory_parts/ has it. Throws InputError.
std::map<std::string, Parameter> load_memory_part(const YamlValue& name,
                                                  const std::vector<std::string>& folders);

// {bank: 12-14, row: 15-30, rank: 31}: bits of the offset in a memory of `size` bytes; all others choose the
// column. Throws InputError.
DdrAddressMap read_address_map(const YamlValue& value, std::uint64_t size);

// What a DdrController needs, from what load_memory_part() gave.
DdrTiming ddr_timing(const std::map<std::string, Parameter>& part);

}  // namespace rpmsg_sim
