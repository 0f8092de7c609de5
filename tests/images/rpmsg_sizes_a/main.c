/* Host that sends or receives one message of each size at the edges; one byte more is refused. */
#include "../rpmsg_sizes.h"

TB_PARAMETER(parameter_direction, "direction", "count", RPMSG_TO_REMOTE);

static struct rpmsg_host host;
static enum rpmsg_direction direction;
static uint32_t received;

static void probe(struct rpmsg_channel* channel) {
  if (direction != RPMSG_TO_REMOTE) return;
  CHECK(rpmsg_channel_send(channel, size_message, LARGEST + 1u) == -90);
  CHECK(rpmsg_channel_try_send(channel, size_message, LARGEST + 1u) == -90);
  for (uint32_t i = 0; i < SIZE_COUNT; i++) {
    fill_size_message(i);
    CHECK(rpmsg_channel_send(channel, size_message, sizes[i]) == 0);
  }
}

static void receive(struct rpmsg_channel* channel, const void* data, uint32_t length, uint32_t source) {
  CHECK(direction == RPMSG_TO_HOST);
  CHECK(source == channel->destination);
  check_size_message(received, data, length);
  received++;
}

static struct rpmsg_driver driver = {.name = CHANNEL_NAME, .probe = probe, .receive = receive};

/* Looks at the ring when everything is there, so that it is one batch. */
static void receive_batch(void) {
  wait_until_at_least(&host.interrupts, 1u + SIZE_COUNT);
  CHECK(rpmsg_host_process(&host) == 1u + SIZE_COUNT);
  CHECK(received == SIZE_COUNT);
}

int main(void) {
  direction = (enum rpmsg_direction)tb_parameter(&parameter_direction);
  CHECK(rpmsg_machine_host_start(&host) == 0);
  rpmsg_host_register_driver(&host, &driver);
  if (direction == RPMSG_TO_HOST) {
    receive_batch();
    settle();
    tb_end(0);
  }
  rpmsg_host_wait(&host);
  CHECK(rpmsg_host_process(&host) == 1);
  for (;;) cpu_wait_for_interrupt(); /* the remote ends the run */
}
