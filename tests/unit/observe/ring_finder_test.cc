#include "models/observe/ring_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/observe/ring_bench.h"

namespace rpmsg_sim::testing_support {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint64_t kSharedBase = 0xB8000000;
constexpr std::uint64_t kPrivateBase = 0x90000000;
constexpr std::uint64_t kTable = kSharedBase + 0xF000;
constexpr unsigned kCount = 8;
constexpr std::uint16_t kDeviceWrites = 2;

// Shared memory, and memory that is private to the host.
class Memories : public SharedMemoryView, public MemoryView {
 public:
  const std::uint8_t* host_pointer(std::uint64_t address, std::uint64_t length) const override {
    return shared.host_pointer(address, length);
  }
  const std::uint8_t* any_pointer(std::uint64_t address, std::uint64_t length) const override {
    const std::uint8_t* bytes = shared.host_pointer(address, length);
    return bytes != nullptr ? bytes : own.host_pointer(address, length);
  }
  std::string describe_place(std::uint64_t) const override { return "a place"; }
  std::uint64_t system_address(SourceId, std::uint64_t address) const override { return address; }
  std::uint8_t* at(std::uint64_t address) {
    return address >= kSharedBase ? shared.at(address) : own.at(address);
  }

  FlatMemory shared{kSharedBase, 0x20000};
  FlatMemory own{kPrivateBase, 0x20000};
};

class RingFinderTest : public testing::Test {
 protected:
  RingFinderTest()
      : observer(log, findings, memory),
        finder(observer, findings, memory, memory, {{kHost, kRemote, "a53", "m4", {kTable}}}) {
    observer.set_finder(&finder);
  }

  template <typename T>
  void write(SourceId core, std::uint64_t address, T value) {
    const bool seen = observer.on_write_ahead(core, address, sizeof value, ++now);
    std::memcpy(memory.at(address), &value, sizeof value);
    if (!seen) observer.on_write(core, address, sizeof value, now);
  }

  // The host offers descriptor `id` as the `index`th on the ring.
  void offer(std::uint64_t ring, unsigned id, std::uint16_t index, std::uint16_t flags,
             SourceId core = kHost) {
    write(core, ring + 16 * id, kSharedBase + 0x10000 + 64 * id);
    write(core, ring + 16 * id + 8, std::uint32_t{64});
    write(core, ring + 16 * id + 12, flags);
    write(core, ring + 16 * kCount + 4 + 2 * (index % kCount), static_cast<std::uint16_t>(id));
    write(core, ring + 16 * kCount + 2, static_cast<std::uint16_t>(index + 1));
  }

  void prime(std::uint64_t ring, SourceId core = kHost) {
    for (unsigned i = 0; i < kCount; ++i) offer(ring, i, static_cast<std::uint16_t>(i), kDeviceWrites, core);
  }

  static std::uint64_t used_of(std::uint64_t ring, unsigned align) {
    return ring + ring_layout(kCount, align).used;
  }

  EventLog log;
  FindingRecorder findings;
  Memories memory;
  VringObserver observer;
  RingFinder finder;
  Picoseconds now = 0;
};

TEST_F(RingFinderTest, TakesTheFirstRingForVring0AndTheSecondForVring1) {
  constexpr std::uint64_t kFirst = kSharedBase + 0x1000;
  constexpr std::uint64_t kSecond = kSharedBase + 0x3000;
  prime(kFirst);
  EXPECT_EQ(observer.link_count(), 0u) << "the used ring is not known";
  observer.on_read(kHost, used_of(kFirst, 64), 2, ++now);
  ASSERT_EQ(observer.link_count(), 1u);
  EXPECT_EQ(observer.link(0).vring0, kFirst);
  EXPECT_EQ(observer.link(0).count, kCount);
  EXPECT_EQ(observer.link(0).align, 64u);
  EXPECT_EQ(observer.link(0).buffer_size, 64u);
  EXPECT_EQ(observer.link(0).vring1, kUnknownRing);
  offer(kSecond, 0, 0, 0);
  EXPECT_EQ(observer.link(0).vring1, kSecond);
  EXPECT_EQ(observer.links()[0].messages, 1u) << "the message that gave the ring away";
  EXPECT_THAT(findings.texts, IsEmpty());
}

TEST_F(RingFinderTest, TakesTheRemotesFirstWriteToAUsedRing) {
  constexpr std::uint64_t kFirst = kSharedBase + 0x1000;
  prime(kFirst);
  write(kRemote, used_of(kFirst, 16) + kRingIndex, std::uint16_t{1});
  ASSERT_EQ(observer.link_count(), 1u);
  EXPECT_EQ(observer.link(0).align, 16u);
  EXPECT_EQ(observer.links()[0].messages, 1u);
}

TEST_F(RingFinderTest, IgnoresWhatTheRemoteOffers) {
  constexpr std::uint64_t kFirst = kSharedBase + 0x1000;
  prime(kFirst, kRemote);
  observer.on_read(kHost, used_of(kFirst, 64), 2, ++now);
  EXPECT_EQ(observer.link_count(), 0u);
}

TEST_F(RingFinderTest, SearchesNoMoreOnceAKnownLinkIsAlive) {
  LinkDescription known;
  known.name = "known";
  known.host = kHost;
  known.remote = kRemote;
  known.vring0 = kSharedBase + 0x5000;
  known.vring1 = kSharedBase + 0x6000;
  known.count = kCount;
  known.align = 64;
  observer.add_link(known);
  prime(known.vring0);
  prime(kSharedBase + 0x1000);
  observer.on_read(kHost, used_of(kSharedBase + 0x1000, 64), 2, ++now);
  EXPECT_EQ(observer.link_count(), 1u);
}

TEST_F(RingFinderTest, ReadsWhatTheHostWritesIntoTheTable) {
  const std::uint32_t table[] = {1,          1,           0,  0,      20, 3, 7,           0,  0,      0, 0,
                                 0x00000200, kAnyAddress, 64, kCount, 0,  0, kAnyAddress, 64, kCount, 1, 0};
  std::memcpy(memory.at(kTable), table, sizeof table);
  write(kHost, kTable + 48, static_cast<std::uint32_t>(kSharedBase + 0x1000));
  EXPECT_EQ(observer.link_count(), 0u) << "one of two";
  write(kHost, kTable + 68, static_cast<std::uint32_t>(kSharedBase + 0x3000));
  ASSERT_EQ(observer.link_count(), 1u);
  EXPECT_EQ(observer.link(0).vring1, kSharedBase + 0x3000);
  for (std::uint32_t i = 0; i < 30; ++i) {
    write(kHost, kTable + 48, static_cast<std::uint32_t>(kSharedBase + 0x4000 + 0x200 * i));
    write(kHost, kTable + 68, static_cast<std::uint32_t>(kSharedBase + 0x8000 + 0x200 * i));
  }
  EXPECT_LT(observer.link_count(), 10u) << "a host that cannot decide";
}

TEST_F(RingFinderTest, ReportsRingsInPrivateMemoryOnce) {
  prime(kPrivateBase + 0x1000);
  EXPECT_EQ(findings.count("rings_in_private_memory"), 1u);
  observer.on_foreign(kRemote, kPrivateBase + 0x1000 + 16 * kCount + 2, 2, ++now);
  EXPECT_EQ(findings.count("rings_in_private_memory"), 1u);
}

// The host's own memory is not watched: only the remote's attempt to go there shows the ring.
TEST_F(RingFinderTest, LooksAroundARefusedAccess) {
  observer.set_finder(nullptr);
  prime(kPrivateBase + 0x1000);
  observer.set_finder(&finder);
  observer.on_foreign(kHost, kPrivateBase + 0x1000, 4, ++now);
  EXPECT_THAT(findings.texts, IsEmpty()) << "not the remote";
  observer.on_foreign(kRemote, kPrivateBase + 0x1000 + 16 * kCount + 2, 2, ++now);
  EXPECT_THAT(findings.texts, SizeIs(1));
  EXPECT_THAT(
      findings.texts,
      testing::Contains(testing::HasSubstr("a ring of 8 descriptors for a53 and m4 lies at 0x90001000")));
}

TEST_F(RingFinderTest, SurvivesAnyMemory) {
  std::mt19937 random(3);
  for (std::uint64_t at = 0; at < 0x20000; at += 2) {
    const std::uint16_t small =
        random() % 4 == 0 ? static_cast<std::uint16_t>(random()) : static_cast<std::uint16_t>(random() % 4);
    std::memcpy(memory.at(kSharedBase + at), &small, 2);
  }
  for (int i = 0; i < 20000; ++i) {
    const SourceId core = random() % 3 == 0 ? kRemote : kHost;
    const std::uint64_t address = kSharedBase + (random() % 0x1FFF0 & ~1U);
    switch (random() % 5) {
      case 0:
        write(core, address & ~7U, kSharedBase + random() % 0x20000);
        break;
      case 1:
        write(core, address & ~3U, static_cast<std::uint32_t>(random() % 0x10000));
        break;
      case 2:
        observer.on_read(core, address, 2, ++now);
        break;
      case 3:
        if (i % 100 == 0) observer.on_foreign(core, address, 4, ++now);
        break;
      default:
        write(core, (address & ~3U) + 2, static_cast<std::uint16_t>(random() % 9));
    }
  }
  EXPECT_EQ(findings.count("UNKNOWN ID"), 0u);
}

}  // namespace
}  // namespace rpmsg_sim::testing_support
