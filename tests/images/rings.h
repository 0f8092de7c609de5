/* Rings at places that parameters name, served by polling and without any RPMsg stack: the smallest host and remote.
 * All numbers reach the images as parameters, so that one pair serves every test. */
#ifndef RINGS_H
#define RINGS_H

#include <stdint.h>

#include "testbench.h"

TB_PARAMETER(vring0, "vring0", "count", 0xB8100000u);
TB_PARAMETER(vring1, "vring1", "count", 0xB8108000u);
TB_PARAMETER(descriptors, "descriptors", "count", 16);
TB_PARAMETER(alignment, "align", "count", 16);

#define MESSAGES 5u
#define BUFFER_SIZE 64u
#define HOST_ADDRESS 1024u
#define REMOTE_ADDRESS 30u

struct descriptor {
  volatile uint64_t address;
  volatile uint32_t length;
  volatile uint16_t flags, next;
};
struct avail {
  volatile uint16_t flags, index, ring[];
};
struct used {
  volatile uint16_t flags, index;
  struct {
    volatile uint32_t id, length;
  } ring[];
};
struct message {
  volatile uint32_t source, destination, reserved;
  volatile uint16_t length, flags;
  volatile uint32_t payload;
};

struct ring {
  struct descriptor* descriptors;
  struct avail* avail;
  struct used* used;
  uint32_t count;
};

static inline struct ring ring_at(const struct tb_parameter* base_parameter) {
  uintptr_t base = (uintptr_t)tb_parameter(base_parameter);
  uint32_t count = (uint32_t)tb_parameter(&descriptors);
  uintptr_t align = (uintptr_t)tb_parameter(&alignment);
  uintptr_t avail = base + 16u * count;
  uintptr_t used = (avail + 4u + 2u * count + 2u + align - 1u) & ~(align - 1u);
  return (struct ring){(struct descriptor*)base, (struct avail*)avail, (struct used*)used, count};
}

static inline void write_message(struct message* message, uint32_t source, uint32_t destination, uint32_t payload) {
  message->source = source;
  message->destination = destination;
  message->reserved = 0;
  message->length = 4;
  message->flags = 0;
  message->payload = payload;
}

#endif
