/* Never run: what the A core's headers say, as registers_m for the M core's. */
#include "imx8mm.h"
#include "testbench.h"

MU_Type* const base_mu_a = MUA;
SRC_Type* const base_src = SRC;
UART_Type* const base_uart2 = UART2;
TESTBENCH_Type* const base_testbench = TESTBENCH;
const uintptr_t base_gicd = GIC_DISTRIBUTOR;
const uintptr_t base_gicr = GIC_REDISTRIBUTOR;

int main(void) {
  return base_mu_a && base_src && base_uart2 && base_testbench && base_gicd && base_gicr;
}
