/* Registers of the i.MX 8M Mini at their addresses, as far as the firmware of this repository touches them.
 */
#ifndef SDK_IMX8MM_H
#define SDK_IMX8MM_H

#include "imx8m.h"
#include "imx8mm_interrupts.h"

#define SDK_INTERRUPTS IMX8MM_INTERRUPTS
#define SDK_INTERRUPT_COUNT IMX8MM_INTERRUPT_COUNT
#define SDK_CORE_CLOCK_HZ 400000000u
#define SDK_MCORE_START_SRC 1

#include "device.h"

#endif
