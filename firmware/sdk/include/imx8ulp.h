/* Registers of the i.MX 8ULP at their addresses, as far as the firmware of this repository touches them.
 * Sources: NXP MCUXpresso SDK MIMX8UD7_cm33.h, Linux arch/arm64/boot/dts/freescale/imx8ulp.dtsi. The A35 owns
 * side B of the MU, and the M33 is running before the A35 starts. */
#ifndef SDK_IMX8ULP_H
#define SDK_IMX8ULP_H

#include "mu_v2.h"

#define MU0_MUA ((MU_Type*)0x28022000u)
#define MU0_MUB ((MU_Type*)0x29220000u)

#define GIC_DISTRIBUTOR 0x2D400000u
#define GIC_REDISTRIBUTOR 0x2D440000u
#define MU0_B_INTID GIC_SPI(73u)

/* Those that are used; the others have numbers only. */
#define SDK_INTERRUPTS(X) X(74, MU0_A)
#define SDK_INTERRUPT_COUNT 128
#define SDK_CORE_CLOCK_HZ 192000000u
#define SDK_MCORE_RUNS_ALREADY 1

#include "device.h"

#endif
