/* The remote of rings_a: answers every number with itself plus 100. */
#ifndef RINGS_REMOTE_H
#define RINGS_REMOTE_H

#include "cpu.h"
#include "rings.h"

static inline _Noreturn void serve(void) {
  struct ring transmit = ring_at(&vring0);
  struct ring receive = ring_at(&vring1);
  for (uint16_t i = 0;; i++) {
    while (receive.avail->index == i) {
    }
    uint16_t id = receive.avail->ring[i & (receive.count - 1u)];
    uint32_t payload = ((struct message*)(uintptr_t)receive.descriptors[id].address)->payload;
    uint16_t answer = transmit.avail->ring[i & (transmit.count - 1u)];
    write_message((struct message*)(uintptr_t)transmit.descriptors[answer].address, REMOTE_ADDRESS, HOST_ADDRESS,
                  payload + 100u);
    receive.used->ring[i & (receive.count - 1u)].id = id;
    receive.used->ring[i & (receive.count - 1u)].length = BUFFER_SIZE;
    transmit.used->ring[i & (transmit.count - 1u)].id = answer;
    transmit.used->ring[i & (transmit.count - 1u)].length = BUFFER_SIZE;
    cpu_dsb();
    receive.used->index = (uint16_t)(i + 1u);
    transmit.used->index = (uint16_t)(i + 1u);
  }
}

#endif
