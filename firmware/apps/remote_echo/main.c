/* Echo service: every message goes back to its sender, from the interrupt. */
#include "rpmsg_machine.h"
#include "testbench.h"

#define LOCAL_ADDRESS 30u

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;

static void echo(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  if (rpmsg_remote_send(&remote, &endpoint, source, data, length, 0) != RPMSG_REMOTE_OK) tb_end(1);
}

int main(void) {
  if (rpmsg_machine_remote_start(&remote) != RPMSG_REMOTE_OK) tb_end(1);
  rpmsg_remote_create_endpoint(&remote, &endpoint, LOCAL_ADDRESS, echo, NULL);
  rpmsg_remote_wait_for_link_up(&remote, RPMSG_WAIT_FOREVER);
  rpmsg_remote_announce(&remote, &endpoint, "rpmsg-echo", RPMSG_NAME_SERVICE_CREATE);
  for (;;) cpu_wait_for_interrupt();
}
