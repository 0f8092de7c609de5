#include "platforms/traffic_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rpmsg_sim {
namespace {

using testing::HasSubstr;

// One core that sees a DRAM at 0x40000000 and an SRAM at 0x900000.
PlatformSpec platform() {
  PlatformSpec spec;
  spec.name = "small";
  CoreSpec core;
  core.name = "a53";
  spec.cores.push_back(core);
  MemorySpec dram;
  dram.name = "ddr";
  dram.part = "some_part";
  dram.part_parameters["burst_bytes"].value = 64;
  MemorySpec sram;
  sram.name = "ocram";
  spec.memories = {dram, sram};
  RegionSpec high;
  high.name = "high";
  high.kind = "memory";
  high.memory = "ddr";
  high.size = 0x100000;
  high.offset = 0x200000;
  high.views.push_back({"a53", 0x40000000});
  RegionSpec on_chip = high;
  on_chip.memory = "ocram";
  on_chip.offset = 0;
  on_chip.views[0].base = 0x900000;
  spec.regions = {high, on_chip};
  return spec;
}

std::vector<TrafficSpec> read(const std::string& text, std::uint64_t seed = 1) {
  const YamlNode node = parse_yaml(text, "s.yaml");
  return read_traffic(YamlValue(node, "traffic"), platform(), seed);
}

std::string refusal(const std::string& text) {
  try {
    read(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

const char* const kStream = "dma: {pattern: stream, rate: 1 GB/s, base: 0x40010000, size: 64 KiB}";

std::string with(const std::string& from, const std::string& to) {
  std::string text = kStream;
  const std::size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return text.replace(place, from.size(), to);
}

TEST(TrafficReader, ReadsAStream) {
  const std::vector<TrafficSpec> traffic = read(kStream);
  ASSERT_EQ(traffic.size(), 1u);
  EXPECT_EQ(traffic[0].name, "dma");
  EXPECT_EQ(traffic[0].memory, "ddr");
  EXPECT_EQ(traffic[0].parameters.pattern, TrafficPattern::kStream);
  EXPECT_EQ(traffic[0].parameters.rate, 1'000'000'000u);
  EXPECT_EQ(traffic[0].parameters.window_base, 0x210000u);
  EXPECT_EQ(traffic[0].parameters.window_size, 0x10000u);
  EXPECT_FALSE(traffic[0].parameters.yields);
}

TEST(TrafficReader, ReadsEveryKey) {
  const TrafficSpec spec = read(
                               "video: {pattern: bursty, rate: 2 GB/s, base: 0x40000000, size: 1 MiB, "
                               "write_percent: 30, outstanding: 4, "
                               "start: 1 us, active: 10 us, idle: 5 us, priority: low}")
                               .at(0);
  EXPECT_EQ(spec.parameters.pattern, TrafficPattern::kBursty);
  EXPECT_EQ(spec.parameters.write_percent, 30u);
  EXPECT_EQ(spec.parameters.outstanding, 4u);
  EXPECT_EQ(spec.parameters.start, 1'000'000u);
  EXPECT_EQ(spec.parameters.active, 10'000'000u);
  EXPECT_EQ(spec.parameters.idle, 5'000'000u);
  EXPECT_TRUE(spec.parameters.yields);
}

TEST(TrafficReader, MastersDifferInTheirSeeds) {
  const std::string two = std::string(kStream) + "\n" + with("dma", "other");
  const auto first = read(two, 1), second = read(two, 2);
  EXPECT_NE(first[0].parameters.seed, first[1].parameters.seed);
  EXPECT_NE(first[0].parameters.seed, second[0].parameters.seed);
}

TEST(TrafficReader, RefusesWhatMakesNoSense) {
  EXPECT_THAT(refusal(with("stream", "strem")), HasSubstr("did you mean 'stream'?"));
  EXPECT_THAT(refusal(with("rate", "rte")), HasSubstr("rte"));
  EXPECT_THAT(refusal(with("1 GB/s", "1")), HasSubstr("s.yaml:1:"));
  EXPECT_THAT(refusal(with("1 GB/s", "2000 GB/s")), HasSubstr("above 1 TB/s"));
  EXPECT_THAT(refusal(with("0x40010000", "0x50000000")), HasSubstr("not within one memory region of small"));
  EXPECT_THAT(refusal(with("64 KiB", "64 MiB")), HasSubstr("not within one memory region of small"));
  EXPECT_THAT(refusal(with("0x40010000", "0x900000")), HasSubstr("has no DRAM part"));
  EXPECT_THAT(refusal(with("64 KiB", "64 B")), HasSubstr("at least two bursts"));
  EXPECT_THAT(refusal(with("stream", "bursty")), HasSubstr("active"));
  EXPECT_THAT(refusal(with("64 KiB}", "64 KiB, idle: 1 us}")), HasSubstr("no meaning for pattern 'stream'"));
  EXPECT_THAT(refusal(with("64 KiB}", "64 KiB, write_percent: 101}")), HasSubstr("100"));
}

}  // namespace
}  // namespace rpmsg_sim
