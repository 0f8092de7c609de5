#include "mcore.h"

#include "sdk_platform.h"
#include "smc.h"

#if defined(SDK_MCORE_BOOT_VECTOR)

/* The first two words of the vector table are all that the M core takes from where it boots. */
struct boot_vector {
  volatile uint32_t stack_pointer;
  volatile uint32_t entry;
};

#define BOOT_VECTOR ((struct boot_vector*)SDK_MCORE_BOOT_VECTOR)
/* Where the image begins, if that is elsewhere. */
#if defined(SDK_MCORE_IMAGE)
#define IMAGE ((struct boot_vector*)SDK_MCORE_IMAGE)
#else
#define IMAGE BOOT_VECTOR
#endif

/* A boot loader takes both words from the image (U-Boot imx_bootaux.c). Here the image is in place already,
 * so they are written back as found. */
static void write_boot_vector(void) {
  uint32_t stack_pointer = IMAGE->stack_pointer;
  uint32_t entry = IMAGE->entry;
  BOOT_VECTOR->stack_pointer = stack_pointer;
  BOOT_VECTOR->entry = entry;
  cpu_dsb();
}

#endif

#if defined(SDK_MCORE_START_SRC)

static void write_control(uint32_t value) {
  SRC->M4RCR = (SRC->M4RCR & ~SRC_M4RCR_CONTROL_MASK) | value;
}

void mcore_start(void) {
  write_boot_vector();
  write_control(SRC_M4RCR_ENABLE_M4 | SRC_M4RCR_SW_M4P_RST | SRC_M4RCR_SW_M4C_RST);
}

void mcore_stop(void) {
  write_control(SRC_M4RCR_ENABLE_M4 | SRC_M4RCR_SW_M4C_RST | SRC_M4RCR_SW_M4C_NON_SCLR_RST);
}

#elif defined(SDK_MCORE_START_SMC)

void mcore_start(void) {
  write_boot_vector();
  (void)smc_call(SMC_IMX_SRC, SMC_IMX_SRC_START, 0);
}

void mcore_stop(void) {
  (void)smc_call(SMC_IMX_SRC, SMC_IMX_SRC_STOP, 0);
}

#else

void mcore_start(void) {}

void mcore_stop(void) {}

#endif
