/* RPMsg host: the virtio driver on the application core. On the wire and in its error codes it is like
 * Linux 6.1 (drivers/rpmsg/virtio_rpmsg_bus.c, rpmsg_ns.c, drivers/virtio/virtio_ring.c): status 0, 1, 3, 7;
 * 256 receive buffers offered at once; transmit buffers used in order first and recycled then; one doorbell
 * of ring 1 per message; one doorbell of ring 0 per batch received, after the doorbells of the answers that
 * the callbacks sent.
 *
 * The interrupt only counts; callbacks run in rpmsg_host_process, in the caller's context, with the message
 * still in the shared buffer. Everything but rpmsg_host_interrupt belongs to that one context, so nothing
 * locks. Memory belongs to the caller; nothing is allocated. */
#ifndef RPMSG_HOST_H
#define RPMSG_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rpmsg_port.h"
#include "rpmsg_wire.h"
#include "vring/vring.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RPMSG_HOST_MAX_COUNT 256u
#define RPMSG_HOST_CHANNELS 16u
#define RPMSG_HOST_FIRST_DYNAMIC_ADDRESS 1024u
#define RPMSG_HOST_SEND_TIMEOUT_MS 15000u

/* Linux's error numbers. */
enum rpmsg_host_status {
  RPMSG_HOST_OK = 0,
  RPMSG_HOST_NO_MEMORY = -12, /* -ENOMEM: no free buffer and not to wait */
  RPMSG_HOST_EXISTS = -17,    /* -EEXIST */
  RPMSG_HOST_INVALID = -22,   /* -EINVAL */
  RPMSG_HOST_TOO_BIG = -90,   /* -EMSGSIZE */
  RPMSG_HOST_TIMEOUT = -512,  /* -ERESTARTSYS */
};

struct rpmsg_host;
struct rpmsg_channel;

typedef void (*rpmsg_host_receive)(void* context, const void* data, uint32_t length, uint32_t source);

struct rpmsg_host_endpoint {
  uint32_t address;
  rpmsg_host_receive receive;
  void* context;
  struct rpmsg_host_endpoint* next;
};

/* Bound to every channel whose announced name is `name`. */
struct rpmsg_driver {
  const char* name;
  /* The channel's endpoint exists already. */
  void (*probe)(struct rpmsg_channel* channel);
  void (*receive)(struct rpmsg_channel* channel, const void* data, uint32_t length, uint32_t source);
  void (*remove)(struct rpmsg_channel* channel); /* may be NULL */
  struct rpmsg_driver* next;
};

struct rpmsg_channel {
  char name[RPMSG_NAME_SIZE];
  struct rpmsg_host* host;
  uint32_t destination;        /* the remote's address */
  struct rpmsg_driver* driver; /* NULL while no driver matches */
  struct rpmsg_host_endpoint endpoint;
  bool used;
};

/* What goes wrong without an error code for anyone; Linux logs a line for each. */
struct rpmsg_host_statistics {
  uint32_t no_recipient;
  uint32_t too_big;
  uint32_t malformed_name_service;
  uint32_t channel_exists;
  uint32_t channel_unknown;
  uint32_t no_channel_left;
};

struct rpmsg_host {
  struct vring_driver receive;  /* ring 0 */
  struct vring_driver transmit; /* ring 1 */
  const struct rpmsg_port* port;
  struct rpmsg_host_endpoint* endpoints;
  struct rpmsg_driver* drivers;
  uintptr_t transmit_buffers;
  uint16_t transmit_unused; /* transmit buffers that were never sent */
  volatile uint32_t interrupts;
  uint32_t processed; /* value of `interrupts` that was acted on */
  bool processing;
  struct rpmsg_host_endpoint name_service;
  struct rpmsg_host_statistics statistics;
  struct rpmsg_channel channels[RPMSG_HOST_CHANNELS];
  struct vring_slot slots[2][RPMSG_HOST_MAX_COUNT];
};

struct rpmsg_host_config {
  void* vring[2];
  /* 2 * count buffers of 512 bytes: first those for receiving, then those for sending. */
  void* buffers;
  /* The remote's table: gives ring sizes and features, receives status, ring addresses and notify ids. */
  volatile struct rpmsg_resource_table* table;
  const struct rpmsg_port* port;
};

/* Brings the device up; the peer may send as soon as this has rung its doorbell. */
int rpmsg_host_init(struct rpmsg_host* host, const struct rpmsg_host_config* config);
/* Takes the device down: status 0, drivers' remove. The memory of the rings may be reused after that. */
void rpmsg_host_shutdown(struct rpmsg_host* host, const struct rpmsg_host_config* config);

/* The interrupt handler of the doorbell calls this for every word. Which ring it names does not matter: like
 * Linux's imx_rproc, the host looks at both. */
static inline void rpmsg_host_interrupt(struct rpmsg_host* host) {
  host->interrupts = host->interrupts + 1u;
}

static inline bool rpmsg_host_pending(const struct rpmsg_host* host) {
  return host->interrupts != host->processed;
}

/* Handles everything that has arrived; returns the number of messages. Not to be called from a callback. */
unsigned rpmsg_host_process(struct rpmsg_host* host);
/* Sleeps until something is pending; returns at once if something is. */
void rpmsg_host_wait(struct rpmsg_host* host);

/* Drivers stay registered for the life of the host; a channel announced earlier is bound at once. */
void rpmsg_host_register_driver(struct rpmsg_host* host, struct rpmsg_driver* driver);

/* RPMSG_ADDRESS_ANY takes the lowest free address from 1024. */
int rpmsg_host_create_endpoint(struct rpmsg_host* host, struct rpmsg_host_endpoint* endpoint,
                               uint32_t address, rpmsg_host_receive receive, void* context);
int rpmsg_host_destroy_endpoint(struct rpmsg_host* host, struct rpmsg_host_endpoint* endpoint);

/* Copy the payload. The first waits up to RPMSG_HOST_SEND_TIMEOUT_MS for a buffer and handles arriving
 * messages meanwhile, unless it is called from a callback; not to be called with interrupts masked. */
int rpmsg_host_send_from(struct rpmsg_host* host, uint32_t source, uint32_t destination, const void* data,
                         uint32_t length);
int rpmsg_host_try_send_from(struct rpmsg_host* host, uint32_t source, uint32_t destination, const void* data,
                             uint32_t length);

static inline int rpmsg_channel_send(struct rpmsg_channel* channel, const void* data, uint32_t length) {
  return rpmsg_host_send_from(channel->host, channel->endpoint.address, channel->destination, data, length);
}

static inline int rpmsg_channel_try_send(struct rpmsg_channel* channel, const void* data, uint32_t length) {
  return rpmsg_host_try_send_from(channel->host, channel->endpoint.address, channel->destination, data,
                                  length);
}

#ifdef __cplusplus
}
#endif

#endif
