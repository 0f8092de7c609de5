/* Messages of rpmsg_stream_*: number, then bytes counting up from it; lengths vary. */
#ifndef RPMSG_STREAM_H
#define RPMSG_STREAM_H

#include <string.h>

#include "rpmsg_check.h"

#define NUMBER_SIZE ((uint32_t)sizeof(uint32_t))
#define STREAM_LONGEST 64u

static inline uint32_t stream_length(uint32_t number) {
  return NUMBER_SIZE + number * 7u % (STREAM_LONGEST - NUMBER_SIZE + 1u);
}

static inline void stream_fill(uint8_t* message, uint32_t number) {
  memcpy(message, &number, NUMBER_SIZE);
  for (uint32_t at = NUMBER_SIZE; at < stream_length(number); at++) message[at] = (uint8_t)(number + at);
}

static inline void stream_check(const void* data, uint32_t length, uint32_t number) {
  const uint8_t* bytes = data;
  uint32_t found;
  CHECK(length == stream_length(number));
  memcpy(&found, bytes, NUMBER_SIZE);
  CHECK(found == number);
  for (uint32_t at = NUMBER_SIZE; at < length; at++) CHECK(bytes[at] == (uint8_t)(number + at));
}

#endif
