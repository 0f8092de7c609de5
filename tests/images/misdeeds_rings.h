/* The rings of the platform's link, word by word, so that mistakes are easy to make. */
#ifndef MISDEEDS_RINGS_H
#define MISDEEDS_RINGS_H

#include <stddef.h>
#include <stdint.h>

#include "rpmsg_wire.h"

#define RING_COUNT 256u
#define BUFFER(n) ((uintptr_t)0xB8400000u + RPMSG_BUFFER_SIZE * (n))

/* Linux include/uapi/linux/virtio_ring.h, 256 descriptors aligned to 4 KiB. */
struct ring {
  struct {
    volatile uint64_t address;
    volatile uint32_t length;
    volatile uint16_t flags;
    volatile uint16_t next;
  } descriptor[RING_COUNT];
  struct {
    volatile uint16_t flags;
    volatile uint16_t index;
    volatile uint16_t entry[RING_COUNT];
    uint16_t reserved[1790];
  } avail;
  struct {
    volatile uint16_t flags;
    volatile uint16_t index;
    struct {
      volatile uint32_t id;
      volatile uint32_t length;
    } entry[RING_COUNT];
  } used;
};
_Static_assert(offsetof(struct ring, avail) == 4096 && offsetof(struct ring, used) == 8192, "virtio layout");

#define TO_HOST ((struct ring*)(uintptr_t)0xB8000000u)
#define TO_REMOTE ((struct ring*)(uintptr_t)0xB8008000u)

#endif
