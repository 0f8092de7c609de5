/* Remote that receives a message for an address that nobody has, and then sends one. */
#include "../rpmsg_check.h"

#define NOBODY 999u

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;

static void receive(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  (void)data;
  (void)length;
  (void)source;
  CHECK(!"nothing is addressed to this endpoint");
}

int main(void) {
  start_and_announce(&remote, &endpoint, receive);
  wait_until_at_least(&remote.no_recipient, 1);
  CHECK(rpmsg_remote_send(&remote, &endpoint, NOBODY, "x", 1, 0) == 0);
  for (;;) cpu_wait_for_interrupt();
}
