#include "scenarios/engine/new_command.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/unit/engine/engine_fixture.h"

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

class NewCommandTest : public EngineTest {
 protected:
  NewCommandTest() {
    write("share/rpmsg-sim/firmware/rpmsg/port/imx8mm/port_remote.c", "");
    for (const char* name : {"CMakeLists.txt", "main.c.in", "README.md", "gitignore"})
      write(std::string("share/rpmsg-sim/firmware/templates/remote/") + name,
            "@name@ @platform@ @prefix@ @name@");
  }

  std::string create(const std::string& name, const std::string& platform = "imx8mm") {
    return create_project({path(name), platform}, resources());
  }
  std::string refusal(const std::string& name, const std::string& platform = "imx8mm") {
    return refusal_of([&] { create(name, platform); });
  }
  std::vector<std::string> files(const std::string& name) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path(name))) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
};

TEST_F(NewCommandTest, FillsTheTemplates) {
  EXPECT_NE(create("my-remote").find("-DCMAKE_PREFIX_PATH=" + folder_.string()), std::string::npos);
  EXPECT_EQ(files("my-remote"),
            (std::vector<std::string>{".gitignore", "CMakeLists.txt", "README.md", "main.c"}));
  EXPECT_EQ(read("my-remote/main.c"), "my-remote imx8mm " + folder_.string() + " my-remote");
}

TEST_F(NewCommandTest, TakesAnEmptyFolderAndMakesParents) {
  fs::create_directories(path("empty"));
  create("empty/");
  EXPECT_EQ(read("empty/.gitignore").substr(0, 5), "empty");
  create("a/b/c");
  EXPECT_EQ(files("a/b/c").size(), 4U);
}

TEST_F(NewCommandTest, PrintsCommandsThatAShellTakes) {
  const std::string text = create("it's a/child");
  EXPECT_NE(text.find("cmake -S '" + folder_.string() + "/it'\\''s a/child' -B '"), std::string::npos)
      << text;
  EXPECT_NE(text.find("/it'\\''s a/child'/build"), std::string::npos) << text;
}

TEST_F(NewCommandTest, RefusesAFolderThatIsNotEmpty) {
  write("used/.hidden", "");
  EXPECT_NE(refusal("used").find("is not empty"), std::string::npos);
  EXPECT_EQ(files("used"), std::vector<std::string>{".hidden"});
  write("file", "");
  EXPECT_NE(refusal("file").find("is no folder"), std::string::npos);
}

TEST_F(NewCommandTest, RefusesWhatIsNoName) {
  for (const std::string name : {"9lives", "a b", "a;b", "-x", "a$b", "\xC3\xA9t\xC3\xA9"}) {
    EXPECT_NE(refusal(name).find("is no name for a project"), std::string::npos) << name;
    EXPECT_FALSE(fs::exists(path(name))) << name;
  }
  EXPECT_NE(refusal(std::string(65, 'a')).find("64 at most"), std::string::npos);
}

TEST_F(NewCommandTest, RefusesPlatformsThatItCannotServe) {
  EXPECT_EQ(refusal("x", "imx8m"), "new: unknown platform 'imx8m', did you mean 'imx8mm'?");
  EXPECT_NE(refusal("x", "../imx8mm").find("unknown platform"), std::string::npos);
  fs::remove_all(path("share/rpmsg-sim/firmware/rpmsg/port/imx8mm"));
  EXPECT_EQ(refusal("x"), "new: the RPMsg stack has no port for platform 'imx8mm'");
  EXPECT_FALSE(fs::exists(path("x")));
}

TEST_F(NewCommandTest, WritesNothingWhenTheInstallationIsIncomplete) {
  fs::remove(path("share/rpmsg-sim/firmware/templates/remote/README.md"));
  EXPECT_NE(refusal("x").find("cannot be read"), std::string::npos);
  EXPECT_FALSE(fs::exists(path("x")));
}

}  // namespace
}  // namespace rpmsg_sim
