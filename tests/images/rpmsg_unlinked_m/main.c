/* A remote whose host never comes: it touches no shared memory, refuses to send, and its wait for the link
 * ends in time. */
#include "../rpmsg_check.h"

#define WAIT_MS 5u
#define NS_PER_MS 1000000u
#define SLACK_NS 10000u

static struct rpmsg_remote remote;
static struct rpmsg_remote_endpoint endpoint;

static void receive(void* context, const void* data, uint32_t length, uint32_t source) {
  (void)context;
  (void)data;
  (void)length;
  (void)source;
}

int main(void) {
  CHECK(rpmsg_machine_remote_start(&remote) == 0);
  CHECK(rpmsg_remote_create_endpoint(&remote, &endpoint, 30, receive, NULL) == 0);
  CHECK(!rpmsg_remote_link_up(&remote));
  CHECK(rpmsg_remote_send(&remote, &endpoint, 53, "x", 1, 0) == -5007);
  CHECK(rpmsg_remote_send(&remote, &endpoint, 53, "x", 1, RPMSG_WAIT_FOREVER) == -5007);
  CHECK(rpmsg_remote_announce(&remote, &endpoint, CHANNEL_NAME, RPMSG_NAME_SERVICE_CREATE) == -5007);
  uint64_t start = tb_time_ns();
  CHECK(!rpmsg_remote_wait_for_link_up(&remote, WAIT_MS));
  uint64_t waited = tb_time_ns() - start;
  CHECK(waited >= WAIT_MS * NS_PER_MS && waited < WAIT_MS * NS_PER_MS + SLACK_NS);
  tb_end(0);
}
