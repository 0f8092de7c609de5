/* Registers of the i.MX 8M Plus at their addresses, as far as the firmware of this repository touches them.
 * Interrupt: NXP MIMX8ML8_cm7.h. */
#ifndef SDK_IMX8MP_H
#define SDK_IMX8MP_H

#include "imx8m.h"

/* Those that are used; the others have numbers only. */
#define SDK_INTERRUPTS(X) X(97, MU1_M7)
#define SDK_INTERRUPT_COUNT 160
#define SDK_CORE_CLOCK_HZ 800000000u
#define SDK_MCORE_START_SMC 1

#include "device.h"

#endif
