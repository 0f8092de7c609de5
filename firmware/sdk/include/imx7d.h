/* Registers of the i.MX 7Dual at their addresses, as far as the firmware of this repository touches them.
 * Sources: NXP MCIMX7D_M4.h, Linux arch/arm/boot/dts/nxp/imx/imx7s.dtsi. */
#ifndef SDK_IMX7D_H
#define SDK_IMX7D_H

#include "imx_src.h"
#include "imx_uart.h"
#include "mu_v1.h"

#define MUA ((MU_Type*)0x30AA0000u)
#define MUB ((MU_Type*)0x30AB0000u)
#define SRC ((SRC_Type*)0x30390000u)
#define UART2 ((UART_Type*)0x30890000u)

/* GICv2: the CPU interface has registers. */
#define GIC_DISTRIBUTOR 0x31001000u
#define GIC_CPU_INTERFACE 0x31002000u
#define MU_A7_INTID GIC_SPI(88u)

/* Those that are used; the others have numbers only. */
#define SDK_INTERRUPTS(X) X(97, MU_M4)
#define SDK_INTERRUPT_COUNT 128
#define SDK_CORE_CLOCK_HZ 200000000u
/* OCRAM_S, which the M4 sees at address 0 (U-Boot imx_bootaux.c). */
#define SDK_MCORE_BOOT_VECTOR 0x00180000u
/* TCML, which the image begins with. */
#define SDK_MCORE_IMAGE 0x007F8000u
#define SDK_MCORE_START_SRC 1

#include "device.h"

#endif
