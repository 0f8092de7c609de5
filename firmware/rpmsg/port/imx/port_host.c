#include "mcore.h"
#include "rpmsg_machine.h"
#include "timer.h"

#define MU_PRIORITY 0x80u
#define NS_PER_MS 1000000u
#define MU RPMSG_MACHINE_HOST_MU

static struct rpmsg_host* bound_host;

/* Linux's mailbox driver writes without looking and learns from an interrupt that the word was taken. Waiting
 * for an empty register costs no interrupt and cannot overwrite a word. The remote empties it in its
 * interrupt, so the wait ends unless the remote is dead. */
static void notify(void* context, uint32_t vring) {
  (void)context;
  while ((MU->RPMSG_MACHINE_TRANSMIT_STATUS & RPMSG_MACHINE_TRANSMIT_EMPTY) == 0) {
  }
  cpu_dsb(); /* the ring in memory before the doorbell, which takes another path */
  MU->TR[RPMSG_MACHINE_CHANNEL] = RPMSG_MACHINE_WORD(vring);
}

static void mu_interrupt(void) {
  if ((MU->RPMSG_MACHINE_RECEIVE_STATUS & RPMSG_MACHINE_RECEIVE_FULL) == 0) return;
  (void)MU->RR[RPMSG_MACHINE_CHANNEL];
  rpmsg_host_interrupt(bound_host);
}

static uint32_t lock(void* context) {
  (void)context;
  return cpu_irq_save();
}

static void unlock(void* context, uint32_t state) {
  (void)context;
  cpu_irq_restore(state);
}

static void sleep(void* context) {
  (void)context;
  cpu_wait_for_interrupt();
}

static void start_timer(void* context, uint32_t milliseconds) {
  (void)context;
  timer_start_at(timer_now_ns() + (uint64_t)milliseconds * NS_PER_MS);
}

static bool is_timer_expired(void* context) {
  (void)context;
  return timer_expired();
}

static void stop_timer(void* context) {
  (void)context;
  timer_stop();
}

static const struct rpmsg_port port = {
    .notify = notify,
    .lock = lock,
    .unlock = unlock,
    .sleep = sleep,
    .timer_start = start_timer,
    .timer_expired = is_timer_expired,
    .timer_stop = stop_timer,
};

static void init_mu(void) {
  doorbell_clear(MU);
  irq_set_handler(RPMSG_MACHINE_HOST_INTID, mu_interrupt);
  gic_enable(RPMSG_MACHINE_HOST_INTID, MU_PRIORITY);
  doorbell_enable(MU);
}

int rpmsg_machine_host_start(struct rpmsg_host* host) {
  static const struct rpmsg_host_config config = {
      .vring = {(void*)RPMSG_MACHINE_VRING0, (void*)RPMSG_MACHINE_VRING1},
      .buffers = (void*)RPMSG_MACHINE_BUFFERS,
      .table = (volatile struct rpmsg_resource_table*)RPMSG_MACHINE_RESOURCE_TABLE,
      .port = &port,
  };
  bound_host = host;
  init_mu();
  mcore_start();
  return rpmsg_host_init(host, &config);
}
