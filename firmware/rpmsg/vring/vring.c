#include "vring/vring.h"

#include <string.h>

size_t vring_avail_offset(uint16_t count) {
  return 16u * (size_t)count;
}

size_t vring_used_offset(uint16_t count, size_t align) {
  /* flags, index, ring, used_event */
  size_t avail_end = vring_avail_offset(count) + 2u * (3u + (size_t)count);
  return (avail_end + align - 1u) & ~(align - 1u);
}

size_t vring_size(uint16_t count, size_t align) {
  /* flags, index, ring, avail_event */
  return vring_used_offset(count, align) + 2u * 3u + sizeof(struct vring_used_element) * (size_t)count;
}

static bool is_power_of_two(uint32_t value) {
  return value != 0 && (value & (value - 1u)) == 0;
}

bool vring_geometry_ok(uint32_t count, uint32_t align) {
  return is_power_of_two(count) && count <= VRING_MAX_COUNT && is_power_of_two(align) &&
         align >= VRING_MIN_ALIGN;
}

void vring_map(struct vring* ring, void* base, uint16_t count, size_t align) {
  uintptr_t address = (uintptr_t)base;
  ring->count = count;
  ring->mask = (uint16_t)(count - 1u);
  ring->desc = base;
  ring->avail = (struct vring_avail*)(address + vring_avail_offset(count));
  ring->used = (struct vring_used*)(address + vring_used_offset(count, align));
}

/* ---- Driver end ---- */

/* Linux's free list starts as a chain through all descriptors and is used from its head as a stack, which
 * decides the `next` fields on the wire although chains have length 1. */
static void chain_slots(struct vring_driver* driver) {
  uint16_t count = driver->ring.count;
  for (uint16_t i = 0; i < count; i++) {
    driver->slots[i].buffer = 0;
    driver->slots[i].next = (uint16_t)((i + 1u) & driver->ring.mask);
  }
  driver->free_head = 0;
  driver->free_count = count;
}

void vring_driver_init(struct vring_driver* driver, void* base, uint16_t count, size_t align,
                       struct vring_slot* slots) {
  memset(driver, 0, sizeof *driver);
  vring_map(&driver->ring, base, count, align);
  driver->slots = slots;
  chain_slots(driver);
  memset(base, 0, vring_size(count, align));
}

void vring_driver_set_interrupt(struct vring_driver* driver, bool enabled) {
  uint16_t flags = enabled ? 0 : (uint16_t)VRING_AVAIL_NO_INTERRUPT;
  if (flags == driver->avail_flags) return;
  driver->avail_flags = flags;
  driver->ring.avail->state.flags = flags;
}

/* ---- Device end ---- */

void vring_device_init(struct vring_device* device, void* base, uint16_t count, size_t align) {
  memset(device, 0, sizeof *device);
  vring_map(&device->ring, base, count, align);
}
