// Conformance vectors: bytes and doorbells measured with Linux 6.1 as host and RPMsg-Lite as remote at these
// addresses. Numbers in test names are those of the vectors.
#include <algorithm>

#include "world.h"

namespace rpmsg_sim {
namespace {

using testing::Test;

struct Message {
  std::string text;
  std::uint32_t source;
};

void keep(void* context, const void* data, std::uint32_t length, std::uint32_t source) {
  static_cast<std::vector<Message>*>(context)->push_back(
      {std::string(static_cast<const char*>(data), length), source});
}

struct Driver {
  static inline std::vector<std::string> log;
  static inline rpmsg_channel* channel = nullptr;
  static void probe(rpmsg_channel* bound) {
    channel = bound;
    log.push_back("probe");
  }
  static void receive(rpmsg_channel*, const void* data, std::uint32_t length, std::uint32_t) {
    log.push_back(std::string(static_cast<const char*>(data), length));
  }
  static void remove(rpmsg_channel*) { log.push_back("remove"); }
  rpmsg_driver driver{"rpmsg-openamp-demo-channel", probe, receive, remove, nullptr};
};

constexpr char kName[] = "rpmsg-openamp-demo-channel";

class WireTest : public Test {
 protected:
  void link_up() {
    world.start();
    world.settle();
    rpmsg_remote_create_endpoint(&world.remote, &remote_endpoint, 1024, keep, &at_remote);
    world.host_core.rung.clear();
    world.remote_core.rung.clear();
  }

  World world;
  rpmsg_remote_endpoint remote_endpoint{};
  std::vector<Message> at_remote, at_host;
};

TEST_F(WireTest, V1RemoteInitTouchesNothing) {
  std::memset(reinterpret_cast<void*>(kVring0), 0xA5, 0x10000);
  world.start_remote();
  const auto* memory = reinterpret_cast<const std::uint8_t*>(kVring0);
  EXPECT_TRUE(std::all_of(memory, memory + 0x10000, [](std::uint8_t byte) { return byte == 0xA5; }));
  EXPECT_FALSE(rpmsg_remote_link_up(&world.remote));
  EXPECT_TRUE(world.remote_core.rung.empty());
}

TEST_F(WireTest, V7HostInit) {
  std::memset(reinterpret_cast<void*>(kVring0), 0xA5, 0x10000);
  std::uint8_t status_at_doorbell = 0xFF;
  world.preempt = [&] {
    if (!world.host_core.rung.empty()) status_at_doorbell = world.table.vdev.status;
  };
  ASSERT_EQ(world.start_host(), RPMSG_HOST_OK);
  EXPECT_EQ(world.table.vdev.status, 7);
  EXPECT_EQ(status_at_doorbell, 7) << "the doorbell comes after DRIVER_OK";
  EXPECT_EQ(world.table.vdev.gfeatures, 1u);
  EXPECT_EQ(world.table.vdev.vring[0].notifyid, 0u);
  EXPECT_EQ(world.table.vdev.vring[1].notifyid, 1u);
  EXPECT_EQ(world.table.vdev.vring[0].da, kVring0);
  EXPECT_EQ(world.table.vdev.vring[1].da, kVring1);

  EXPECT_EQ(bytes(0x55001000, 12), "00 00 00 01 00 00 01 00 02 00 03 00");
  EXPECT_EQ(bytes(0x55000000, 16), "00 00 40 55 00 00 00 00 00 02 00 00 02 00 01 00");
  EXPECT_EQ(bytes(0x55000ff0, 16), "00 fe 41 55 00 00 00 00 00 02 00 00 02 00 00 00");
  EXPECT_EQ(bytes(0x55002000, 4), "00 00 00 00");
  const auto* ring1 = reinterpret_cast<const std::uint8_t*>(kVring1);
  EXPECT_TRUE(std::all_of(ring1, ring1 + 0x1000, [](std::uint8_t byte) { return byte == 0; }));
  EXPECT_EQ(bytes(0x55009000, 4), "01 00 00 00");
  EXPECT_EQ(bytes(0x5500a000, 4), "00 00 00 00");
  EXPECT_EQ(world.host_core.rung, std::vector<std::uint32_t>{0});
}

TEST_F(WireTest, V10HostRefusesTables) {
  struct Case {
    const char* what;
    void (*spoil)(volatile rpmsg_resource_table&);
  };
  const Case cases[] = {
      {"version", [](volatile rpmsg_resource_table& t) { t.version = 2; }},
      {"table reserved", [](volatile rpmsg_resource_table& t) { t.reserved[0] = 1; }},
      {"vdev reserved", [](volatile rpmsg_resource_table& t) { t.vdev.reserved[0] = 1; }},
      {"three rings", [](volatile rpmsg_resource_table& t) { t.vdev.num_of_vrings = 3; }},
      {"no alignment", [](volatile rpmsg_resource_table& t) { t.vdev.vring[1].align = 0; }},
      {"no descriptors", [](volatile rpmsg_resource_table& t) { t.vdev.vring[0].num = 0; }},
      {"unequal rings", [](volatile rpmsg_resource_table& t) { t.vdev.vring[1].num = 128; }},
      {"too many descriptors",
       [](volatile rpmsg_resource_table& t) { t.vdev.vring[0].num = t.vdev.vring[1].num = 512; }},
      {"other device", [](volatile rpmsg_resource_table& t) { t.vdev.id = 3; }},
  };
  const auto good = load<rpmsg_resource_table>(kTable);
  for (const Case& each : cases) {
    SCOPED_TRACE(each.what);
    store(kTable, good);
    each.spoil(world.table);
    EXPECT_EQ(world.start_host(), RPMSG_HOST_INVALID);
    EXPECT_EQ(world.table.vdev.status, 0);
    EXPECT_TRUE(world.host_core.rung.empty());
  }
}

TEST_F(WireTest, V11V12RemoteAnnounces) {
  link_up();
  ASSERT_EQ(rpmsg_remote_announce(&world.remote, &remote_endpoint, kName, RPMSG_NAME_SERVICE_CREATE), 0);
  EXPECT_EQ(bytes(0x55400000, 8), "00 04 00 00 35 00 00 00");
  EXPECT_EQ(bytes(0x5540000c, 4), "28 00 00 00");
  EXPECT_EQ(bytes(0x55400010, 16), "72 70 6d 73 67 2d 6f 70 65 6e 61 6d 70 2d 64 65");
  EXPECT_EQ(bytes(0x55400020, 16), "6d 6f 2d 63 68 61 6e 6e 65 6c 00 00 00 00 00 00");
  EXPECT_EQ(bytes(0x55400030, 8), "00 04 00 00 00 00 00 00");
  EXPECT_EQ(bytes(0x55002000, 12), "00 00 01 00 00 00 00 00 00 02 00 00");
  EXPECT_EQ(load<std::uint16_t>(0x55001002), 256) << "avail.idx is the host's";
  EXPECT_EQ(world.remote_core.rung, std::vector<std::uint32_t>{0});
}

TEST_F(WireTest, V13HostServesAnnouncement) {
  link_up();
  Driver::log.clear();
  Driver driver;
  rpmsg_host_register_driver(&world.host, &driver.driver);
  rpmsg_remote_announce(&world.remote, &remote_endpoint, kName, RPMSG_NAME_SERVICE_CREATE);
  world.deliver_to_host();
  EXPECT_EQ(bytes(0x55001000, 8), "00 00 01 01 00 00 01 00");
  EXPECT_EQ(bytes(0x55000000, 16), "00 00 40 55 00 00 00 00 00 02 00 00 02 00 00 00");
  EXPECT_EQ(world.host_core.rung, std::vector<std::uint32_t>{0});
  ASSERT_EQ(Driver::log, std::vector<std::string>{"probe"});
  EXPECT_EQ(Driver::channel->destination, 0x400u);
  EXPECT_EQ(Driver::channel->endpoint.address, 1024u);
  EXPECT_STREQ(Driver::channel->name, kName);
}

TEST_F(WireTest, V14DestroyRemovesTheChannel) {
  link_up();
  Driver::log.clear();
  Driver driver;
  rpmsg_host_register_driver(&world.host, &driver.driver);
  rpmsg_remote_announce(&world.remote, &remote_endpoint, kName, RPMSG_NAME_SERVICE_CREATE);
  rpmsg_remote_announce(&world.remote, &remote_endpoint, kName, RPMSG_NAME_SERVICE_DESTROY);
  EXPECT_EQ(bytes(0x55400230, 8), "00 04 00 00 01 00 00 00");
  world.settle();
  EXPECT_EQ(Driver::log, (std::vector<std::string>{"probe", "remove"}));
  // The name may be announced again and gets the same address: the lowest free one.
  rpmsg_remote_announce(&world.remote, &remote_endpoint, kName, RPMSG_NAME_SERVICE_CREATE);
  world.settle();
  EXPECT_EQ(Driver::log.back(), "probe");
  EXPECT_EQ(Driver::channel->endpoint.address, 1024u);
}

TEST_F(WireTest, V15SecondAnnouncementChangesNothing) {
  link_up();
  Driver::log.clear();
  Driver driver;
  rpmsg_host_register_driver(&world.host, &driver.driver);
  for (int i = 0; i < 2; i++) {
    rpmsg_remote_announce(&world.remote, &remote_endpoint, kName, RPMSG_NAME_SERVICE_CREATE);
    world.settle();
  }
  EXPECT_EQ(Driver::log, std::vector<std::string>{"probe"});
  EXPECT_EQ(world.host.statistics.channel_exists, 1u);
  EXPECT_EQ(load<std::uint16_t>(0x55001002), 258) << "both buffers went back";
}

TEST_F(WireTest, V16DestroyOfUnknownName) {
  link_up();
  rpmsg_remote_announce(&world.remote, &remote_endpoint, kName, RPMSG_NAME_SERVICE_DESTROY);
  world.settle();
  EXPECT_EQ(world.host.statistics.channel_unknown, 1u);
  EXPECT_EQ(load<std::uint16_t>(0x55001002), 257);
  EXPECT_EQ(world.host_core.rung, std::vector<std::uint32_t>{0});
}

TEST_F(WireTest, V17MalformedAnnouncement) {
  link_up();
  const char message[39] = {};
  rpmsg_remote_send(&world.remote, &remote_endpoint, 53, message, sizeof message, 0);
  world.settle();
  EXPECT_EQ(world.host.statistics.malformed_name_service, 1u);
  EXPECT_EQ(load<std::uint16_t>(0x55001002), 257);
}

TEST_F(WireTest, UnterminatedNameIsCut) {
  link_up();
  rpmsg_name_service message{};
  std::memset(message.name, 'x', sizeof message.name);
  rpmsg_remote_send(&world.remote, &remote_endpoint, 53, &message, sizeof message, 0);
  world.settle();
  EXPECT_EQ(std::string(world.host.channels[0].name), std::string(31, 'x'));
}

TEST_F(WireTest, DriverRegisteredLateIsBound) {
  link_up();
  Driver::log.clear();
  rpmsg_remote_announce(&world.remote, &remote_endpoint, kName, RPMSG_NAME_SERVICE_CREATE);
  world.settle();
  EXPECT_TRUE(Driver::log.empty());
  Driver driver;
  rpmsg_host_register_driver(&world.host, &driver.driver);
  EXPECT_EQ(Driver::log, std::vector<std::string>{"probe"});
}

TEST_F(WireTest, V22V23HelloWorld) {
  link_up();
  ASSERT_EQ(rpmsg_host_send_from(&world.host, 1024, 1024, "hello world!", 12), RPMSG_HOST_OK);
  EXPECT_EQ(bytes(0x55008000, 16), "00 00 42 55 00 00 00 00 1c 00 00 00 00 00 01 00");
  EXPECT_EQ(bytes(0x55420000, 28),
            "00 04 00 00 00 04 00 00 00 00 00 00 0c 00 00 00 68 65 6c 6c 6f 20 77 6f 72 6c 64 21");
  EXPECT_EQ(world.host_core.rung, std::vector<std::uint32_t>{1});

  world.deliver_to_remote();
  EXPECT_EQ(bytes(0x5500a000, 12), "00 00 01 00 00 00 00 00 1c 00 00 00");
  EXPECT_TRUE(world.remote_core.rung.empty()) << "no doorbell for a returned buffer";
  ASSERT_EQ(at_remote.size(), 1u);
  EXPECT_EQ(at_remote[0].text, "hello world!");
  EXPECT_EQ(at_remote[0].source, 1024u);
}

TEST_F(WireTest, V25EmptyMessagesBothWays) {
  link_up();
  rpmsg_host_endpoint endpoint{};
  rpmsg_host_create_endpoint(&world.host, &endpoint, RPMSG_ADDRESS_ANY, keep, &at_host);
  EXPECT_EQ(rpmsg_host_send_from(&world.host, 1024, 1024, "", 0), RPMSG_HOST_OK);
  EXPECT_EQ(rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, "", 0, 0), RPMSG_REMOTE_OK);
  world.settle();
  ASSERT_EQ(at_remote.size(), 1u);
  ASSERT_EQ(at_host.size(), 1u);
  EXPECT_EQ(at_remote[0].text, "");
  EXPECT_EQ(at_host[0].text, "");
}

TEST_F(WireTest, V26SizeLimit) {
  link_up();
  const std::string big(497, 'b');
  EXPECT_EQ(rpmsg_host_send_from(&world.host, 1024, 1024, big.data(), 496), RPMSG_HOST_OK);
  EXPECT_EQ(rpmsg_host_send_from(&world.host, 1024, 1024, big.data(), 497), -90);
  EXPECT_EQ(rpmsg_remote_send(&world.remote, &remote_endpoint, 53, big.data(), 496, 0), RPMSG_REMOTE_OK);
  EXPECT_EQ(rpmsg_remote_send(&world.remote, &remote_endpoint, 53, big.data(), 497, 0), -5002);
  EXPECT_EQ(load<std::uint16_t>(0x55009002), 1);
  EXPECT_EQ(load<std::uint16_t>(0x55002002), 1);
}

TEST_F(WireTest, V27V28BadArguments) {
  link_up();
  EXPECT_EQ(rpmsg_remote_send(&world.remote, nullptr, 53, "x", 1, 0), -5003);
  EXPECT_EQ(rpmsg_remote_send(&world.remote, &remote_endpoint, 53, nullptr, 1, 0), -5003);
  EXPECT_EQ(rpmsg_host_send_from(&world.host, 1024, RPMSG_ADDRESS_ANY, "x", 1), -22);
  EXPECT_EQ(rpmsg_host_send_from(&world.host, RPMSG_ADDRESS_ANY, 1024, "x", 1), -22);
  EXPECT_TRUE(world.host_core.rung.empty());
  EXPECT_TRUE(world.remote_core.rung.empty());
}

TEST_F(WireTest, V29NobodyHasTheAddress) {
  link_up();
  EXPECT_EQ(rpmsg_host_send_from(&world.host, 1024, 999, "x", 1), RPMSG_HOST_OK);
  EXPECT_EQ(rpmsg_remote_send(&world.remote, &remote_endpoint, 999, "x", 1, 0), RPMSG_REMOTE_OK);
  EXPECT_EQ(world.host_core.rung, std::vector<std::uint32_t>{1});
  EXPECT_EQ(world.remote_core.rung, std::vector<std::uint32_t>{0});
  world.settle();
  EXPECT_EQ(world.host.statistics.no_recipient, 1u);
  EXPECT_EQ(world.remote.no_recipient, 1u);
  EXPECT_EQ(load<std::uint16_t>(0x5500a002), 1) << "the remote returned the buffer";
  EXPECT_EQ(load<std::uint16_t>(0x55001002), 257) << "the host returned the buffer";
  EXPECT_EQ(world.host_core.rung, (std::vector<std::uint32_t>{1, 0})) << "it counts as received";
}

TEST_F(WireTest, V30TooLongMessageIsLostToTheHost) {
  link_up();
  rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, "x", 1, 0);
  store<std::uint16_t>(0x5540000c, 497);
  world.settle();
  EXPECT_EQ(world.host.statistics.too_big, 1u);
  EXPECT_EQ(load<std::uint16_t>(0x55001002), 256) << "never offered again";
  EXPECT_TRUE(world.host_core.rung.empty()) << "no doorbell";
}

TEST_F(WireTest, RemoteDropsAMessageLongerThanItsBuffer) {
  link_up();
  rpmsg_host_send_from(&world.host, 1024, 1024, "x", 1);
  store<std::uint16_t>(0x5542000c, 2);
  world.settle();
  EXPECT_TRUE(at_remote.empty());
  EXPECT_EQ(world.remote.malformed, 1u);
  EXPECT_EQ(load<std::uint16_t>(0x5500a002), 1);
}

TEST_F(WireTest, V31BeforeLinkUp) {
  world.start_remote();
  rpmsg_remote_create_endpoint(&world.remote, &remote_endpoint, 30, keep, &at_remote);
  EXPECT_EQ(rpmsg_remote_send(&world.remote, &remote_endpoint, 53, "x", 1, 0), -5007);
  EXPECT_FALSE(rpmsg_remote_wait_for_link_up(&world.remote, 5));
  EXPECT_EQ(world.remote_core.now_ms, 5u);
  ASSERT_EQ(world.start_host(), RPMSG_HOST_OK);
  EXPECT_FALSE(rpmsg_remote_link_up(&world.remote)) << "not before the interrupt";
  EXPECT_TRUE(rpmsg_remote_wait_for_link_up(&world.remote, RPMSG_WAIT_FOREVER));
}

// A doorbell that is pending when the wait begins must end it.
TEST_F(WireTest, LinkUpDoorbellIsNotLost) {
  world.start_remote();
  world.on_sleep = [&](Core&) {
    if (world.remote_core.now_ms == 3 && world.host_core.rung.empty()) world.start_host();
  };
  EXPECT_TRUE(rpmsg_remote_wait_for_link_up(&world.remote, 100));
  EXPECT_EQ(world.remote_core.now_ms, 3u);
}

TEST_F(WireTest, V32V33Exhaustion) {
  link_up();
  // The remote is stalled: doorbells stay where they are.
  for (int i = 0; i < 256; i++) ASSERT_EQ(rpmsg_host_try_send_from(&world.host, 1024, 1024, "x", 1), 0) << i;
  EXPECT_EQ(rpmsg_host_try_send_from(&world.host, 1024, 1024, "x", 1), -12);
  EXPECT_EQ(load<std::uint16_t>(0x55009002), 256);
  EXPECT_EQ(load<std::uint16_t>(0x5500a002), 0);
  EXPECT_EQ(world.host_core.rung.size(), 256u) << "a message that was not sent rings nothing";

  // The host is stalled.
  world.remote_core.doorbells.clear();
  for (int i = 0; i < 256; i++) {
    ASSERT_EQ(rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, "x", 1, 0), 0) << i;
  }
  EXPECT_EQ(rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, "x", 1, 0), -5001);
  EXPECT_EQ(world.remote_core.now_ms, 0u);
  EXPECT_EQ(rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, "x", 1, 3), -5001);
  EXPECT_EQ(world.remote_core.now_ms, 3u);
}

TEST_F(WireTest, V34BlockedHostGivesUp) {
  link_up();
  for (int i = 0; i < 256; i++) rpmsg_host_try_send_from(&world.host, 1024, 1024, "x", 1);
  std::uint16_t flags_asleep = 0xFF;
  world.on_sleep = [&](Core&) { flags_asleep = load<std::uint16_t>(0x55009000); };
  EXPECT_EQ(rpmsg_host_send_from(&world.host, 1024, 1024, "x", 1), -512);
  EXPECT_EQ(world.host_core.now_ms, 15000u);
  EXPECT_EQ(flags_asleep, 0) << "asks for an interrupt while it waits";
  EXPECT_EQ(load<std::uint16_t>(0x55009000), 1);
}

// RPMsg-Lite's default build returns buffers silently: the sender sleeps the whole time and then succeeds.
TEST_F(WireTest, V35SilentReturnEndsTheWaitOnlyAtTheTimeout) {
  link_up();
  for (int i = 0; i < 256; i++) rpmsg_host_try_send_from(&world.host, 1024, 1024, "x", 1);
  world.on_sleep = [&](Core&) { world.deliver_to_remote(); };
  EXPECT_EQ(rpmsg_host_send_from(&world.host, 1024, 1024, "y", 1), RPMSG_HOST_OK);
  EXPECT_EQ(world.host_core.now_ms, 15000u);
}

TEST_F(WireTest, AnyDoorbellWakesABlockedHost) {
  link_up();
  for (int i = 0; i < 256; i++) rpmsg_host_try_send_from(&world.host, 1024, 1024, "x", 1);
  rpmsg_host_endpoint endpoint{};
  rpmsg_host_create_endpoint(&world.host, &endpoint, 1024, keep, &at_host);
  world.on_sleep = [&](Core& core) {
    if (&core != &world.host_core || world.host_core.now_ms < 7) return;
    world.deliver_to_remote();
    if (at_host.empty()) rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, "news", 4, 0);
  };
  EXPECT_EQ(rpmsg_host_send_from(&world.host, 1024, 1024, "y", 1), RPMSG_HOST_OK);
  EXPECT_EQ(world.host_core.now_ms, 7u);
  ASSERT_EQ(at_host.size(), 1u) << "the message that woke the sender was handled";
}

TEST_F(WireTest, BlockedRemoteIsWokenByReturnedBuffers) {
  link_up();
  for (int i = 0; i < 256; i++) rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, "x", 1, 0);
  world.on_sleep = [&](Core& core) {
    if (&core == &world.remote_core && world.remote_core.now_ms == 4) world.deliver_to_host();
  };
  EXPECT_EQ(rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, "y", 1, 100), RPMSG_REMOTE_OK);
  EXPECT_EQ(world.remote_core.now_ms, 4u);
}

TEST_F(WireTest, SendFromTheInterruptNeverWaits) {
  link_up();
  for (int i = 0; i < 256; i++) rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, "x", 1, 0);
  struct Context {
    rpmsg_remote* remote;
    rpmsg_remote_endpoint* endpoint;
    int status;
  } context{&world.remote, &remote_endpoint, 0};
  rpmsg_remote_endpoint endpoint{};
  rpmsg_remote_create_endpoint(
      &world.remote, &endpoint, 40,
      [](void* raw, const void* data, std::uint32_t length, std::uint32_t source) {
        auto* self = static_cast<Context*>(raw);
        self->status =
            rpmsg_remote_send(self->remote, self->endpoint, source, data, length, RPMSG_WAIT_FOREVER);
      },
      &context);
  rpmsg_host_send_from(&world.host, 1024, 40, "x", 1);
  world.deliver_to_remote();
  EXPECT_EQ(context.status, -5001);
}

// The doorbell of an answer sent from the callback comes before that of the returned buffer, and a batch of
// messages gets one doorbell for its buffers.
TEST_F(WireTest, DoorbellOrderOfOneBatch) {
  link_up();
  rpmsg_host_endpoint endpoint{};
  rpmsg_host_create_endpoint(
      &world.host, &endpoint, 1024,
      [](void* host, const void* data, std::uint32_t length, std::uint32_t source) {
        rpmsg_host_send_from(static_cast<rpmsg_host*>(host), 1024, source, data, length);
      },
      &world.host);
  for (int i = 0; i < 3; i++) rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, "x", 1, 0);
  world.deliver_to_host();
  EXPECT_EQ(world.host_core.rung, (std::vector<std::uint32_t>{1, 1, 1, 0}));
}

TEST_F(WireTest, HostObeysNoNotify) {
  link_up();
  store<std::uint16_t>(0x5500a000, VRING_USED_NO_NOTIFY);
  store<std::uint16_t>(0x55002000, VRING_USED_NO_NOTIFY);
  rpmsg_host_send_from(&world.host, 1024, 1024, "x", 1);
  rpmsg_remote_send(&world.remote, &remote_endpoint, 1024, "x", 1, 0);
  world.deliver_to_host();
  EXPECT_TRUE(world.host_core.rung.empty());
}

TEST_F(WireTest, V39Endpoints) {
  link_up();
  rpmsg_remote_endpoint first{}, second{}, third{};
  EXPECT_EQ(rpmsg_remote_create_endpoint(&world.remote, &first, RPMSG_ADDRESS_ANY, keep, nullptr), 0);
  EXPECT_EQ(rpmsg_remote_create_endpoint(&world.remote, &second, RPMSG_ADDRESS_ANY, keep, nullptr), 0);
  EXPECT_EQ(first.address, 1u);
  EXPECT_EQ(second.address, 2u);
  EXPECT_EQ(rpmsg_remote_create_endpoint(&world.remote, &third, 2, keep, nullptr), -5003) << "taken";
  EXPECT_EQ(rpmsg_remote_destroy_endpoint(&world.remote, &first), 0);
  EXPECT_EQ(rpmsg_remote_destroy_endpoint(&world.remote, &first), -5003);
  EXPECT_EQ(rpmsg_remote_create_endpoint(&world.remote, &third, RPMSG_ADDRESS_ANY, keep, nullptr), 0);
  EXPECT_EQ(third.address, 1u) << "the lowest free one";
}

TEST_F(WireTest, ShutdownClearsTheStatus) {
  link_up();
  Driver::log.clear();
  Driver driver;
  rpmsg_host_register_driver(&world.host, &driver.driver);
  rpmsg_remote_announce(&world.remote, &remote_endpoint, kName, RPMSG_NAME_SERVICE_CREATE);
  world.settle();
  rpmsg_host_shutdown(&world.host, &world.host_config);
  EXPECT_EQ(world.table.vdev.status, 0);
  EXPECT_EQ(Driver::log, (std::vector<std::string>{"probe", "remove"}));
}

}  // namespace
}  // namespace rpmsg_sim
