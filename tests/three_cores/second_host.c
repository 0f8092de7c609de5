/* The host's port once more, for the second Messaging Unit and the second remote core. */
#include "second_link.h"

/* start_b of trident.yaml: bit 9 at 0x10 makes the core wait. */
#define START_B (*(volatile uint32_t*)0x30E80010u)
#define CPU_WAIT 0x200u

void start_second_core(void);
void start_second_core(void) {
  START_B &= ~CPU_WAIT;
}

#define mcore_start start_second_core
#include "port/imx/port_host.c"
