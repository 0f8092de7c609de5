#include "scenarios/engine/image_info.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <random>

#include "tests/unit/engine/engine_fixture.h"

namespace rpmsg_sim {
namespace {

class ImageInfoTest : public EngineTest {
 protected:
  ImageInfo info_of(const std::string& elf) const {
    write("x.elf", elf);
    return read_image_info(path("x.elf"));
  }
  std::string refusal(const std::string& elf) const {
    const std::string message = refusal_of([&] { info_of(elf); });
    const std::string place = path("x.elf") + ": ";
    return message.compare(0, place.size(), place) == 0 ? message.substr(place.size()) : message;
  }
};

TEST_F(ImageInfoTest, ParametersInTheOrderOfTheirNumbers) {
  for (const bool is64 : {false, true}) {
    ElfRecipe recipe;
    recipe.is64 = is64;
    recipe.records = parameter_record("messages", "count", 1000) + parameter_record("payload", "bytes", 16) +
                     parameter_record("period", "ns", 0x1122334455667788);
    const ImageInfo info = info_of(make_elf(recipe));
    EXPECT_EQ(info.is64, is64);
    EXPECT_EQ(info.machine, 62);
    ASSERT_EQ(info.parameters.size(), 3U);
    EXPECT_EQ(info.parameters[0].name, "messages");
    EXPECT_EQ(info.parameters[1].unit, "bytes");
    EXPECT_EQ(info.parameters[2].default_value, 0x1122334455667788U);
  }
}

TEST_F(ImageInfoTest, NoSectionMeansNoParameters) {
  ElfRecipe recipe;
  recipe.section = ".other";
  recipe.records = "whatever";
  EXPECT_TRUE(info_of(make_elf(recipe)).parameters.empty());
}

TEST_F(ImageInfoTest, WhatIsNoImage) {
  EXPECT_EQ(refusal(""), "is not an ELF file");
  EXPECT_EQ(refusal("#!/bin/sh\n"), "is not an ELF file");
  EXPECT_EQ(refusal("\x7F"
                    "ELF"),
            "is not an ELF file");
  EXPECT_EQ(refusal_of([&] { read_image_info(path("none.elf")); }),
            path("none.elf") + ": cannot be read: No such file or directory");
  EXPECT_EQ(refusal_of([&] { read_image_info(path("")); }), path("") + ": is not a regular file");
  ASSERT_EQ(mkfifo(path("pipe.elf").c_str(), 0600), 0);
  EXPECT_EQ(refusal_of([&] { read_image_info(path("pipe.elf")); }),
            path("pipe.elf") + ": is not a regular file");
}

TEST_F(ImageInfoTest, WhatIsNoLinkedImage) {
  ElfRecipe recipe;
  const auto what = [&](std::uint16_t type) {
    recipe.type = type;
    const std::string text = refusal(make_elf(recipe));
    return text.substr(0, text.find(';'));
  };
  EXPECT_EQ(what(0), "is not a linked image but an ELF file of unknown type");
  EXPECT_EQ(what(1), "is not a linked image but an object file");
  EXPECT_EQ(what(3), "is not a linked image but a shared library or position-independent program");
  EXPECT_EQ(what(4), "is not a linked image but a core dump");
}

TEST_F(ImageInfoTest, RecordsAreChecked) {
  const auto records = [&](const std::string& bytes) {
    ElfRecipe recipe;
    recipe.records = bytes;
    return refusal(make_elf(recipe));
  };
  const std::string good = parameter_record("a", "ns", 0);
  EXPECT_EQ(records(good + "x"), "section .testbench_parameters is not a whole number of 64-byte records");
  EXPECT_EQ(records(good + good), "declares parameter 'a' twice");
  EXPECT_EQ(records(parameter_record("", "ns", 0)),
            "parameter 0 has no valid name (1 to 31 of a-z, 0-9 and _)");
  EXPECT_EQ(records(parameter_record("a b", "ns", 0)),
            "parameter 0 has no valid name (1 to 31 of a-z, 0-9 and _)");
  EXPECT_EQ(records(good + parameter_record(std::string(32, 'x'), "ns", 0)),
            "parameter 1 has no valid name (1 to 31 of a-z, 0-9 and _)");
  EXPECT_EQ(records(parameter_record("a", "us", 0)),
            "parameter 'a' has a unit that is not ns, bytes or count");
  std::string many;
  for (int i = 0; i < 65; ++i) many += parameter_record("p" + std::to_string(i), "count", 0);
  EXPECT_EQ(records(many), "declares 65 parameters; at most 64 are possible");
  EXPECT_EQ(records(many.substr(64)), "accepted");
}

TEST_F(ImageInfoTest, ASectionWithoutContents) {
  ElfRecipe recipe;
  recipe.section_type = 8;  // SHT_NOBITS
  recipe.records = parameter_record("a", "ns", 0);
  EXPECT_EQ(refusal(make_elf(recipe)), "section .testbench_parameters has no plain contents");
}

TEST_F(ImageInfoTest, ImagesFitTheirCores) {
  CoreSpec a;
  a.name = "a53";
  a.native_abi = "lp64";
  CoreSpec m;
  m.name = "m4";
  m.native_abi = "x32";
  ElfRecipe recipe;
  const ImageInfo lp64 = info_of(make_elf(recipe));
  recipe.is64 = false;
  const ImageInfo x32 = info_of(make_elf(recipe));
  recipe.machine = 40;  // EM_ARM
  const ImageInfo arm = info_of(make_elf(recipe));
  EXPECT_NO_THROW(check_image_fits(lp64, a));
  EXPECT_NO_THROW(check_image_fits(x32, m));
  EXPECT_EQ(
      refusal_of([&] { check_image_fits(lp64, m); }),
      path("x.elf") +
          ": is built for x86-64, core m4 runs images for x86-64, x32 ABI; is it the other core's image?");
  EXPECT_THROW(check_image_fits(x32, a), InputError);
  EXPECT_EQ(refusal_of([&] { check_image_fits(arm, m); }),
            path("x.elf") +
                ": is built for Arm, 32 bit, core m4 runs images for x86-64, x32 ABI; is it the other core's "
                "image?")
      << "not every M core's instructions are known";
  m.architecture = "armv7e-m";
  EXPECT_NO_THROW(check_image_fits(arm, m));
  EXPECT_NO_THROW(check_image_fits(x32, m));
  EXPECT_EQ(refusal_of([&] { check_image_fits(arm, a); }),
            path("x.elf") +
                ": is built for Arm, 32 bit, core a53 runs images for x86-64; is it the other core's image?");
}

// Whatever bytes a file holds: information, or one InputError.
TEST_F(ImageInfoTest, RandomDamageNeverDoesAnythingElse) {
  std::mt19937 random(1);
  for (int round = 0; round < 1'000; ++round) {
    ElfRecipe recipe;
    recipe.is64 = round % 2 == 0;
    recipe.records = parameter_record("messages", "count", 1) + parameter_record("payload", "bytes", 2);
    std::string elf = make_elf(recipe);
    const unsigned changes = 1 + random() % 4;
    for (unsigned i = 0; i < changes; ++i) elf[random() % elf.size()] = static_cast<char>(random());
    if (random() % 4 == 0) elf.resize(random() % elf.size());
    refusal(elf);
  }
}

TEST_F(ImageInfoTest, EveryTruncationIsHandled) {
  ElfRecipe recipe;
  recipe.records = parameter_record("messages", "count", 1);
  const std::string elf = make_elf(recipe);
  for (std::size_t size = 0; size < elf.size(); ++size)
    EXPECT_NE(refusal(elf.substr(0, size)), "accepted") << size;
}

}  // namespace
}  // namespace rpmsg_sim
