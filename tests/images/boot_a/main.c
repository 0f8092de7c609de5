/* Releases the M core, whose image ends the run, and sleeps. */
#include "cpu.h"
#include "imx8mm.h"

int main(void) {
  SRC->M4RCR = (SRC->M4RCR & ~0xFu) | 0xEu;
  for (;;) cpu_wait_for_interrupt();
}
