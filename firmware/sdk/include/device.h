/* What every device header ends with: the interrupts of its list as IRQn_Type, and the core's own registers.
 * Before it the header defines SDK_INTERRUPTS, SDK_INTERRUPT_COUNT, SDK_CORE_CLOCK_HZ, GIC_* and SDK_MCORE_*.
 */
#ifndef SDK_DEVICE_H
#define SDK_DEVICE_H

#include <stdint.h>

#include "cpu.h"

typedef enum IRQn {
  NonMaskableInt_IRQn = -14,
  HardFault_IRQn = -13,
  MemoryManagement_IRQn = -12,
  BusFault_IRQn = -11,
  UsageFault_IRQn = -10,
  SVCall_IRQn = -5,
  DebugMonitor_IRQn = -4,
  PendSV_IRQn = -2,
  SysTick_IRQn = -1,
#define SDK_IRQN(number, name) name##_IRQn = (number),
  SDK_INTERRUPTS(SDK_IRQN)
#undef SDK_IRQN
} IRQn_Type;

#if defined(SDK_CORE_M)
#include "core_cm.h"
#else
#include "gic.h"
#endif

#endif
