/* RPMsg remote: the virtio device on the microcontroller core. On the wire and in its error codes it is like
 * RPMsg-Lite's remote (nxp-mcuxpresso/rpmsg-lite), so that a host cannot tell them apart:
 * init touches no shared memory; the link is up from the first doorbell of ring 0 on; a buffer goes back to
 * the host without a doorbell; avail.flags are not looked at; a sent message's used length is the buffer's
 * length.
 *
 * Callbacks run in the interrupt, with the message still in the shared buffer; it goes back when they return.
 * Sending is allowed everywhere, but never waits in a callback. Memory belongs to the caller; nothing is
 * allocated. */
#ifndef RPMSG_REMOTE_H
#define RPMSG_REMOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rpmsg_port.h"
#include "rpmsg_wire.h"
#include "vring/vring.h"

#ifdef __cplusplus
extern "C" {
#endif

enum rpmsg_remote_status {
  RPMSG_REMOTE_OK = 0,
  RPMSG_REMOTE_NO_MEMORY = -5001, /* no buffer, also after the timeout */
  RPMSG_REMOTE_BUFFER_SIZE = -5002,
  RPMSG_REMOTE_PARAMETER = -5003,
  RPMSG_REMOTE_NOT_READY = -5007, /* link down */
};

typedef void (*rpmsg_remote_receive)(void* context, const void* data, uint32_t length, uint32_t source);

struct rpmsg_remote_endpoint {
  uint32_t address;
  rpmsg_remote_receive receive;
  void* context;
  struct rpmsg_remote_endpoint* next;
};

struct rpmsg_remote {
  struct vring_device transmit; /* ring 0 */
  struct vring_device receive;  /* ring 1 */
  const struct rpmsg_port* port;
  struct rpmsg_remote_endpoint* endpoints;
  volatile bool link_up;
  volatile bool in_interrupt;
  uint32_t no_recipient; /* messages to addresses without an endpoint */
  uint32_t malformed;    /* messages longer than their buffer */
};

struct rpmsg_remote_config {
  void* vring[2];
  uint16_t count;
  uint32_t align;
  const struct rpmsg_port* port;
};

int rpmsg_remote_init(struct rpmsg_remote* remote, const struct rpmsg_remote_config* config);
/* The interrupt handler of the doorbell calls this with the ring's number. */
void rpmsg_remote_interrupt(struct rpmsg_remote* remote, uint32_t vring);

static inline bool rpmsg_remote_link_up(const struct rpmsg_remote* remote) {
  return remote->link_up;
}
/* Returns whether the link is up. */
bool rpmsg_remote_wait_for_link_up(struct rpmsg_remote* remote, uint32_t timeout_ms);

/* RPMSG_ADDRESS_ANY takes the lowest free address from 1; an address in use is refused. */
int rpmsg_remote_create_endpoint(struct rpmsg_remote* remote, struct rpmsg_remote_endpoint* endpoint,
                                 uint32_t address, rpmsg_remote_receive receive, void* context);
int rpmsg_remote_destroy_endpoint(struct rpmsg_remote* remote, struct rpmsg_remote_endpoint* endpoint);

/* Copies the payload. Timeout 0 does not wait, RPMSG_WAIT_FOREVER does; not to be called with interrupts
 * masked. */
int rpmsg_remote_send(struct rpmsg_remote* remote, const struct rpmsg_remote_endpoint* endpoint,
                      uint32_t destination, const void* data, uint32_t length, uint32_t timeout_ms);

/* Tells the host's name service; `flags` is RPMSG_NAME_SERVICE_CREATE or _DESTROY. */
int rpmsg_remote_announce(struct rpmsg_remote* remote, const struct rpmsg_remote_endpoint* endpoint,
                          const char* name, uint32_t flags);

#ifdef __cplusplus
}
#endif

#endif
