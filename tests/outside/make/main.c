/* Echo service whose replies depend on each of the project's 30 steps: without one, none is sent. */
#include "rpmsg_machine.h"
#include "steps.h"

#define SERVICE_ADDRESS 30u

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;
static uint32_t initialised = 7; /* from .data */

static uint32_t irq_save(void) {
  uint32_t state;
  __asm volatile("mrs %0, primask" : "=r"(state));
  __asm volatile("cpsid i" ::: "memory");
  return state;
}

static void irq_restore(uint32_t state) {
  __asm volatile("msr primask, %0" ::"r"(state) : "memory");
}

static void receive(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  if (all_steps(initialised) != 7u + STEPS) return;
  rpmsg_remote_send(&remote, &endpoint, source, data, length, 0);
}

int main(void) {
  uint32_t state = irq_save();
  rpmsg_machine_remote_start(&remote);
  rpmsg_remote_create_endpoint(&remote, &endpoint, SERVICE_ADDRESS, receive, NULL);
  irq_restore(state);
  rpmsg_remote_wait_for_link_up(&remote, RPMSG_WAIT_FOREVER);
  rpmsg_remote_announce(&remote, &endpoint, "rpmsg-echo", RPMSG_NAME_SERVICE_CREATE);
  for (;;) __asm volatile("wfi" ::: "memory");
}
