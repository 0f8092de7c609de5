/* Host that fills the ring of a remote which has stopped looking at it, or stops itself. */
#include "../rpmsg_check.h"

TB_PARAMETER(parameter_direction, "direction", "count", RPMSG_TO_REMOTE);

#define READ_FIRST 3 /* messages that the remote reads before it stops */
#define BUFFERS 256

static struct rpmsg_host host;
static volatile bool done;

static void probe(struct rpmsg_channel* channel) {
  for (int i = 0; i < READ_FIRST; i++) CHECK(rpmsg_channel_try_send(channel, "x", 1) == 0);
}

/* The remote says that it has stopped. */
static void receive(struct rpmsg_channel* channel, const void* data, uint32_t length, uint32_t source) {
  (void)data;
  (void)length;
  (void)source;
  for (int i = 0; i < BUFFERS; i++) CHECK(rpmsg_channel_try_send(channel, "x", 1) == 0);
  CHECK(rpmsg_channel_try_send(channel, "x", 1) == -12);
  CHECK(rpmsg_channel_try_send(channel, "x", 0) == -12);
  done = true;
}

static struct rpmsg_driver driver = {.name = CHANNEL_NAME, .probe = probe, .receive = receive};

int main(void) {
  CHECK(rpmsg_machine_host_start(&host) == 0);
  /* The interrupt still takes the words. */
  while (tb_parameter(&parameter_direction) == RPMSG_TO_HOST) cpu_wait_for_interrupt();
  rpmsg_host_register_driver(&host, &driver);
  serve_until(&host, &done);
  settle();
  tb_end(0);
}
