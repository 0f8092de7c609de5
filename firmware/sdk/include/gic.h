/* Interrupts of the A core: a table of handlers over the GICv3 (Arm IHI 0069) or, where the device header
 * names a memory-mapped CPU interface, the GICv2 (Arm IHI 0048). One core, one security state, group 1,
 * EOImode 0. */
#ifndef SDK_GIC_H
#define SDK_GIC_H

#include <stdint.h>

#define GIC_SPI(number) (32u + (number))
#define GIC_INTID_COUNT 160u

#define PHYSICAL_TIMER_INTID 30u

typedef void (*irq_handler)(void);

#ifdef __cplusplus
extern "C" {
#endif

/* Interrupt entry and controller; called by the startup code with interrupts masked, leaves them unmasked. */
void irq_init(void);
/* NULL takes the handler away. */
void irq_set_handler(unsigned intid, irq_handler handler);
/* 0 is the most urgent priority, 0xF0 the least. */
void gic_enable(unsigned intid, uint8_t priority);
void gic_disable(unsigned intid);

/* What the core enters for an IRQ: acknowledge, dispatch, end of interrupt. */
void irq_entry(void);

#ifdef __cplusplus
}
#endif

#endif
