/* Never run: where the headers of the SDK put the devices and how they lay out their registers, for a comparison with
 * the models. `base_NAME` points to what the model calls NAME. */
#include "imx8mm.h"
#include "testbench.h"

MU_Type* const base_mu_b = MUB;
SRC_Type* const base_src = SRC;
UART_Type* const base_uart2 = UART2;
UART_Type* const base_uart4 = UART4;
TESTBENCH_Type* const base_testbench = TESTBENCH;
NVIC_Type* const base_nvic = NVIC;
SCB_Type* const base_scb = SCB;
SysTick_Type* const base_systick = SysTick;

int main(void) {
  return base_mu_b && base_src && base_uart2 && base_uart4 && base_testbench && base_nvic && base_scb && base_systick;
}
