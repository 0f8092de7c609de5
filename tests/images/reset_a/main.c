/* Starts the M core, waits for its word, resets it, starts it again. */
#include "cpu.h"
#include "imx8mm.h"

#define STAGE (*(volatile uint32_t *)0xB8400800u)

int main(void) {
  STAGE = 0;
  for (uint32_t stage = 1; stage <= 3; stage++) {
    SRC->M4RCR = (SRC->M4RCR & ~0xFu) | 0xEu;
    while (STAGE != stage) {
    }
    SRC->M4RCR = (SRC->M4RCR & ~0xFu) | 0xBu;
  }
  SRC->M4RCR = (SRC->M4RCR & ~0xFu) | 0xEu;
  for (;;) cpu_wait_for_interrupt();
}
