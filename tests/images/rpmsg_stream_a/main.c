/* Streams numbered messages, some at a time, and expects each back. */
#include "../rpmsg_stream.h"

TB_PARAMETER(parameter_messages, "messages", "count", 70000);

#define UNDER_WAY 48u /* at most; no divisor of the rings' size, so that batches end everywhere */

static struct rpmsg_host host;
static struct rpmsg_channel* stream;
static uint32_t messages;
static uint32_t sent;
static uint32_t received;
static uint8_t message[STREAM_LONGEST];

static void send_more(void) {
  while (stream != NULL && sent < messages && sent - received < UNDER_WAY) {
    stream_fill(message, sent);
    CHECK(rpmsg_channel_try_send(stream, message, stream_length(sent)) == 0);
    sent++;
  }
}

static void probe(struct rpmsg_channel* channel) {
  stream = channel;
}

static void receive(struct rpmsg_channel* channel, const void* data, uint32_t length, uint32_t source) {
  CHECK(source == channel->destination);
  stream_check(data, length, received);
  received++;
}

static struct rpmsg_driver driver = {.name = CHANNEL_NAME, .probe = probe, .receive = receive};

int main(void) {
  messages = (uint32_t)tb_parameter(&parameter_messages);
  CHECK(rpmsg_machine_host_start(&host) == 0);
  rpmsg_host_register_driver(&host, &driver);
  while (received != messages) {
    rpmsg_host_wait(&host);
    rpmsg_host_process(&host);
    send_more();
  }
  settle();
  CHECK(received == messages);
  tb_end(0);
}
