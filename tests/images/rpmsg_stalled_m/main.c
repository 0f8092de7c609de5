/* Remote that stops looking at its ring, or fills the ring of a host that has stopped. */
#include "../rpmsg_check.h"
#include "imx8mm.h"

TB_PARAMETER(parameter_direction, "direction", "count", RPMSG_TO_REMOTE);

#define READ_FIRST 3u
#define BUFFERS 256
#define WAIT_MS 3u
#define NS_PER_MS 1000000u
#define SLACK_NS 10000u

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;
static volatile uint32_t received;

static void receive(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  (void)data;
  (void)length;
  (void)source;
  received = received + 1u;
}

static int send(uint32_t timeout_ms) {
  return rpmsg_remote_send(&remote, &endpoint, CHANNEL_ADDRESS, "x", 1, timeout_ms);
}

/* Takes the words, or the host could not even ring, and does nothing about them. */
_Noreturn static void stop(void) {
  wait_until_at_least(&received, READ_FIRST);
  cpu_irq_disable();
  CHECK(send(0) == 0);
  for (;;) {
    if ((MUB->SR & MU_SR_RF(RPMSG_MACHINE_CHANNEL)) != 0) (void)MUB->RR[RPMSG_MACHINE_CHANNEL];
  }
}

/* The announcement took one buffer. */
_Noreturn static void fill(void) {
  for (int i = 1; i < BUFFERS; i++) CHECK(send(0) == 0);
  CHECK(send(0) == -5001);
  uint64_t start = tb_time_ns();
  CHECK(send(WAIT_MS) == -5001);
  uint64_t waited = tb_time_ns() - start;
  CHECK(waited >= WAIT_MS * NS_PER_MS && waited < WAIT_MS * NS_PER_MS + SLACK_NS);
  tb_end(0);
}

int main(void) {
  start_and_announce(&remote, &endpoint, receive);
  if (tb_parameter(&parameter_direction) == RPMSG_TO_HOST) fill();
  stop();
}
