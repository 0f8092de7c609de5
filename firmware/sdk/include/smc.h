/* Calls of the secure firmware by the A core (Arm DEN 0028, SMC Calling Convention). */
#ifndef SDK_SMC_H
#define SDK_SMC_H

#include <stdint.h>

#include "cpu.h"

/* Where a native build reaches what stands for the secure firmware: a native image has no exception level to
 * trap to, so the simulator offers the calls as registers (models/soc/firmware_service.h). */
#define SMC_SERVICE 0x3F001000u

/* TF-A plat/imx: the service that starts and stops the M core, and its functions. */
#define SMC_IMX_SRC 0xC2000005u
#define SMC_IMX_SRC_START 0u
#define SMC_IMX_SRC_STARTED 1u
#define SMC_IMX_SRC_STOP 2u

#define SMC_UNKNOWN 0xFFFFFFFFu

#if defined(__aarch64__)

/* What the firmware returns in x0, its low 32 bits. */
static inline uint32_t smc_call(uint32_t function, uint32_t x1, uint32_t x2) {
  register uint64_t r0 __asm__("x0") = function;
  register uint64_t r1 __asm__("x1") = x1;
  register uint64_t r2 __asm__("x2") = x2;
  register uint64_t r3 __asm__("x3") = 0;
  __asm volatile("smc #0"
                 : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3)
                 :
                 : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",
                   "memory");
  return (uint32_t)r0;
}

#else

struct smc_service {
  volatile uint32_t X[4];
  volatile uint32_t SMC;
};

static inline uint32_t smc_call(uint32_t function, uint32_t x1, uint32_t x2) {
  struct smc_service* service = (struct smc_service*)SMC_SERVICE;
  cpu_dsb();
  service->X[0] = function;
  service->X[1] = x1;
  service->X[2] = x2;
  service->SMC = 1;
  return service->X[0];
}

#endif

#endif
