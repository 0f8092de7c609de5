#include <stdint.h>

#define CPACR (*(volatile uint32_t*)0xE000ED88u)

uint32_t SystemCoreClock = 400000000u;

void SystemInit(void);
void SystemInit(void) {
  CPACR |= 0xFu << 20; /* floating-point unit on */
  __asm volatile("dsb" ::: "memory");
  __asm volatile("isb" ::: "memory");
}
