/* Host that sends to an address that nobody has, and receives such a message. */
#include "../rpmsg_check.h"

#define NOBODY 999u

static struct rpmsg_host host;
static unsigned probes;

static void probe(struct rpmsg_channel* channel) {
  (void)channel;
  probes++;
}

static void receive(struct rpmsg_channel* channel, const void* data, uint32_t length, uint32_t source) {
  (void)channel;
  (void)data;
  (void)length;
  (void)source;
  CHECK(!"nothing is addressed to this endpoint");
}

static struct rpmsg_driver driver = {.name = CHANNEL_NAME, .probe = probe, .receive = receive};

int main(void) {
  CHECK(rpmsg_machine_host_start(&host) == 0);
  rpmsg_host_register_driver(&host, &driver);
  rpmsg_host_wait(&host);
  CHECK(rpmsg_host_process(&host) == 1 && probes == 1);
  CHECK(rpmsg_host_send_from(&host, CHANNEL_ADDRESS, NOBODY, "x", 1) == 0);
  rpmsg_host_wait(&host);
  CHECK(rpmsg_host_process(&host) == 1); /* it counts as received */
  CHECK(host.statistics.no_recipient == 1);
  settle();
  tb_end(0);
}
