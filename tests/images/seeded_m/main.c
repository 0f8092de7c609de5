/* Remote that answers every message outside its interrupt. See seeded.h. */
#include <string.h>

#include "../rpmsg_check.h"
#include "../seeded.h"
#include "imx8mm.h"

TB_PARAMETER(parameter_mistake, "mistake", "count", MISTAKE_NONE);

#define VECTORS (16 + IMX8MM_INTERRUPT_COUNT)
#define SLOW_MESSAGE 50u

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;
static volatile bool arrived;
static uint32_t received;

/* The port's handler serves the ring; here the loop below does, as in many a main(). */
static void only_note_the_doorbell(void) {
  (void)MUB->RR[RPMSG_MACHINE_CHANNEL];
  arrived = true;
}

static void only_take_the_word(void) {
  (void)MUB->RR[RPMSG_MACHINE_CHANNEL];
}

static void use_handler(void (*handler)(void)) {
  static void (*vectors[VECTORS])(void) __attribute__((aligned(1024)));
  memcpy(vectors, (const void*)(uintptr_t)SCB->VTOR, sizeof vectors);
  vectors[16 + MU_M4_IRQn] = handler;
  SCB->VTOR = (uint32_t)(uintptr_t)vectors;
}

static void work_for(uint64_t nanoseconds) {
  uint64_t end = tb_time_ns() + nanoseconds;
  while (tb_time_ns() < end) {
  }
}

static void receive(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  received = received + 1u;
  CHECK(rpmsg_remote_send(&remote, &endpoint, source, data, length, 0) == 0);
}

static void serve_ring(void) {
  if (received + 1u == SLOW_MESSAGE && tb_parameter(&parameter_mistake) == MISTAKE_REMOTE_SLOW) work_for(500000);
  rpmsg_remote_interrupt(&remote, RPMSG_VRING_TO_REMOTE);
}

/* The test and the sleep belong together, with interrupts masked. */
static void wait_without_mask(void) {
  if (arrived) return;
  work_for(20000); /* long enough for the message to come now */
  cpu_wait_for_interrupt();
}

static void wait_with_mask(void) {
  uint32_t state = cpu_irq_save();
  if (!arrived) cpu_wait_for_interrupt();
  cpu_irq_restore(state);
}

int main(void) {
  enum mistake mistake = (enum mistake)tb_parameter(&parameter_mistake);
  CHECK(rpmsg_machine_remote_start(&remote) == RPMSG_REMOTE_OK);
  CHECK(rpmsg_remote_create_endpoint(&remote, &endpoint, CHANNEL_ADDRESS, receive, NULL) == RPMSG_REMOTE_OK);
  CHECK(rpmsg_remote_wait_for_link_up(&remote, RPMSG_WAIT_FOREVER));
  use_handler(mistake == MISTAKE_HANDLER_BLIND ? only_take_the_word : only_note_the_doorbell);
  CHECK(rpmsg_remote_announce(&remote, &endpoint, CHANNEL_NAME, RPMSG_NAME_SERVICE_CREATE) == RPMSG_REMOTE_OK);
  if (mistake == MISTAKE_INTERRUPT_OFF) NVIC_DisableIRQ(MU_M4_IRQn);
  for (;;) {
    if (mistake == MISTAKE_WAKE_UP_LOST) {
      wait_without_mask();
    } else {
      wait_with_mask();
    }
    if (!arrived) continue;
    arrived = false;
    serve_ring();
  }
}
