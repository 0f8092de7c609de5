/* An RPMsg remote: announces a service and returns every message to its sender. */
#include "rpmsg_@platform@.h"
#include "testbench.h"

#define LOCAL_ADDRESS 30u
#define SERVICE "rpmsg-echo" /* the name that the host on the other core looks for */

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;

/* Called in the interrupt; `data` lies in the shared buffer, which goes back when this returns. */
static void receive(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  if (rpmsg_remote_send(&remote, &endpoint, source, data, length, 0) != RPMSG_REMOTE_OK) tb_end(1);
}

int main(void) {
  if (rpmsg_@platform@_remote_start(&remote) != RPMSG_REMOTE_OK) tb_end(1);
  rpmsg_remote_create_endpoint(&remote, &endpoint, LOCAL_ADDRESS, receive, NULL);
  rpmsg_remote_wait_for_link_up(&remote, RPMSG_WAIT_FOREVER);
  rpmsg_remote_announce(&remote, &endpoint, SERVICE, RPMSG_NAME_SERVICE_CREATE);
  tb_printf("@name@: ready\n");
  for (;;) cpu_wait_for_interrupt();
}
