#include "m4.h"

#include "imx8mm.h"

/* The first two words of the vector table are all that the M4 takes from address 0 of its own map. */
struct boot_vector {
  volatile uint32_t stack_pointer;
  volatile uint32_t entry;
};

#define BOOT_VECTOR ((struct boot_vector*)IMX8MM_M4_TCML_SYSTEM_ADDRESS)

static void write_control(uint32_t value) {
  SRC->M4RCR = (SRC->M4RCR & ~SRC_M4RCR_CONTROL_MASK) | value;
}

/* A boot loader takes both words from the image (U-Boot imx_bootaux.c). Here the image is in place already,
 * so they are written back as found. */
void m4_start(void) {
  uint32_t stack_pointer = BOOT_VECTOR->stack_pointer;
  uint32_t entry = BOOT_VECTOR->entry;
  BOOT_VECTOR->stack_pointer = stack_pointer;
  BOOT_VECTOR->entry = entry;
  cpu_dsb();
  write_control(SRC_M4RCR_ENABLE_M4 | SRC_M4RCR_SW_M4P_RST | SRC_M4RCR_SW_M4C_RST);
}

void m4_stop(void) {
  write_control(SRC_M4RCR_ENABLE_M4 | SRC_M4RCR_SW_M4C_RST | SRC_M4RCR_SW_M4C_NON_SCLR_RST);
}
