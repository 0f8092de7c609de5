/* Remote of the conformance vectors: announces the demo channel, takes the greeting; ends the run at the
 * moment asked for. */
#include <string.h>

#include "../rpmsg_check.h"
#include "imx8mm.h"

TB_PARAMETER(parameter_moment, "moment", "count", RPMSG_GREETING_READ);

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;
static volatile uint32_t greetings;

static void receive(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  CHECK(source == 1024);
  CHECK(length == 12 && memcmp(data, "hello world!", 12) == 0);
  greetings = greetings + 1u;
}

/* The link comes up when the interrupt of the first doorbell is taken, not when the word is there. */
static void bring_the_link_up(void) {
  uint32_t state = cpu_irq_save();
  CHECK(rpmsg_machine_remote_start(&remote) == RPMSG_REMOTE_OK);
  CHECK(rpmsg_remote_create_endpoint(&remote, &endpoint, CHANNEL_ADDRESS, receive, NULL) == RPMSG_REMOTE_OK);
  while ((MUB->SR & MU_SR_RF(RPMSG_MACHINE_CHANNEL)) == 0) {
  }
  CHECK(!rpmsg_remote_link_up(&remote));
  CHECK(rpmsg_remote_send(&remote, &endpoint, 53, "x", 1, 0) == -5007);
  cpu_irq_restore(state);
  CHECK(rpmsg_remote_link_up(&remote));
}

int main(void) {
  enum rpmsg_moment moment = (enum rpmsg_moment)tb_parameter(&parameter_moment);
  while (moment == RPMSG_HOST_IS_UP) cpu_wait_for_interrupt();
  bring_the_link_up();
  if (moment == RPMSG_GREETED) cpu_irq_disable();
  CHECK(rpmsg_remote_announce(&remote, &endpoint, CHANNEL_NAME, RPMSG_NAME_SERVICE_CREATE) == 0);
  if (moment == RPMSG_ANNOUNCED) tb_end(0);
  while (moment != RPMSG_GREETING_READ) cpu_wait_for_interrupt();
  wait_until_at_least(&greetings, 1);
  settle();
  CHECK(greetings == 1);
  tb_end(0);
}
