/* Smallest M image: answers every word with its successor, from the interrupt handler. */
#include "imx8mm.h"

void MU_M4_IRQHandler(void);

void MU_M4_IRQHandler(void) {
  uint32_t word = MUB->RR[1];
  MUB->TR[1] = word + 1;
}

int main(void) {
  MUB->CR = 1u << 26;
  NVIC_EnableIRQ(MU_M4_IRQn);
  for (;;) __asm volatile("wfi");
}
