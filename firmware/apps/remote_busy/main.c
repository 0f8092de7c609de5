/* Both cores compute all the time and exchange messages, remote side: the interrupt answers in the middle of
 * the computation. */
#include "../common/busy_work.h"
#include "rpmsg_machine.h"
#include "testbench.h"

#define LOCAL_ADDRESS 30u

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;
static struct busy_work work;

static void echo(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  if (rpmsg_remote_send(&remote, &endpoint, source, data, length, 0) != RPMSG_REMOTE_OK) tb_end(1);
}

int main(void) {
  busy_work_init(&work);
  if (rpmsg_machine_remote_start(&remote) != RPMSG_REMOTE_OK) tb_end(1);
  rpmsg_remote_create_endpoint(&remote, &endpoint, LOCAL_ADDRESS, echo, NULL);
  rpmsg_remote_wait_for_link_up(&remote, RPMSG_WAIT_FOREVER);
  rpmsg_remote_announce(&remote, &endpoint, "rpmsg-busy", RPMSG_NAME_SERVICE_CREATE);
  for (;;) busy_work_run(&work);
}
