/* Host that greets a channel `messages` times and waits for an answer to each. See seeded.h. */
#include <string.h>

#include "../rpmsg_check.h"
#include "../seeded.h"

TB_PARAMETER(parameter_mistake, "mistake", "count", MISTAKE_NONE);
TB_PARAMETER(parameter_messages, "messages", "count", 1);

#define GREETING "greetings"

static struct rpmsg_host host;
static struct rpmsg_channel* service;
static volatile bool served; /* the channel is there, or an answer */

static void no_notify(void* context, uint32_t vring) {
  (void)context;
  (void)vring;
}

static void probe(struct rpmsg_channel* channel) {
  service = channel;
  served = true;
}

static void receive(struct rpmsg_channel* channel, const void* data, uint32_t length, uint32_t source) {
  (void)channel;
  (void)source;
  CHECK(length == sizeof GREETING && memcmp(data, GREETING, length) == 0);
  served = true;
}

static struct rpmsg_driver driver = {.name = CHANNEL_NAME, .probe = probe, .receive = receive};

static void greet(enum mistake mistake) {
  const struct rpmsg_port* port = host.port;
  struct rpmsg_port mute = *port;
  mute.notify = no_notify;
  if (mistake == MISTAKE_DOORBELL_EARLY) {
    port->notify(port->context, RPMSG_VRING_TO_REMOTE);
    settle(); /* the remote looks at the ring now */
  }
  if (mistake == MISTAKE_DOORBELL_EARLY || mistake == MISTAKE_DOORBELL_FORGOTTEN) host.port = &mute;
  CHECK(rpmsg_channel_try_send(service, GREETING, sizeof GREETING) == 0);
  host.port = port;
}

int main(void) {
  enum mistake mistake = (enum mistake)tb_parameter(&parameter_mistake);
  CHECK(rpmsg_machine_host_start(&host) == 0);
  rpmsg_host_register_driver(&host, &driver);
  serve_until(&host, &served);
  for (uint64_t left = tb_parameter(&parameter_messages); left > 0; left--) {
    served = false;
    greet(mistake);
    serve_until(&host, &served);
  }
  tb_end(0);
}
