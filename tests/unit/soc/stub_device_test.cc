#include "models/soc/stub_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/soc/soc_bench.h"

namespace rpmsg_sim {
namespace {

using testing::HasSubstr;

struct Bench {
  RecordingFindings findings;
  StubDevice stub{"gpt1", findings};
  StubInitiator cpu{"cpu"};
  Bench() { connect_and_start(cpu, stub.bus); }
};

TEST(StubDevice, ReadsZeroAndIgnoresWrites) {
  Bench bench;
  bench.cpu.write(0x10, 0xFFFFFFFFu);
  EXPECT_EQ(bench.cpu.status, tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(bench.cpu.read(0x10), 0u);
  EXPECT_EQ(bench.cpu.read<std::uint64_t>(0x123456789), 0u);
  EXPECT_EQ(bench.cpu.status, tlm::TLM_OK_RESPONSE);
}

TEST(StubDevice, ReportsEachOffsetAndDirectionOnce) {
  Bench bench;
  bench.cpu.read(0x10, 70);
  bench.cpu.read(0x10, 80);
  bench.cpu.write(0x10, 1u, 90);
  bench.cpu.write(0x10, 2u, 100);
  bench.cpu.read<std::uint8_t>(0x14, 110);
  ASSERT_EQ(bench.findings.count("stub_access"), 3u);
  EXPECT_EQ(bench.findings.reports[0].time, 70u);
  EXPECT_THAT(bench.findings.reports[0].text, HasSubstr("gpt1: read of 4 bytes at offset 0x10"));
  EXPECT_THAT(bench.findings.reports[1].text, HasSubstr("write of 4 bytes at offset 0x10"));
  EXPECT_THAT(bench.findings.reports[2].text, HasSubstr("read of 1 byte at offset 0x14"));
}

TEST(StubDevice, ASweepDoesNotReportForEver) {
  Bench bench;
  for (unsigned i = 0; i < 5000; ++i) bench.cpu.read(4 * i);
  EXPECT_EQ(bench.findings.count("stub_access"), StubDevice::kMostReports);
}

TEST(StubDevice, DebugAccessIsSilent) {
  Bench bench;
  bench.cpu.debug_write(0x10, 1u);
  EXPECT_EQ(bench.cpu.debug_read(0x10), 0u);
  EXPECT_TRUE(bench.findings.reports.empty());
}

}  // namespace
}  // namespace rpmsg_sim
