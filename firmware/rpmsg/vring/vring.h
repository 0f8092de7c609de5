/* Split virtqueue (Linux include/uapi/linux/virtio_ring.h), both ends.
 *
 * The driver end (RPMsg host) owns the descriptors and the avail ring, the device end (RPMsg remote) the used
 * ring. Reading shared memory stalls a core for a whole memory round trip while writes are posted, so each
 * end keeps its own indices in private memory, takes a snapshot of the peer's index, and reads that again
 * only when the snapshot is used up. Neither end locks; the caller does where it must. What runs for every
 * message is inline: a message costs few instructions beside its memory accesses. */
#ifndef RPMSG_VRING_H
#define RPMSG_VRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpu.h"
#include "sdk_cxx.h"

#ifdef __cplusplus
extern "C" {
#endif

/* 64-bit accesses to rings and headers where the core has them; may be set to 0 to get a 32-bit core's
 * pattern. */
#if !defined(RPMSG_WIDE_ACCESS)
#define RPMSG_WIDE_ACCESS (UINTPTR_MAX > 0xFFFFFFFFu)
#endif

#define VRING_DESC_NEXT 1u
#define VRING_DESC_WRITE 2u /* the device writes the buffer */
#define VRING_AVAIL_NO_INTERRUPT 1u
#define VRING_USED_NO_NOTIFY 1u

#define VRING_MAX_COUNT 32768u
#define VRING_MIN_ALIGN 16u

union vring_desc {
  struct {
    volatile uint32_t address_low;
    volatile uint32_t address_high;
    volatile uint32_t length;
    volatile uint16_t flags;
    volatile uint16_t next;
  };
  volatile uint32_t words[4];
  volatile uint64_t halves[2];
};
_Static_assert(sizeof(union vring_desc) == 16, "wire format");

/* Flags and index in one word, so that one read gets both. */
union vring_state {
  struct {
    volatile uint16_t flags;
    volatile uint16_t index;
  };
  volatile uint32_t word;
};

struct vring_avail {
  union vring_state state;
  volatile uint16_t ring[]; /* count entries, then used_event */
};

struct vring_used_element {
  volatile uint32_t id;
  volatile uint32_t length;
};

struct vring_used {
  union vring_state state;
  struct vring_used_element ring[];
};

struct vring {
  uint16_t count;
  uint16_t mask;
  union vring_desc* desc;
  struct vring_avail* avail;
  struct vring_used* used;
};

size_t vring_avail_offset(uint16_t count);
size_t vring_used_offset(uint16_t count, size_t align);
size_t vring_size(uint16_t count, size_t align);
/* A power of two of descriptors, and an alignment at which all known stacks agree on the layout. */
bool vring_geometry_ok(uint32_t count, uint32_t align);
/* Touches no shared memory. */
void vring_map(struct vring* ring, void* base, uint16_t count, size_t align);

/* ---- Driver end ---- */

/* Private state of one descriptor. */
struct vring_slot {
  uintptr_t buffer; /* 0 while the peer does not own the descriptor */
  uint16_t next;    /* next free descriptor */
};

struct vring_driver {
  struct vring ring;
  struct vring_slot* slots;
  uint16_t free_head;
  uint16_t free_count;
  uint16_t avail_index;
  uint16_t used_taken; /* used entries consumed */
  uint16_t used_known; /* the peer's index when last read */
  uint16_t used_flags; /* the peer's flags when last read */
  uint16_t used_event; /* as last written */
  uint16_t avail_flags;
  bool broken; /* the peer returned a descriptor that it did not own */
};

/* Zero-fills the ring; `slots` holds `count` entries and lives as long as the driver. */
void vring_driver_init(struct vring_driver* driver, void* base, uint16_t count, size_t align,
                       struct vring_slot* slots);
/* Asks the device for (or spares it) notifications of returned buffers. */
void vring_driver_set_interrupt(struct vring_driver* driver, bool enabled);

static inline void vring_write_desc(union vring_desc* desc, uintptr_t buffer, uint32_t length, uint16_t flags,
                                    uint16_t next) {
#if RPMSG_WIDE_ACCESS
  desc->halves[0] = buffer;
  desc->halves[1] = (uint64_t)length | (uint64_t)flags << 32 | (uint64_t)next << 48;
#else
  desc->words[0] = (uint32_t)buffer;
  desc->words[1] = (uint32_t)((uint64_t)buffer >> 32);
  desc->words[2] = length;
  desc->words[3] = (uint32_t)flags | (uint32_t)next << 16;
#endif
}

/* Publishes a buffer. False if there is no free descriptor. */
static inline bool vring_driver_add(struct vring_driver* driver, uintptr_t buffer, uint32_t length,
                                    uint16_t flags) {
  if (driver->free_count == 0) return false;
  uint16_t head = driver->free_head;
  struct vring_slot* slot = &driver->slots[head];
  slot->buffer = buffer;
  driver->free_head = slot->next;
  driver->free_count--;
  vring_write_desc(&driver->ring.desc[head], buffer, length, flags, slot->next);
  driver->ring.avail->ring[driver->avail_index & driver->ring.mask] = head;
  cpu_barrier(); /* the buffer and its entry before the index that offers them */
  driver->avail_index++;
  driver->ring.avail->state.index = driver->avail_index;
  return true;
}

static inline void vring_driver_write_used_event(struct vring_driver* driver) {
  if ((driver->avail_flags & VRING_AVAIL_NO_INTERRUPT) != 0 || driver->used_event == driver->used_taken)
    return;
  /* Linux keeps this word up to date although no one negotiates its use. */
  driver->ring.avail->ring[driver->ring.count] = driver->used_taken;
  driver->used_event = driver->used_taken;
}

static inline bool vring_driver_refresh(struct vring_driver* driver) {
  vring_driver_write_used_event(driver);
  cpu_barrier(); /* what was published must be visible before the flags are read */
  uint32_t state = driver->ring.used->state.word;
  driver->used_flags = (uint16_t)state;
  driver->used_known = (uint16_t)(state >> 16);
  if (driver->used_known == driver->used_taken) return false;
  cpu_barrier(); /* the index before the entries it covers */
  return true;
}

static inline uintptr_t vring_driver_free(struct vring_driver* driver, uint32_t head) {
  if (head >= driver->ring.count || driver->slots[head].buffer == 0) {
    driver->broken = true;
    return 0;
  }
  struct vring_slot* slot = &driver->slots[head];
  uintptr_t buffer = slot->buffer;
  slot->buffer = 0;
  slot->next = driver->free_head;
  driver->free_head = (uint16_t)head;
  driver->free_count++;
  return buffer;
}

/* Takes back the oldest returned buffer; 0 if there is none. `length` may be NULL. */
static inline uintptr_t vring_driver_get(struct vring_driver* driver, uint32_t* length) {
  if (driver->broken) return 0;
  if (driver->used_known == driver->used_taken && !vring_driver_refresh(driver)) return 0;
  struct vring_used_element* element = &driver->ring.used->ring[driver->used_taken & driver->ring.mask];
  uint32_t head = element->id;
  if (length != NULL) *length = element->length;
  driver->used_taken++;
  return vring_driver_free(driver, head);
}

/* Whether the device asks to be notified of what was published before this call. */
static inline bool vring_driver_must_notify(struct vring_driver* driver) {
  cpu_barrier();
  return (driver->ring.used->state.flags & VRING_USED_NO_NOTIFY) == 0;
}

/* The same without an access, of what was published before the vring_driver_get that last returned 0. */
static inline bool vring_driver_notify_wanted(const struct vring_driver* driver) {
  return (driver->used_flags & VRING_USED_NO_NOTIFY) == 0;
}

/* ---- Device end ---- */

struct vring_device {
  struct vring ring;
  uint16_t avail_taken;
  uint16_t avail_known;
  uint16_t used_index;
};

struct vring_buffer {
  uintptr_t address;
  uint32_t length;
  uint16_t head;
};

/* Touches no shared memory. */
void vring_device_init(struct vring_device* device, void* base, uint16_t count, size_t align);

/* Reads the driver's index and returns how many buffers are waiting. */
static inline uint16_t vring_device_refresh(struct vring_device* device) {
  device->avail_known = device->ring.avail->state.index;
  cpu_barrier(); /* the index before the entries it covers */
  return (uint16_t)(device->avail_known - device->avail_taken);
}

/* Takes the next of the buffers that the last refresh saw; false if they are used up. */
static inline bool vring_device_take(struct vring_device* device, struct vring_buffer* buffer) {
  if (device->avail_known == device->avail_taken) return false;
  uint16_t head = device->ring.avail->ring[device->avail_taken & device->ring.mask];
  device->avail_taken++;
  /* A corrupt number must not lead outside the table. */
  const union vring_desc* desc = &device->ring.desc[head & device->ring.mask];
#if RPMSG_WIDE_ACCESS
  buffer->address = (uintptr_t)desc->halves[0];
#elif UINTPTR_MAX > 0xFFFFFFFFu
  buffer->address = desc->address_low | (uintptr_t)desc->address_high << 32;
#else
  buffer->address = desc->address_low; /* the upper half is 0: all memory of these parts that it can reach */
#endif
  buffer->length = desc->length;
  buffer->head = head;
  return true;
}

/* Gives a buffer to the driver. */
static inline void vring_device_put(struct vring_device* device, uint16_t head, uint32_t length) {
  struct vring_used_element* element = &device->ring.used->ring[device->used_index & device->ring.mask];
  element->id = head;
  element->length = length;
  cpu_barrier(); /* the message and its entry before the index that offers them */
  device->used_index++;
  device->ring.used->state.index = device->used_index;
}

#ifdef __cplusplus
}
#endif

#endif
