#include "host/rpmsg_host.h"

#include <string.h>

#include "cpu.h"

/* ---- Endpoints ---- */

static struct rpmsg_host_endpoint* find_endpoint(const struct rpmsg_host* host, uint32_t address) {
  struct rpmsg_host_endpoint* endpoint = host->endpoints;
  while (endpoint != NULL && endpoint->address != address) endpoint = endpoint->next;
  return endpoint;
}

int rpmsg_host_create_endpoint(struct rpmsg_host* host, struct rpmsg_host_endpoint* endpoint,
                               uint32_t address, rpmsg_host_receive receive, void* context) {
  if (receive == NULL) return RPMSG_HOST_INVALID;
  if (address == RPMSG_ADDRESS_ANY) {
    for (address = RPMSG_HOST_FIRST_DYNAMIC_ADDRESS; find_endpoint(host, address) != NULL;) address++;
  } else if (find_endpoint(host, address) != NULL) {
    return RPMSG_HOST_EXISTS;
  }
  *endpoint = (struct rpmsg_host_endpoint){address, receive, context, host->endpoints};
  host->endpoints = endpoint;
  return RPMSG_HOST_OK;
}

int rpmsg_host_destroy_endpoint(struct rpmsg_host* host, struct rpmsg_host_endpoint* endpoint) {
  for (struct rpmsg_host_endpoint** link = &host->endpoints; *link != NULL; link = &(*link)->next) {
    if (*link == endpoint) {
      *link = endpoint->next;
      return RPMSG_HOST_OK;
    }
  }
  return RPMSG_HOST_INVALID;
}

/* ---- Channels and drivers ---- */

static void channel_receive(void* context, const void* data, uint32_t length, uint32_t source) {
  struct rpmsg_channel* channel = context;
  channel->driver->receive(channel, data, length, source);
}

static void bind(struct rpmsg_channel* channel, struct rpmsg_driver* driver) {
  channel->driver = driver;
  rpmsg_host_create_endpoint(channel->host, &channel->endpoint, RPMSG_ADDRESS_ANY, channel_receive, channel);
  driver->probe(channel);
}

static struct rpmsg_channel* find_channel(struct rpmsg_host* host,
                                          const struct rpmsg_name_service* announced) {
  for (unsigned i = 0; i < RPMSG_HOST_CHANNELS; i++) {
    struct rpmsg_channel* channel = &host->channels[i];
    if (channel->used && channel->destination == announced->address &&
        strcmp(channel->name, announced->name) == 0) {
      return channel;
    }
  }
  return NULL;
}

static struct rpmsg_channel* unused_channel(struct rpmsg_host* host) {
  for (unsigned i = 0; i < RPMSG_HOST_CHANNELS; i++) {
    if (!host->channels[i].used) return &host->channels[i];
  }
  return NULL;
}

static void create_channel(struct rpmsg_host* host, const struct rpmsg_name_service* announced) {
  if (find_channel(host, announced) != NULL) {
    host->statistics.channel_exists++;
    return;
  }
  struct rpmsg_channel* channel = unused_channel(host);
  if (channel == NULL) {
    host->statistics.no_channel_left++;
    return;
  }
  memset(channel, 0, sizeof *channel);
  memcpy(channel->name, announced->name, sizeof channel->name);
  channel->host = host;
  channel->destination = announced->address;
  channel->used = true;
  for (struct rpmsg_driver* driver = host->drivers; driver != NULL; driver = driver->next) {
    if (strcmp(driver->name, channel->name) == 0) {
      bind(channel, driver);
      break;
    }
  }
}

static void destroy_channel(struct rpmsg_channel* channel) {
  if (channel->driver != NULL) {
    if (channel->driver->remove != NULL) channel->driver->remove(channel);
    rpmsg_host_destroy_endpoint(channel->host, &channel->endpoint);
  }
  channel->used = false;
}

static void receive_name_service(void* context, const void* data, uint32_t length, uint32_t source) {
  struct rpmsg_host* host = context;
  (void)source;
  struct rpmsg_name_service announced;
  if (length != sizeof announced) {
    host->statistics.malformed_name_service++;
    return;
  }
  memcpy(&announced, data, sizeof announced);
  announced.name[RPMSG_NAME_SIZE - 1u] = '\0';
  if ((announced.flags & RPMSG_NAME_SERVICE_DESTROY) == 0) {
    create_channel(host, &announced);
    return;
  }
  struct rpmsg_channel* channel = find_channel(host, &announced);
  if (channel != NULL) {
    destroy_channel(channel);
  } else {
    host->statistics.channel_unknown++;
  }
}

void rpmsg_host_register_driver(struct rpmsg_host* host, struct rpmsg_driver* driver) {
  driver->next = host->drivers;
  host->drivers = driver;
  for (unsigned i = 0; i < RPMSG_HOST_CHANNELS; i++) {
    struct rpmsg_channel* channel = &host->channels[i];
    if (channel->used && channel->driver == NULL && strcmp(driver->name, channel->name) == 0)
      bind(channel, driver);
  }
}

/* ---- Device ---- */

/* The checks of Linux's remoteproc core, and what this host cannot serve. */
static bool table_ok(const volatile struct rpmsg_resource_table* table) {
  if (table->version != 1 || table->count != 1 || table->reserved[0] != 0 || table->reserved[1] != 0)
    return false;
  if (table->offset[0] != offsetof(struct rpmsg_resource_table, vdev)) return false;
  if (table->vdev.type != RPMSG_RESOURCE_VDEV || table->vdev.id != RPMSG_VIRTIO_ID) return false;
  if (table->vdev.reserved[0] != 0 || table->vdev.reserved[1] != 0 || table->vdev.num_of_vrings != 2)
    return false;
  uint32_t count = table->vdev.vring[0].num;
  if (count > RPMSG_HOST_MAX_COUNT || table->vdev.vring[1].num != count) return false;
  return vring_geometry_ok(count, table->vdev.vring[0].align) &&
         vring_geometry_ok(count, table->vdev.vring[1].align);
}

static void offer_receive_buffers(struct rpmsg_host* host, uintptr_t buffers, uint16_t count) {
  for (uint16_t i = 0; i < count; i++) {
    vring_driver_add(&host->receive, buffers + (uintptr_t)i * RPMSG_BUFFER_SIZE, RPMSG_BUFFER_SIZE,
                     VRING_DESC_WRITE);
  }
}

static void init_rings(struct rpmsg_host* host, const struct rpmsg_host_config* config) {
  struct vring_driver* rings[2] = {&host->receive, &host->transmit};
  for (uint32_t i = 0; i < 2; i++) {
    volatile struct rpmsg_resource_vring* description = &config->table->vdev.vring[i];
    vring_driver_init(rings[i], config->vring[i], (uint16_t)description->num, description->align,
                      host->slots[i]);
    description->notifyid = i; /* Linux numbers the rings itself */
    description->da = (uint32_t)(uintptr_t)config->vring[i];
  }
}

int rpmsg_host_init(struct rpmsg_host* host, const struct rpmsg_host_config* config) {
  volatile struct rpmsg_resource_table* table = config->table;
  if (!table_ok(table)) return RPMSG_HOST_INVALID;
  memset(host, 0, sizeof *host);
  host->port = config->port;

  table->vdev.status = 0;
  table->vdev.status = VIRTIO_STATUS_ACKNOWLEDGE;
  table->vdev.status = VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER;
  table->vdev.gfeatures = table->vdev.dfeatures & RPMSG_FEATURE_NAME_SERVICE;

  init_rings(host, config);
  uint16_t count = host->receive.ring.count;
  host->transmit_buffers = (uintptr_t)config->buffers + (uintptr_t)count * RPMSG_BUFFER_SIZE;
  host->transmit_unused = count;
  offer_receive_buffers(host, (uintptr_t)config->buffers, count);
  vring_driver_set_interrupt(&host->transmit, false);
  if ((table->vdev.gfeatures & RPMSG_FEATURE_NAME_SERVICE) != 0) {
    rpmsg_host_create_endpoint(host, &host->name_service, RPMSG_NAME_SERVICE_ADDRESS, receive_name_service,
                               host);
  }
  bool notify = vring_driver_must_notify(&host->receive);
  table->vdev.status = VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_DRIVER_OK;
  cpu_barrier();
  if (notify) host->port->notify(host->port->context, RPMSG_VRING_TO_HOST);
  return RPMSG_HOST_OK;
}

void rpmsg_host_shutdown(struct rpmsg_host* host, const struct rpmsg_host_config* config) {
  for (unsigned i = 0; i < RPMSG_HOST_CHANNELS; i++) {
    if (host->channels[i].used) destroy_channel(&host->channels[i]);
  }
  config->table->vdev.status = 0;
}

/* ---- Receive ---- */

static struct rpmsg_header read_header(uintptr_t buffer) {
  struct rpmsg_header header;
#if RPMSG_WIDE_ACCESS
  const volatile uint64_t* halves = (const volatile uint64_t*)buffer;
  uint64_t addresses = halves[0];
  uint64_t rest = halves[1];
  header.source = (uint32_t)addresses;
  header.destination = (uint32_t)(addresses >> 32);
  header.length = (uint16_t)(rest >> 32);
#else
  const volatile uint32_t* words = (const volatile uint32_t*)buffer;
  header.source = words[0];
  header.destination = words[1];
  header.length = (uint16_t)words[3];
#endif
  header.reserved = 0;
  header.flags = 0;
  return header;
}

/* False if the message is refused; then its buffer is lost to the ring, as in Linux. */
static bool receive_one(struct rpmsg_host* host, uintptr_t buffer, uint32_t used_length) {
  struct rpmsg_header header = read_header(buffer);
  if (used_length > RPMSG_BUFFER_SIZE || used_length < RPMSG_HEADER_SIZE ||
      header.length > used_length - RPMSG_HEADER_SIZE) {
    host->statistics.too_big++;
    return false;
  }
  struct rpmsg_host_endpoint* endpoint = find_endpoint(host, header.destination);
  if (endpoint != NULL) {
    endpoint->receive(endpoint->context, (const void*)(buffer + RPMSG_HEADER_SIZE), header.length,
                      header.source);
  } else {
    host->statistics.no_recipient++;
  }
  return vring_driver_add(&host->receive, buffer, RPMSG_BUFFER_SIZE, VRING_DESC_WRITE);
}

unsigned rpmsg_host_process(struct rpmsg_host* host) {
  /* Before the ring is looked at: a doorbell from here on makes another call look again. */
  host->processed = host->interrupts;
  host->processing = true;
  unsigned messages = 0;
  bool refused = false;
  uint32_t length;
  for (uintptr_t buffer; !refused && (buffer = vring_driver_get(&host->receive, &length)) != 0;) {
    refused = !receive_one(host, buffer, length);
    if (!refused) messages++;
  }
  host->processing = false;
  if (messages != 0) {
    bool notify =
        refused ? vring_driver_must_notify(&host->receive) : vring_driver_notify_wanted(&host->receive);
    if (notify) host->port->notify(host->port->context, RPMSG_VRING_TO_HOST);
  }
  return messages;
}

void rpmsg_host_wait(struct rpmsg_host* host) {
  const struct rpmsg_port* port = host->port;
  uint32_t state = port->lock(port->context);
  while (!rpmsg_host_pending(host)) {
    port->sleep(port->context);
    port->unlock(port->context, state); /* the pending interrupt is taken here */
    state = port->lock(port->context);
  }
  port->unlock(port->context, state);
}

/* ---- Send ---- */

static uintptr_t take_transmit(struct rpmsg_host* host) {
  if (host->transmit_unused != 0) {
    uintptr_t buffer = host->transmit_buffers;
    host->transmit_buffers += RPMSG_BUFFER_SIZE;
    host->transmit_unused--;
    return buffer;
  }
  return vring_driver_get(&host->transmit, NULL);
}

/* Sleeps until a doorbell later than `seen` or the end of the timer. */
static void sleep_for_doorbell(struct rpmsg_host* host, uint32_t seen) {
  const struct rpmsg_port* port = host->port;
  uint32_t state = port->lock(port->context);
  if (host->interrupts == seen && !port->timer_expired(port->context)) port->sleep(port->context);
  port->unlock(port->context, state);
}

/* A remote that returns buffers without a doorbell lets this run into its timeout and succeed at the end, as
 * with Linux; any other doorbell ends the wait too. */
static uintptr_t wait_for_transmit(struct rpmsg_host* host) {
  const struct rpmsg_port* port = host->port;
  vring_driver_set_interrupt(&host->transmit, true);
  port->timer_start(port->context, RPMSG_HOST_SEND_TIMEOUT_MS);
  uintptr_t buffer = 0;
  for (bool over = false; buffer == 0 && !over;) {
    uint32_t seen = host->interrupts;
    over = port->timer_expired(port->context);
    buffer = take_transmit(host);
    if (buffer != 0 || over) break;
    sleep_for_doorbell(host, seen);
    if (!host->processing && rpmsg_host_pending(host)) rpmsg_host_process(host);
  }
  port->timer_stop(port->context);
  vring_driver_set_interrupt(&host->transmit, false);
  return buffer;
}

static void write_header(uintptr_t buffer, uint32_t source, uint32_t destination, uint32_t length) {
#if RPMSG_WIDE_ACCESS
  volatile uint64_t* halves = (volatile uint64_t*)buffer;
  halves[0] = (uint64_t)source | (uint64_t)destination << 32;
  halves[1] = (uint64_t)length << 32;
#else
  volatile uint32_t* words = (volatile uint32_t*)buffer;
  words[0] = source;
  words[1] = destination;
  words[2] = 0;
  words[3] = length;
#endif
}

static int send(struct rpmsg_host* host, uint32_t source, uint32_t destination, const void* data,
                uint32_t length, bool wait) {
  if (source == RPMSG_ADDRESS_ANY || destination == RPMSG_ADDRESS_ANY) return RPMSG_HOST_INVALID;
  if (length > RPMSG_PAYLOAD_SIZE) return RPMSG_HOST_TOO_BIG;
  uintptr_t buffer = take_transmit(host);
  if (buffer == 0) {
    if (!wait) return RPMSG_HOST_NO_MEMORY;
    buffer = wait_for_transmit(host);
    if (buffer == 0) return RPMSG_HOST_TIMEOUT;
  }
  write_header(buffer, source, destination, length);
  memcpy((void*)(buffer + RPMSG_HEADER_SIZE), data, length);
  if (!vring_driver_add(&host->transmit, buffer, RPMSG_HEADER_SIZE + length, 0)) return RPMSG_HOST_NO_MEMORY;
  if (vring_driver_must_notify(&host->transmit))
    host->port->notify(host->port->context, RPMSG_VRING_TO_REMOTE);
  return RPMSG_HOST_OK;
}

int rpmsg_host_send_from(struct rpmsg_host* host, uint32_t source, uint32_t destination, const void* data,
                         uint32_t length) {
  return send(host, source, destination, data, length, true);
}

int rpmsg_host_try_send_from(struct rpmsg_host* host, uint32_t source, uint32_t destination, const void* data,
                             uint32_t length) {
  return send(host, source, destination, data, length, false);
}
