// Ring geometry and the two ends of a ring by themselves.
#include "vring/vring.h"

#include "world.h"

namespace rpmsg_sim {
namespace {

struct Geometry {
  std::uint16_t count;
  std::size_t align, avail, used, size;
};

// Computed from Linux include/uapi/linux/virtio_ring.h; conformance vector 9 among them.
constexpr Geometry kGeometries[] = {
    {2, 0x10, 0x20, 0x30, 0x46},           {4, 0x10, 0x40, 0x50, 0x76},
    {8, 0x10, 0x80, 0xa0, 0xe6},           {16, 0x10, 0x100, 0x130, 0x1b6},
    {256, 0x10, 0x1000, 0x1210, 0x1a16},   {4, 0x1000, 0x40, 0x1000, 0x1026},
    {256, 0x1000, 0x1000, 0x2000, 0x2806}, {512, 0x1000, 0x2000, 0x3000, 0x4006},
};

TEST(VringTest, GeometryIsThatOfLinux) {
  for (const Geometry& geometry : kGeometries) {
    SCOPED_TRACE(testing::Message() << geometry.count << " aligned to " << geometry.align);
    EXPECT_EQ(vring_avail_offset(geometry.count), geometry.avail);
    EXPECT_EQ(vring_used_offset(geometry.count, geometry.align), geometry.used);
    EXPECT_EQ(vring_size(geometry.count, geometry.align), geometry.size);
  }
}

TEST(VringTest, RefusesOddGeometry) {
  EXPECT_TRUE(vring_geometry_ok(256, 0x1000));
  EXPECT_TRUE(vring_geometry_ok(1, 16));
  EXPECT_TRUE(vring_geometry_ok(32768, 16));
  EXPECT_FALSE(vring_geometry_ok(0, 16));
  EXPECT_FALSE(vring_geometry_ok(3, 16));
  EXPECT_FALSE(vring_geometry_ok(65536, 16));
  EXPECT_FALSE(vring_geometry_ok(4, 0));
  EXPECT_FALSE(vring_geometry_ok(4, 8));
  EXPECT_FALSE(vring_geometry_ok(4, 24));
}

class VringPairTest : public testing::Test {
 protected:
  VringPairTest() {
    vring_driver_init(&driver, reinterpret_cast<void*>(kVring0), 4, 0x1000, slots);
    vring_device_init(&device, reinterpret_cast<void*>(kVring0), 4, 0x1000);
  }

  World world{4};  // for its memory
  vring_slot slots[4];
  vring_driver driver;
  vring_device device;
};

TEST_F(VringPairTest, DescriptorsRunOut) {
  for (std::uintptr_t i = 1; i <= 4; i++) EXPECT_TRUE(vring_driver_add(&driver, i * 0x1000, 16, 0));
  EXPECT_FALSE(vring_driver_add(&driver, 0x9000, 16, 0));
  EXPECT_EQ(load<std::uint16_t>(avail_address(kVring0, 4) + 2), 4) << "a refused buffer is not published";
}

TEST_F(VringPairTest, DeviceSeesNothingUntilItLooksAgain) {
  vring_buffer buffer;
  EXPECT_FALSE(vring_device_take(&device, &buffer));
  ASSERT_TRUE(vring_driver_add(&driver, 0x5000, 16, 0));
  EXPECT_FALSE(vring_device_take(&device, &buffer));
  EXPECT_EQ(vring_device_refresh(&device), 1);
  ASSERT_TRUE(vring_device_take(&device, &buffer));
  EXPECT_EQ(buffer.address, 0x5000u);
  EXPECT_EQ(buffer.length, 16u);
}

TEST_F(VringPairTest, BuffersMayComeBackInAnyOrder) {
  for (std::uintptr_t i = 0; i < 4; i++) ASSERT_TRUE(vring_driver_add(&driver, (i + 1) * 0x1000, 16, 0));
  vring_buffer buffers[4];
  vring_device_refresh(&device);
  for (vring_buffer& buffer : buffers) ASSERT_TRUE(vring_device_take(&device, &buffer));
  const unsigned order[] = {1, 0, 3, 2};
  for (unsigned i : order) vring_device_put(&device, buffers[i].head, 100 + i);
  for (unsigned i : order) {
    std::uint32_t length = 0;
    EXPECT_EQ(vring_driver_get(&driver, &length), (i + 1) * 0x1000u);
    EXPECT_EQ(length, 100 + i);
  }
  EXPECT_EQ(vring_driver_get(&driver, nullptr), 0u);
}

TEST_F(VringPairTest, ReturnOfAnUnknownDescriptorBreaksTheRing) {
  ASSERT_TRUE(vring_driver_add(&driver, 0x1000, 16, 0));
  vring_device_put(&device, 3, 16);  // never offered
  EXPECT_EQ(vring_driver_get(&driver, nullptr), 0u);
  EXPECT_TRUE(driver.broken);
}

TEST_F(VringPairTest, ReturnBeyondTheTableBreaksTheRing) {
  ASSERT_TRUE(vring_driver_add(&driver, 0x1000, 16, 0));
  vring_device_put(&device, 4, 16);
  EXPECT_EQ(vring_driver_get(&driver, nullptr), 0u);
  EXPECT_TRUE(driver.broken);
}

TEST_F(VringPairTest, DoubleReturnBreaksTheRing) {
  ASSERT_TRUE(vring_driver_add(&driver, 0x1000, 16, 0));
  vring_device_put(&device, 0, 16);
  vring_device_put(&device, 0, 16);
  EXPECT_EQ(vring_driver_get(&driver, nullptr), 0x1000u);
  EXPECT_FALSE(driver.broken);
  EXPECT_EQ(vring_driver_get(&driver, nullptr), 0u);
  EXPECT_TRUE(driver.broken);
}

TEST_F(VringPairTest, NotificationIsWantedUnlessTheDeviceSaysNo) {
  EXPECT_TRUE(vring_driver_must_notify(&driver));
  store<std::uint16_t>(used_address(kVring0, 4), VRING_USED_NO_NOTIFY);
  EXPECT_FALSE(vring_driver_must_notify(&driver));
  EXPECT_TRUE(vring_driver_notify_wanted(&driver)) << "not looked yet";
  EXPECT_EQ(vring_driver_get(&driver, nullptr), 0u);
  EXPECT_FALSE(vring_driver_notify_wanted(&driver));
}

// Linux keeps used_event at the number of entries consumed while it wants interrupts.
TEST_F(VringPairTest, UsedEventFollowsWhileInterruptsAreWanted) {
  const std::uintptr_t used_event = avail_address(kVring0, 4) + 4 + 2 * 4;
  for (std::uint16_t i = 1; i <= 3; i++) {
    ASSERT_TRUE(vring_driver_add(&driver, 0x1000, 16, 0));
    vring_buffer buffer;
    vring_device_refresh(&device);
    ASSERT_TRUE(vring_device_take(&device, &buffer));
    vring_device_put(&device, buffer.head, 16);
    EXPECT_EQ(vring_driver_get(&driver, nullptr), 0x1000u);
    EXPECT_EQ(vring_driver_get(&driver, nullptr), 0u);
    EXPECT_EQ(load<std::uint16_t>(used_event), i);
  }
  vring_driver_set_interrupt(&driver, false);
  EXPECT_EQ(load<std::uint16_t>(avail_address(kVring0, 4)), VRING_AVAIL_NO_INTERRUPT);
}

}  // namespace
}  // namespace rpmsg_sim
