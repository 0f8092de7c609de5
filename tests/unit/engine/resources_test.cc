#include "scenarios/engine/resources.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/engine_fixture.h"

namespace rpmsg_sim {
namespace {

class ResourcesTest : public EngineTest {
 protected:
  ResourcesTest() {
    core_.name = "a53";
    core_.image_folder = "a53";
  }
  std::string image(const Resources& resources, const std::string& name) const {
    const auto found = resources.image(name, "imx8mm", core_);
    return found ? std::filesystem::relative(*found, folder_).string() : "none";
  }

  CoreSpec core_;
};

TEST_F(ResourcesTest, InstalledLayout) {
  EXPECT_EQ(resources().platforms(), std::vector<std::string>{"imx8mm"});
  EXPECT_EQ(resources().scenarios(), std::vector<std::string>{"small"});
  EXPECT_EQ(resources().scenario("small")->string(), path("share/rpmsg-sim/scenarios/small.yaml"));
  EXPECT_EQ(image(resources(), "host"), "share/rpmsg-sim/images/imx8mm/host.elf");
  EXPECT_EQ(image(resources(), "none"), "none");
}

TEST_F(ResourcesTest, BuildTreeLayout) {
  const Resources beside(folder_ / "rpmsg-sim", {});
  EXPECT_EQ(beside.platforms(), std::vector<std::string>{"imx8mm"});
  EXPECT_EQ(image(beside, "host"), "share/rpmsg-sim/images/imx8mm/host.elf");
}

TEST_F(ResourcesTest, AnEmptyInstallationHasNothing) {
  const Resources nothing("/nonexistent/bin/rpmsg-sim", {});
  EXPECT_TRUE(nothing.platforms().empty());
  EXPECT_TRUE(nothing.scenarios().empty());
  EXPECT_TRUE(nothing.images().empty());
  EXPECT_FALSE(nothing.platform("imx8mm"));
}

TEST_F(ResourcesTest, TheUsersImagesCountFirst) {
  write("mine/host.elf", "");
  write("second/imx8mm/host.elf", "");
  write("data/rpmsg-sim/images/host.elf", "");
  write("home/.local/share/rpmsg-sim/images/host.elf", "");
  const auto with = [&](const std::string& list, const std::string& data, const std::string& home) {
    return image(resources({list, data, home}), "host");
  };
  EXPECT_EQ(with(path("mine") + ":" + path("second"), path("data"), path("home")), "mine/host.elf");
  EXPECT_EQ(with("::/nonexistent:" + path("second"), path("data"), path("home")), "second/imx8mm/host.elf");
  EXPECT_EQ(with("", path("data"), path("home")), "data/rpmsg-sim/images/host.elf");
  EXPECT_EQ(with("", "", path("home")), "home/.local/share/rpmsg-sim/images/host.elf");
  EXPECT_EQ(with("", "relative/is/ignored", path("home")), "home/.local/share/rpmsg-sim/images/host.elf");
  EXPECT_EQ(with("", "", ""), "share/rpmsg-sim/images/imx8mm/host.elf");
}

TEST_F(ResourcesTest, ABuildForTheCoreCountsBeforeTheCommonOne) {
  write("share/rpmsg-sim/images/imx8mm/a53/host.elf", "");
  EXPECT_EQ(image(resources(), "host"), "share/rpmsg-sim/images/imx8mm/a53/host.elf");
}

TEST_F(ResourcesTest, NamesDoNotLeadElsewhere) {
  write("share/rpmsg-sim/outside.yaml", "");
  EXPECT_FALSE(resources().platform("../outside"));
  EXPECT_FALSE(resources().scenario(""));
  EXPECT_FALSE(resources().scenario("."));
  EXPECT_EQ(image(resources(), "../imx8mm/host"), "none");
}

TEST_F(ResourcesTest, ListsImagesOnceSorted) {
  write("mine/imx8mm/remote.elf", "");
  write("mine/zebra.elf", "");
  const std::vector<ShippedImage> images = resources({path("mine"), "", ""}).images();
  ASSERT_EQ(images.size(), 3U);
  EXPECT_EQ(images[0].name, "host");
  EXPECT_EQ(images[1].name, "remote");
  EXPECT_EQ(images[1].path.string(), path("mine/imx8mm/remote.elf"));
  EXPECT_EQ(images[2].name, "zebra");
  EXPECT_EQ(images[2].platform, "");
}

}  // namespace
}  // namespace rpmsg_sim
