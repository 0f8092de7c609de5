/* What the rpmsg_* images have in common. */
#ifndef RPMSG_CHECK_H
#define RPMSG_CHECK_H

#include "check.h"
#include "rpmsg_machine.h"
#include "rpmsg_moments.h"

#define CHANNEL_NAME "rpmsg-openamp-demo-channel"
#define CHANNEL_ADDRESS 1024u /* on both sides, as in the vectors */

/* Long enough for the other side to finish what it does on its own, and to be caught doing too much. */
static inline void settle(void) {
  uint64_t end = tb_time_ns() + 20000u;
  while (tb_time_ns() < end) {
  }
}

/* Sleeps until an interrupt has made `*value` reach `least`. */
static inline void wait_until_at_least(const volatile uint32_t* value, uint32_t least) {
  uint32_t state = cpu_irq_save();
  while (*value < least) {
    cpu_wait_for_interrupt();
    cpu_irq_restore(state);
    state = cpu_irq_save();
  }
  cpu_irq_restore(state);
}

#if defined(SDK_CORE_A)

/* Serves the host until `*done`. */
static inline void serve_until(struct rpmsg_host* host, const volatile bool* done) {
  while (!*done) {
    rpmsg_host_wait(host);
    rpmsg_host_process(host);
  }
}

#else

static inline void start_and_announce(struct rpmsg_remote* remote, struct rpmsg_remote_endpoint* endpoint,
                                      rpmsg_remote_receive receive) {
  CHECK(rpmsg_machine_remote_start(remote) == RPMSG_REMOTE_OK);
  CHECK(rpmsg_remote_create_endpoint(remote, endpoint, CHANNEL_ADDRESS, receive, NULL) == RPMSG_REMOTE_OK);
  CHECK(rpmsg_remote_wait_for_link_up(remote, RPMSG_WAIT_FOREVER));
  CHECK(rpmsg_remote_announce(remote, endpoint, CHANNEL_NAME, RPMSG_NAME_SERVICE_CREATE) == RPMSG_REMOTE_OK);
}

#endif

#endif
