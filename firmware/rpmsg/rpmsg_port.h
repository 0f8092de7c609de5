/* What the stacks need from the machine they run on. Barriers are not here but in cpu.h. */
#ifndef RPMSG_PORT_H
#define RPMSG_PORT_H

#include <stdbool.h>
#include <stdint.h>

#define RPMSG_WAIT_FOREVER 0xFFFFFFFFu

struct rpmsg_port {
  /* Rings the peer's doorbell for a ring; may wait until the doorbell is free. */
  void (*notify)(void* context, uint32_t vring);
  /* Masks this core's interrupts; pairs nest. */
  uint32_t (*lock)(void* context);
  void (*unlock)(void* context, uint32_t state);
  /* Called with interrupts masked: returns, still masked, when an interrupt is pending. One that became
   * pending before the call counts, so that "mask, test, sleep, unmask" loses no wake-up. */
  void (*sleep)(void* context);
  /* One timer per core. Its expiry ends a sleep. */
  void (*timer_start)(void* context, uint32_t milliseconds);
  bool (*timer_expired)(void* context);
  void (*timer_stop)(void* context);
  void* context;
};

#endif
