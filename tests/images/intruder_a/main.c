/* Jumps into the code of the other core. */
#include "../check.h"

#define CODE_OF_M4 0x29000000u

int main(void) {
  void (*const wild)(void) = (void (*)(void))(uintptr_t)CODE_OF_M4;
  wild();
  tb_end(1); /* not reached */
}
