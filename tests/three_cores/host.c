/* A host of two remotes at once: 100 echoes over each link, the next request when a reply is in. */
#include <string.h>

#include "rpmsg_machine.h"
#include "testbench.h"

#define MESSAGES 100u

int second_host_start(struct rpmsg_host* host);

static struct rpmsg_host hosts[2];
static unsigned left[2] = {MESSAGES, MESSAGES};
static uint32_t request[2][4];

static unsigned link_of(const struct rpmsg_channel* channel) {
  return channel->host == &hosts[0] ? 0 : 1;
}

static void send(struct rpmsg_channel* channel) {
  unsigned link = link_of(channel);
  request[link][0] = link << 16 | left[link];
  if (rpmsg_channel_send(channel, request[link], sizeof request[link]) != RPMSG_HOST_OK) tb_end(1);
}

static void probe(struct rpmsg_channel* channel) {
  send(channel);
}

static void receive(struct rpmsg_channel* channel, const void* data, uint32_t length, uint32_t source) {
  (void)source;
  unsigned link = link_of(channel);
  if (length != sizeof request[link] || memcmp(data, request[link], length) != 0) tb_end(2);
  if (--left[link] != 0) send(channel);
}

static struct rpmsg_driver drivers[2] = {{.name = "rpmsg-echo", .probe = probe, .receive = receive},
                                         {.name = "rpmsg-echo", .probe = probe, .receive = receive}};

static bool pending(void) {
  return rpmsg_host_pending(&hosts[0]) || rpmsg_host_pending(&hosts[1]);
}

int main(void) {
  if (rpmsg_machine_host_start(&hosts[0]) != RPMSG_HOST_OK) tb_end(3);
  if (second_host_start(&hosts[1]) != RPMSG_HOST_OK) tb_end(4);
  for (unsigned link = 0; link < 2; link++) rpmsg_host_register_driver(&hosts[link], &drivers[link]);
  while (left[0] != 0 || left[1] != 0) {
    uint32_t state = cpu_irq_save();
    if (!pending()) cpu_wait_for_interrupt();
    cpu_irq_restore(state);
    for (unsigned link = 0; link < 2; link++) rpmsg_host_process(&hosts[link]);
  }
  tb_end(0);
}
