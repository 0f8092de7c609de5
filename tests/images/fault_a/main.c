/* Writes through a null pointer: 1, one that the compiler does not see coming; 2, one that it does. */
#include <stddef.h>

#include "testbench.h"

TB_PARAMETER(how, "how", "count", 1);

struct device {
  unsigned mode;
  unsigned count;
};

static volatile uintptr_t null;

static struct device* find(unsigned number) {
  static struct device only;
  return number == 7 ? &only : NULL;
}

int main(void) {
  if (tb_parameter(&how) == 1) {
    *(volatile unsigned*)null = 1;
  } else {
    find(3)->count = 1;
  }
  tb_end(0);
}
