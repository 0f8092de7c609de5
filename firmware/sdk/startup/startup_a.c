/* Reset of the A core: the C part. The core arrives here with its stack pointer at __stack_top and interrupts
 * masked; on silicon an assembly file before it sees to that and to the exception vectors. */
#include <stdint.h>
#include <string.h>

#include "gic.h"

typedef void (*constructor)(void);

/* From the linker script. */
extern uint8_t __bss_start[], __bss_end[];
extern constructor __init_array_start[], __init_array_end[];

int main(void);
_Noreturn void _start(void);

_Noreturn void _start(void) {
  memset(__bss_start, 0, (size_t)(__bss_end - __bss_start));
  for (constructor* each = __init_array_start; each != __init_array_end; each++) (*each)();
  irq_init();
  main();
  for (;;) {
  }
}
