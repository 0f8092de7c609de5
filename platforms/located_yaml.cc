#include "platforms/located_yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cassert>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <istream>
#include <optional>
#include <set>
#include <sstream>

#include "platforms/nearest_name.h"

namespace rpmsg_sim {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 20;
constexpr std::size_t kMostNodes = 20'000;  // aliases expanded
constexpr std::size_t kDeepest = 32;
constexpr std::size_t kLongestMessage = 400;

// A message is one line of printable text whatever the input holds.
std::string printable(const std::string& text) {
  std::string result = text.substr(0, kLongestMessage);
  for (char& c : result) {
    if (std::iscntrl(static_cast<unsigned char>(c)) != 0) c = '?';
  }
  if (text.size() > kLongestMessage) result += "...";
  return result;
}

std::string_view kind_name(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kNull:
      return "empty";
    case YamlNode::Kind::kScalar:
      return "a single value";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return {};
}

// Builds the tree from the parser's events.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const std::string& source) : source_(std::make_shared<const std::string>(source)) {}

  YamlNode take() { return std::move(root_); }
  Origin origin(const YAML::Mark& mark) const { return {source_, mark.line + 1, mark.column + 1}; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode node = make(YamlNode::Kind::kNull, mark);
    // The parser notices a missing value only at whatever comes next.
    if (!stack_.empty() && stack_.back().key) node.origin = stack_.back().key_origin;
    add(std::move(node), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = make(YamlNode::Kind::kScalar, mark);
    refuse_tag(node, tag);
    node.text = value;
    add(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) fail_at(origin(mark), "the alias refers to what it stands in");
    count_nodes(found->second.size, mark);
    add_subtree(YamlNode(found->second.node), found->second.size);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::kList, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::kMap, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    YAML::anchor_t anchor;
    std::size_t size = 1;            // nodes so far, itself included
    std::optional<std::string> key;  // map: read, its value is next
    Origin key_origin;
    std::set<std::string> keys;
  };
  struct Anchored {
    YamlNode node;
    std::size_t size;
  };

  YamlNode make(YamlNode::Kind kind, const YAML::Mark& mark) {
    count_nodes(1, mark);
    YamlNode node;
    node.kind = kind;
    node.origin = origin(mark);
    return node;
  }

  void count_nodes(std::size_t count, const YAML::Mark& mark) {
    nodes_ += count;
    if (nodes_ > kMostNodes) {
      fail_at(origin(mark),
              "more than " + std::to_string(kMostNodes) + " values in one file, aliases expanded");
    }
  }

  static void refuse_tag(const YamlNode& node, const std::string& tag) {
    // "?" and "!" are what the parser says for plain and quoted values.
    if (!tag.empty() && tag != "?" && tag != "!")
      fail_at(node.origin, "tags such as " + tag + " are not used here");
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    Open next{make(kind, mark), anchor, 1, {}, {}, {}};
    refuse_tag(next.node, tag);
    if (stack_.size() >= kDeepest)
      fail_at(next.node.origin, "nested more than " + std::to_string(kDeepest) + " deep");
    stack_.push_back(std::move(next));
  }

  void close() {
    Open done = std::move(stack_.back());
    stack_.pop_back();
    if (done.anchor != 0) anchors_[done.anchor] = {done.node, done.size};
    add_subtree(std::move(done.node), done.size);
  }

  void add(YamlNode node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = {node, 1};
    add_subtree(std::move(node), 1);
  }

  void add_subtree(YamlNode node, std::size_t size) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = stack_.back();
    parent.size += size;
    if (parent.node.kind == YamlNode::Kind::kList) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      begin_entry(parent, node);
    } else {
      parent.node.entries.push_back({*parent.key, parent.key_origin, std::move(node)});
      parent.key.reset();
    }
  }

  static void begin_entry(Open& parent, const YamlNode& key) {
    if (key.kind != YamlNode::Kind::kScalar) fail_at(key.origin, "a key must be a word");
    if (!parent.keys.insert(key.text).second)
      fail_at(key.origin, "the key '" + key.text + "' stands here twice");
    parent.key = key.text;
    parent.key_origin = key.origin;
  }

  std::shared_ptr<const std::string> source_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::size_t nodes_ = 0;
  YamlNode root_;
};

std::string read_file(const std::string& path) {
  // A directory or a pipe without a writer would not fail but read nothing or wait for ever.
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found)
    throw InputError(printable(path) + ": no such file");
  if (status.type() == std::filesystem::file_type::directory)
    throw InputError(printable(path) + ": is a folder");
  if (status.type() != std::filesystem::file_type::regular) {
    throw InputError(printable(path) + ": " + (error ? error.message() : "is not a regular file"));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(printable(path) + ": cannot be read: " + std::strerror(errno));
  std::string text(kLargestFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kLargestFile) throw InputError(printable(path) + ": is larger than 1 MiB");
  return text;
}

// The parser does not notice the end of a text within quotation marks if white space stands before it.
std::string without_trailing_space(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

std::string syntax_error(const YAML::Exception& error) {
  return error.msg == YAML::ErrorMsg::EOF_IN_SCALAR ? "ends within quotation marks" : error.msg;
}

YamlNode* step_into(YamlNode& node, const std::string& part, const Origin& origin, const std::string& path) {
  if (node.kind == YamlNode::Kind::kNull) node.kind = YamlNode::Kind::kMap;
  if (node.kind == YamlNode::Kind::kMap) {
    if (YamlNode* found = node.find(part)) return found;
    node.entries.push_back({part, origin, {}});
    node.entries.back().value.origin = origin;
    return &node.entries.back().value;
  }
  if (node.kind != YamlNode::Kind::kList) fail_at(origin, "'" + path + "' leads through a single value");
  std::uint64_t index = node.items.size();
  try {
    index = parse_count(part);
  } catch (const QuantityError&) {
    fail_at(origin, "'" + part + "' in '" + path + "' is not the number of a list item");
  }
  if (index > node.items.size()) {
    fail_at(origin, "'" + path + "' is past the end of a list of " + std::to_string(node.items.size()));
  }
  if (index == node.items.size()) node.items.emplace_back();
  node.items[index].origin = origin;
  return &node.items[index];
}

void relocate(YamlNode& node, const Origin& origin) {
  node.origin = origin;
  for (YamlNode& item : node.items) relocate(item, origin);
  for (YamlNode::Entry& entry : node.entries) {
    entry.origin = origin;
    relocate(entry.value, origin);
  }
}

}  // namespace

std::string Origin::text() const {
  if (!source) return {};
  return is_option() ? *source : *source + ":" + std::to_string(line) + ":" + std::to_string(column);
}

void fail_at(const Origin& origin, const std::string& message) {
  throw InputError(printable(origin.text() + ": " + message));
}

YamlNode* YamlNode::find(std::string_view key) {
  for (Entry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

YamlNode parse_yaml(std::string_view text, const std::string& source) {
  TreeBuilder builder(source);
  std::istringstream stream(without_trailing_space(text));
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder))
      fail_at({std::make_shared<const std::string>(source), 1, 1}, "is empty");
    YamlNode root = builder.take();
    TreeBuilder second(source);
    if (parser.HandleNextDocument(second)) fail_at(second.take().origin, "a second document in one file");
    return root;
  } catch (const YAML::Exception& error) {
    const YAML::Mark mark = error.mark.is_null() ? YAML::Mark() : error.mark;
    fail_at(builder.origin(mark), syntax_error(error));
  }
}

YamlNode load_yaml_file(const std::string& path) {
  return parse_yaml(read_file(path), path);
}

void override_yaml(YamlNode& root, std::string_view assignment, const std::string& option) {
  const Origin origin{std::make_shared<const std::string>(option), 0, 0};
  const std::size_t equals = assignment.find('=');
  if (equals == 0 || equals == std::string_view::npos) fail_at(origin, "expected path=value");
  const std::string path(assignment.substr(0, equals));
  const std::string_view text = assignment.substr(equals + 1);
  YamlNode value;
  try {
    if (!text.empty()) value = parse_yaml(text, "");
  } catch (const InputError&) {
    fail_at(origin, "the value is not valid YAML");
  }
  relocate(value, origin);
  YamlNode* node = &root;
  std::istringstream parts(path);
  std::size_t depth = 0;
  for (std::string part; std::getline(parts, part, '.');) {
    if (part.empty() || ++depth > kDeepest)
      fail_at(origin, "'" + path + "' is not a dotted path such as cores.a.image");
    node = step_into(*node, part, origin, path);
  }
  if (path.back() == '.') fail_at(origin, "'" + path + "' is not a dotted path such as cores.a.image");
  *node = std::move(value);
}

void YamlValue::fail(const std::string& message) const {
  fail_at(node_->origin, message);
}

const std::string& YamlValue::text() const {
  if (node_->kind == YamlNode::Kind::kNull) fail("'" + name_ + "' has no value");
  if (node_->kind != YamlNode::Kind::kScalar) {
    fail("'" + name_ + "' must be a single value, not " + std::string(kind_name(node_->kind)));
  }
  return node_->text;
}

bool YamlValue::flag() const {
  if (text() != "true" && text() != "false")
    fail("'" + name_ + "' must be true or false, not '" + text() + "'");
  return text() == "true";
}

std::uint64_t YamlValue::count(std::uint64_t lowest, std::uint64_t highest) const {
  std::uint64_t value = 0;
  try {
    value = parse_count(text());
  } catch (const QuantityError& error) {
    fail("'" + name_ + "': " + error.what());
  }
  if (value < lowest || value > highest) {
    fail("'" + name_ + "' must be from " + std::to_string(lowest) + " to " + std::to_string(highest) +
         ", not " + text());
  }
  return value;
}

std::uint64_t YamlValue::address() const {
  try {
    return parse_address(text());
  } catch (const QuantityError& error) {
    fail("'" + name_ + "': " + error.what());
  }
}

std::uint64_t YamlValue::quantity(Dimension dimension) const {
  try {
    return parse_quantity(text(), dimension);
  } catch (const QuantityError& error) {
    fail("'" + name_ + "': " + error.what());
  }
}

const std::string& YamlValue::choice(const std::vector<std::string>& choices) const {
  if (std::find(choices.begin(), choices.end(), text()) == choices.end()) {
    fail("'" + name_ + "': unknown value '" + text() + "'" + name_hint(text(), choices));
  }
  return text();
}

std::vector<YamlValue> YamlValue::list() const {
  if (!is_list()) fail("'" + name_ + "' must be a list, not " + std::string(kind_name(node_->kind)));
  std::vector<YamlValue> values;
  for (const YamlNode& item : node_->items) {
    values.emplace_back(item, name_ + "." + std::to_string(values.size()));
  }
  return values;
}

std::vector<std::pair<std::string, YamlValue>> YamlValue::entries() const {
  if (!is_map()) {
    const std::string what = name_.empty() ? "the file" : "'" + name_ + "'";
    fail(what + " must be a map (key: value), not " + std::string(kind_name(node_->kind)));
  }
  std::vector<std::pair<std::string, YamlValue>> values;
  for (const YamlNode::Entry& entry : node_->entries) {
    values.emplace_back(entry.key,
                        YamlValue(entry.value, name_.empty() ? entry.key : name_ + "." + entry.key));
  }
  return values;
}

Origin YamlValue::key_origin(std::string_view key) const {
  for (const YamlNode::Entry& entry : node_->entries) {
    if (entry.key == key) return entry.origin;
  }
  return origin();
}

YamlMap::YamlMap(const YamlValue& value, std::vector<std::string> keys)
    : value_(value), keys_(std::move(keys)) {
  for (const auto& [key, entry] : value.entries()) {
    if (std::find(keys_.begin(), keys_.end(), key) != keys_.end()) continue;
    const std::string where = value.name().empty() ? "" : " in '" + value.name() + "'";
    fail_at(value.key_origin(key), "unknown key '" + key + "'" + where + name_hint(key, keys_));
  }
}

YamlValue YamlMap::required(std::string_view key) const {
  if (const YamlNode* node = find(key)) return {*node, child_name(key)};
  const std::string where = value_.name().empty() ? "" : " in '" + value_.name() + "'";
  fail_at(value_.origin(), "missing key '" + std::string(key) + "'" + where);
}

const YamlNode* YamlMap::find(std::string_view key) const {
  assert(std::find(keys_.begin(), keys_.end(), key) != keys_.end() &&
         "a key that the reader did not declare");
  for (const YamlNode::Entry& entry : value_.node_->entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string YamlMap::child_name(std::string_view key) const {
  return value_.name().empty() ? std::string(key) : value_.name() + "." + std::string(key);
}

}  // namespace rpmsg_sim
