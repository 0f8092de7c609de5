/* Does everything in the interrupt handler; the last write before the empty loop is that of a device register. */
#include "imx8mm.h"

void MU_M4_IRQHandler(void);
void MU_M4_IRQHandler(void) { MUB->TR[0] = MUB->RR[0] + 100; }

int main(void) {
  NVIC_EnableIRQ(MU_M4_IRQn);
  MUB->CR = 1u << 27;
  while (1)
    ;
}
