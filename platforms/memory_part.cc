#include "platforms/memory_part.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "platforms/nearest_name.h"
#include "platforms/parameter_reader.h"

namespace rpmsg_sim {
namespace {

constexpr unsigned kHighestBit = 39;

std::vector<std::string> parts_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::uint64_t bit_number(const YamlValue& value, const std::string& text) {
  try {
    const std::uint64_t bit = parse_count(text);
    if (bit <= kHighestBit) return bit;
  } catch (const QuantityError&) {
  }
  value.fail(
      fmt::format("'{}' must be a bit or a range of bits of the offset, such as 12-14 (up to {}), not '{}'",
                  value.name(), kHighestBit, value.text()));
}

// "12-14" or "31".
AddressField read_field(const YamlValue& value) {
  const std::string& text = value.text();
  const std::size_t dash = text.find('-');
  const std::uint64_t low = bit_number(value, text.substr(0, dash));
  const std::uint64_t high = dash == std::string::npos ? low : bit_number(value, text.substr(dash + 1));
  if (high < low) value.fail(fmt::format("'{}' must name its lower bit first, not {}", value.name(), text));
  return {static_cast<unsigned>(low), static_cast<unsigned>(high - low + 1)};
}

std::uint64_t mask_of(const AddressField& field) {
  return ((std::uint64_t{1} << field.width) - 1) << field.shift;
}

// A controller could not make sense of these, and neither could a reader.
void check_timing(const YamlMap& map, const std::map<std::string, Parameter>& part) {
  const auto value = [&part](const char* name) { return part.at(name).value; };
  const std::int64_t bytes = value("burst_bytes");
  if (bytes < 4 || bytes > 4096 || (bytes & (bytes - 1)) != 0) {
    map.required("burst_bytes").fail("'burst_bytes' must be a power of two from 4 B to 4 KiB");
  }
  if (value("burst") == 0) map.required("burst").fail("'burst' must be above 0");
  if (value("ccd") < value("burst")) map.required("ccd").fail("'ccd' is shorter than 'burst'");
  constexpr std::int64_t kLongest = 1'000'000'000;  // 1 ms
  for (const auto& [name, parameter] : part) {
    if (parameter.value > kLongest) map.required(name).fail(fmt::format("'{}' is above 1 ms", name));
  }
  if (value("refi") != 0 && value("refi") <= value("rfc") + value("ras") + value("rp")) {
    map.required("refi").fail("'refi' leaves no time between refreshes: it must exceed rfc + ras + rp");
  }
}

}  // namespace

std::map<std::string, Parameter> load_memory_part(const YamlValue& name,
                                                  const std::vector<std::string>& folders) {
  std::vector<std::string> known;
  std::string file;
  for (const std::string& folder : folders) {
    const std::filesystem::path parts_folder = std::filesystem::path(folder) / "memory_parts";
    const std::vector<std::string> parts = parts_in(parts_folder);
    known.insert(known.end(), parts.begin(), parts.end());
    // Only what is in the folder counts: a name is no path.
    if (file.empty() && std::find(parts.begin(), parts.end(), name.text()) != parts.end()) {
      file = (parts_folder / (name.text() + ".yaml")).string();
    }
  }
  if (file.empty()) {
    name.fail(fmt::format(
        "there is no memory part '{}' in memory_parts beside the platform or among the shipped ones{}",
        name.text(), name_hint(name.text(), known)));
  }
  const YamlNode root = load_yaml_file(file);
  std::vector<std::string> keys = {"title"};
  for (const ParameterDescription& parameter : memory_part_parameters()) keys.emplace_back(parameter.name);
  const YamlMap map(YamlValue(root, ""), keys);
  map.required("title").text();
  std::map<std::string, Parameter> part = read_parameters(map, memory_part_parameters());
  check_timing(map, part);
  return part;
}

DdrAddressMap read_address_map(const YamlValue& value, std::uint64_t size) {
  const YamlMap map(value, {"bank", "row", "rank"});
  DdrAddressMap result;
  result.bank = read_field(map.required("bank"));
  result.row = read_field(map.required("row"));
  map.optional("rank", [&result](const YamlValue& rank) { result.rank = read_field(rank); });
  if (result.bank.width > 6) map.required("bank").fail("more than 64 banks");
  if (result.rank.width > 3) map.required("rank").fail("more than 8 ranks");
  const std::uint64_t bank = mask_of(result.bank), row = mask_of(result.row), rank = mask_of(result.rank);
  if ((bank & row) != 0 || (bank & rank) != 0 || (row & rank) != 0) {
    value.fail(fmt::format("'{}': bank, row and rank share address bits", value.name()));
  }
  std::uint64_t end = 1;
  while (end < size) end <<= 1;
  if ((bank | row | rank) >= end) {
    value.fail(fmt::format("'{}' uses address bits that a memory of {} does not have", value.name(),
                           format_size(size)));
  }
  return result;
}

DdrTiming ddr_timing(const std::map<std::string, Parameter>& part) {
  const auto time = [&part](const char* name) { return static_cast<Picoseconds>(part.at(name).value); };
  DdrTiming timing;
  timing.rcd = time("rcd");
  timing.rp = time("rp");
  timing.ras = time("ras");
  timing.rc = time("rc");
  timing.rrd = time("rrd");
  timing.faw = time("faw");
  timing.rl = time("rl");
  timing.wl = time("wl");
  timing.rtp = time("rtp");
  timing.wr = time("wr");
  timing.write_to_read = time("write_to_read");
  timing.read_to_write = time("read_to_write");
  timing.rank_switch = time("rank_switch");
  timing.rfc = time("rfc");
  timing.refi = time("refi");
  timing.burst = time("burst");
  timing.ccd = time("ccd");
  timing.burst_bytes = static_cast<unsigned>(time("burst_bytes"));
  return timing;
}

}  // namespace rpmsg_sim
