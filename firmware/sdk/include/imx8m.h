/* What the i.MX 8M family has at the same addresses. Included by imx8mm.h, imx8mq.h, imx8mn.h and imx8mp.h.
 *
 * Names, layouts and bits follow NXP's MCUXpresso SDK (PERI_MU.h, MIMX8MM6_cm4.h) and Linux
 * (drivers/tty/serial/imx.c, drivers/remoteproc/imx_rproc.c, arch/arm64/boot/dts/freescale/imx8m*.dtsi). Both
 * cores see peripherals at the same addresses. */
#ifndef SDK_IMX8M_H
#define SDK_IMX8M_H

#include "imx_src.h"
#include "imx_uart.h"
#include "mu_v1.h"

#define MUA ((MU_Type*)0x30AA0000u)
#define MUB ((MU_Type*)0x30AB0000u)
#define SRC ((SRC_Type*)0x30390000u)
#define UART2 ((UART_Type*)0x30890000u)
#define UART4 ((UART_Type*)0x30A60000u)

#define GIC_DISTRIBUTOR 0x38800000u
#define GIC_REDISTRIBUTOR 0x38880000u
#define MU_A53_INTID GIC_SPI(88u)

/* Where the A53 finds the memory that the M core sees at address 0 and starts from. */
#define SDK_MCORE_BOOT_VECTOR 0x007E0000u

#endif
