/* Remote that receives or sends one message of each size at the edges; one byte more is refused. */
#include "../rpmsg_sizes.h"

TB_PARAMETER(parameter_direction, "direction", "count", RPMSG_TO_REMOTE);

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;
static volatile uint32_t received;

static void receive(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  CHECK(source == CHANNEL_ADDRESS);
  check_size_message(received, data, length);
  received = received + 1u;
}

static void send_all(void) {
  CHECK(rpmsg_remote_send(&remote, &endpoint, CHANNEL_ADDRESS, size_message, LARGEST + 1u, 0) == -5002);
  for (uint32_t i = 0; i < SIZE_COUNT; i++) {
    fill_size_message(i);
    CHECK(rpmsg_remote_send(&remote, &endpoint, CHANNEL_ADDRESS, size_message, sizes[i], 0) == 0);
  }
}

int main(void) {
  start_and_announce(&remote, &endpoint, receive);
  if (tb_parameter(&parameter_direction) == RPMSG_TO_HOST) {
    send_all();
    for (;;) cpu_wait_for_interrupt();
  }
  wait_until_at_least(&received, SIZE_COUNT);
  settle();
  CHECK(received == SIZE_COUNT);
  tb_end(0);
}
