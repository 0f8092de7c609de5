/* Is reset three times, each time somewhere else: in a loop, in an interrupt handler, asleep. Initialised data is
 * fresh each time, other memory is not. */
#include "../check.h"
#include "imx8mm.h"

#define STAGE (*(volatile uint32_t *)0xB8400800u)

static volatile int initialised = 41;
static volatile int zeroed;

void SysTick_Handler(void);
void SysTick_Handler(void) {
  STAGE = 2;
  for (;;) {
  }
}

int main(void) {
  CHECK(initialised == 41 && zeroed == 0);
  CHECK((SysTick->CTRL & 1) == 0);
  uint32_t primask;
  __asm volatile("mrs %0, primask" : "=r"(primask));
  CHECK(primask == 0);
  initialised++;
  zeroed++;
  switch (STAGE) {
    case 0:
      STAGE = 1;
      for (;;) zeroed++;
    case 1:
      SysTick->LOAD = 100;
      SysTick->CTRL = 7;
      while (1)
        ;
    case 2:
      __asm volatile("cpsid i" ::: "memory");
      STAGE = 3;
      for (;;) __asm volatile("wfi");
    default:
      tb_end(0);
  }
}
