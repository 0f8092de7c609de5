/* Offers buffers on vring0, sends numbers on vring1 and expects each back. Parameter `table`: where it writes the
 * rings' addresses first, as a host does that loads the remote's firmware; 0: nowhere. `rings` 0: does nothing of all
 * that, so that there are no rings. */
#include "../rings.h"

#include "../check.h"
#include "cpu.h"
#include "mcore.h"

TB_PARAMETER(buffers, "buffers", "count", 0xB8400000u);
TB_PARAMETER(table, "table", "count", 0);
TB_PARAMETER(looks, "looks", "count", 1);
TB_PARAMETER(rings, "rings", "count", 1);

#define DEVICE_WRITES 2u
#define VRING0_IN_TABLE 48u /* header, offset of the entry, the entry before its rings */
#define VRING_SIZE 20u

static void offer(struct ring* ring, uint16_t id, uint64_t address, uint32_t length, uint16_t flags) {
  ring->descriptors[id].address = address;
  ring->descriptors[id].length = length;
  ring->descriptors[id].flags = flags;
  uint16_t index = ring->avail->index;
  ring->avail->ring[index & (ring->count - 1u)] = id;
  cpu_dsb();
  ring->avail->index = (uint16_t)(index + 1u);
}

static void name_rings_in_table(void) {
  uintptr_t place = (uintptr_t)tb_parameter(&table);
  if (place == 0) return;
  *(volatile uint32_t*)(place + VRING0_IN_TABLE) = (uint32_t)tb_parameter(&vring0);
  *(volatile uint32_t*)(place + VRING0_IN_TABLE + VRING_SIZE) = (uint32_t)tb_parameter(&vring1);
}

static void exchange(struct ring* receive, struct ring* transmit, uint64_t transmit_buffers) {
  for (uint16_t i = 0; i < MESSAGES; i++) {
    uint64_t buffer = transmit_buffers + i * BUFFER_SIZE;
    write_message((struct message*)(uintptr_t)buffer, HOST_ADDRESS, REMOTE_ADDRESS, i);
    offer(transmit, i, buffer, BUFFER_SIZE, 0);
    while (receive->used->index != (uint16_t)(i + 1u)) {
    }
    uint32_t id = receive->used->ring[i].id;
    struct message* answer = (struct message*)(uintptr_t)receive->descriptors[id].address;
    CHECK(answer->payload == i + 100u);
  }
}

int main(void) {
  if (tb_parameter(&rings) == 0) tb_end(0);
  struct ring receive = ring_at(&vring0);
  struct ring transmit = ring_at(&vring1);
  uint64_t first_buffer = tb_parameter(&buffers);
  name_rings_in_table();
  for (uint16_t i = 0; i < receive.count; i++)
    offer(&receive, i, first_buffer + i * BUFFER_SIZE, BUFFER_SIZE, DEVICE_WRITES);
  /* A host looks whether the other side wants a doorbell. There is none here. */
  if (tb_parameter(&looks) != 0) (void)receive.used->flags;
  mcore_start();
  exchange(&receive, &transmit, first_buffer + receive.count * BUFFER_SIZE);
  tb_end(0);
}
