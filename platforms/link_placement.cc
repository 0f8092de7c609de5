#include "platforms/link_placement.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/observe/resource_table.h"
#include "models/observe/ring_layout.h"

namespace rpmsg_sim {

namespace {

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kLargestTable = 1024;  // as Linux's imx_rproc takes it

// How `core` sees the region around `address`, or null.
const RegionView* view_at(const RegionSpec& region, const std::string& core, std::uint64_t address) {
  for (const RegionView& view : region.views) {
    if (view.core == core && address >= view.base && address - view.base < region.size) return &view;
  }
  return nullptr;
}

const RegionSpec* memory_at(const PlatformSpec& platform, const std::string& core, std::uint64_t address) {
  for (const RegionSpec& region : platform.regions) {
    if (region.kind == "memory" && view_at(region, core, address) != nullptr) return &region;
  }
  return nullptr;
}

// Bytes [from, to) of the region.
RegionSpec part_of(const RegionSpec& region, std::uint64_t from, std::uint64_t to) {
  RegionSpec part = region;
  part.offset += from;
  part.size = to - from;
  for (RegionView& view : part.views) view.base += from;
  return part;
}

void take_costs(std::map<std::string, Parameter>& costs, const std::map<std::string, Parameter>& from) {
  for (const auto& [core, cost] : from) {
    if (costs.count(core) != 0) costs[core] = cost;
  }
}

// Shared memory costs what its kind of memory costs: caches do not help there.
void make_shared(const PlatformSpec& platform, RegionSpec& region) {
  region.owner = "shared";
  region.also.clear();
  const auto memory = std::find_if(platform.memories.begin(), platform.memories.end(),
                                   [&](const MemorySpec& spec) { return spec.name == region.memory; });
  take_costs(region.read, memory->read);
  take_costs(region.write, memory->write);
}

void share_part(PlatformSpec& platform, std::size_t index, std::uint64_t from, std::uint64_t to) {
  const RegionSpec whole = platform.regions[index];
  std::vector<RegionSpec> parts;
  if (from != 0) parts.push_back(part_of(whole, 0, from));
  parts.push_back(part_of(whole, from, to));
  make_shared(platform, parts.back());
  if (to != whole.size) parts.push_back(part_of(whole, to, whole.size));
  const auto at = platform.regions.erase(platform.regions.begin() + static_cast<std::ptrdiff_t>(index));
  platform.regions.insert(at, parts.begin(), parts.end());
}

void share_link(PlatformSpec& platform, const LinkSpec& link) {
  const std::uint64_t size = ring_layout(link.count, link.align).used_end;
  share_memory(platform, link.host, link.vring0, size);
  share_memory(platform, link.host, link.vring1, size);
  if (link.buffers_size != 0) share_memory(platform, link.host, link.buffers, link.buffers_size);
}

// The links that a table names completely, leaving the host no say.
std::vector<LinkSpec> links_in(const ResourceTable& table, const LinkSpec& like) {
  std::vector<LinkSpec> links;
  for (const ResourceVdev& vdev : table.vdevs) {
    if (vdev.id != kRpmsgDeviceId || vdev.vrings.size() < 2) continue;
    const ResourceVring& first = vdev.vrings[0];
    const ResourceVring& second = vdev.vrings[1];
    if (!first.names_a_place() || !second.names_a_place()) continue;
    LinkSpec link = like;
    if (!links.empty()) link.name = fmt::format("{}.{}", like.name, links.size());
    link.vring0 = first.address;
    link.vring1 = second.address;
    link.count = first.count;
    link.align = first.align;
    links.push_back(std::move(link));
  }
  return links;
}

bool same_rings(const LinkSpec& a, const LinkSpec& b) {
  return a.vring0 == b.vring0 && a.vring1 == b.vring1 && a.count == b.count && a.align == b.align;
}

// Rings that overlap, or lie where one of the cores cannot go, are not the last word on the matter.
bool possible(const PlatformSpec& platform, const std::vector<LinkSpec>& links) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> rings;
  for (const LinkSpec& link : links) {
    const std::uint64_t size = ring_layout(link.count, link.align).used_end;
    for (const std::uint64_t ring : {link.vring0, link.vring1}) {
      if (!sees_memory(platform, link.host, ring, size) || !sees_memory(platform, link.remote, ring, size))
        return false;
      rings.emplace_back(ring, ring + size);
    }
  }
  std::sort(rings.begin(), rings.end());
  for (std::size_t i = 1; i < rings.size(); ++i) {
    if (rings[i].first < rings[i - 1].second) return false;
  }
  return true;
}

}  // namespace

void read_link_geometry(const YamlMap& map, LinkSpec& spec) {
  map.optional("count", [&](const YamlValue& value) {
    spec.count = static_cast<unsigned>(value.count(2, kMaximumRingCount));
    if (!is_power_of_two(spec.count)) value.fail("'count' must be a power of two");
  });
  map.optional("align", [&](const YamlValue& value) {
    const std::uint64_t align = value.quantity(Dimension::kSize);
    if (align < 4 || align > kMaximumRingAlign || !is_power_of_two(align)) {
      value.fail("'align' must be a power of two from 4 B to 64 KiB");
    }
    spec.align = static_cast<unsigned>(align);
  });
  map.optional("buffer_size", [&](const YamlValue& value) {
    const std::uint64_t size = value.quantity(Dimension::kSize);
    if (size < 24 || size > 65536) value.fail("'buffer_size' must be from 24 B to 64 KiB");
    spec.buffer_size = static_cast<unsigned>(size);
  });
}

bool sees_memory(const PlatformSpec& platform, const std::string& core, std::uint64_t base,
                 std::uint64_t size) {
  if (size == 0 || base + size < base) return false;
  for (std::uint64_t at = base; at < base + size;) {
    const RegionSpec* region = memory_at(platform, core, at);
    if (region == nullptr) return false;
    at = view_at(*region, core, at)->base + region->size;
  }
  return true;
}

void share_memory(PlatformSpec& platform, const std::string& core, std::uint64_t base, std::uint64_t size) {
  const std::uint64_t end = align_up(base + size, kPage);
  for (std::uint64_t at = base / kPage * kPage; at < end;) {
    const RegionSpec* region = memory_at(platform, core, at);
    if (region == nullptr) return;
    const std::uint64_t region_base = view_at(*region, core, at)->base;
    const std::uint64_t next = std::min(end, region_base + region->size);
    if (region->owner != "shared") {
      const auto index = static_cast<std::size_t>(region - platform.regions.data());
      share_part(platform, index, at - region_base, next - region_base);
    }
    at = next;
  }
}

PlacedTable find_resource_table(const ElfImage& image, std::uint64_t address) {
  std::uint64_t size = kLargestTable;
  if (address == 0) {
    const Section* section = image.section(".resource_table");
    if (section == nullptr || section->size == 0) return {};
    address = section->address;
    size = std::min(size, section->size);
  }
  PlacedTable table{address, {}};
  for (const Segment& segment : image.segments) {
    if (segment.host_code || address < segment.address) continue;
    const std::uint64_t offset = address - segment.address;
    if (offset >= segment.bytes.size()) continue;
    const auto begin = segment.bytes.begin() + static_cast<std::ptrdiff_t>(offset);
    table.bytes.assign(begin, begin + static_cast<std::ptrdiff_t>(
                                          std::min<std::uint64_t>(size, segment.bytes.size() - offset)));
  }
  return table;
}

void use_links(PlatformSpec& platform, std::vector<LinkSpec> links) {
  for (const LinkSpec& link : links) {
    if (link.vring0 != 0) share_link(platform, link);
  }
  platform.links = std::move(links);
}

void use_resource_table(PlatformSpec& platform, const std::string& core, const ElfImage& image) {
  std::vector<LinkSpec> result;
  for (const LinkSpec& link : platform.links) {
    const bool without_rings = link.vring0 == 0;
    // A scenario's rings are the scenario's business.
    const bool open = link.remote == core && (without_rings || link.origin == kPlatformOrigin);
    const PlacedTable table =
        open ? find_resource_table(image, without_rings ? link.resource_table : 0) : PlacedTable{};
    const ResourceTable decoded = decode_resource_table(table.bytes.data(), table.bytes.size());
    std::vector<LinkSpec> named = links_in(decoded, link);
    if (named.empty() || (named.size() == 1 && same_rings(named[0], link)) || !possible(platform, named)) {
      result.push_back(link);
      continue;
    }
    for (LinkSpec& candidate : named) {
      candidate.origin = "the resource table of " + core;
      candidate.resource_table = table.address;
      share_link(platform, candidate);
      result.push_back(std::move(candidate));
    }
  }
  platform.links = std::move(result);
}

}  // namespace rpmsg_sim
