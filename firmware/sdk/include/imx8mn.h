/* Registers of the i.MX 8M Nano at their addresses, as far as the firmware of this repository touches them.
 * Interrupt: NXP MIMX8MN6_cm7.h. */
#ifndef SDK_IMX8MN_H
#define SDK_IMX8MN_H

#include "imx8m.h"

/* Those that are used; the others have numbers only. */
#define SDK_INTERRUPTS(X) X(97, MU_M7)
#define SDK_INTERRUPT_COUNT 128
#define SDK_CORE_CLOCK_HZ 600000000u
#define SDK_MCORE_START_SMC 1

#include "device.h"

#endif
