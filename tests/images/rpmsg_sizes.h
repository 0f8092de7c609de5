/* Messages of rpmsg_sizes_*: number i has length rpmsg_sizes[i] and holds 0x10 * (i + 1), counting up. */
#ifndef RPMSG_SIZES_H
#define RPMSG_SIZES_H

#include "rpmsg_check.h"

#define SIZE_COUNT 5u
#define LARGEST 496u

static const uint32_t sizes[SIZE_COUNT] = {0, 1, 16, 495, LARGEST};
static uint8_t size_message[LARGEST + 1u];

static inline uint8_t size_byte(uint32_t message, uint32_t at) {
  return (uint8_t)(0x10u * (message + 1u) + at);
}

static inline void fill_size_message(uint32_t message) {
  for (uint32_t at = 0; at < sizeof size_message; at++) size_message[at] = size_byte(message, at);
}

static inline void check_size_message(uint32_t message, const void* data, uint32_t length) {
  CHECK(message < SIZE_COUNT && length == sizes[message]);
  const uint8_t* bytes = data;
  for (uint32_t at = 0; at < length; at++) CHECK(bytes[at] == size_byte(message, at));
}

#endif
