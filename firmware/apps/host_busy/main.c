/* Both cores compute all the time and exchange 1,000 requests and replies per second, host side: the timer
 * says when to send, the computation goes on until it does. */
#include <string.h>

#include "../common/busy_work.h"
#include "rpmsg_machine.h"
#include "testbench.h"
#include "timer.h"

TB_PARAMETER(parameter_duration, "duration", "ns", 1000000000);

#define PERIOD_NS 1000000u
#define PASSES_PER_LOOK 16u

static struct rpmsg_host host;
static struct rpmsg_channel* service;
static struct busy_work work;
static _Alignas(8) uint32_t request[4];
static uint64_t messages_left;
static uint64_t next_request; /* ns */
static bool waiting_for_reply;
static bool failed;

static void fail(const char* what) {
  tb_printf("host_busy: %s\n", what);
  failed = true;
}

static void probe(struct rpmsg_channel* channel) {
  service = channel;
  next_request = timer_now_ns() + PERIOD_NS;
  timer_start_at(next_request);
}

static void receive(struct rpmsg_channel* channel, const void* data, uint32_t length, uint32_t source) {
  (void)channel;
  (void)source;
  if (!waiting_for_reply || length != sizeof request || memcmp(data, request, sizeof request) != 0) {
    fail("a reply is not what was sent");
  }
  waiting_for_reply = false;
  messages_left--;
}

static struct rpmsg_driver driver = {.name = "rpmsg-busy", .probe = probe, .receive = receive};

static void send_request(void) {
  if (waiting_for_reply) fail("a reply took longer than a period");
  waiting_for_reply = true;
  request[0]++;
  request[1] = work.state;
  if (rpmsg_channel_try_send(service, request, sizeof request) != RPMSG_HOST_OK) fail("sending failed");
  next_request += PERIOD_NS;
  timer_start_at(next_request);
}

int main(void) {
  messages_left = tb_parameter(&parameter_duration) / PERIOD_NS;
  busy_work_init(&work);
  if (rpmsg_machine_host_start(&host) != RPMSG_HOST_OK) {
    fail("the resource table is not usable");
    tb_end(1);
  }
  rpmsg_host_register_driver(&host, &driver);
  while (messages_left != 0 && !failed) {
    for (unsigned i = 0; i < PASSES_PER_LOOK; i++) busy_work_run(&work);
    if (rpmsg_host_pending(&host)) rpmsg_host_process(&host);
    if (timer_expired()) send_request();
  }
  tb_printf("host_busy: result 0x%08x\n", work.state);
  tb_end(failed ? 1 : 0);
}
