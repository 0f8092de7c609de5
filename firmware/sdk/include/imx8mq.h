/* Registers of the i.MX 8M Quad at their addresses, as far as the firmware of this repository touches them.
 * Interrupt: NXP MIMX8MQ6_cm4.h. */
#ifndef SDK_IMX8MQ_H
#define SDK_IMX8MQ_H

#include "imx8m.h"

/* Those that are used; the others have numbers only. */
#define SDK_INTERRUPTS(X) X(97, MU_M4)
#define SDK_INTERRUPT_COUNT 128
#define SDK_CORE_CLOCK_HZ 266666666u
#define SDK_MCORE_START_SRC 1

#include "device.h"

#endif
