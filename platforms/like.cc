#include "platforms/like.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "platforms/nearest_name.h"

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDeepest = 8;

bool is_parameter(YamlNode& node) {
  return node.find("value") != nullptr;
}

void lay_over(YamlNode& base, YamlNode over) {
  if (base.kind != YamlNode::Kind::kMap || over.kind != YamlNode::Kind::kMap || is_parameter(base) ||
      is_parameter(over)) {
    base = std::move(over);
    return;
  }
  for (YamlNode::Entry& entry : over.entries) {
    const auto old = std::find_if(base.entries.begin(), base.entries.end(),
                                  [&](const YamlNode::Entry& e) { return e.key == entry.key; });
    const bool removed = entry.value.kind == YamlNode::Kind::kNull;
    if (old == base.entries.end()) {
      if (removed) fail_at(entry.origin, fmt::format("there is no '{}' to take away", entry.key));
      base.entries.push_back(std::move(entry));
    } else if (removed) {
      base.entries.erase(old);
    } else {
      old->origin = entry.origin;
      lay_over(old->value, std::move(entry.value));
    }
  }
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The file that `like` names.
fs::path file_of(const YamlValue& like, const fs::path& folder) {
  const std::string& name = like.text();
  if (name.find('/') != std::string::npos) return folder / name;
  const std::vector<std::string> known = names_in(folder);
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    like.fail(fmt::format("there is no platform '{}' in {}{}", name, folder.empty() ? "." : folder.string(),
                          name_hint(name, known)));
  }
  return folder / (name + ".yaml");
}

YamlNode resolve(YamlNode root, const fs::path& file, std::size_t depth) {
  if (root.kind != YamlNode::Kind::kMap) return root;
  const auto like = std::find_if(root.entries.begin(), root.entries.end(),
                                 [](const YamlNode::Entry& entry) { return entry.key == "like"; });
  if (like == root.entries.end()) return root;
  const YamlValue value(like->value, "like");
  if (depth == kDeepest) value.fail(fmt::format("more than {} files that are like each other", kDeepest));
  const fs::path other = file_of(value, file.parent_path());
  YamlNode base = resolve(load_yaml_file(other.string()), other, depth + 1);
  root.entries.erase(like);
  lay_over(base, std::move(root));
  return base;
}

}  // namespace

YamlNode resolve_like(YamlNode root, const std::string& file) {
  return resolve(std::move(root), file, 0);
}

}  // namespace rpmsg_sim
