/* Registers of the i.MX 93 at their addresses, as far as the firmware of this repository touches them.
 * Sources: NXP MCUXpresso SDK MIMX9352_cm33.h, Linux arch/arm64/boot/dts/freescale/imx93.dtsi. The A55 owns
 * side B of the MU. */
#ifndef SDK_IMX93_H
#define SDK_IMX93_H

#include "mu_v2.h"

#define MU1_MUA ((MU_Type*)0x44220000u)
#define MU1_MUB ((MU_Type*)0x44230000u)

#define GIC_DISTRIBUTOR 0x48000000u
#define GIC_REDISTRIBUTOR 0x48040000u
#define MU1_B_INTID GIC_SPI(22u)

/* Those that are used; the others have numbers only. */
#define SDK_INTERRUPTS(X) X(21, MU1) X(23, MU2)
#define SDK_INTERRUPT_COUNT 240
#define SDK_CORE_CLOCK_HZ 200000000u
/* The M33 starts from its code TCM at 0x0FFE0000 (TF-A plat/imx/imx93). */
#define SDK_MCORE_BOOT_VECTOR 0x201E0000u
#define SDK_MCORE_START_SMC 1

#include "device.h"

#endif
