// Images that cannot lie where they want to, through the scenario that names them.
#include "scenarios/engine/image_placement.h"

#include "scenarios/engine/scenario_loader.h"
#include "tests/unit/engine/engine_fixture.h"

namespace rpmsg_sim {
namespace {

constexpr std::uint64_t kLoad = 1;
constexpr std::uint64_t kHostCode = 0x6E617478;

class ImagePlacementTest : public EngineTest {
 protected:
  // What is said of the shipped scenario with one image changed.
  std::string with_remote(const std::function<void(ElfProgram&)>& change) { return with("remote", false, change); }
  std::string with_host(const std::function<void(ElfProgram&)>& change) { return with("host", true, change); }

 private:
  std::string with(const std::string& name, bool is64, const std::function<void(ElfProgram&)>& change) {
    ElfRecipe recipe;
    recipe.is64 = is64;
    recipe.change = change;
    if (is64) recipe.records = parameter_record("messages", "count", 100);
    const std::string file = "share/rpmsg-sim/images/imx8mm/" + name + ".elf";
    write(file, make_elf(recipe));
    const std::string said = refusal_of([&] { load_scenario("small", {}, resources()); });
    const std::string scenario = path("share/rpmsg-sim/scenarios/small.yaml");
    const std::string start = scenario + (is64 ? ":4:14: " : ":5:14: ") + "image " + path(file) + ": ";
    return said.compare(0, start.size(), start) == 0 ? said.substr(start.size()) : said;
  }
};

TEST_F(ImagePlacementTest, GoodOnesAreAccepted) {
  EXPECT_EQ(with_remote({}), "accepted");
  EXPECT_EQ(with_host({}), "accepted");
  EXPECT_EQ(with_remote([](ElfProgram& elf) { elf.add_segment(kLoad, 0x20000000, "data"); }), "accepted");
}

TEST_F(ImagePlacementTest, CodeBelongsIntoTheWindow) {
  EXPECT_EQ(with_remote([](ElfProgram& elf) { elf.segment(0).address = 0x2A000000; }),
            "its code, 0x2a000000 to 0x2a00000f, lies outside the code window of m4, 0x29000000 to 0x29ffffff");
  EXPECT_EQ(with_remote([](ElfProgram& elf) { elf.segment(0).address = 0x29FFFFF8; }),
            "its code, 0x29fffff8 to 0x2a000007, lies outside the code window of m4, 0x29000000 to 0x29ffffff");
  EXPECT_EQ(with_host([](ElfProgram& elf) { elf.segment(0).type = kLoad; }),
            "has no segments of host code, exactly one is expected; was it linked with the SDK's linker script?");
  EXPECT_EQ(with_host([](ElfProgram& elf) { elf.add_segment(kHostCode, 0x28001000, "more"); }),
            "has 2 segments of host code, exactly one is expected; was it linked with the SDK's linker script?");
}

TEST_F(ImagePlacementTest, DataBelongsIntoMemory) {
  EXPECT_EQ(with_remote([](ElfProgram& elf) { elf.add_segment(kLoad, 0xC0000000, "data"); }),
            "4 bytes from 0xc0000000 on are not in memory that m4 sees and may write");
  EXPECT_EQ(with_remote([](ElfProgram& elf) { elf.add_segment(kLoad, 0x30AB0000, "data"); }),
            "4 bytes from 0x30ab0000 on are not in memory that m4 sees and may write")
      << "a device";
  EXPECT_EQ(with_remote([](ElfProgram& elf) { elf.add_segment(kLoad, 0x41000000, "data"); }),
            "4 bytes from 0x41000000 on are not in memory that m4 sees and may write")
      << "private to the other core";
  EXPECT_EQ(with_remote([](ElfProgram& elf) { elf.add_segment(kLoad, 0x2001FFFE, "data"); }),
            "2 bytes from 0x20020000 on are not in memory that m4 sees and may write")
      << "the end sticks out";
  EXPECT_EQ(with_remote([](ElfProgram& elf) {
              elf.add_segment(kLoad, 0x20000000, "");
              elf.segment(2).memory_size = 0x80000000;
            }),
            "2147352576 bytes from 0x20020000 on are not in memory that m4 sees and may write");
}

TEST_F(ImagePlacementTest, NothingOverlaps) {
  EXPECT_EQ(with_remote([](ElfProgram& elf) {
              elf.add_segment(kLoad, 0x20000000, "data");
              elf.add_segment(kLoad, 0x20000003, "more");
            }),
            "overlaps itself at 0x20000003 (tcm + 0x20003)");
  const std::string host = path("share/rpmsg-sim/images/imx8mm/host.elf");
  ElfRecipe recipe;
  recipe.records = parameter_record("messages", "count", 100);
  recipe.change = [](ElfProgram& elf) { elf.add_segment(kLoad, 0x80000000, "the M4's part of the DDR"); };
  write("share/rpmsg-sim/images/imx8mm/host.elf", make_elf(recipe));
  EXPECT_EQ(with_remote([](ElfProgram& elf) { elf.add_segment(kLoad, 0x80000004, "data"); }),
            "overlaps image " + host + " at 0x80000004 (ddr + 0x40000004)");
  recipe.change = [](ElfProgram& elf) { elf.add_segment(kLoad, 0x7E0000, "over the M4's vectors"); };
  write("share/rpmsg-sim/images/imx8mm/host.elf", make_elf(recipe));
  EXPECT_EQ(with_remote({}), "overlaps image " + host + " at 0x1ffe0000 (tcm + 0x0)")
      << "the cores see it at different addresses";
}

TEST_F(ImagePlacementTest, AnMCoreStartsFromVectors) {
  const std::string nothing =
      "has no vector table: neither at 0x0, where m4 starts, nor at 0x1ffe0000, its first byte, are a stack "
      "pointer in memory and an entry in its code";
  const auto vectors = [](std::uint32_t stack, std::uint32_t entry) {
    return [stack, entry](ElfProgram& elf) {
      elf.segment(1).bytes.clear();
      append_integer(elf.segment(1).bytes, stack, 4);
      append_integer(elf.segment(1).bytes, entry, 4);
    };
  };
  EXPECT_EQ(with_remote(vectors(0, 0x29000001)), nothing);
  EXPECT_EQ(with_remote(vectors(0xC0000000, 0x29000001)), nothing);
  EXPECT_EQ(with_remote(vectors(0x20020000, 0x29000011)), nothing) << "behind the code";
  EXPECT_EQ(with_remote([](ElfProgram& elf) { elf.segment(1).bytes.resize(7); }), nothing);
  EXPECT_EQ(with_remote([](ElfProgram& elf) { elf.segment(1).address = 0x80000000; }), "accepted")
      << "a boot loader puts the first two words of the image to where the core starts";
  EXPECT_NE(with_remote([](ElfProgram& elf) { elf.segments.pop_back(); }).find("has no vector table"),
            std::string::npos);
}

TEST_F(ImagePlacementTest, AnACoreStartsAtTheEntryPointWithAStack) {
  EXPECT_EQ(with_host([](ElfProgram& elf) { elf.segment(0).address = 0x28001000; }),
            "its entry point 0x28000000 lies in none of its segments");
  EXPECT_EQ(with_host([](ElfProgram& elf) { elf.stripped = true; }),
            "has no symbol __stack_top, where a53 takes its first stack pointer from; was it stripped?");
}

}  // namespace
}  // namespace rpmsg_sim
