#include "gic.h"

#include <stddef.h>

#include "cpu.h"

/* Register frames of GICv3 as far as they are used. The redistributor's SGI frame holds for INTID 0..31 what
 * the distributor holds for the others, at the same offsets. */
typedef struct {
  volatile uint32_t CTLR; /* 0x0000 */
  volatile const uint32_t TYPER;
  uint32_t reserved0[30];
  volatile uint32_t IGROUPR[32];   /* 0x0080 */
  volatile uint32_t ISENABLER[32]; /* 0x0100 */
  volatile uint32_t ICENABLER[32]; /* 0x0180 */
  uint32_t reserved1[128];
  volatile uint8_t IPRIORITYR[1020]; /* 0x0400 */
} GIC_Type;
_Static_assert(offsetof(GIC_Type, IPRIORITYR) == 0x400, "GICv3 distributor map");

#define GICD ((GIC_Type*)GIC_DISTRIBUTOR)
#define GICR_SGI ((GIC_Type*)(GIC_REDISTRIBUTOR + 0x10000u))

#define GICD_CTLR_ENABLE_GROUP1 0x2u
#define GICD_CTLR_ARE 0x10u
#define GIC_PRIVATE_INTIDS 32u
#define GIC_LOWEST_PRIORITY 0xF0u

static irq_handler handlers[GIC_INTID_COUNT];

static GIC_Type* frame_of(unsigned intid) {
  return intid < GIC_PRIVATE_INTIDS ? GICR_SGI : GICD;
}

void irq_entry(void) {
  uint64_t intid = cpu_read_icc_iar1();
  if (intid < GIC_INTID_COUNT) {
    irq_handler handler = handlers[intid];
    if (handler != NULL) handler();
    cpu_write_icc_eoir1(intid);
  }
}

void irq_init(void) {
  /* On AArch64 the vector is an assembly file's business; a native core enters the function itself. */
#if !defined(__aarch64__)
  cpu_write_vbar((uintptr_t)&irq_entry);
#endif
  GICD->CTLR = GICD_CTLR_ARE | GICD_CTLR_ENABLE_GROUP1;
  cpu_write_icc_pmr(0xFF);
  cpu_write_icc_igrpen1(1);
  cpu_isb();
  cpu_irq_enable();
}

void irq_set_handler(unsigned intid, irq_handler handler) {
  if (intid < GIC_INTID_COUNT) handlers[intid] = handler;
}

void gic_enable(unsigned intid, uint8_t priority) {
  if (intid >= GIC_INTID_COUNT) return;
  GIC_Type* frame = frame_of(intid);
  uint32_t bit = 1u << (intid % 32u);
  frame->IGROUPR[intid / 32u] |= bit;
  frame->IPRIORITYR[intid] = priority < GIC_LOWEST_PRIORITY ? priority : GIC_LOWEST_PRIORITY;
  frame->ISENABLER[intid / 32u] = bit;
}

void gic_disable(unsigned intid) {
  if (intid >= GIC_INTID_COUNT) return;
  frame_of(intid)->ICENABLER[intid / 32u] = 1u << (intid % 32u);
  cpu_dsb();
}
