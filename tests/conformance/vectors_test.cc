// The bundled host and remote on the whole i.MX 8M Mini against vectors measured with Linux 6.1 as host and
// RPMsg-Lite as remote (README.md has the list). Numbers in test names are those of the vectors; addresses
// are those of the EVK's device tree instead of the measurement's 0x55000000 and 0x55400000.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/conformance/machine_run.h"
#include "tests/images/rpmsg_moments.h"

namespace rpmsg_sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// 256 descriptors, used ring aligned to 0x1000.
constexpr std::uint64_t kDesc0 = 0xB8000000, kAvail0 = 0xB8001000, kUsed0 = 0xB8002000;
constexpr std::uint64_t kDesc1 = 0xB8008000, kAvail1 = 0xB8009000, kUsed1 = 0xB800A000;
constexpr std::uint64_t kUsedEvent0 = kAvail0 + 4 + 2 * 256;
constexpr std::uint64_t kTable = 0xB80FF000;
constexpr std::uint64_t kStatus = kTable + 20 + 24;
constexpr std::uint64_t kToHost = 0xB8400000, kToRemote = 0xB8420000;  // buffers of 0x200 bytes

// Side, register and word: ring number << 16 in register 1.
constexpr char kHostKicks0[] = "a1 00000000";
constexpr char kHostKicks1[] = "a1 00010000";
constexpr char kRemoteKicks0[] = "b1 00000000";

void expect_passed(const MachineRun& run) {
  EXPECT_TRUE(run.ended) << run.explain();
  EXPECT_EQ(run.exit_value, 0u) << run.explain();
  EXPECT_THAT(run.findings, IsEmpty()) << run.explain();
}

auto count(const MachineRun& run, const char* doorbell) {
  return std::count(run.doorbells.begin(), run.doorbells.end(), doorbell);
}

MachineRunOptions with_parameter(std::uint64_t value) {
  MachineRunOptions options;
  options.parameters = {value};
  return options;
}

MachineRun opening(rpmsg_moment moment) {
  MachineRun run = run_machine("rpmsg_opening_a", "rpmsg_opening_m", with_parameter(moment));
  expect_passed(run);
  return run;
}

// ---- Bringing up the link ----

TEST(Vectors, V7HostPrimesTheRings) {
  const MachineRun run = opening(RPMSG_HOST_IS_UP);
  EXPECT_EQ(run.bytes(kAvail0, 12), "00 00 00 01 00 00 01 00 02 00 03 00");
  EXPECT_EQ(run.bytes(kAvail0 + 4 + 2 * 254, 4), "fe 00 ff 00");
  EXPECT_EQ(run.bytes(kDesc0, 16), "00 00 40 b8 00 00 00 00 00 02 00 00 02 00 01 00");
  EXPECT_EQ(run.bytes(kDesc0 + 16, 16), "00 02 40 b8 00 00 00 00 00 02 00 00 02 00 02 00");
  EXPECT_EQ(run.bytes(kDesc0 + 0xFF0, 16), "00 fe 41 b8 00 00 00 00 00 02 00 00 02 00 00 00");
  EXPECT_TRUE(run.all(kUsed0, 0x806, 0));
  EXPECT_TRUE(run.all(kDesc1, 0x1000, 0));
  EXPECT_EQ(run.bytes(kAvail1, 4), "01 00 00 00");
  EXPECT_TRUE(run.all(kAvail1 + 4, 0x202, 0));
  EXPECT_TRUE(run.all(kUsed1, 0x806, 0));
  EXPECT_TRUE(run.all(kToHost, 0x40000, kPoison)) << "buffers are not touched before they are used";
  EXPECT_THAT(run.doorbells, ElementsAre(kHostKicks0));
}

TEST(Vectors, V7HostCompletesTheResourceTable) {
  const MachineRun run = opening(RPMSG_HOST_IS_UP);
  EXPECT_EQ(run.bytes(kTable, 20), "01 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 14 00 00 00");
  // type, id, notifyid, dfeatures, gfeatures, config_len, status and number of rings
  EXPECT_EQ(run.bytes(kTable + 20, 28),
            "03 00 00 00 07 00 00 00 00 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00 07 02 00 00");
  // da, align, num, notifyid, pa
  EXPECT_EQ(run.bytes(kTable + 48, 20), "00 00 00 b8 00 10 00 00 00 01 00 00 00 00 00 00 00 00 00 00");
  EXPECT_EQ(run.bytes(kTable + 68, 20), "00 80 00 b8 00 10 00 00 00 01 00 00 01 00 00 00 00 00 00 00");
}

// The status byte as time goes by: the same run again and again, ended earlier or later.
class StatusHistory {
 public:
  // All values between two moments at which the byte differs, the first excluded. A value that stands for
  // less than kResolution, or that comes and goes between two equal ones, may be missed.
  std::vector<std::string> values(Picoseconds begin, Picoseconds end) {
    std::vector<std::string> found;
    refine(begin, at(begin), end, at(end), found);
    return found;
  }

 private:
  static constexpr Picoseconds kResolution = 250;

  static std::string at(Picoseconds time) {
    MachineRunOptions options = with_parameter(RPMSG_HOST_IS_UP);
    options.limit = time;
    return run_machine("rpmsg_opening_a", "rpmsg_opening_m", options).bytes(kStatus, 1);
  }

  void refine(Picoseconds begin, const std::string& first, Picoseconds end, const std::string& last,
              std::vector<std::string>& found) {
    if (first == last) return;
    if (end - begin <= kResolution) {
      found.push_back(last);
      return;
    }
    const Picoseconds middle = begin + (end - begin) / 2;
    const std::string between = at(middle);
    refine(begin, first, middle, between, found);
    refine(middle, between, end, last, found);
  }
};

TEST(Vectors, V7StatusGoesThroughItsStepsInOrder) {
  const MachineRun whole = opening(RPMSG_HOST_IS_UP);
  StatusHistory history;
  EXPECT_THAT(history.values(0, whole.simulated), ElementsAre("00", "01", "03", "07"));
}

// Part of vector 1 comes with it: the remote touches no shared memory, the host being absent.
TEST(Vectors, V31RemoteBeforeLinkUp) {
  const MachineRun run = run_machine("boot_a", "rpmsg_unlinked_m");
  expect_passed(run);
  EXPECT_TRUE(run.all(kDesc0, 0x10000, kPoison));
  EXPECT_TRUE(run.all(kToHost, 0x40000, kPoison));
  EXPECT_THAT(run.doorbells, IsEmpty());
}

// ---- Name service ----

TEST(Vectors, V11RemoteAnnounces) {
  const MachineRun run = opening(RPMSG_ANNOUNCED);
  EXPECT_EQ(run.bytes(kToHost, 8), "00 04 00 00 35 00 00 00");
  EXPECT_EQ(run.bytes(kToHost + 8, 4), "a5 a5 a5 a5") << "RPMsg-Lite leaves the reserved word as it is";
  EXPECT_EQ(run.bytes(kToHost + 12, 4), "28 00 00 00");
  EXPECT_EQ(run.bytes(kToHost + 16, 16), "72 70 6d 73 67 2d 6f 70 65 6e 61 6d 70 2d 64 65");
  EXPECT_EQ(run.bytes(kToHost + 32, 16), "6d 6f 2d 63 68 61 6e 6e 65 6c 00 00 00 00 00 00");
  EXPECT_EQ(run.bytes(kToHost + 48, 8), "00 04 00 00 00 00 00 00");
  EXPECT_TRUE(run.all(kToHost + 56, 0x200 - 56, kPoison));
}

TEST(Vectors, V12RingsAfterTheAnnouncement) {
  const MachineRun run = opening(RPMSG_ANNOUNCED);
  EXPECT_EQ(run.bytes(kUsed0, 12), "00 00 01 00 00 00 00 00 00 02 00 00");
  EXPECT_EQ(run.bytes(kAvail0, 4), "00 00 00 01");
  EXPECT_TRUE(run.all(kUsed1, 0x806, 0));
  EXPECT_THAT(run.doorbells, ElementsAre(kHostKicks0, kRemoteKicks0));
}

TEST(Vectors, V13HostServesTheAnnouncement) {
  const MachineRun run = opening(RPMSG_SERVED);
  EXPECT_EQ(run.bytes(kAvail0, 8), "00 00 01 01 00 00 01 00");
  EXPECT_EQ(run.bytes(kDesc0, 16), "00 00 40 b8 00 00 00 00 00 02 00 00 02 00 00 00");
  EXPECT_EQ(run.bytes(kUsedEvent0, 2), "01 00") << "Linux keeps it up to date although nobody asked";
  EXPECT_THAT(run.doorbells, ElementsAre(kHostKicks0, kRemoteKicks0, kHostKicks0));
}

// ---- Data ----

TEST(Vectors, V22HostSends) {
  const MachineRun run = opening(RPMSG_GREETED);
  EXPECT_EQ(run.bytes(kDesc1, 16), "00 00 42 b8 00 00 00 00 1c 00 00 00 00 00 01 00");
  EXPECT_TRUE(run.all(kDesc1 + 16, 0xFF0, 0)) << "descriptors are written when they are used";
  EXPECT_EQ(run.bytes(kToRemote, 28),
            "00 04 00 00 00 04 00 00 00 00 00 00 0c 00 00 00 68 65 6c 6c 6f 20 77 6f 72 6c 64 21");
  EXPECT_TRUE(run.all(kToRemote + 28, 0x200 - 28, kPoison));
  EXPECT_EQ(run.bytes(kAvail1, 6), "01 00 01 00 00 00");
  EXPECT_TRUE(run.all(kUsed1, 0x806, 0));
  // Sent from the callback of the announcement, whose own buffer goes back afterwards.
  EXPECT_THAT(run.doorbells, ElementsAre(kHostKicks0, kRemoteKicks0, kHostKicks1));
}

TEST(Vectors, V23RemoteReturnsTheBuffer) {
  const MachineRun run = opening(RPMSG_GREETING_READ);
  EXPECT_EQ(run.bytes(kUsed1, 12), "00 00 01 00 00 00 00 00 1c 00 00 00");
  EXPECT_EQ(run.bytes(kAvail1, 6), "01 00 01 00 00 00");
  EXPECT_EQ(run.bytes(kAvail0, 4), "00 00 01 01");
  EXPECT_THAT(run.doorbells, ElementsAre(kHostKicks0, kRemoteKicks0, kHostKicks1, kHostKicks0))
      << "the answer's doorbell before the batch's, and none for a returned buffer";
}

MachineRun sizes(rpmsg_direction direction) {
  MachineRun run = run_machine("rpmsg_sizes_a", "rpmsg_sizes_m", with_parameter(direction));
  expect_passed(run);
  return run;
}

// "30 31 32 ..": `count` bytes.
std::string counting(std::uint8_t from, std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  std::iota(bytes.begin(), bytes.end(), from);
  return fmt::format("{:02x}", fmt::join(bytes, " "));
}

// Payloads of 0 (vector 25), 1, 16, 495 and 496 bytes; 497 (vector 26) leaves no trace.
TEST(Vectors, V25V26SizesToTheRemote) {
  const MachineRun run = sizes(RPMSG_TO_REMOTE);
  EXPECT_EQ(run.bytes(kDesc1, 80),
            "00 00 42 b8 00 00 00 00 10 00 00 00 00 00 01 00 "
            "00 02 42 b8 00 00 00 00 11 00 00 00 00 00 02 00 "
            "00 04 42 b8 00 00 00 00 20 00 00 00 00 00 03 00 "
            "00 06 42 b8 00 00 00 00 ff 01 00 00 00 00 04 00 "
            "00 08 42 b8 00 00 00 00 00 02 00 00 00 00 05 00");
  EXPECT_EQ(run.bytes(kAvail1, 14), "01 00 05 00 00 00 01 00 02 00 03 00 04 00");
  EXPECT_EQ(run.bytes(kUsed1, 44),
            "00 00 05 00 "
            "00 00 00 00 10 00 00 00 01 00 00 00 11 00 00 00 02 00 00 00 20 00 00 00 "
            "03 00 00 00 ff 01 00 00 04 00 00 00 00 02 00 00");
  EXPECT_EQ(run.bytes(kToRemote, 16), "00 04 00 00 00 04 00 00 00 00 00 00 00 00 00 00");
  EXPECT_TRUE(run.all(kToRemote + 16, 496, kPoison));
  EXPECT_EQ(run.bytes(kToRemote + 0x200, 17), "00 04 00 00 00 04 00 00 00 00 00 00 01 00 00 00 20");
  EXPECT_TRUE(run.all(kToRemote + 0x200 + 17, 495, kPoison));
  EXPECT_EQ(run.bytes(kToRemote + 0x400 + 12, 20), "10 00 00 00 " + counting(0x30, 16));
  EXPECT_EQ(run.bytes(kToRemote + 0x600 + 12, 499), "ef 01 00 00 " + counting(0x40, 495));
  EXPECT_EQ(run.bytes(kToRemote + 0x7FF, 1), "a5");
  EXPECT_EQ(run.bytes(kToRemote + 0x800 + 12, 500), "f0 01 00 00 " + counting(0x50, 496));
  EXPECT_TRUE(run.all(kToRemote + 0xA00, 0x200, kPoison));
  EXPECT_THAT(run.doorbells, ElementsAre(kHostKicks0, kRemoteKicks0, kHostKicks1, kHostKicks1, kHostKicks1,
                                         kHostKicks1, kHostKicks1, kHostKicks0));
}

TEST(Vectors, V25V26SizesToTheHost) {
  const MachineRun run = sizes(RPMSG_TO_HOST);
  EXPECT_EQ(run.bytes(kUsed0, 52),
            "00 00 06 00 "
            "00 00 00 00 00 02 00 00 01 00 00 00 00 02 00 00 02 00 00 00 00 02 00 00 "
            "03 00 00 00 00 02 00 00 04 00 00 00 00 02 00 00 05 00 00 00 00 02 00 00");
  EXPECT_EQ(run.bytes(kAvail0, 4), "00 00 06 01") << "all buffers are back";
  EXPECT_EQ(run.bytes(kUsedEvent0, 2), "06 00");
  EXPECT_EQ(run.bytes(kToHost + 0x200, 16), "00 04 00 00 00 04 00 00 a5 a5 a5 a5 00 00 00 00");
  EXPECT_TRUE(run.all(kToHost + 0x200 + 16, 496, kPoison));
  EXPECT_EQ(run.bytes(kToHost + 0x400, 17), "00 04 00 00 00 04 00 00 a5 a5 a5 a5 01 00 00 00 20");
  EXPECT_TRUE(run.all(kToHost + 0x400 + 17, 495, kPoison));
  EXPECT_EQ(run.bytes(kToHost + 0x600 + 12, 20), "10 00 00 00 " + counting(0x30, 16));
  EXPECT_EQ(run.bytes(kToHost + 0x800 + 12, 499), "ef 01 00 00 " + counting(0x40, 495));
  EXPECT_EQ(run.bytes(kToHost + 0x9FF, 1), "a5");
  EXPECT_EQ(run.bytes(kToHost + 0xA00 + 12, 500), "f0 01 00 00 " + counting(0x50, 496));
  EXPECT_TRUE(run.all(kToHost + 0xC00, 0x200, kPoison));
  EXPECT_THAT(run.doorbells, ElementsAre(kHostKicks0, kRemoteKicks0, kRemoteKicks0, kRemoteKicks0,
                                         kRemoteKicks0, kRemoteKicks0, kRemoteKicks0, kHostKicks0))
      << "one doorbell for the whole batch";
}

TEST(Vectors, V29NobodyHasTheAddress) {
  const MachineRun run = run_machine("rpmsg_nobody_a", "rpmsg_nobody_m");
  expect_passed(run);
  EXPECT_EQ(run.bytes(kToRemote, 17), "00 04 00 00 e7 03 00 00 00 00 00 00 01 00 00 00 78");
  EXPECT_EQ(run.bytes(kUsed1, 12), "00 00 01 00 00 00 00 00 11 00 00 00") << "the remote returned it";
  EXPECT_EQ(run.bytes(kToHost + 0x200, 8), "00 04 00 00 e7 03 00 00");
  EXPECT_EQ(run.bytes(kAvail0, 8), "00 00 02 01 00 00 01 00") << "the host returned it";
  EXPECT_THAT(run.doorbells, ElementsAre(kHostKicks0, kRemoteKicks0, kHostKicks0,  // announcement
                                         kHostKicks1,                              // to the remote's 999
                                         kRemoteKicks0, kHostKicks0));             // to the host's 999
}

// ---- Back-pressure ----

// Three messages were read before the remote stopped: 259 sent, 3 returned.
TEST(Vectors, V32StalledRemote) {
  const MachineRun run = run_machine("rpmsg_stalled_a", "rpmsg_stalled_m", with_parameter(RPMSG_TO_REMOTE));
  expect_passed(run);
  EXPECT_EQ(run.bytes(kAvail1, 4), "01 00 03 01");
  EXPECT_EQ(run.bytes(kUsed1, 4), "00 00 03 00");
  EXPECT_EQ(count(run, kHostKicks1), 259) << "a message that was not sent rings nothing";
}

// Also vector 33: with a timeout the remote waits that long before it gives up.
TEST(Vectors, V32V33StalledHost) {
  const MachineRun run = run_machine("rpmsg_stalled_a", "rpmsg_stalled_m", with_parameter(RPMSG_TO_HOST));
  expect_passed(run);
  EXPECT_EQ(run.bytes(kAvail0, 4), "00 00 00 01");
  EXPECT_EQ(run.bytes(kUsed0, 4), "00 00 00 01");
  EXPECT_EQ(run.bytes(kUsed0 + 4 + 8 * 255, 8), "ff 00 00 00 00 02 00 00");
  EXPECT_EQ(count(run, kRemoteKicks0), 256);
}

// ---- Wrap ----

MachineRunOptions stream_of(std::uint64_t messages) {
  MachineRunOptions options = with_parameter(messages);
  options.limit = 20'000'000'000'000;
  return options;
}

// Each way 70,000 messages, which both sides check; the announcement is one more towards the host.
// 70000 = 0x1'1170.
TEST(Vectors, V38IndicesWrap) {
  const MachineRun run = run_machine("rpmsg_stream_a", "rpmsg_stream_m", stream_of(70000));
  expect_passed(run);
  EXPECT_EQ(run.bytes(kAvail1, 4), "01 00 70 11");
  EXPECT_EQ(run.bytes(kUsed1, 4), "00 00 70 11");
  EXPECT_EQ(run.bytes(kUsed0, 4), "00 00 71 11");
  EXPECT_EQ(run.bytes(kAvail0, 4), "00 00 71 12") << "256 buffers offered again";
  EXPECT_EQ(count(run, kHostKicks1), 70000);
  EXPECT_EQ(count(run, kRemoteKicks0), 70001);
  const auto batches = count(run, kHostKicks0);
  EXPECT_GT(batches, 1);
  EXPECT_LE(batches, 70002) << "at most one for each batch received, and the first";
}

// ---- Every way of running it is the same ----

struct Pair {
  const char* a;
  const char* m;
  std::uint64_t parameter;
};

void PrintTo(const Pair& pair, std::ostream* out) {
  *out << pair.a << " " << pair.parameter;
}

class Machine : public testing::TestWithParam<Pair> {
 protected:
  static MachineRun run(bool zero_horizon, bool audit) {
    MachineRunOptions options = with_parameter(GetParam().parameter);
    options.zero_horizon = zero_horizon;
    options.audit = audit;
    MachineRun result = run_machine(GetParam().a, GetParam().m, options);
    expect_passed(result);
    return result;
  }
};

TEST_P(Machine, DoesTheSameWithoutRunningAheadAndAudited) {
  const MachineRun ahead = run(false, false);
  const MachineRun waiting = run(true, false);
  const MachineRun audited = run(false, true);
  EXPECT_EQ(ahead.digest, waiting.digest);
  EXPECT_EQ(ahead.memory, waiting.memory);
  EXPECT_EQ(ahead.digest, audited.digest);
}

INSTANTIATE_TEST_SUITE_P(All, Machine,
                         testing::Values(Pair{"rpmsg_opening_a", "rpmsg_opening_m", RPMSG_GREETING_READ},
                                         Pair{"boot_a", "rpmsg_unlinked_m", 0},
                                         Pair{"rpmsg_sizes_a", "rpmsg_sizes_m", RPMSG_TO_REMOTE},
                                         Pair{"rpmsg_sizes_a", "rpmsg_sizes_m", RPMSG_TO_HOST},
                                         Pair{"rpmsg_nobody_a", "rpmsg_nobody_m", 0},
                                         Pair{"rpmsg_stalled_a", "rpmsg_stalled_m", RPMSG_TO_REMOTE},
                                         Pair{"rpmsg_stalled_a", "rpmsg_stalled_m", RPMSG_TO_HOST},
                                         Pair{"rpmsg_stream_a", "rpmsg_stream_m", 1000}),
                         [](const auto& test) {
                           return std::string(test.param.m) + "_" + std::to_string(test.param.parameter);
                         });

}  // namespace
}  // namespace rpmsg_sim
