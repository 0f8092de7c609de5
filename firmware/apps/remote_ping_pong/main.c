/* Ping-pong, remote side: announces the demo channel, returns the greeting, then adds one to each counter.
 * The interrupt takes the message, the main loop answers it. */
#include <string.h>

#include "rpmsg_machine.h"
#include "testbench.h"

#define LOCAL_ADDRESS 30u
#define GREETING_LENGTH 12u

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;

static struct {
  volatile bool full;
  uint32_t length;
  uint32_t source;
  uint32_t data[RPMSG_PAYLOAD_SIZE / sizeof(uint32_t)];
} inbox;

/* In the interrupt. */
static void receive(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  if (inbox.full) {
    tb_print("remote_ping_pong: a message came before the last one was answered\n");
    tb_end(1);
  }
  inbox.length = length;
  inbox.source = source;
  memcpy(inbox.data, data, length);
  inbox.full = true;
}

/* The mask closes the gap between the test and the sleep: an interrupt in it would set the flag and then be
 * missed. */
static void wait_for_message(void) {
  uint32_t state = cpu_irq_save();
  while (!inbox.full) {
    cpu_wait_for_interrupt();
    cpu_irq_restore(state);
    state = cpu_irq_save();
  }
  cpu_irq_restore(state);
}

int main(void) {
  if (rpmsg_machine_remote_start(&remote) != RPMSG_REMOTE_OK) tb_end(1);
  rpmsg_remote_create_endpoint(&remote, &endpoint, LOCAL_ADDRESS, receive, NULL);
  rpmsg_remote_wait_for_link_up(&remote, RPMSG_WAIT_FOREVER);
  rpmsg_remote_announce(&remote, &endpoint, "rpmsg-openamp-demo-channel", RPMSG_NAME_SERVICE_CREATE);

  for (bool greeted = false;; greeted = true) {
    wait_for_message();
    if (greeted) inbox.data[0]++;
    int status =
        rpmsg_remote_send(&remote, &endpoint, inbox.source, inbox.data, inbox.length, RPMSG_WAIT_FOREVER);
    if (status != RPMSG_REMOTE_OK) tb_end(1);
    inbox.full = false;
  }
}
