// YAML files in which every value knows where it stands.
//
// A file is read into a plain tree (no aliases, no shared nodes) of which each node carries its file, line
// and column, or the command-line option that set it. YamlValue and YamlMap read the tree and turn every
// mistake into an InputError of one line, "file:line:column: what is wrong and what was expected". What is
// hostile is refused while reading: huge files, deep nesting, aliases that refer to themselves or expand
// without bound, duplicate keys, several documents in one file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platforms/quantity.h"

namespace rpmsg_sim {

// The user's input is wrong; what() is one complete line, place included.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Where a value stands: "scenarios/latency.yaml:4:10", or the option that set it.
struct Origin {
  std::shared_ptr<const std::string> source;  // file as given, or option
  int line = 0;                               // from 1; 0 for an option
  int column = 0;

  bool is_option() const { return line == 0; }
  std::string text() const;
};

[[noreturn]] void fail_at(const Origin& origin, const std::string& message);

struct YamlNode {
  enum class Kind { kNull, kScalar, kList, kMap };
  struct Entry;

  Kind kind = Kind::kNull;
  std::string text;             // scalar
  std::vector<YamlNode> items;  // list
  std::vector<Entry> entries;   // map, in the order of the file
  Origin origin;

  YamlNode* find(std::string_view key);
};

struct YamlNode::Entry {
  std::string key;
  Origin origin;  // of the key
  YamlNode value;
};

// The file's name in messages is `path` as given. Throws InputError.
YamlNode load_yaml_file(const std::string& path);
// `source` stands for the file in messages.
YamlNode parse_yaml(std::string_view text, const std::string& source);

// Sets what `assignment`, "dotted.path=value", says, as if it stood in the file. The value is YAML; list
// items are addressed by their number from 0; maps on the way are created. `option` names the option in
// messages.
void override_yaml(YamlNode& root, std::string_view assignment, const std::string& option);

class YamlMap;

// One value together with what it is called in messages ("cores.a.image").
class YamlValue {
 public:
  YamlValue(const YamlNode& node, std::string name) : node_(&node), name_(std::move(name)) {}

  const std::string& name() const { return name_; }
  const Origin& origin() const { return node_->origin; }
  bool is_map() const { return node_->kind == YamlNode::Kind::kMap; }
  bool is_list() const { return node_->kind == YamlNode::Kind::kList; }
  [[noreturn]] void fail(const std::string& message) const;

  // Each throws InputError when the value is of another kind.
  const std::string& text() const;
  bool flag() const;  // true or false
  std::uint64_t count(std::uint64_t lowest = 0, std::uint64_t highest = ~std::uint64_t{0}) const;
  std::uint64_t address() const;
  std::uint64_t quantity(Dimension dimension) const;
  // One of `choices`.
  const std::string& choice(const std::vector<std::string>& choices) const;
  std::vector<YamlValue> list() const;
  // A map whose keys are names that the user gives.
  std::vector<std::pair<std::string, YamlValue>> entries() const;
  Origin key_origin(std::string_view key) const;

 private:
  friend class YamlMap;
  const YamlNode* node_;
  std::string name_;
};

// A map with a fixed set of keys. A key outside it is an error with the nearest valid one.
class YamlMap {
 public:
  YamlMap(const YamlValue& value, std::vector<std::string> keys);

  bool has(std::string_view key) const { return find(key) != nullptr; }
  // Throws InputError when the key is missing.
  YamlValue required(std::string_view key) const;
  // `use` is called with the value if the key is there.
  template <typename Use>
  void optional(std::string_view key, Use&& use) const {
    if (const YamlNode* node = find(key)) use(YamlValue(*node, child_name(key)));
  }
  const YamlValue& value() const { return value_; }

 private:
  const YamlNode* find(std::string_view key) const;
  std::string child_name(std::string_view key) const;

  YamlValue value_;
  std::vector<std::string> keys_;
};

}  // namespace rpmsg_sim
