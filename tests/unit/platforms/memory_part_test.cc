#include "platforms/memory_part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace rpmsg_sim {
namespace {

const char* const kPart = R"(title: test part
rcd: {value: 18.7 ns, source: s, confidence: datasheet}
rp: {value: 18.7 ns, source: s, confidence: datasheet}
ras: {value: 42.7 ns, source: s, confidence: datasheet}
rc: {value: 64 ns, source: s, confidence: datasheet}
rrd: {value: 10.7 ns, source: s, confidence: datasheet}
faw: {value: 40 ns, source: s, confidence: datasheet}
rl: {value: 18.7 ns, source: s, confidence: datasheet}
wl: {value: 9.3 ns, source: s, confidence: datasheet}
rtp: {value: 7.5 ns, source: s, confidence: datasheet}
wr: {value: 18 ns, source: s, confidence: datasheet}
write_to_read: {value: 30.7 ns, source: s, confidence: datasheet}
read_to_write: {value: 29.3 ns, source: s, confidence: datasheet}
rank_switch: {value: 1.3 ns, source: s, confidence: estimate}
rfc: {value: 280 ns, source: s, confidence: datasheet}
refi: {value: 3.88 us, source: s, confidence: datasheet}
burst: {value: 5.333 ns, source: s, confidence: datasheet}
ccd: {value: 6.27 ns, source: s, confidence: estimate}
burst_bytes: {value: 64 B, source: s, confidence: datasheet}
)";

std::string with(const std::string& from, const std::string& to) {
  std::string text = kPart;
  const std::size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return text.replace(place, from.size(), to);
}

// A folder with one part file beside a platform that is never read.
class MemoryPart : public testing::Test {
 protected:
  MemoryPart() : folder_(testing::TempDir() + "memory_part_test_" + std::to_string(getpid())) {
    std::filesystem::create_directories(folder_ + "/memory_parts");
  }
  ~MemoryPart() override { std::filesystem::remove_all(folder_); }

  std::map<std::string, Parameter> load(const std::string& text, const std::string& name = "part") {
    std::ofstream(folder_ + "/memory_parts/part.yaml") << text;
    const YamlNode node = parse_yaml(name, "platform.yaml");
    return load_memory_part(YamlValue(node, "memories.ddr.part"), {folder_});
  }

  std::string refusal(const std::string& text, const std::string& name = "part") {
    try {
      load(text, name);
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  }

  std::string folder_;
};

TEST_F(MemoryPart, IsReadWithItsTimes) {
  const DdrTiming timing = ddr_timing(load(kPart));
  EXPECT_EQ(timing.rcd, 18'700u);
  EXPECT_EQ(timing.rp, 18'700u);
  EXPECT_EQ(timing.ras, 42'700u);
  EXPECT_EQ(timing.rc, 64'000u);
  EXPECT_EQ(timing.rrd, 10'700u);
  EXPECT_EQ(timing.faw, 40'000u);
  EXPECT_EQ(timing.rl, 18'700u);
  EXPECT_EQ(timing.wl, 9'300u);
  EXPECT_EQ(timing.rtp, 7'500u);
  EXPECT_EQ(timing.wr, 18'000u);
  EXPECT_EQ(timing.write_to_read, 30'700u);
  EXPECT_EQ(timing.read_to_write, 29'300u);
  EXPECT_EQ(timing.rank_switch, 1'300u);
  EXPECT_EQ(timing.rfc, 280'000u);
  EXPECT_EQ(timing.refi, 3'880'000u);
  EXPECT_EQ(timing.burst, 5'333u);
  EXPECT_EQ(timing.ccd, 6'270u);
  EXPECT_EQ(timing.burst_bytes, 64u);
}

TEST_F(MemoryPart, AnUnknownNameGetsTheNearest) {
  EXPECT_THAT(refusal(kPart, "prt"), testing::HasSubstr("platform.yaml:1:1: there is no memory part 'prt'"));
  EXPECT_THAT(refusal(kPart, "prt"), testing::HasSubstr("part'?"));
}

TEST_F(MemoryPart, ANameIsNoPath) {
  EXPECT_THAT(refusal(kPart, "../memory_parts/part"), testing::HasSubstr("there is no memory part"));
}

TEST_F(MemoryPart, WhatMakesNoSenseIsRefusedWithItsPlace) {
  EXPECT_THAT(refusal(with("value: 64 B", "value: 60 B")),
              testing::HasSubstr("power of two from 4 B to 4 KiB"));
  EXPECT_THAT(refusal(with("value: 6.27 ns", "value: 5 ns")), testing::HasSubstr("part.yaml:18:"));
  EXPECT_THAT(refusal(with("value: 6.27 ns", "value: 5 ns")),
              testing::HasSubstr("'ccd' is shorter than 'burst'"));
  EXPECT_THAT(refusal(with("value: 3.88 us", "value: 300 ns")),
              testing::HasSubstr("no time between refreshes"));
  EXPECT_THAT(refusal(with("value: 40 ns", "value: 40 s")), testing::HasSubstr("above 1 ms"));
  EXPECT_THAT(refusal(with("value: 40 ns", "value: 40")), testing::HasSubstr("unit"));
  EXPECT_THAT(refusal(with("faw:", "fow:")), testing::HasSubstr("fow"));
}

// Shipped files: sums that the standards fix.
TEST(ShippedMemoryParts, AreConsistent) {
  // <build>/tests/<this program>, <build>/share/rpmsg-sim/platforms
  const std::filesystem::path build =
      std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
  const std::filesystem::path folder = build / "share" / "rpmsg-sim" / "platforms" / "memory_parts";
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    const YamlNode node = parse_yaml(name, "platform.yaml");
    const DdrTiming t =
        ddr_timing(load_memory_part(YamlValue(node, "part"), {folder.parent_path().string()}));
    EXPECT_GE(t.rc, t.ras) << name;
    EXPECT_LE(t.rc, t.ras + t.rp + 4'000) << name;
    EXPECT_GE(t.ras, t.rcd + t.rtp) << name;
    EXPECT_GE(t.faw, 3 * t.rrd) << name;
    EXPECT_GE(t.read_to_write + t.wl, t.rl + t.burst) << name;
    ++count;
  }
  EXPECT_EQ(count, 8);
}

DdrAddressMap read_map(const std::string& text, std::uint64_t size = std::uint64_t{1} << 31) {
  const YamlNode node = parse_yaml(text, "platform.yaml");
  return read_address_map(YamlValue(node, "map"), size);
}

std::string map_refusal(const std::string& text, std::uint64_t size = std::uint64_t{1} << 31) {
  try {
    read_map(text, size);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(AddressMap, FieldsAreRangesOfBits) {
  const DdrAddressMap map = read_map("{bank: 12-14, row: 15-29, rank: 30}");
  EXPECT_EQ(map.banks(), 8u);
  EXPECT_EQ(map.ranks(), 2u);
  EXPECT_EQ(map.bank.of(0x5000), 5u);
  EXPECT_EQ(map.row.of(0x18000), 3u);
  EXPECT_EQ(map.rank.of(0x40000000), 1u);
}

TEST(AddressMap, RefusesWhatMakesNoSense) {
  EXPECT_EQ(map_refusal("{bank: 12-14, row: 15-30}"), "accepted");
  EXPECT_THAT(map_refusal("{bank: 12-14, row: 14-30}"), testing::HasSubstr("share address bits"));
  EXPECT_THAT(map_refusal("{bank: 12-14, row: 15-31}"), testing::HasSubstr("does not have"));
  EXPECT_THAT(map_refusal("{bank: 14-12, row: 15-30}"), testing::HasSubstr("lower bit first"));
  EXPECT_THAT(map_refusal("{bank: x, row: 15-30}"), testing::HasSubstr("such as 12-14"));
  EXPECT_THAT(map_refusal("{bank: 12-, row: 15-30}"), testing::HasSubstr("such as 12-14"));
  EXPECT_THAT(map_refusal("{bank: 12-77777777777777777777, row: 15-30}"),
              testing::HasSubstr("such as 12-14"));
  EXPECT_THAT(map_refusal("{bank: 2-11, row: 15-30}"), testing::HasSubstr("more than 64 banks"));
  EXPECT_THAT(map_refusal("{bank: 12-14}"), testing::HasSubstr("row"));
}

}  // namespace
}  // namespace rpmsg_sim
