#include "platforms/bounds.h"

#include <gtest/gtest.h>

namespace rpmsg_sim {
namespace {

Parameter parameter(Confidence confidence, std::int64_t value) {
  Parameter made;
  made.value = value;
  made.confidence = confidence;
  made.min = value / 2;
  made.max = value * 2;
  return made;
}

PlatformSpec some_platform() {
  PlatformSpec platform;
  CoreSpec core;
  core.clock = parameter(Confidence::kDatasheet, 1000);
  core.exception_entry = parameter(Confidence::kEstimate, 100);
  platform.cores.push_back(core);
  MemorySpec memory;
  memory.parameters["bank_busy"] = parameter(Confidence::kEstimate, 10);
  memory.part_parameters["tRC"] = parameter(Confidence::kEstimate, 60);
  platform.memories.push_back(memory);
  DeviceSpec device;
  device.parameters["crossing"] = parameter(Confidence::kMeasured, 70);
  device.parameters["busy"] = parameter(Confidence::kEstimate, 30);
  device.parameters["busy"].min.reset();
  platform.devices.push_back(device);
  RegionSpec region;
  region.read["m4"] = parameter(Confidence::kEstimate, 200);
  platform.regions.push_back(region);
  return platform;
}

TEST(Bounds, EstimatesGoToTheirEndsAndNothingElseMoves) {
  const PlatformSpec low = at_bound(some_platform(), Bound::kLow);
  EXPECT_EQ(low.cores[0].clock.value, 1000);
  EXPECT_EQ(low.cores[0].exception_entry.value, 50);
  EXPECT_EQ(low.memories[0].parameters.at("bank_busy").value, 5);
  EXPECT_EQ(low.memories[0].part_parameters.at("tRC").value, 30);
  EXPECT_EQ(low.devices[0].parameters.at("crossing").value, 70);
  EXPECT_EQ(low.devices[0].parameters.at("busy").value, 30);  // has no lower end
  EXPECT_EQ(low.regions[0].read.at("m4").value, 100);
  const PlatformSpec high = at_bound(some_platform(), Bound::kHigh);
  EXPECT_EQ(high.cores[0].exception_entry.value, 200);
  EXPECT_EQ(high.devices[0].parameters.at("busy").value, 60);
  EXPECT_EQ(high.regions[0].read.at("m4").value, 400);
}

TEST(Bounds, CountsWhatItMoves) {
  EXPECT_EQ(movable_estimates(some_platform()), 5u);
  EXPECT_EQ(movable_estimates(PlatformSpec{}), 0u);
}

}  // namespace
}  // namespace rpmsg_sim
