/* Checks each message of the stream and sends it back. */
#include "../rpmsg_stream.h"

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;
static uint32_t received;

static void receive(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  stream_check(data, length, received);
  received++;
  CHECK(rpmsg_remote_send(&remote, &endpoint, source, data, length, 0) == 0);
}

int main(void) {
  start_and_announce(&remote, &endpoint, receive);
  for (;;) cpu_wait_for_interrupt();
}
