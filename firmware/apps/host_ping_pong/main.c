/* Ping-pong, host side: greets the demo channel with "hello world!", then a counter goes back and forth. Each
 * side adds one to what it got; the rest of the payload comes back as it went. */
#include <string.h>

#include "rpmsg_machine.h"
#include "testbench.h"

TB_PARAMETER(parameter_messages, "messages", "count", 100);
TB_PARAMETER(parameter_payload, "payload", "bytes", 16);

#define COUNTER_SIZE ((uint32_t)sizeof(uint32_t))

static const char greeting[] = "hello world!";
#define GREETING_LENGTH ((uint32_t)sizeof greeting - 1u)

static struct rpmsg_host host;
static uint32_t ping[RPMSG_PAYLOAD_SIZE / sizeof(uint32_t)];
static uint32_t payload;
static uint64_t rounds_left;
static bool greeted;
static bool finished;
static bool failed;

static void fail(const char* what) {
  tb_printf("host_ping_pong: %s\n", what);
  failed = true;
}

static void send(struct rpmsg_channel* channel, const void* data, uint32_t length) {
  if (rpmsg_channel_send(channel, data, length) != RPMSG_HOST_OK) fail("sending failed");
}

static bool is_greeting(const void* data, uint32_t length) {
  return length == GREETING_LENGTH && memcmp(data, greeting, GREETING_LENGTH) == 0;
}

static bool is_pong(const void* data, uint32_t length) {
  return length == payload && *(const volatile uint32_t*)data == ping[0] + 1u &&
         memcmp((const uint8_t*)data + COUNTER_SIZE, &ping[1], payload - COUNTER_SIZE) == 0;
}

static void probe(struct rpmsg_channel* channel) {
  tb_printf("host: new channel %s, 0x%x -> 0x%x\n", channel->name, channel->endpoint.address,
            channel->destination);
  send(channel, greeting, GREETING_LENGTH);
}

static void receive(struct rpmsg_channel* channel, const void* data, uint32_t length, uint32_t source) {
  (void)source;
  if (!greeted) {
    greeted = true;
    if (!is_greeting(data, length)) fail("the greeting did not come back");
  } else {
    if (!is_pong(data, length)) fail("a reply is not what it should be");
    ping[0] += 2u;
    rounds_left--;
  }
  finished = rounds_left == 0;
  if (!finished) send(channel, ping, payload);
}

static struct rpmsg_driver driver = {
    .name = "rpmsg-openamp-demo-channel", .probe = probe, .receive = receive};

int main(void) {
  rounds_left = tb_parameter(&parameter_messages);
  uint64_t size = tb_parameter(&parameter_payload);
  if (size < COUNTER_SIZE || size > RPMSG_PAYLOAD_SIZE) {
    fail("payload must be 4 to 496 bytes");
    tb_end(1);
  }
  payload = (uint32_t)size;
  for (uint32_t i = 1; i < sizeof ping / sizeof ping[0]; i++) ping[i] = i * 0x01010101u;

  if (rpmsg_machine_host_start(&host) != RPMSG_HOST_OK) {
    fail("the resource table is not usable");
    tb_end(1);
  }
  rpmsg_host_register_driver(&host, &driver);
  while (!finished && !failed) {
    rpmsg_host_wait(&host);
    rpmsg_host_process(&host);
  }
  tb_end(failed ? 1 : 0);
}
