/* Echo on the second link. */
#include "cpu.h"
#include "remote/rpmsg_remote.h"
#include "testbench.h"

int second_remote_start(struct rpmsg_remote* remote);

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;

static void echo(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  if (rpmsg_remote_send(&remote, &endpoint, source, data, length, 0) != RPMSG_REMOTE_OK) tb_end(5);
}

int main(void) {
  if (second_remote_start(&remote) != RPMSG_REMOTE_OK) tb_end(6);
  rpmsg_remote_create_endpoint(&remote, &endpoint, 30, echo, NULL);
  rpmsg_remote_wait_for_link_up(&remote, RPMSG_WAIT_FOREVER);
  rpmsg_remote_announce(&remote, &endpoint, "rpmsg-echo", RPMSG_NAME_SERVICE_CREATE);
  for (;;) cpu_wait_for_interrupt();
}
