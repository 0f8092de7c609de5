#include "rpmsg_machine.h"
#include "testbench.h"

uint32_t total(uint32_t start);

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;

/* Where short.ld puts it. */
__attribute__((section(".log"))) static uint32_t log[16];

static void receive(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  log[0]++;
  rpmsg_remote_send(&remote, &endpoint, source, data, length, 0);
}

int main(void) {
  if ((uintptr_t)log != 0x20010000u || total(WANTED) != WANTED + 30u) tb_end(1);
  if (rpmsg_machine_remote_start(&remote) != RPMSG_REMOTE_OK) tb_end(1);
  rpmsg_remote_create_endpoint(&remote, &endpoint, 30, receive, NULL);
  rpmsg_remote_wait_for_link_up(&remote, RPMSG_WAIT_FOREVER);
  rpmsg_remote_announce(&remote, &endpoint, "rpmsg-echo", RPMSG_NAME_SERVICE_CREATE);
  for (;;) cpu_wait_for_interrupt();
}
