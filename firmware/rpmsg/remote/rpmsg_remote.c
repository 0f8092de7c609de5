#include "remote/rpmsg_remote.h"

#include <string.h>

static uint32_t lock(const struct rpmsg_remote* remote) {
  return remote->port->lock(remote->port->context);
}

static void unlock(const struct rpmsg_remote* remote, uint32_t state) {
  remote->port->unlock(remote->port->context, state);
}

int rpmsg_remote_init(struct rpmsg_remote* remote, const struct rpmsg_remote_config* config) {
  if (config->vring[0] == NULL || config->vring[1] == NULL || config->port == NULL ||
      !vring_geometry_ok(config->count, config->align)) {
    return RPMSG_REMOTE_PARAMETER;
  }
  memset(remote, 0, sizeof *remote);
  remote->port = config->port;
  vring_device_init(&remote->transmit, config->vring[RPMSG_VRING_TO_HOST], config->count, config->align);
  vring_device_init(&remote->receive, config->vring[RPMSG_VRING_TO_REMOTE], config->count, config->align);
  return RPMSG_REMOTE_OK;
}

/* ---- Endpoints ---- */

static struct rpmsg_remote_endpoint* find_endpoint(const struct rpmsg_remote* remote, uint32_t address) {
  struct rpmsg_remote_endpoint* endpoint = remote->endpoints;
  while (endpoint != NULL && endpoint->address != address) endpoint = endpoint->next;
  return endpoint;
}

int rpmsg_remote_create_endpoint(struct rpmsg_remote* remote, struct rpmsg_remote_endpoint* endpoint,
                                 uint32_t address, rpmsg_remote_receive receive, void* context) {
  if (receive == NULL) return RPMSG_REMOTE_PARAMETER;
  if (address == RPMSG_ADDRESS_ANY) {
    for (address = 1; find_endpoint(remote, address) != NULL;) address++;
  } else if (find_endpoint(remote, address) != NULL) {
    return RPMSG_REMOTE_PARAMETER;
  }
  endpoint->address = address;
  endpoint->receive = receive;
  endpoint->context = context;
  uint32_t state = lock(remote);
  endpoint->next = remote->endpoints;
  remote->endpoints = endpoint;
  unlock(remote, state);
  return RPMSG_REMOTE_OK;
}

int rpmsg_remote_destroy_endpoint(struct rpmsg_remote* remote, struct rpmsg_remote_endpoint* endpoint) {
  int status = RPMSG_REMOTE_PARAMETER;
  uint32_t state = lock(remote);
  for (struct rpmsg_remote_endpoint** link = &remote->endpoints; *link != NULL; link = &(*link)->next) {
    if (*link == endpoint) {
      *link = endpoint->next;
      status = RPMSG_REMOTE_OK;
      break;
    }
  }
  unlock(remote, state);
  return status;
}

/* ---- Receive ---- */

static void deliver(struct rpmsg_remote* remote, const struct vring_buffer* buffer) {
  const volatile struct rpmsg_header* header = (const volatile struct rpmsg_header*)buffer->address;
  struct rpmsg_remote_endpoint* endpoint = find_endpoint(remote, header->destination);
  if (endpoint == NULL) {
    remote->no_recipient++;
    return;
  }
  uint32_t length = header->length;
  if (length + RPMSG_HEADER_SIZE > buffer->length) {
    remote->malformed++;
    return;
  }
  endpoint->receive(endpoint->context, (const void*)(buffer->address + RPMSG_HEADER_SIZE), length,
                    header->source);
}

/* Handles what the driver's index covered at the start: a message published later has a doorbell of its own.
 */
static void receive_all(struct rpmsg_remote* remote) {
  struct vring_buffer buffer;
  vring_device_refresh(&remote->receive);
  while (vring_device_take(&remote->receive, &buffer)) {
    deliver(remote, &buffer);
    vring_device_put(&remote->receive, buffer.head, buffer.length);
  }
}

void rpmsg_remote_interrupt(struct rpmsg_remote* remote, uint32_t vring) {
  remote->in_interrupt = true;
  if (vring == RPMSG_VRING_TO_HOST) {
    remote->link_up = true;
  } else if (vring == RPMSG_VRING_TO_REMOTE) {
    receive_all(remote);
  }
  remote->in_interrupt = false;
}

/* ---- Waiting ---- */

struct wait {
  const struct rpmsg_port* port;
  uint32_t timeout_ms;
};

static struct wait wait_begin(const struct rpmsg_remote* remote, uint32_t timeout_ms) {
  struct wait wait = {remote->port, timeout_ms};
  if (timeout_ms != 0 && timeout_ms != RPMSG_WAIT_FOREVER)
    wait.port->timer_start(wait.port->context, timeout_ms);
  return wait;
}

static bool wait_is_over(const struct wait* wait) {
  if (wait->timeout_ms == 0) return true;
  return wait->timeout_ms != RPMSG_WAIT_FOREVER && wait->port->timer_expired(wait->port->context);
}

static void wait_end(const struct wait* wait) {
  if (wait->timeout_ms != 0 && wait->timeout_ms != RPMSG_WAIT_FOREVER)
    wait->port->timer_stop(wait->port->context);
}

bool rpmsg_remote_wait_for_link_up(struct rpmsg_remote* remote, uint32_t timeout_ms) {
  if (remote->link_up) return true;
  struct wait wait = wait_begin(remote, timeout_ms);
  uint32_t state = lock(remote);
  while (!remote->link_up && !wait_is_over(&wait)) {
    wait.port->sleep(wait.port->context);
    unlock(remote, state); /* the pending interrupt is taken here */
    state = lock(remote);
  }
  unlock(remote, state);
  wait_end(&wait);
  return remote->link_up;
}

/* ---- Send ---- */

/* Called locked. */
static bool take_transmit(struct rpmsg_remote* remote, struct vring_buffer* buffer) {
  if (vring_device_take(&remote->transmit, buffer)) return true;
  return vring_device_refresh(&remote->transmit) != 0 && vring_device_take(&remote->transmit, buffer);
}

static bool wait_for_transmit(struct rpmsg_remote* remote, struct vring_buffer* buffer, uint32_t timeout_ms) {
  struct wait wait = wait_begin(remote, timeout_ms);
  uint32_t state = lock(remote);
  bool taken = take_transmit(remote, buffer);
  while (!taken && !wait_is_over(&wait)) {
    /* The host rings ring 0 after it has posted buffers. */
    wait.port->sleep(wait.port->context);
    unlock(remote, state);
    state = lock(remote);
    taken = take_transmit(remote, buffer);
  }
  unlock(remote, state);
  wait_end(&wait);
  return taken;
}

static bool get_transmit(struct rpmsg_remote* remote, struct vring_buffer* buffer, uint32_t timeout_ms) {
  uint32_t state = lock(remote);
  bool taken = take_transmit(remote, buffer);
  unlock(remote, state);
  if (taken || timeout_ms == 0) return taken;
  /* In the interrupt no doorbell could end the wait. */
  return !remote->in_interrupt && wait_for_transmit(remote, buffer, timeout_ms);
}

/* The reserved word is left as it is, as RPMsg-Lite leaves it. */
static void write_header(uintptr_t buffer, uint32_t source, uint32_t destination, uint32_t length) {
  volatile uint32_t* words = (volatile uint32_t*)buffer;
  words[0] = source;
  words[1] = destination;
  words[3] = length; /* and flags 0 */
}

int rpmsg_remote_send(struct rpmsg_remote* remote, const struct rpmsg_remote_endpoint* endpoint,
                      uint32_t destination, const void* data, uint32_t length, uint32_t timeout_ms) {
  if (endpoint == NULL || data == NULL) return RPMSG_REMOTE_PARAMETER;
  if (length > RPMSG_PAYLOAD_SIZE) return RPMSG_REMOTE_BUFFER_SIZE;
  if (!remote->link_up) return RPMSG_REMOTE_NOT_READY;
  struct vring_buffer buffer;
  if (!get_transmit(remote, &buffer, timeout_ms)) return RPMSG_REMOTE_NO_MEMORY;

  write_header(buffer.address, endpoint->address, destination, length);
  memcpy((void*)(buffer.address + RPMSG_HEADER_SIZE), data, length);

  uint32_t state = lock(remote);
  vring_device_put(&remote->transmit, buffer.head, buffer.length);
  unlock(remote, state);
  remote->port->notify(remote->port->context, RPMSG_VRING_TO_HOST);
  return RPMSG_REMOTE_OK;
}

int rpmsg_remote_announce(struct rpmsg_remote* remote, const struct rpmsg_remote_endpoint* endpoint,
                          const char* name, uint32_t flags) {
  if (endpoint == NULL || name == NULL) return RPMSG_REMOTE_PARAMETER;
  struct rpmsg_name_service message = {.address = endpoint->address, .flags = flags};
  strncpy(message.name, name, sizeof message.name - 1u);
  return rpmsg_remote_send(remote, endpoint, RPMSG_NAME_SERVICE_ADDRESS, &message, sizeof message,
                           RPMSG_WAIT_FOREVER);
}
