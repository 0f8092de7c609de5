/* Prints through the part's UART, as a vendor's console driver does: wait for room, write a character. */
#include "imx8mm.h"
#include "testbench.h"

#define USR2_TXDC (1u << 3)
#define USR1_TRDY (1u << 13)

static void print(const char *text) {
  for (; *text != '\0'; text++) {
    while ((UART4->USR1 & USR1_TRDY) == 0) {
    }
    UART4->UTXD = (uint8_t)*text;
  }
}

int main(void) {
  UART4->UCR1 = UART_UCR1_UARTEN;
  UART4->UCR2 |= UART_UCR2_TXEN;
  print("hello from the UART\nand a line without an end");
  while ((UART4->USR2 & USR2_TXDC) == 0) {
  }
  tb_end(0);
}
