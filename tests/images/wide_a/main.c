/* 64-bit accesses of the A core to 32-bit registers arrive in two beats. */
#include "../check.h"
#include "cpu.h"
#include "imx8mm.h"

#define GICD_IROUTER40 (*(volatile uint64_t *)0x38806140u)

int main(void) {
  GICD_IROUTER40 = 0x80000000ull;
  CHECK((uint32_t)GICD_IROUTER40 == 0x80000000u);
  volatile uint64_t *readback = (volatile uint64_t *)0x30340040u; /* IOMUXC_GPR16 and 17 */
  *readback = 0x1122334455667788ull;
  CHECK(*readback == 0x1122334455667788ull);
  CHECK(*(volatile uint32_t *)0x30340044u == 0x11223344u);
  tb_end(0);
}
