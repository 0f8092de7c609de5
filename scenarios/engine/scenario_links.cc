#include "scenarios/engine/scenario_links.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/observe/ring_layout.h"
#include "platforms/link_placement.h"

namespace rpmsg_sim {
namespace {

class LinksReader {
 public:
  explicit LinksReader(const PlatformSpec& platform) : platform_(platform) {}

  std::vector<LinkSpec> read(const YamlValue& links) {
    std::vector<LinkSpec> result;
    for (const auto& [name, value] : links.entries()) result.push_back(read_link(name, value));
    return result;
  }

 private:
  struct Ring {
    std::string name;
    std::uint64_t begin;
    std::uint64_t end;
  };

  LinkSpec read_link(const std::string& name, const YamlValue& value) {
    const YamlMap map(value, {"host", "remote", "vring0", "vring1", "count", "align", "buffer_size",
                              "buffers", "buffers_size", "resource_table"});
    LinkSpec link;
    link.name = name;
    link.origin = "scenario";
    link.host = core(map.required("host"));
    link.remote = core(map.required("remote"));
    if (link.host == link.remote)
      map.required("remote").fail("host and remote of a link must be different cores");
    read_link_geometry(map, link);
    map.optional("resource_table", [&](const YamlValue& table) { read_table(table, link); });
    if (map.has("vring0") || map.has("vring1") || link.resource_table == 0) {
      link.vring0 = ring(map.required("vring0"), link);
      link.vring1 = ring(map.required("vring1"), link);
    }
    if (map.has("buffers") || map.has("buffers_size")) {
      link.buffers_size = map.required("buffers_size").quantity(Dimension::kSize);
      link.buffers = range(map.required("buffers"), link.buffers_size, link);
    }
    return link;
  }

  // In scenarios a core goes by its role.
  const std::string& core(const YamlValue& value) const {
    std::vector<std::string> names;
    for (const CoreSpec& spec : platform_.cores) names.push_back(spec.role.empty() ? spec.name : spec.role);
    const auto found = std::find(names.begin(), names.end(), value.choice(names));
    return platform_.cores[static_cast<std::size_t>(found - names.begin())].name;
  }

  void read_table(const YamlValue& value, LinkSpec& link) const {
    constexpr std::uint64_t kHeader = 16;
    link.resource_table = value.address();
    if (link.resource_table == 0 || !sees_memory(platform_, link.remote, link.resource_table, kHeader)) {
      value.fail(fmt::format("'{}': {} sees no memory at {:#x}", value.name(), link.remote, value.address()));
    }
  }

  std::uint64_t ring(const YamlValue& value, const LinkSpec& link) {
    const std::uint64_t size = ring_layout(link.count, link.align).used_end;
    const std::uint64_t base = range(value, size, link);
    const Ring ring{value.name(), base, base + size};
    for (const Ring& other : rings_) {
      if (ring.begin < other.end && other.begin < ring.end) {
        value.fail(fmt::format("'{}' overlaps '{}': each ring of {} descriptors takes {} bytes", ring.name,
                               other.name, link.count, size));
      }
    }
    rings_.push_back(ring);
    return base;
  }

  // Memory that both cores see at these addresses.
  std::uint64_t range(const YamlValue& value, std::uint64_t size, const LinkSpec& link) const {
    constexpr std::uint64_t kAlignment = 16;  // of a descriptor table, virtio 1.2 section 2.7
    const std::uint64_t base = value.address();
    if (base == 0 || base % kAlignment != 0)
      value.fail(fmt::format("'{}' must be a multiple of {} above 0", value.name(), kAlignment));
    for (const std::string& viewer : {link.host, link.remote}) {
      if (sees_memory(platform_, viewer, base, size)) continue;
      value.fail(fmt::format("'{}': {} does not see memory at all of the {} bytes from {:#x}", value.name(),
                             viewer, size, base));
    }
    return base;
  }

  const PlatformSpec& platform_;
  std::vector<Ring> rings_;
};

}  // namespace

std::vector<LinkSpec> read_scenario_links(const YamlValue& links, const PlatformSpec& platform) {
  return LinksReader(platform).read(links);
}

}  // namespace rpmsg_sim
