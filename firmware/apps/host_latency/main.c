/* Sends `messages` requests to the echo service and checks each reply. With period 0 the next request goes
 * out as soon as a reply is in; otherwise one per period, or late when a reply is. */
#include <string.h>

#include "rpmsg_machine.h"
#include "testbench.h"
#include "timer.h"

TB_PARAMETER(parameter_messages, "messages", "count", 1000);
TB_PARAMETER(parameter_payload, "payload", "bytes", 16);
TB_PARAMETER(parameter_period, "period", "ns", 0);

static struct rpmsg_host host;
static struct rpmsg_channel* service;
/* Aligned as the payload in a shared buffer is, so that copies and comparisons go by whole words. */
static _Alignas(8) uint32_t request[RPMSG_PAYLOAD_SIZE / sizeof(uint32_t)];
static uint32_t payload;
static uint64_t messages_left;
static uint64_t period;
static uint64_t next_request; /* ns */
static bool replied;
static bool failed;

static void fail(const char* what) {
  tb_printf("host_latency: %s\n", what);
  failed = true;
}

static void send_request(void) {
  replied = false;
  request[0]++;
  if (rpmsg_channel_send(service, request, payload) != RPMSG_HOST_OK) fail("sending failed");
}

static void probe(struct rpmsg_channel* channel) {
  service = channel;
  if (messages_left == 0) return;
  if (period != 0) next_request = timer_now_ns();
  send_request();
}

static void receive(struct rpmsg_channel* channel, const void* data, uint32_t length, uint32_t source) {
  (void)channel;
  (void)source;
  if (length != payload || memcmp(data, request, length) != 0) fail("a reply is not what was sent");
  replied = true;
  messages_left--;
  if (period == 0 && messages_left != 0) send_request();
}

static struct rpmsg_driver driver = {.name = "rpmsg-echo", .probe = probe, .receive = receive};

static void send_next_in_time(void) {
  next_request += period;
  if (timer_now_ns() < next_request) {
    timer_start_at(next_request);
    uint32_t state = cpu_irq_save();
    while (!timer_expired()) {
      cpu_wait_for_interrupt();
      cpu_irq_restore(state);
      state = cpu_irq_save();
    }
    cpu_irq_restore(state);
  }
  send_request();
}

int main(void) {
  messages_left = tb_parameter(&parameter_messages);
  period = tb_parameter(&parameter_period);
  uint64_t size = tb_parameter(&parameter_payload);
  if (size > RPMSG_PAYLOAD_SIZE) {
    fail("payload must be at most 496 bytes");
    tb_end(1);
  }
  payload = (uint32_t)size;
  for (uint32_t i = 1; i < sizeof request / sizeof request[0]; i++) request[i] = i * 0x01010101u;

  if (rpmsg_machine_host_start(&host) != RPMSG_HOST_OK) {
    fail("the resource table is not usable");
    tb_end(1);
  }
  rpmsg_host_register_driver(&host, &driver);
  while (messages_left != 0 && !failed) {
    rpmsg_host_wait(&host);
    rpmsg_host_process(&host);
    if (period != 0 && replied && messages_left != 0) send_next_in_time();
  }
  tb_end(failed ? 1 : 0);
}
