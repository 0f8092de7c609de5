/* Host of the conformance vectors: brings the link up, binds the demo channel, greets it; ends the run at the
 * moment asked for. */
#include <string.h>

#include "../rpmsg_check.h"

TB_PARAMETER(parameter_moment, "moment", "count", RPMSG_GREETING_READ);

static struct rpmsg_host host;
static enum rpmsg_moment moment;
static volatile bool probed;

static void probe(struct rpmsg_channel* channel) {
  CHECK(strcmp(channel->name, CHANNEL_NAME) == 0);
  CHECK(channel->destination == 0x400);
  CHECK(channel->endpoint.address == 1024);
  CHECK(!probed);
  probed = true;
  if (moment < RPMSG_GREETED) return;
  CHECK(rpmsg_channel_send(channel, "hello world!", 12) == 0);
  if (moment == RPMSG_GREETED) tb_end(0);
}

static void receive(struct rpmsg_channel* channel, const void* data, uint32_t length, uint32_t source) {
  (void)channel;
  (void)data;
  (void)length;
  (void)source;
  CHECK(!"nothing is sent back");
}

static struct rpmsg_driver driver = {.name = CHANNEL_NAME, .probe = probe, .receive = receive};

int main(void) {
  moment = (enum rpmsg_moment)tb_parameter(&parameter_moment);
  CHECK(rpmsg_machine_host_start(&host) == 0);
  if (moment == RPMSG_HOST_IS_UP) tb_end(0);
  while (moment == RPMSG_ANNOUNCED) cpu_wait_for_interrupt();
  rpmsg_host_register_driver(&host, &driver);
  rpmsg_host_wait(&host);
  CHECK(rpmsg_host_process(&host) == 1);
  CHECK(probed);
  if (moment == RPMSG_SERVED) tb_end(0);
  for (;;) cpu_wait_for_interrupt();
}
