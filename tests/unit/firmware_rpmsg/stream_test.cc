// Many messages: index wrap and random interleavings.
#include <random>
#include <set>

#include "world.h"

namespace rpmsg_sim {
namespace {

// Expects the numbers 0, 1, 2, ... as payload, each followed by its own pattern.
struct Receiver {
  std::uint32_t next = 0;

  static void receive(void* context, const void* data, std::uint32_t length, std::uint32_t) {
    auto* self = static_cast<Receiver*>(context);
    std::uint32_t number = 0;
    ASSERT_GE(length, sizeof number);
    std::memcpy(&number, data, sizeof number);
    ASSERT_EQ(number, self->next);
    ASSERT_EQ(length, size_of(number));
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    for (std::uint32_t i = sizeof number; i < length; i++)
      ASSERT_EQ(bytes[i], static_cast<std::uint8_t>(number + i));
    self->next++;
  }

  static std::uint32_t size_of(std::uint32_t number) { return 4 + number * 7 % 61; }
};

std::vector<std::uint8_t> message(std::uint32_t number) {
  std::vector<std::uint8_t> data(Receiver::size_of(number));
  for (std::uint32_t i = 0; i < data.size(); i++) data[i] = static_cast<std::uint8_t>(number + i);
  std::memcpy(data.data(), &number, sizeof number);
  return data;
}

struct Stream {
  explicit Stream(unsigned count) : world(count) {
    world.start();
    world.settle();
    rpmsg_host_create_endpoint(&world.host, &host_endpoint, 1024, Receiver::receive, &at_host);
    rpmsg_remote_create_endpoint(&world.remote, &remote_endpoint, 30, Receiver::receive, &at_remote);
    world.host_core.rung.clear();
    world.remote_core.rung.clear();
  }

  int host_sends(std::uint32_t number) {
    const auto data = message(number);
    return rpmsg_host_try_send_from(&world.host, 1024, 30, data.data(),
                                    static_cast<std::uint32_t>(data.size()));
  }
  int remote_sends(std::uint32_t number) {
    const auto data = message(number);
    return rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, data.data(),
                             static_cast<std::uint32_t>(data.size()), 0);
  }

  World world;
  rpmsg_host_endpoint host_endpoint{};
  rpmsg_remote_endpoint remote_endpoint{};
  Receiver at_host, at_remote;
};

TEST(StreamTest, V38IndicesWrapOnASmallRing) {
  constexpr std::uint32_t kMessages = 70000;
  Stream stream(4);
  for (std::uint32_t i = 0; i < kMessages; i++) {
    ASSERT_EQ(stream.host_sends(i), RPMSG_HOST_OK);
    ASSERT_EQ(stream.remote_sends(i), RPMSG_REMOTE_OK);
    stream.world.settle();
  }
  EXPECT_EQ(stream.at_host.next, kMessages);
  EXPECT_EQ(stream.at_remote.next, kMessages);
  constexpr std::uint16_t kWrapped = kMessages % 65536;
  EXPECT_EQ(load<std::uint16_t>(avail_address(kVring1, 4) + 2), kWrapped);
  EXPECT_EQ(load<std::uint16_t>(used_address(kVring1, 4) + 2), kWrapped);
  EXPECT_EQ(load<std::uint16_t>(avail_address(kVring0, 4) + 2), kWrapped + 4);
  EXPECT_EQ(load<std::uint16_t>(used_address(kVring0, 4) + 2), kWrapped);
  // One doorbell per message each way and one per batch received by the host.
  EXPECT_EQ(stream.world.host_core.rung.size(), 2u * kMessages);
  EXPECT_EQ(stream.world.remote_core.rung.size(), std::size_t{kMessages});
}

TEST(StreamTest, FullRingsWrapToo) {
  constexpr std::uint32_t kRounds = 20000;
  Stream stream(4);
  std::uint32_t to_remote = 0, to_host = 0;
  for (std::uint32_t round = 0; round < kRounds; round++) {
    while (stream.host_sends(to_remote) == RPMSG_HOST_OK) to_remote++;
    while (stream.remote_sends(to_host) == RPMSG_REMOTE_OK) to_host++;
    stream.world.settle();
  }
  EXPECT_EQ(to_remote, 4 * kRounds);
  EXPECT_EQ(to_host, 4 * kRounds);
  EXPECT_EQ(stream.at_remote.next, to_remote);
  EXPECT_EQ(stream.at_host.next, to_host);
}

// Host thread, remote thread and remote interrupt run inside each other at every barrier and doorbell. Each
// is active at most once, as on two cores.
class Interleaving {
 public:
  Interleaving(unsigned count, unsigned seed) : stream_(count), random_(seed) {
    stream_.world.preempt = [this] {
      // Rarely: a remote that always sends in time would keep the host's loop going for ever.
      if (chance(50)) step();
    };
  }

  void run(unsigned steps) {
    for (unsigned i = 0; i < steps && !testing::Test::HasFatalFailure(); i++) step();
    stream_.world.preempt = [] {};
    stream_.world.settle();
    EXPECT_EQ(stream_.at_remote.next, to_remote_);
    EXPECT_EQ(stream_.at_host.next, to_host_);
    EXPECT_GT(to_remote_, steps / 50);
    EXPECT_GT(to_host_, steps / 50);
    EXPECT_FALSE(stream_.world.host.receive.broken);
    EXPECT_FALSE(stream_.world.host.transmit.broken);
  }

 private:
  bool chance(unsigned one_in) { return random_() % one_in == 0; }

  void step() {
    switch (random_() % 4) {
      case 0:
        host_thread();
        break;
      case 1:
        remote_thread();
        break;
      case 2:
        stream_.world.deliver_one_to_remote();
        break;
      default:
        stream_.world.deliver_one_to_host();
        break;
    }
  }

  void host_thread() {
    if (host_runs_) return;
    host_runs_ = true;
    if (chance(2)) {
      if (rpmsg_host_pending(&stream_.world.host)) rpmsg_host_process(&stream_.world.host);
    } else if (stream_.host_sends(to_remote_) == RPMSG_HOST_OK) {
      to_remote_++;
    }
    host_runs_ = false;
  }

  // The interrupt sits on top of the thread, so the thread cannot run while it is active.
  void remote_thread() {
    if (remote_runs_ || stream_.world.remote.in_interrupt) return;
    remote_runs_ = true;
    if (stream_.remote_sends(to_host_) == RPMSG_REMOTE_OK) to_host_++;
    remote_runs_ = false;
  }

  Stream stream_;
  std::mt19937 random_;
  bool host_runs_ = false, remote_runs_ = false;
  std::uint32_t to_remote_ = 0, to_host_ = 0;
};

TEST(InterleavingTest, EveryMessageArrivesOnceAndInOrder) {
  for (unsigned seed = 1; seed <= 20; seed++) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Interleaving(seed % 2 == 0 ? 4 : 2, seed).run(5000);
    if (testing::Test::HasFailure()) break;
  }
}

// Every place where the interrupt can hit the remote's own send, whose callback sends too: the two must never
// get the same descriptor. RPMsg-Lite without a lock fails this at about one place in nine (conformance
// vector 41).
TEST(InterleavingTest, InterruptThatSendsInTheMiddleOfASend) {
  for (unsigned place = 0;; place++) {
    Stream stream(4);
    World& world = stream.world;
    rpmsg_remote_endpoint echo{};
    struct Context {
      Stream* stream;
      rpmsg_remote_endpoint* endpoint;
    } context{&stream, &echo};
    rpmsg_remote_create_endpoint(
        &world.remote, &echo, 40,
        [](void* raw, const void* data, std::uint32_t length, std::uint32_t source) {
          auto* self = static_cast<Context*>(raw);
          EXPECT_EQ(rpmsg_remote_send(&self->stream->world.remote, self->endpoint, source, data, length, 0),
                    0);
        },
        &context);
    const std::uint32_t one = 1;
    ASSERT_EQ(rpmsg_host_send_from(&world.host, 1024, 40, &one, sizeof one), RPMSG_HOST_OK);
    const std::uintptr_t used = used_address(kVring0, 4);
    store<std::uint64_t>(used + 4, ~0ull);
    store<std::uint64_t>(used + 12, ~0ull);

    unsigned now = 0;
    bool hit = false;
    const std::uint32_t two = 2;
    // The release of a lock takes pending interrupts: hold them back until the place is reached.
    const std::deque<std::uint32_t> pending = world.remote_core.doorbells;
    if (place > 0) world.remote_core.doorbells.clear();
    world.preempt = [&] {
      if (now++ != place) return;
      if (world.remote_core.doorbells.empty()) world.remote_core.doorbells = pending;
      hit = true;
      world.deliver_one_to_remote();
    };
    ASSERT_EQ(rpmsg_remote_send(&world.remote, &stream.remote_endpoint, 1024, &two, sizeof two, 0),
              RPMSG_REMOTE_OK);
    const unsigned places = now;
    world.preempt = [] {};
    if (!hit) {
      EXPECT_GT(place, 2u) << "no place was tried";
      EXPECT_LE(places, place);
      break;
    }
    const std::set<std::uint32_t> ids{load<std::uint32_t>(used + 4), load<std::uint32_t>(used + 12)};
    EXPECT_EQ(load<std::uint16_t>(used + 2), 2) << "place " << place;
    EXPECT_EQ(ids, (std::set<std::uint32_t>{0, 1})) << "place " << place;
  }
}

// A message that arrives anywhere in the host's handling of another must be handled before the host sleeps.
TEST(InterleavingTest, DoorbellInTheMiddleOfProcessingIsNotLost) {
  bool hit = true;
  for (unsigned place = 0; hit; place++) {
    Stream stream(4);
    World& world = stream.world;
    ASSERT_EQ(stream.remote_sends(0), RPMSG_REMOTE_OK);
    world.deliver_one_to_host();
    unsigned now = 0;
    hit = false;
    world.preempt = [&] {
      if (now++ != place) return;
      hit = true;
      ASSERT_EQ(stream.remote_sends(1), RPMSG_REMOTE_OK);
      while (world.deliver_one_to_host()) {
      }
    };
    while (rpmsg_host_pending(&world.host)) rpmsg_host_process(&world.host);
    EXPECT_EQ(stream.at_host.next, hit ? 2u : 1u) << "place " << place;
    if (!hit) {
      EXPECT_GT(place, 3u);
    }
  }
}

TEST(InterleavingTest, HostWaitEndsWithTheDoorbell) {
  Stream stream(4);
  World& world = stream.world;
  world.on_sleep = [&](Core& core) {
    if (core.now_ms == 5) stream.remote_sends(0);
  };
  rpmsg_host_wait(&world.host);
  EXPECT_EQ(world.host_core.now_ms, 5u);
  rpmsg_host_wait(&world.host);
  EXPECT_EQ(world.host_core.now_ms, 5u) << "the doorbell counts until it is processed";
  rpmsg_host_process(&world.host);
  EXPECT_EQ(stream.at_host.next, 1u);
}

}  // namespace
}  // namespace rpmsg_sim
