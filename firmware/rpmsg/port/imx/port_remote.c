#include "rpmsg_machine.h"

#define MU_PRIORITY 3u /* as RPMsg-Lite's ports set it */
#define MU RPMSG_MACHINE_REMOTE_MU

/* Only the host reads it, like the table in any firmware for RPMsg-Lite. The rings stand where the host's
 * device tree has them; the host fills in the rest. */
extern struct rpmsg_resource_table rpmsg_resource_table;
__attribute__((section(".resource_table"), used)) struct rpmsg_resource_table rpmsg_resource_table = {
    .version = 1,
    .count = 1,
    .offset = {offsetof(struct rpmsg_resource_table, vdev)},
    .vdev =
        {
            .type = RPMSG_RESOURCE_VDEV,
            .id = RPMSG_VIRTIO_ID,
            .dfeatures = RPMSG_FEATURE_NAME_SERVICE,
            .num_of_vrings = 2,
            .vring =
                {
                    {.da = RPMSG_MACHINE_VRING0, .align = RPMSG_MACHINE_ALIGN, .num = RPMSG_MACHINE_COUNT},
                    {.da = RPMSG_MACHINE_VRING1,
                     .align = RPMSG_MACHINE_ALIGN,
                     .num = RPMSG_MACHINE_COUNT,
                     .notifyid = 1},
                },
        },
};

static struct rpmsg_remote* bound_remote;
static volatile uint32_t remaining_ms;

void RPMSG_MACHINE_REMOTE_HANDLER(void);
void SysTick_Handler(void);

static uint32_t lock(void* context) {
  (void)context;
  return cpu_irq_save();
}

static void unlock(void* context, uint32_t state) {
  (void)context;
  cpu_irq_restore(state);
}

/* Test and write in one piece: an interrupt between them could send too and have its word overwritten. The
 * host empties the register in its interrupt, so the wait ends unless the host is dead. */
static void notify(void* context, uint32_t vring) {
  cpu_dsb(); /* the ring in memory before the doorbell, which takes another path */
  for (;;) {
    uint32_t state = lock(context);
    bool empty = (MU->RPMSG_MACHINE_TRANSMIT_STATUS & RPMSG_MACHINE_TRANSMIT_EMPTY) != 0;
    if (empty) MU->TR[RPMSG_MACHINE_CHANNEL] = RPMSG_MACHINE_WORD(vring);
    unlock(context, state);
    if (empty) return;
  }
}

/* One word per entry: the line stays high while there is another. */
void RPMSG_MACHINE_REMOTE_HANDLER(void) {
  if ((MU->RPMSG_MACHINE_RECEIVE_STATUS & RPMSG_MACHINE_RECEIVE_FULL) != 0) {
    uint32_t word = MU->RR[RPMSG_MACHINE_CHANNEL];
    rpmsg_remote_interrupt(bound_remote, RPMSG_MACHINE_VRING_OF(word));
  }
  cpu_dsb(); /* Arm erratum 838869: a write must be complete before the handler returns */
}

static void sleep(void* context) {
  (void)context;
  cpu_wait_for_interrupt();
}

/* SysTick runs only while someone waits. */
void SysTick_Handler(void) {
  uint32_t remaining = remaining_ms;
  if (remaining > 0) remaining_ms = remaining - 1u;
  if (remaining <= 1u) SysTick->CTRL = 0;
}

static void start_timer(void* context, uint32_t milliseconds) {
  (void)context;
  remaining_ms = milliseconds;
  SysTick->LOAD = SystemCoreClock / 1000u - 1u;
  SysTick->VAL = 0;
  SysTick->CTRL = SysTick_CTRL_CLKSOURCE_Msk | SysTick_CTRL_TICKINT_Msk | SysTick_CTRL_ENABLE_Msk;
}

static bool is_timer_expired(void* context) {
  (void)context;
  return remaining_ms == 0;
}

static void stop_timer(void* context) {
  (void)context;
  SysTick->CTRL = 0;
  remaining_ms = 0;
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

int rpmsg_machine_remote_start(struct rpmsg_remote* remote) {
  static const struct rpmsg_remote_config config = {
      .vring = {(void*)RPMSG_MACHINE_VRING0, (void*)RPMSG_MACHINE_VRING1},
      .count = RPMSG_MACHINE_COUNT,
      .align = RPMSG_MACHINE_ALIGN,
      .port = &port,
  };
  int status = rpmsg_remote_init(remote, &config);
  if (status != RPMSG_REMOTE_OK) return status;
  bound_remote = remote;
  NVIC_SetPriority(RPMSG_MACHINE_REMOTE_IRQN, MU_PRIORITY);
  NVIC_EnableIRQ(RPMSG_MACHINE_REMOTE_IRQN);
  doorbell_enable(MU);
  return RPMSG_REMOTE_OK;
}
