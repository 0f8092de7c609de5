#include "gic.h"

#include <stddef.h>

#include "sdk_platform.h"

/* Register frames as far as they are used. GICv3: the redistributor's SGI frame holds for INTID 0..31 what
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
  uint32_t reserved2;
  volatile uint8_t ITARGETSR[1020]; /* 0x0800, GICv2 */
} GIC_Type;
_Static_assert(offsetof(GIC_Type, IPRIORITYR) == 0x400, "GIC distributor map");

#define GICD ((GIC_Type*)GIC_DISTRIBUTOR)
#define GIC_PRIVATE_INTIDS 32u
#define GIC_LOWEST_PRIORITY 0xF0u

#if defined(GIC_CPU_INTERFACE)

typedef struct {
  volatile uint32_t CTLR; /* 0x00 */
  volatile uint32_t PMR;
  volatile uint32_t BPR;
  volatile const uint32_t IAR;
  volatile uint32_t EOIR; /* 0x10 */
} GICC_Type;

#define GICC ((GICC_Type*)GIC_CPU_INTERFACE)
#define GIC_ENABLE 0x1u
#define GIC_THIS_CORE 0x01u
#define GIC_IAR_INTID_MASK 0x3FFu

static uint64_t acknowledge(void) {
  return GICC->IAR;
}

static uint64_t intid_of(uint64_t acknowledged) {
  return acknowledged & GIC_IAR_INTID_MASK;
}

static void end_of_interrupt(uint64_t acknowledged) {
  GICC->EOIR = (uint32_t)acknowledged;
}

static void enable_interfaces(void) {
  GICD->CTLR = GIC_ENABLE;
  GICC->PMR = 0xFF;
  GICC->CTLR = GIC_ENABLE;
}

static GIC_Type* frame_of(unsigned intid) {
  (void)intid;
  return GICD;
}

/* The group belongs to the secure side; an SPI goes to the cores that it is targeted at. */
static void route(unsigned intid) {
  if (intid >= GIC_PRIVATE_INTIDS) GICD->ITARGETSR[intid] = GIC_THIS_CORE;
}

#else

#define GICR_SGI ((GIC_Type*)(GIC_REDISTRIBUTOR + 0x10000u))

#define GICD_CTLR_ENABLE_GROUP1 0x2u
#define GICD_CTLR_ARE 0x10u

static uint64_t acknowledge(void) {
  return cpu_read_icc_iar1();
}

static uint64_t intid_of(uint64_t acknowledged) {
  return acknowledged;
}

static void end_of_interrupt(uint64_t acknowledged) {
  cpu_write_icc_eoir1(acknowledged);
}

static void enable_interfaces(void) {
  GICD->CTLR = GICD_CTLR_ARE | GICD_CTLR_ENABLE_GROUP1;
  cpu_write_icc_pmr(0xFF);
  cpu_write_icc_igrpen1(1);
}

static GIC_Type* frame_of(unsigned intid) {
  return intid < GIC_PRIVATE_INTIDS ? GICR_SGI : GICD;
}

static void route(unsigned intid) {
  frame_of(intid)->IGROUPR[intid / 32u] |= 1u << (intid % 32u);
}

#endif

static irq_handler handlers[GIC_INTID_COUNT];

void irq_entry(void) {
  uint64_t acknowledged = acknowledge();
  uint64_t intid = intid_of(acknowledged);
  if (intid < GIC_INTID_COUNT) {
    irq_handler handler = handlers[intid];
    if (handler != NULL) handler();
    end_of_interrupt(acknowledged);
  }
}

void irq_init(void) {
  /* On AArch64 the vector is an assembly file's business; a native core enters the function itself. */
#if !defined(__aarch64__)
  cpu_write_vbar((uintptr_t)&irq_entry);
#endif
  enable_interfaces();
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
  route(intid);
  frame->IPRIORITYR[intid] = priority < GIC_LOWEST_PRIORITY ? priority : GIC_LOWEST_PRIORITY;
  frame->ISENABLER[intid / 32u] = bit;
}

void gic_disable(unsigned intid) {
  if (intid >= GIC_INTID_COUNT) return;
  frame_of(intid)->ICENABLER[intid / 32u] = 1u << (intid % 32u);
  cpu_dsb();
}
