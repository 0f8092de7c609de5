/* Releases the M core, after doing wrong with the rings what the parameter `deed` says, or nearly the same
 * well. See ../misdeeds.h. */
#include "../misdeeds.h"
#include "../misdeeds_rings.h"
#include "cpu.h"
#include "imx8mm.h"
#include "testbench.h"

TB_PARAMETER(deed, "deed", "count", 0);

static void fill(unsigned descriptor, unsigned buffer, uint32_t destination, uint16_t length) {
  TO_REMOTE->descriptor[descriptor].address = BUFFER(buffer);
  TO_REMOTE->descriptor[descriptor].length = RPMSG_BUFFER_SIZE;
  volatile struct rpmsg_header* header = (struct rpmsg_header*)BUFFER(buffer);
  header->source = 1024;
  header->destination = destination;
  header->length = length;
}

static void offer(struct ring* ring, uint16_t slot, uint16_t descriptor) {
  ring->avail.entry[slot] = descriptor;
  ring->avail.index = (uint16_t)(slot + 1);
}

static void messages(enum misdeed which, unsigned good) {
  switch (which) {
    case misdeed_message_bad_header:
      fill(0, 0, 30, good ? 496 : 497);
      offer(TO_REMOTE, 0, 0);
      break;
    case misdeed_message_overwritten:
      fill(0, 0, 30, 16);
      offer(TO_REMOTE, 0, 0);
      *(volatile uint32_t*)(BUFFER(good ? 1 : 0) + RPMSG_HEADER_SIZE) = 1;
      break;
    case misdeed_name_service_bad_length:
      fill(0, 0, RPMSG_NAME_SERVICE_ADDRESS, good ? 40 : 39);
      offer(TO_REMOTE, 0, 0);
      break;
    default:
      break;
  }
}

static void rings(enum misdeed which, unsigned good) {
  if (which < misdeed_ring_buffer_outside || which > misdeed_ring_wrong_writer) return;
  fill(0, 0, 30, 16);
  fill(1, which == misdeed_ring_buffer_reused && !good ? 0 : 1, 30, 16);
  switch (which) {
    case misdeed_ring_buffer_outside:
      if (!good) TO_REMOTE->descriptor[0].address = 0x41000000u;
      offer(TO_REMOTE, 0, 0);
      break;
    case misdeed_ring_buffer_reused:
      offer(TO_REMOTE, 0, 0);
      offer(TO_REMOTE, 1, 1);
      break;
    case misdeed_ring_chained_descriptor:
      if (!good) TO_REMOTE->descriptor[0].flags = 1;
      offer(TO_REMOTE, 0, 0);
      break;
    case misdeed_ring_duplicate_id:
      offer(TO_REMOTE, 0, 0);
      offer(TO_REMOTE, 1, good ? 1 : 0);
      break;
    case misdeed_ring_id_out_of_range:
      offer(TO_REMOTE, 0, good ? 0 : RING_COUNT);
      break;
    case misdeed_ring_index_backwards:
      offer(TO_REMOTE, 0, 0);
      offer(TO_REMOTE, 1, 1);
      if (!good) TO_REMOTE->avail.index = 1;
      break;
    case misdeed_ring_not_outstanding:
      TO_HOST->descriptor[0].address = BUFFER(8);
      TO_HOST->descriptor[0].length = RPMSG_BUFFER_SIZE;
      if (good) offer(TO_HOST, 0, 0);
      break;
    case misdeed_ring_too_many:
      TO_REMOTE->avail.entry[0] = 0;
      TO_REMOTE->avail.index = good ? 1 : RING_COUNT + 1;
      break;
    default:
      break;
  }
}

int main(void) {
  const enum misdeed which = (enum misdeed)(tb_parameter(&deed) / 2);
  const unsigned good = tb_parameter(&deed) % 2;
  messages(which, good);
  rings(which, good);
  SRC->M4RCR = (SRC->M4RCR & ~0xFu) | 0xEu;
  for (;;) cpu_wait_for_interrupt();
}
