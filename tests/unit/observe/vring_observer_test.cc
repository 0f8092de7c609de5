#include "models/observe/vring_observer.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/unit/observe/ring_bench.h"

namespace rpmsg_sim {
namespace {

using testing_support::Geometry;
using testing_support::kHost;
using testing_support::kRemote;
using testing_support::RingBench;

constexpr std::uint64_t names(std::uint64_t src, std::uint64_t dst) {
  return src << 32 | dst;
}
constexpr std::uint64_t operand_c(std::uint64_t number, std::uint64_t head, std::uint64_t length) {
  return number << 32 | head << 16 | length;
}

// ---- Healthy rings

TEST(VringObserver, HostMessageIsPublishedReadAndReturned) {
  RingBench bench;
  bench.prime();
  bench.host_send(0, 1024, 30, 12);
  const Picoseconds published = bench.now;
  bench.read(kRemote, bench.buffer(1, 0), 16);
  bench.read(kRemote, bench.buffer(1, 0) + 16, 4);
  const Picoseconds read = bench.now;
  bench.read(kRemote, bench.buffer(1, 0) + 20, 8);
  bench.remote_return(0);

  const auto publish = bench.of(EventKind::kRingPublish);
  ASSERT_EQ(publish.size(), 1u);
  EXPECT_EQ(publish[0].time, published);
  EXPECT_EQ(publish[0].source, kHost);
  EXPECT_EQ(publish[0].a, 1u);
  EXPECT_EQ(publish[0].b, names(1024, 30));
  EXPECT_EQ(publish[0].c, operand_c(1, 0, 12));
  const auto reads = bench.of(EventKind::kRingRead);
  ASSERT_EQ(reads.size(), 1u);
  EXPECT_EQ(reads[0].time, read);
  EXPECT_EQ(reads[0].source, kRemote);
  EXPECT_EQ(reads[0].b, publish[0].b);
  EXPECT_EQ(reads[0].c, publish[0].c);
  const auto returned = bench.of(EventKind::kRingReturn);
  ASSERT_EQ(returned.size(), 1u);
  EXPECT_EQ(returned[0].source, kRemote);
  EXPECT_EQ(returned[0].a, 1u);
  EXPECT_EQ(returned[0].b, 1u);
  EXPECT_EQ(returned[0].c, operand_c(0xFFFFFFFF, 0, 0));
  EXPECT_TRUE(bench.findings.ids.empty());
}

TEST(VringObserver, RemoteMessageIsPublishedReadAndReturned) {
  RingBench bench;
  bench.prime();
  bench.remote_send(0, 30, 1024, 40);
  bench.read(kHost, bench.buffer(0, 0) + 16, 40);
  bench.host_return(0);

  const auto publish = bench.of(EventKind::kRingPublish);
  ASSERT_EQ(publish.size(), 1u);
  EXPECT_EQ(publish[0].source, kRemote);
  EXPECT_EQ(publish[0].a, 0u);
  EXPECT_EQ(publish[0].b, names(30, 1024));
  const auto reads = bench.of(EventKind::kRingRead);
  ASSERT_EQ(reads.size(), 1u);
  EXPECT_EQ(reads[0].source, kHost);
  const auto returned = bench.of(EventKind::kRingReturn);
  ASSERT_EQ(returned.size(), 1u);
  EXPECT_EQ(returned[0].source, kHost);
  EXPECT_EQ(returned[0].b, 1u);
  EXPECT_TRUE(bench.findings.ids.empty());
}

TEST(VringObserver, OnlyTheReceiversReadOfThePayloadCounts) {
  RingBench bench;
  bench.prime();
  bench.host_send(2, 1, 2, 10);
  bench.read(kHost, bench.buffer(1, 2) + 16, 8);    // the sender
  bench.read(kRemote, bench.buffer(1, 2), 16);      // the header
  bench.read(kRemote, bench.buffer(1, 2) + 26, 2);  // just after the payload
  bench.read(kRemote, bench.buffer(1, 1) + 16, 4);  // another buffer
  EXPECT_TRUE(bench.of(EventKind::kRingRead).empty());
  bench.read(kRemote, bench.buffer(1, 2) + 25, 1);  // its last byte
  EXPECT_EQ(bench.of(EventKind::kRingRead).size(), 1u);
}

TEST(VringObserver, EmptyMessageIsReadWithItsHeader) {
  RingBench bench;
  bench.prime();
  bench.host_send(0, 1, 2, 0);
  bench.read(kRemote, bench.buffer(1, 0) + 16, 4);
  EXPECT_TRUE(bench.of(EventKind::kRingRead).empty());
  bench.read(kRemote, bench.buffer(1, 0) + 12, 2);
  EXPECT_EQ(bench.of(EventKind::kRingRead).size(), 1u);
  EXPECT_TRUE(bench.findings.ids.empty());
}

TEST(VringObserver, OneReadMaySpanSeveralMessages) {
  RingBench bench;
  bench.prime();
  for (std::uint16_t head = 0; head < 4; ++head) bench.host_send(head, 1, 2, 100);
  bench.read(kRemote, bench.buffer(1, 0) - 100, 2048 + 100);
  EXPECT_EQ(bench.of(EventKind::kRingRead).size(), 4u);
}

TEST(VringObserver, PrimingOfLinuxAndOpenAmpIsNoMessage) {
  RingBench bench;
  bench.prime();
  const auto primes = bench.of(EventKind::kRingPrime);
  ASSERT_EQ(primes.size(), 4u);
  for (const Event& prime : primes) {
    EXPECT_EQ(prime.a, 0u);
    EXPECT_EQ(prime.b, 1u);
  }
  EXPECT_EQ(bench.flush().size(), 4u);
  EXPECT_TRUE(bench.findings.ids.empty());
}

TEST(VringObserver, PrimingInOneGoIsOneEvent) {
  RingBench bench;
  for (unsigned i = 0; i < 4; ++i) {
    bench.write_desc(0, i, bench.buffer(0, i), 512, 2);
    bench.write(kHost, bench.avail(0) + 4 + 2 * i, static_cast<std::uint16_t>(i));
  }
  bench.write(kHost, bench.avail(0) + 2, std::uint16_t{4});
  const auto primes = bench.of(EventKind::kRingPrime);
  ASSERT_EQ(primes.size(), 1u);
  EXPECT_EQ(primes[0].b, 4u);
}

TEST(VringObserver, RpmsgLiteHostMayFillTheUsedRingOnce) {
  RingBench bench;
  bench.prime_rpmsg_lite();
  EXPECT_TRUE(bench.findings.ids.empty());
  EXPECT_EQ(bench.of(EventKind::kRingPrime).size(), 8u);
  for (unsigned i = 0; i < 20; ++i) {
    const auto head = static_cast<std::uint16_t>(i % 4);
    bench.host_send(head, 30, 1024, 5);
    bench.read(kRemote, bench.buffer(1, head) + 16, 4);
    bench.remote_return(head);
  }
  EXPECT_EQ(bench.of(EventKind::kRingRead).size(), 20u);
  EXPECT_TRUE(bench.findings.ids.empty());

  bench.push_used(1, 1, 512, kHost);  // once is enough
  EXPECT_EQ(bench.findings.count("ring_wrong_writer"), 3u);
}

TEST(VringObserver, SeveralEntriesInOneIndexWrite) {
  RingBench bench;
  bench.prime();
  for (std::uint16_t head = 0; head < 3; ++head) {
    bench.write_message(kHost, bench.buffer(1, head), 7, 8, 4);
    bench.write_desc(1, head, bench.buffer(1, head), 20, 0);
    bench.write(kHost, bench.avail(1) + 4 + 2 * head, head);
  }
  bench.write(kHost, bench.avail(1) + 2, std::uint16_t{3});
  const auto publish = bench.of(EventKind::kRingPublish);
  ASSERT_EQ(publish.size(), 3u);
  for (std::uint64_t i = 0; i < 3; ++i) EXPECT_EQ(publish[i].c, operand_c(i + 1, i, 4));
}

// The buffer, not the descriptor, identifies what the host gives back.
TEST(VringObserver, HostMayPairBuffersAndDescriptorsAnew) {
  RingBench bench;
  bench.prime();
  bench.remote_send(0, 5, 6, 4);
  bench.remote_send(1, 5, 6, 4);
  bench.read(kHost, bench.buffer(0, 1) + 16, 4);
  bench.write_desc(0, 0, bench.buffer(0, 1), 512, 2);  // message 2's buffer goes back under descriptor 0
  bench.host_return(0);
  const auto returned = bench.of(EventKind::kRingReturn);
  ASSERT_EQ(returned.size(), 1u);
  EXPECT_EQ(returned[0].b, 2u);
  EXPECT_EQ(returned[0].c, operand_c(0xFFFFFFFF, 1, 0));
  bench.read(kHost, bench.buffer(0, 0) + 16, 4);  // message 1 is still there
  EXPECT_EQ(bench.of(EventKind::kRingRead).size(), 2u);
  EXPECT_TRUE(bench.findings.ids.empty());
}

TEST(VringObserver, IndicesWrapAt65536) {
  RingBench bench;
  bench.prime();
  for (unsigned i = 0; i < 70000; ++i) {
    const auto head = static_cast<std::uint16_t>(i % 4);
    bench.host_send(head, 1, 2, 4);
    bench.read(kRemote, bench.buffer(1, head) + 16, 4);
    bench.remote_return(head);
    bench.remote_send(head, 2, 1, 4);
    bench.read(kHost, bench.buffer(0, head) + 16, 4);
    bench.host_return(head);
  }
  EXPECT_EQ(bench.of(EventKind::kRingPublish).size(), 140000u);
  EXPECT_EQ(bench.of(EventKind::kRingRead).size(), 140000u);
  EXPECT_EQ(bench.of(EventKind::kRingReturn).size(), 140000u);
  EXPECT_TRUE(bench.of(EventKind::kRingLost).empty());
  EXPECT_TRUE(bench.findings.ids.empty());
}

class VringObserverGeometry : public ::testing::TestWithParam<Geometry> {};

// Rings, buffers and single buffers that share 64-byte granules are told apart.
TEST_P(VringObserverGeometry, TrafficBothWays) {
  RingBench bench(GetParam());
  const unsigned n = bench.geometry.count;
  const auto length = static_cast<std::uint16_t>(bench.geometry.buffer_size - 16);
  bench.prime();
  for (unsigned round = 0; round < 3; ++round) {
    for (unsigned i = 0; i < n; ++i) bench.host_send(static_cast<std::uint16_t>(i), 1, 2, length);
    for (unsigned i = 0; i < n; ++i) bench.remote_send(static_cast<std::uint16_t>(i), 2, 1, length);
    for (unsigned i = n; i-- > 0;) {
      bench.read_message(kRemote, bench.buffer(1, i), length);
      bench.read_message(kHost, bench.buffer(0, i), length);
    }
    for (unsigned i = 0; i < n; ++i) {
      bench.remote_return(static_cast<std::uint16_t>(i));
      bench.host_return(static_cast<std::uint16_t>(i));
    }
  }
  EXPECT_EQ(bench.of(EventKind::kRingPublish).size(), 6u * n);
  EXPECT_EQ(bench.of(EventKind::kRingRead).size(), 6u * n);
  EXPECT_EQ(bench.of(EventKind::kRingReturn).size(), 6u * n);
  EXPECT_TRUE(bench.findings.ids.empty()) << bench.findings.texts.front();
}

INSTANTIATE_TEST_SUITE_P(All, VringObserverGeometry,
                         ::testing::Values(Geometry{},
                                           Geometry{256, 0x1000, 0xB8000000, 0xB8008000, 0xB8010000, 512},
                                           Geometry{2, 16, 0xB8000000, 0xB8000046, 0xB800008C, 24},
                                           Geometry{16, 16, 0xB8000010, 0xB80001D0, 0xB8000388, 80},
                                           Geometry{64, 4, 0xB8000000, 0xB8001000, 0xB8002004, 1040}));

// ---- Restarts

TEST(VringObserver, HostThatStartsAnewLosesWhatWasUnderWay) {
  for (const unsigned width : {1u, 2u, 4u, 8u}) {
    RingBench bench;
    bench.prime();
    for (std::uint16_t head = 0; head < 3; ++head) bench.host_send(head, 1, 2, 4);
    bench.read(kRemote, bench.buffer(1, 0) + 16, 4);
    bench.remote_return(0);
    bench.remote_send(0, 2, 1, 4);
    bench.clear(kHost, bench.base(0), bench.ring_size() & ~7ULL, width);
    bench.clear(kHost, bench.base(1), bench.ring_size() & ~7ULL, width);
    EXPECT_EQ(bench.of(EventKind::kRingLost).size(), 3u) << width;  // two on vring1, one on vring0
    EXPECT_TRUE(bench.findings.ids.empty()) << width << ": " << bench.findings.texts.front();

    bench.prime();
    bench.host_send(1, 1, 2, 4);
    bench.read(kRemote, bench.buffer(1, 1) + 16, 4);
    bench.remote_return(1);
    EXPECT_EQ(bench.of(EventKind::kRingRead).size(), 2u);
    EXPECT_TRUE(bench.findings.ids.empty()) << width << ": " << bench.findings.texts.front();
  }
}

TEST(VringObserver, ClearingPoisonedMemoryIsNoRestart) {
  RingBench bench;
  std::memset(bench.memory.at(bench.base(0)), 0xA5, 0x10000);
  bench.clear(kHost, bench.base(0), bench.ring_size(), 1);
  bench.clear(kHost, bench.base(1), bench.ring_size(), 1);
  bench.prime();
  EXPECT_EQ(bench.flush().size(), 4u);  // priming
  EXPECT_TRUE(bench.findings.ids.empty());
}

// A remote that restarts alone takes what it had already taken (it counts from 0 again in its own memory).
TEST(VringObserver, RemoteThatRestartsAloneIsNoticed) {
  RingBench bench;
  bench.prime();
  for (std::uint16_t i = 0; i < 3; ++i) {
    bench.host_send(i, 1, 2, 4);
    bench.read(kRemote, bench.buffer(1, i) + 16, 4);
    bench.remote_return(i);
  }
  EXPECT_TRUE(bench.findings.ids.empty());
  for (std::uint16_t i = 0; i < 3; ++i) bench.remote_return(i);
  EXPECT_EQ(bench.findings.count("ring_not_outstanding"), 3u);
  EXPECT_EQ(bench.of(EventKind::kRingReturn).size(), 3u);
}

// ---- Each finding once; that it stays silent otherwise is what every test above says.

TEST(VringObserverFindings, RingIdOutOfRangeOnAvail) {
  RingBench bench;
  bench.prime();
  bench.push_avail(1, 4);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_id_out_of_range"});
  EXPECT_TRUE(bench.of(EventKind::kRingPublish).empty());
}

TEST(VringObserverFindings, RingIdOutOfRangeOnUsed) {
  RingBench bench;
  bench.prime();
  bench.push_used(0, 0x10000, 512);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_id_out_of_range"});
}

TEST(VringObserverFindings, RingIndexBackwards) {
  RingBench bench;
  bench.prime();
  bench.write(kHost, bench.avail(0) + 2, std::uint16_t{3});
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_index_backwards"});
}

TEST(VringObserverFindings, RemoteMayNotSetItsIndexToZero) {
  RingBench bench;
  bench.prime();
  bench.remote_send(0, 1, 2, 4);
  bench.write(kRemote, bench.used(0) + 2, std::uint16_t{0});
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_index_backwards"});
}

TEST(VringObserverFindings, RingTooMany) {
  RingBench bench;
  bench.prime();
  bench.write(kHost, bench.avail(1) + 2, std::uint16_t{5});
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_too_many"});
  EXPECT_TRUE(bench.of(EventKind::kRingPublish).empty());
}

TEST(VringObserverFindings, RingDuplicateId) {
  RingBench bench;
  bench.prime();
  bench.host_send(1, 1, 2, 4);
  bench.push_avail(1, 1);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_duplicate_id"});
  EXPECT_EQ(bench.of(EventKind::kRingLost).size(), 1u);
}

TEST(VringObserverFindings, RingNotOutstandingReplacesTheFirstMessage) {
  RingBench bench;
  bench.prime();
  bench.remote_send(1, 1, 2, 4);
  bench.push_used(0, 1, 512);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_not_outstanding"});
  EXPECT_EQ(bench.of(EventKind::kRingPublish).size(), 2u);
  EXPECT_EQ(bench.of(EventKind::kRingLost).size(), 1u);
}

TEST(VringObserverFindings, RingWrongWriterOfEachPart) {
  RingBench bench;
  bench.prime();
  bench.write(kRemote, bench.desc(1, 0), std::uint32_t{0});
  EXPECT_EQ(bench.findings.count("ring_wrong_writer"), 1u);
  bench.write(kRemote, bench.avail(0), std::uint16_t{1});
  EXPECT_EQ(bench.findings.count("ring_wrong_writer"), 2u);
  bench.write(kHost, bench.used(0), std::uint16_t{1});
  EXPECT_EQ(bench.findings.count("ring_wrong_writer"), 3u);
  bench.write(SourceId{7}, bench.used(1), std::uint16_t{1});
  EXPECT_EQ(bench.findings.count("ring_wrong_writer"), 4u);
  bench.write(kRemote, bench.used(0), std::uint16_t{1});                   // its own
  bench.write(kRemote, bench.avail(0) + 4 + 2 * 4 + 2, std::uint16_t{1});  // between the parts
  EXPECT_EQ(bench.findings.ids.size(), 4u);
}

TEST(VringObserverFindings, RingBufferOutside) {
  RingBench bench;
  bench.prime();
  bench.write_desc(1, 0, 0x1000, 20, 0);
  bench.push_avail(1, 0);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_buffer_outside"});
  bench.remote_return(0);
  EXPECT_EQ(bench.findings.ids.size(), 1u);
  EXPECT_TRUE(bench.of(EventKind::kRingPublish).empty());
}

TEST(VringObserverFindings, RingBufferReachingBeyondSharedMemory) {
  RingBench bench;
  bench.prime();
  const std::uint64_t last = bench.memory.base() + bench.memory.size() - 20;
  bench.write_message(kHost, last, 1, 2, 4);
  bench.write(kHost, last + 12, std::uint16_t{8});
  bench.write_desc(1, 0, last, 24, 0);
  bench.push_avail(1, 0);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_buffer_outside"});
}

TEST(VringObserverFindings, RingBufferOnARing) {
  RingBench bench;
  bench.prime();
  bench.write_desc(1, 0, bench.base(1), 512, 0);
  bench.push_avail(1, 0);
  EXPECT_EQ(bench.findings.count("ring_buffer_outside"), 1u);
  EXPECT_TRUE(bench.of(EventKind::kRingPublish).empty());
}

TEST(VringObserverFindings, RingBufferOutsideOfferedToTheRemote) {
  RingBench bench;
  bench.write_desc(0, 0, 0xFFFFFFFFFFFFFFF0, 0xFFFFFFFF, 2);
  bench.push_avail(0, 0);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_buffer_outside"});
}

TEST(VringObserverFindings, RingBufferReused) {
  RingBench bench;
  bench.prime();
  bench.host_send(0, 1, 2, 4);
  bench.write_desc(1, 1, bench.buffer(1, 0), 20, 0);
  bench.push_avail(1, 1);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_buffer_reused"});
  EXPECT_EQ(bench.of(EventKind::kRingLost).size(), 1u);

  // The first descriptor has no message any more when it comes back.
  bench.remote_return(0);
  bench.read(kRemote, bench.buffer(1, 0) + 16, 4);
  bench.remote_return(1);
  const auto returned = bench.of(EventKind::kRingReturn);
  ASSERT_EQ(returned.size(), 2u);
  EXPECT_EQ(returned[0].b, 0u);
  EXPECT_EQ(returned[1].b, 2u);
  EXPECT_EQ(bench.of(EventKind::kRingRead).size(), 1u);
  EXPECT_EQ(bench.findings.ids.size(), 1u);
}

// A descriptor that went round without a message comes back all the same; it does not prime the ring again.
TEST(VringObserver, ReturnWithoutAMessage) {
  RingBench bench;
  bench.prime();
  bench.write_desc(0, 0, 0x1000, 512, 2);
  bench.push_used(0, 0, 512);
  bench.write_desc(0, 0, bench.buffer(0, 0), 512, 2);
  bench.host_return(0);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_buffer_outside"});
  EXPECT_EQ(bench.of(EventKind::kRingPrime).size(), 4u);
  const auto returned = bench.of(EventKind::kRingReturn);
  ASSERT_EQ(returned.size(), 1u);
  EXPECT_EQ(returned[0].b, 0u);
}

TEST(VringObserverFindings, RingChainedDescriptor) {
  for (const std::uint16_t flag : {std::uint16_t{1}, std::uint16_t{4}}) {
    RingBench bench;
    bench.prime();
    bench.write_message(kHost, bench.buffer(1, 0), 1, 2, 4);
    bench.write_desc(1, 0, bench.buffer(1, 0), 20, flag);
    bench.push_avail(1, 0);
    EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"ring_chained_descriptor"});
  }
}

TEST(VringObserverFindings, MessageBadHeader) {
  RingBench bench;
  bench.prime();
  bench.write_message(kHost, bench.buffer(1, 0), 1, 2, 497);
  bench.write_desc(1, 0, bench.buffer(1, 0), 512, 0);
  bench.push_avail(1, 0);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"message_bad_header"});
  bench.write_message(kHost, bench.buffer(1, 1), 1, 2, 496);
  bench.write_desc(1, 1, bench.buffer(1, 1), 512, 0);
  bench.push_avail(1, 1);
  EXPECT_EQ(bench.findings.ids.size(), 1u);
}

TEST(VringObserverFindings, MessageBadHeaderByUsedLength) {
  RingBench bench;
  bench.prime();
  bench.write_message(kRemote, bench.buffer(0, 0), 1, 2, 20);
  bench.push_used(0, 0, 35);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"message_bad_header"});
}

TEST(VringObserverFindings, NameServiceBadLength) {
  RingBench bench;
  bench.prime();
  bench.remote_send(0, 30, 53, 40);
  EXPECT_TRUE(bench.findings.ids.empty());
  bench.remote_send(1, 30, 53, 39);
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"name_service_bad_length"});
}

TEST(VringObserverFindings, MessageOverwrittenOncePerMessage) {
  RingBench bench;
  bench.prime();
  bench.host_send(0, 1, 2, 8);
  bench.write(kRemote, bench.buffer(1, 0) + 8, std::uint32_t{7});  // the receiver owns it now
  bench.write(kHost, bench.buffer(1, 0) + 24, std::uint32_t{7});   // after its end
  EXPECT_TRUE(bench.findings.ids.empty());
  bench.write(kHost, bench.buffer(1, 0) + 20, std::uint32_t{7});
  bench.write(kHost, bench.buffer(1, 0) + 16, std::uint32_t{7});
  EXPECT_EQ(bench.findings.ids, std::vector<std::string>{"message_overwritten"});
  bench.remote_return(0);
  bench.write(kHost, bench.buffer(1, 0) + 16, std::uint32_t{7});  // its own again
  EXPECT_EQ(bench.findings.ids.size(), 1u);
}

// A receiver that keeps buffers while others circulate is bounded; the oldest message gives way.
TEST(VringObserver, MessagesUnderWayAreBounded) {
  RingBench bench;
  bench.prime();
  for (unsigned i = 0; i < 50; ++i) {
    const std::uint64_t fresh = 0xB8020000 + 512 * i;
    bench.write_message(kRemote, bench.load<std::uint64_t>(bench.desc(0, 0)), 1, 2, 4);
    bench.push_used(0, 0, 512);
    bench.write_desc(0, 0, fresh, 512, 2);
    bench.host_return(0);
  }
  EXPECT_EQ(bench.of(EventKind::kRingPublish).size(), 50u);
  const auto lost = bench.of(EventKind::kRingLost);
  ASSERT_EQ(lost.size(), 50u - 2 * 4);
  EXPECT_EQ(lost[0].c >> 32, 1u);
  EXPECT_EQ(lost[41].c >> 32, 42u);
}

// ---- Links

TEST(VringObserver, LinksAreNumberedAndSeparate) {
  RingBench bench;
  LinkDescription second;
  second.name = "vdev1";
  second.host = kRemote;  // the other way round
  second.remote = kHost;
  second.vring0 = 0xB8040000;
  second.vring1 = 0xB8048000;
  second.count = 2;
  EXPECT_EQ(bench.observer.add_link(second), 1u);
  bench.prime();
  bench.host_send(0, 1, 2, 4);
  bench.write_message(kRemote, 0xB8050000, 3, 4, 4);
  bench.write(kRemote, second.vring1, std::uint64_t{0xB8050000});
  bench.write(kRemote, second.vring1 + 8, std::uint32_t{20});
  bench.write(kRemote, second.vring1 + 32 + 2, std::uint16_t{1});
  const auto publish = bench.of(EventKind::kRingPublish);
  ASSERT_EQ(publish.size(), 2u);
  EXPECT_EQ(publish[0].a, 1u);
  EXPECT_EQ(publish[1].a, 3u);
  EXPECT_EQ(publish[1].c >> 32, 2u);  // numbers are per run
  EXPECT_TRUE(bench.findings.ids.empty());
}

TEST(VringObserver, ImpossibleLinksAreRefused) {
  RingBench bench;
  LinkDescription link;
  link.vring0 = 0xB8040000;
  link.vring1 = 0xB8048000;
  for (const unsigned count : {0u, 3u, 65536u}) {
    LinkDescription bad = link;
    bad.count = count;
    EXPECT_THROW(bench.observer.add_link(bad), std::invalid_argument) << count;
  }
  for (const unsigned align : {0u, 1u, 24u}) {
    LinkDescription bad = link;
    bad.align = align;
    EXPECT_THROW(bench.observer.add_link(bad), std::invalid_argument) << align;
  }
  LinkDescription outside = link;
  outside.vring0 = 0x1000;
  EXPECT_THROW(bench.observer.add_link(outside), std::invalid_argument);
  LinkDescription overlapping = link;
  overlapping.vring0 = 0xB8000800;
  EXPECT_THROW(bench.observer.add_link(overlapping), std::invalid_argument);
  EXPECT_EQ(bench.observer.add_link(link), 1u);
}

}  // namespace
}  // namespace rpmsg_sim
