// `rpmsg-sim inspect` on images that this build has made.
#include "scenarios/engine/inspect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "platforms/located_yaml.h"

namespace rpmsg_sim {
namespace {

using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

Resources resources() {
  return {fs::path(TEST_PROGRAM), {}};
}

std::string inspect(const std::string& image) {
  return inspect_image(image, "imx8mm", resources());
}

std::string test_image(const std::string& name) {
  return std::string(TEST_IMAGE_DIR "/") + name + ".elf";
}

std::string refusal(const std::string& image, const std::string& platform = "imx8mm") {
  try {
    inspect_image(image, platform, resources());
  } catch (const InputError& error) {
    return error.what();
  }
  return "not refused";
}

TEST(Inspect, SaysWhereTheRemotesImageLands) {
  const std::string text = inspect("remote_echo");
  EXPECT_THAT(text, HasSubstr("m4 of imx8mm, x86-64, x32 ABI"));
  EXPECT_THAT(text, HasSubstr("code window of m4, not on the part"));
  EXPECT_THAT(text, HasSubstr("tcml, private to m4"));
  EXPECT_THAT(text, HasSubstr("rpmsg, shared"));
  EXPECT_THAT(text, HasSubstr("stack          0x2001c000..0x2001ffff     16 KiB  tcmu, private to m4"));
  EXPECT_THAT(text, HasSubstr("vectors        144 at 0x0"));
  EXPECT_THAT(text, HasSubstr("0x20020000 stack pointer"));
  EXPECT_THAT(text, testing::ContainsRegex("113 irq 97  0x29[0-9a-f]+ MU_M4_IRQHandler"));
  EXPECT_THAT(text, testing::ContainsRegex("more  0x29[0-9a-f]+ Default_Handler"));
  EXPECT_THAT(text, HasSubstr("vring1     0xb8008000, 256 descriptors, align 4096"));
  EXPECT_THAT(text, HasSubstr("troubles       none"));
}

TEST(Inspect, SaysWhatTheHostsImageTakes) {
  const std::string text = inspect("host_latency");
  EXPECT_THAT(text, HasSubstr("a53 of imx8mm"));
  EXPECT_THAT(text, HasSubstr("payload      16 bytes"));
  EXPECT_THAT(text, HasSubstr("ddr_code, private to a53"));
  EXPECT_THAT(text, Not(HasSubstr("vectors")));
  EXPECT_THAT(text, HasSubstr("troubles       none"));
}

TEST(Inspect, FindsWhatTheNativeBuildCannotTake) {
  const std::string text = inspect(test_image("unfit_m"));
  EXPECT_THAT(text, HasSubstr("without_hooks touches memory without any hook"));
  EXPECT_THAT(text, HasSubstr("main calls 0x0, where no code is"));
  EXPECT_THAT(text, HasSubstr("host_time has the host's instruction rdtsc"));
  EXPECT_THAT(text, HasSubstr("resource table: entry 0 at offset 65536 lies outside the table"));
  EXPECT_THAT(text, HasSubstr("resource table: entry 1: 255 vrings and 0 bytes of configuration do not fit"));
}

TEST(Inspect, FindsAnotherPlaceInATable) {
  EXPECT_THAT(inspect(test_image("rings_table_m")),
              HasSubstr("vring0     0x90000000, 16 descriptors, align 16"));
  EXPECT_THAT(inspect(test_image("rings_any_m")), HasSubstr("vring0     chosen by the host, 16 descriptors"));
}

TEST(Inspect, RefusesWhatIsNoImage) {
  EXPECT_EQ(refusal("remote_eco"), "unknown image 'remote_eco', did you mean 'remote_echo'?");
  EXPECT_THAT(refusal("./nowhere.elf"), HasSubstr("cannot be read"));
  EXPECT_THAT(refusal(TEST_PLATFORM_FILE), HasSubstr("is not an ELF file"));
  EXPECT_THAT(refusal(test_image("rings_m"), "imx8"), HasSubstr("unknown platform 'imx8'"));
}

// Every header of an image broken, byte by byte: refused or described, never a crash.
TEST(Inspect, SurvivesBrokenFiles) {
  std::ifstream input(test_image("rings_table_m"), std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(input)), {});
  const std::string path = testing::TempDir() + "broken_m.elf";
  const auto try_with = [&](std::size_t at, char value) {
    std::string broken = whole;
    broken[at] = value;
    std::ofstream(path, std::ios::binary) << broken;
    refusal(path);
  };
  constexpr std::size_t kHeaders = 52 + 5 * 32;
  for (std::size_t at = 0; at < kHeaders; ++at) {
    for (const int value : {0x00, 0x7F, 0xFF}) try_with(at, static_cast<char>(value));
  }
  const std::size_t part = whole.size() / 8;
  for (std::size_t size = 0; size < whole.size(); size += part) {
    std::ofstream(path, std::ios::binary) << whole.substr(0, size);
    refusal(path);
  }
  fs::remove(path);
}

}  // namespace
}  // namespace rpmsg_sim
