/* Makes `count` accesses of one kind in a loop, for benchmarks of what an access costs the simulator. */
#include "imx8mm.h"
#include "testbench.h"

TB_PARAMETER(count, "count", "count", 1000);
TB_PARAMETER(kind, "kind", "count", 0);

static volatile uint32_t private_word;

int main(void) {
  volatile uint32_t *shared = (volatile uint32_t *)0xB8400000u;
  uint32_t n = (uint32_t)tb_parameter(&count);
  switch (tb_parameter(&kind)) {
    case 0:
      for (uint32_t i = 0; i < n; i++) private_word;
      break;
    case 1:
      for (uint32_t i = 0; i < n; i++) shared[i & 63];
      break;
    case 2:
      for (uint32_t i = 0; i < n; i++) shared[i & 63] = i;
      break;
    case 3:
      for (uint32_t i = 0; i < n; i++) MUB->SR;
      break;
    case 4:
      for (uint32_t i = 0; i < n; i++) __asm volatile("dsb" ::: "memory");
      break;
    case 5:
      for (uint32_t i = 0; i < n; i++) __asm volatile("msr primask, %0" ::"r"(0) : "memory");
      break;
    default:
      break;
  }
  tb_end(0);
}
