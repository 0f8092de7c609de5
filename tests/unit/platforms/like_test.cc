#include "platforms/like.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace rpmsg_sim {
namespace {

class Like : public testing::Test {
 protected:
  Like() : folder_(testing::TempDir() + "like_test_" + std::to_string(getpid())) {
    std::filesystem::create_directories(folder_ + "/sub");
    write("base.yaml", "a: {x: 1, y: 2}\nb: [1, 2]\nc: {value: 1 ns, min: 0 ns, source: s}\nd: text\n");
  }
  ~Like() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
  }

  YamlNode load(const std::string& text, const std::string& name = "file.yaml") {
    write(name, text);
    const std::string path = folder_ + "/" + name;
    return resolve_like(load_yaml_file(path), path);
  }

  // The message without the folder.
  std::string refusal(const std::string& text, const std::string& name = "file.yaml") {
    try {
      load(text, name);
    } catch (const InputError& error) {
      std::string message = error.what();
      for (std::size_t at = message.find(folder_); at != std::string::npos; at = message.find(folder_))
        message.replace(at, folder_.size(), "@");
      return message;
    }
    return "accepted";
  }

  std::string folder_;
};

std::string text_of(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::kScalar) return node.text;
  std::string text;
  for (const YamlNode& item : node.items) text += text_of(item) + ",";
  for (const YamlNode::Entry& entry : node.entries) text += entry.key + "=" + text_of(entry.value) + ";";
  return "(" + text + ")";
}

TEST_F(Like, AFileWithoutItIsAsItStands) {
  EXPECT_EQ(text_of(load("a: 1\n")), "(a=1;)");
}

TEST_F(Like, MapsAreLaidOverKeyByKeyAndNewKeysComeLast) {
  EXPECT_EQ(text_of(load("like: base\na: {y: 3, z: 4}\ne: 5\n")),
            "(a=(x=1;y=3;z=4;);b=(1,2,);c=(value=1 ns;min=0 ns;source=s;);d=text;e=5;)");
}

TEST_F(Like, ListsParametersAndTextsAreReplacedWhole) {
  EXPECT_EQ(text_of(load("like: base\nb: [7]\nc: {value: 9 ns, source: t}\nd: {now: a map}\n")),
            "(a=(x=1;y=2;);b=(7,);c=(value=9 ns;source=t;);d=(now=a map;);)");
}

TEST_F(Like, NullTakesAKeyAway) {
  EXPECT_EQ(text_of(load("like: base\na: {x: ~}\nb: ~\nc: ~\nd: ~\n")), "(a=(y=2;);)");
  EXPECT_EQ(refusal("like: base\na: {zz: ~}\n"), "@/file.yaml:2:5: there is no 'zz' to take away");
}

TEST_F(Like, MessagesNameTheFileThatSaysIt) {
  YamlNode root = load("like: base\nd: mine\n");
  EXPECT_EQ(root.find("d")->origin.text(), folder_ + "/file.yaml:2:4");
  EXPECT_EQ(root.find("b")->origin.text(), folder_ + "/base.yaml:2:4");
}

TEST_F(Like, GoesOnThroughSeveralFiles) {
  write("middle.yaml", "like: base\nd: middle\n");
  EXPECT_EQ(text_of(load("like: middle\nb: ~\nc: ~\n")), "(a=(x=1;y=2;);d=middle;)");
}

TEST_F(Like, APathStartsFromTheFile) {
  EXPECT_EQ(text_of(load("like: ../base.yaml\na: ~\nb: ~\nc: ~\n", "sub/file.yaml")), "(d=text;)");
}

TEST_F(Like, RefusesWhatIsNotThere) {
  EXPECT_EQ(refusal("like: bass\n"),
            "@/file.yaml:1:7: there is no platform 'bass' in @, did you mean 'base'?");
  EXPECT_NE(refusal("like: ./none.yaml\n").find("none.yaml"), std::string::npos);
  EXPECT_NE(refusal("like: [base]\n").find("@/file.yaml:1:7"), std::string::npos);
}

TEST_F(Like, RefusesFilesThatAreLikeEachOther) {
  EXPECT_NE(refusal("like: file\n").find("that are like each other"), std::string::npos);
}

}  // namespace
}  // namespace rpmsg_sim
