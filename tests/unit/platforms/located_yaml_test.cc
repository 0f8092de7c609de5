#include "platforms/located_yaml.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>

namespace rpmsg_sim {
namespace {

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

std::string parse_refusal(const std::string& text) {
  return refusal([&] { parse_yaml(text, "f.yaml"); });
}

YamlValue value_of(const YamlNode& root) {
  return {root, ""};
}

TEST(LocatedYaml, ValuesKnowTheirPlace) {
  const YamlNode root = parse_yaml("a: 1\nb:\n  - x\n  - {c: 200 ns}\n", "f.yaml");
  const YamlMap map(value_of(root), {"a", "b"});
  EXPECT_EQ(map.required("a").origin().text(), "f.yaml:1:4");
  const std::vector<YamlValue> list = map.required("b").list();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].origin().text(), "f.yaml:3:5");
  const YamlMap inner(list[1], {"c"});
  EXPECT_EQ(inner.required("c").origin().text(), "f.yaml:4:9");
  EXPECT_EQ(inner.required("c").name(), "b.1.c");
  EXPECT_EQ(inner.required("c").quantity(Dimension::kTime), 200'000U);
}

TEST(LocatedYaml, AnUnknownKeyGetsTheNearestOne) {
  const YamlNode root = parse_yaml("limt: 2 s\n", "f.yaml");
  EXPECT_EQ(refusal([&] {
              YamlMap(value_of(root), {"title", "limit"});
            }),
            "f.yaml:1:1: unknown key 'limt', did you mean 'limit'?");
}

TEST(LocatedYaml, AMissingKeyIsNamedAtTheMapItIsMissingFrom) {
  const YamlNode root = parse_yaml("cores:\n  a: {parameters: {}}\n", "f.yaml");
  const YamlMap map(value_of(root), {"cores", "limit"});
  EXPECT_EQ(refusal([&] { map.required("limit"); }), "f.yaml:1:1: missing key 'limit'");
  const YamlMap core(YamlMap(map.required("cores"), {"a"}).required("a"), {"image", "parameters"});
  EXPECT_EQ(refusal([&] { core.required("image"); }), "f.yaml:2:6: missing key 'image' in 'cores.a'");
}

TEST(LocatedYaml, DuplicateKeys) {
  EXPECT_EQ(parse_refusal("a: 1\nb: 2\na: 3\n"), "f.yaml:3:1: the key 'a' stands here twice");
  EXPECT_EQ(parse_refusal("x: {a: 1, a: 1}\n"), "f.yaml:1:11: the key 'a' stands here twice");
}

TEST(LocatedYaml, WrongKinds) {
  const YamlNode root = parse_yaml("list: [1]\nmap: {a: 1}\nempty:\nword: hello\nflag: yes\n", "f.yaml");
  const YamlMap map(value_of(root), {"list", "map", "empty", "word", "flag"});
  EXPECT_EQ(refusal([&] { map.required("list").text(); }),
            "f.yaml:1:7: 'list' must be a single value, not a list");
  EXPECT_EQ(refusal([&] { map.required("map").list(); }), "f.yaml:2:6: 'map' must be a list, not a map");
  EXPECT_EQ(refusal([&] { map.required("word").entries(); }),
            "f.yaml:4:7: 'word' must be a map (key: value), not a single value");
  EXPECT_EQ(refusal([&] { map.required("word").count(); }),
            "f.yaml:4:7: 'word': 'hello' is not a plain whole number such as 1000");
  EXPECT_EQ(refusal([&] { map.required("flag").flag(); }),
            "f.yaml:5:7: 'flag' must be true or false, not 'yes'");
  EXPECT_NE(refusal([&] { map.required("empty").text(); }).find("'empty' has no value"), std::string::npos);
  EXPECT_EQ(refusal([&] {
              map.required("word").choice({"help", "none"});
            }),
            "f.yaml:4:7: 'word': unknown value 'hello', did you mean 'help'?");
}

TEST(LocatedYaml, CountsHaveBounds) {
  const YamlNode root = parse_yaml("n: 7\n", "f.yaml");
  const YamlValue n = YamlMap(value_of(root), {"n"}).required("n");
  EXPECT_EQ(n.count(7, 7), 7U);
  EXPECT_EQ(refusal([&] { n.count(8, 9); }), "f.yaml:1:4: 'n' must be from 8 to 9, not 7");
  EXPECT_EQ(refusal([&] { n.count(0, 6); }), "f.yaml:1:4: 'n' must be from 0 to 6, not 7");
}

TEST(LocatedYaml, SyntaxErrorsHaveAPlace) {
  EXPECT_EQ(parse_refusal("a: [1, 2\nb: 3\n").substr(0, 7), "f.yaml:");
  EXPECT_EQ(parse_refusal("a: 1\n\tb: 2\n").substr(0, 9), "f.yaml:2:");
  EXPECT_EQ(parse_refusal("a: 'x' y\n").substr(0, 7), "f.yaml:");
  EXPECT_EQ(parse_refusal(""), "f.yaml:1:1: is empty");
  EXPECT_EQ(parse_refusal("a: 1\n---\nb: 2\n"), "f.yaml:3:1: a second document in one file");
  EXPECT_EQ(parse_refusal("a: !!binary aGk=\n").substr(0, 12), "f.yaml:1:4: ");
  EXPECT_EQ(parse_refusal("{[a]: 1}\n"), "f.yaml:1:2: a key must be a word");
}

TEST(LocatedYaml, AliasesAreExpandedAndKeepTheirOwnPlace) {
  const YamlNode root = parse_yaml("a: &x {v: 1}\nb: *x\n", "f.yaml");
  const YamlMap map(value_of(root), {"a", "b"});
  EXPECT_EQ(YamlMap(map.required("b"), {"v"}).required("v").count(), 1U);
  EXPECT_EQ(map.required("b").origin().text(), "f.yaml:1:4");
}

TEST(LocatedYaml, AnAliasOfItselfIsRefused) {
  EXPECT_EQ(parse_refusal("a: &x [*x]\n"), "f.yaml:1:8: the alias refers to what it stands in");
  EXPECT_EQ(parse_refusal("a: &x {b: {c: *x}}\n"), "f.yaml:1:15: the alias refers to what it stands in");
  EXPECT_NE(parse_refusal("a: *nowhere\n"), "accepted");
}

TEST(LocatedYaml, ExplodingAliasesAreRefusedAtOnce) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + alias;
    for (int j = 1; j < 10; ++j) text += ", " + alias;
    text += "]\n";
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_NE(parse_refusal(text).find("values in one file, aliases expanded"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(LocatedYaml, DeepNestingIsRefused) {
  for (const char* open : {"[", "{a: ", "- "}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += open;
    EXPECT_NE(parse_refusal(text), "accepted") << open;
  }
}

TEST(LocatedYaml, AMessageIsOneLineOfPrintableText) {
  const std::string message = parse_refusal("\"a\\nb\\e[31m\": 1\n\"a\\nb\\e[31m\": 2\n");
  EXPECT_NE(message, "accepted");
  EXPECT_EQ(message.find('\n'), std::string::npos);
  EXPECT_EQ(message.find('\x1b'), std::string::npos);
}

TEST(LocatedYaml, OverridesReplaceCreateAndName) {
  YamlNode root = parse_yaml("cores:\n  a: {image: x, list: [1, 2]}\n", "f.yaml");
  override_yaml(root, "cores.a.image=y", "--set cores.a.image=y");
  override_yaml(root, "cores.m.parameters.messages=7", "--set M");
  override_yaml(root, "cores.a.list.1=9", "--set L");
  override_yaml(root, "cores.a.list.2=10", "--set L2");
  const YamlMap cores(YamlMap(value_of(root), {"cores"}).required("cores"), {"a", "m"});
  const YamlMap a(cores.required("a"), {"image", "list"});
  EXPECT_EQ(a.required("image").text(), "y");
  EXPECT_EQ(a.required("list").list().at(1).count(), 9U);
  EXPECT_EQ(a.required("list").list().at(2).count(), 10U);
  const YamlValue messages =
      YamlMap(YamlMap(cores.required("m"), {"parameters"}).required("parameters"), {"messages"})
          .required("messages");
  EXPECT_EQ(messages.count(), 7U);
  EXPECT_EQ(refusal([&] { messages.quantity(Dimension::kTime); }),
            "--set M: 'cores.m.parameters.messages': '7' has no unit; expected a time such as 200 ns");
}

TEST(LocatedYaml, AnOverrideMayBeAnyYaml) {
  YamlNode root = parse_yaml("a: 1\n", "f.yaml");
  override_yaml(root, "expect=[messages.lost == 0, 'round_trip.p99 < 1 us']", "--set E");
  EXPECT_EQ(YamlMap(value_of(root), {"a", "expect"}).required("expect").list().size(), 2U);
  override_yaml(root, "a=x=y", "--set A");
  EXPECT_EQ(YamlMap(value_of(root), {"a", "expect"}).required("a").text(), "x=y");
}

TEST(LocatedYaml, WrongOverridesNameTheOption) {
  const auto set = [](const std::string& assignment) {
    return refusal([&] {
      YamlNode root = parse_yaml("a: 1\nl: [1]\n", "f.yaml");
      override_yaml(root, assignment, "--set " + assignment);
    });
  };
  EXPECT_EQ(set("a"), "--set a: expected path=value");
  EXPECT_EQ(set("=1"), "--set =1: expected path=value");
  EXPECT_EQ(set("a.b=1"), "--set a.b=1: 'a.b' leads through a single value");
  EXPECT_EQ(set("a..b=1"), "--set a..b=1: 'a..b' is not a dotted path such as cores.a.image");
  EXPECT_EQ(set(".a=1"), "--set .a=1: '.a' is not a dotted path such as cores.a.image");
  EXPECT_EQ(set("x.=1"), "--set x.=1: 'x.' is not a dotted path such as cores.a.image");
  EXPECT_EQ(set("l.x=1"), "--set l.x=1: 'x' in 'l.x' is not the number of a list item");
  EXPECT_EQ(set("l.3=1"), "--set l.3=1: 'l.3' is past the end of a list of 1");
  EXPECT_EQ(set("a=[1"), "--set a=[1: the value is not valid YAML");
}

class YamlFile : public testing::Test {
 protected:
  YamlFile() {
    std::string folder = testing::TempDir() + "yaml_file_XXXXXX";
    folder_ = mkdtemp(folder.data());
  }
  ~YamlFile() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_;
};

TEST_F(YamlFile, WhatIsNoFileIsRefusedWithoutWaiting) {
  EXPECT_EQ(refusal([&] { load_yaml_file(path("none.yaml")); }), path("none.yaml") + ": no such file");
  EXPECT_EQ(refusal([&] { load_yaml_file(folder_.string()); }), folder_.string() + ": is a folder");
  ASSERT_EQ(mkfifo(path("pipe.yaml").c_str(), 0600), 0);
  EXPECT_EQ(refusal([&] { load_yaml_file(path("pipe.yaml")); }),
            path("pipe.yaml") + ": is not a regular file");
  EXPECT_EQ(refusal([&] { load_yaml_file("/dev/zero"); }), "/dev/zero: is not a regular file");
}

TEST_F(YamlFile, AHugeFileIsRefused) {
  std::ofstream(path("huge.yaml")) << "a: " << std::string(2U << 20, 'x');
  EXPECT_EQ(refusal([&] { load_yaml_file(path("huge.yaml")); }),
            path("huge.yaml") + ": is larger than 1 MiB");
}

// Whatever bytes a file holds: a tree, or one InputError of one line.
TEST(LocatedYaml, RandomBytesNeverDoAnythingElse) {
  const std::string seed_text =
      "title: \"Ping\"\ncores:\n  a: &x {image: host, parameters: {messages: 1000, payload: 16 B}}\n  m: *x\n"
      "expect:\n  - messages.lost == 0\n  - >\n    folded\n  - |\n    literal\n# comment\n? key\n: value\n";
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string text = seed_text;
    const unsigned changes = 1 + random() % 8;
    for (unsigned i = 0; i < changes; ++i) {
      const std::size_t place = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[place] = static_cast<char>(random());
          break;
        case 1:
          text.insert(place, 1, "&*[]{}:-?|>'\"%@`!#,\n\t \0"[random() % 24]);
          break;
        default:
          text.erase(place, 1 + random() % 5);
          break;
      }
      if (text.empty()) text = "x";
    }
    try {
      parse_yaml(text, "f");
    } catch (const InputError& error) {
      ASSERT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace rpmsg_sim
