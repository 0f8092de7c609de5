/* System Reset Controller of i.MX 7D and 8M, as far as it holds the M core (NXP MCUXpresso SDK; Linux
 * drivers/remoteproc/imx_rproc.c). Included by the device headers. */
#ifndef SDK_IMX_SRC_H
#define SDK_IMX_SRC_H

#include <stdint.h>

typedef struct {
  volatile uint32_t SCR;     /* 0x00 */
  volatile uint32_t A53RCR0; /* 0x04 */
  volatile uint32_t A53RCR1; /* 0x08 */
  volatile uint32_t M4RCR;   /* 0x0C */
} SRC_Type;

#define SRC_M4RCR_SW_M4C_NON_SCLR_RST 0x1u
#define SRC_M4RCR_SW_M4C_RST 0x2u
#define SRC_M4RCR_SW_M4P_RST 0x4u
#define SRC_M4RCR_ENABLE_M4 0x8u
#define SRC_M4RCR_CONTROL_MASK 0xFu

#endif
