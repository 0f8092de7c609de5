#include "imx8mm.h"
#include "m4.h"
#include "rpmsg_imx8mm.h"
#include "timer.h"

#define MU_PRIORITY 0x80u
#define NS_PER_MS 1000000u
#define RECEIVE_FULL MU_SR_RF(RPMSG_IMX8MM_CHANNEL)
#define TRANSMIT_EMPTY MU_SR_TE(RPMSG_IMX8MM_CHANNEL)

static struct rpmsg_host* bound_host;

/* Linux's mailbox driver writes without looking and learns from an interrupt that the word was taken. Waiting
 * for an empty register costs no interrupt and cannot overwrite a word. The M4 empties it in its interrupt,
 * so the wait ends unless the M4 is dead. */
static void notify(void* context, uint32_t vring) {
  (void)context;
  while ((MUA->SR & TRANSMIT_EMPTY) == 0) {
  }
  cpu_dsb(); /* the ring in memory before the doorbell, which takes another path */
  MUA->TR[RPMSG_IMX8MM_CHANNEL] = RPMSG_IMX8MM_WORD(vring);
}

static void mu_interrupt(void) {
  if ((MUA->SR & RECEIVE_FULL) == 0) return;
  (void)MUA->RR[RPMSG_IMX8MM_CHANNEL];
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

/* As Linux's mailbox driver: everything off, old words and requests gone. It reads every receive register;
 * only the full ones need it. */
static void init_mu(void) {
  MUA->CR = 0;
  uint32_t status = MUA->SR;
  if ((status & MU_SR_GIP_MASK) != 0) MUA->SR = status & MU_SR_GIP_MASK;
  for (unsigned channel = 0; channel < 4; channel++) {
    if ((status & MU_SR_RF(channel)) != 0) (void)MUA->RR[channel];
  }
  irq_set_handler(MU_A53_INTID, mu_interrupt);
  gic_enable(MU_A53_INTID, MU_PRIORITY);
  MUA->CR = MU_CR_RIE(RPMSG_IMX8MM_CHANNEL);
}

int rpmsg_imx8mm_host_start(struct rpmsg_host* host) {
  static const struct rpmsg_host_config config = {
      .vring = {(void*)RPMSG_IMX8MM_VRING0, (void*)RPMSG_IMX8MM_VRING1},
      .buffers = (void*)RPMSG_IMX8MM_BUFFERS,
      .table = (volatile struct rpmsg_resource_table*)RPMSG_IMX8MM_RESOURCE_TABLE,
      .port = &port,
  };
  bound_host = host;
  init_mu();
  m4_start();
  return rpmsg_host_init(host, &config);
}
