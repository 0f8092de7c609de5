/* System control space of the Cortex-M4, M7 and M33 under the usual CMSIS names (Armv7-M Architecture
 * Reference Manual, B3; what is listed lies at the same places in Armv8-M). */
#ifndef SDK_CORE_CM_H
#define SDK_CORE_CM_H

#define __NVIC_PRIO_BITS 4

typedef struct {
  volatile uint32_t ISER[8]; /* 0xE000E100 */
  uint32_t reserved0[24];
  volatile uint32_t ICER[8]; /* 0xE000E180 */
  uint32_t reserved1[24];
  volatile uint32_t ISPR[8]; /* 0xE000E200 */
  uint32_t reserved2[24];
  volatile uint32_t ICPR[8]; /* 0xE000E280 */
  uint32_t reserved3[24];
  volatile const uint32_t IABR[8]; /* 0xE000E300 */
  uint32_t reserved4[56];
  volatile uint8_t IP[240]; /* 0xE000E400 */
  uint32_t reserved5[644];
  volatile uint32_t STIR; /* 0xE000EF00 */
} NVIC_Type;

typedef struct {
  volatile const uint32_t CPUID; /* 0xE000ED00 */
  volatile uint32_t ICSR;        /* 0x04 */
  volatile uint32_t VTOR;        /* 0x08 */
  volatile uint32_t AIRCR;       /* 0x0C */
  volatile uint32_t SCR;         /* 0x10 */
  volatile uint32_t CCR;         /* 0x14 */
  volatile uint8_t SHP[12];      /* 0x18 */
  volatile uint32_t SHCSR;       /* 0x24 */
  volatile uint32_t CFSR;        /* 0x28 */
  volatile uint32_t HFSR;        /* 0x2C */
  volatile uint32_t DFSR;        /* 0x30 */
  volatile uint32_t MMFAR;       /* 0x34 */
  volatile uint32_t BFAR;        /* 0x38 */
  volatile uint32_t AFSR;        /* 0x3C */
  volatile const uint32_t PFR[2];
  volatile const uint32_t DFR;
  volatile const uint32_t ADR;
  volatile const uint32_t MMFR[4];
  volatile const uint32_t ISAR[5];
  uint32_t reserved0[5];
  volatile uint32_t CPACR; /* 0x88 */
} SCB_Type;

typedef struct {
  volatile uint32_t CTRL;        /* 0xE000E010 */
  volatile uint32_t LOAD;        /* 0x04 */
  volatile uint32_t VAL;         /* 0x08 */
  volatile const uint32_t CALIB; /* 0x0C */
} SysTick_Type;

#define NVIC ((NVIC_Type*)0xE000E100u)
#define SCB ((SCB_Type*)0xE000ED00u)
#define SysTick ((SysTick_Type*)0xE000E010u)

#define SCB_ICSR_NMIPENDSET_Msk 0x80000000u
#define SCB_ICSR_PENDSVSET_Msk 0x10000000u
#define SCB_ICSR_PENDSVCLR_Msk 0x08000000u
#define SCB_ICSR_PENDSTSET_Msk 0x04000000u
#define SCB_ICSR_PENDSTCLR_Msk 0x02000000u
#define SCB_ICSR_VECTACTIVE_Msk 0x1FFu
#define SCB_AIRCR_VECTKEY 0x05FA0000u
#define SCB_AIRCR_VECTKEY_MASK 0xFFFF0000u
#define SCB_AIRCR_PRIGROUP_Pos 8
#define SCB_AIRCR_PRIGROUP_MASK 0x700u
#define SCB_AIRCR_SYSRESETREQ_Msk 0x4u

#define SysTick_CTRL_ENABLE_Msk 0x1u
#define SysTick_CTRL_TICKINT_Msk 0x2u
#define SysTick_CTRL_CLKSOURCE_Msk 0x4u
#define SysTick_CTRL_COUNTFLAG_Msk 0x10000u
#define SysTick_LOAD_RELOAD_Msk 0xFFFFFFu

#ifdef __cplusplus
extern "C" {
#endif
/* Core clock in Hz; startup_m.c. */
extern uint32_t SystemCoreClock;
#ifdef __cplusplus
}
#endif

static inline void NVIC_EnableIRQ(IRQn_Type irq) {
  NVIC->ISER[(uint32_t)irq >> 5] = 1u << ((uint32_t)irq & 31u);
}

static inline void NVIC_DisableIRQ(IRQn_Type irq) {
  NVIC->ICER[(uint32_t)irq >> 5] = 1u << ((uint32_t)irq & 31u);
  /* The interrupt may still be taken until the write has reached the controller. */
  cpu_dsb();
  cpu_isb();
}

static inline void NVIC_SetPendingIRQ(IRQn_Type irq) {
  NVIC->ISPR[(uint32_t)irq >> 5] = 1u << ((uint32_t)irq & 31u);
}

static inline void NVIC_ClearPendingIRQ(IRQn_Type irq) {
  NVIC->ICPR[(uint32_t)irq >> 5] = 1u << ((uint32_t)irq & 31u);
}

static inline uint32_t NVIC_GetPendingIRQ(IRQn_Type irq) {
  return (NVIC->ISPR[(uint32_t)irq >> 5] >> ((uint32_t)irq & 31u)) & 1u;
}

static inline void NVIC_SetPriority(IRQn_Type irq, uint32_t priority) {
  uint8_t value = (uint8_t)(priority << (8 - __NVIC_PRIO_BITS));
  if (irq >= 0) {
    NVIC->IP[(uint32_t)irq] = value;
  } else {
    SCB->SHP[((uint32_t)irq & 15u) - 4u] = value;
  }
}

static inline uint32_t NVIC_GetPriority(IRQn_Type irq) {
  uint8_t value = irq >= 0 ? NVIC->IP[(uint32_t)irq] : SCB->SHP[((uint32_t)irq & 15u) - 4u];
  return (uint32_t)value >> (8 - __NVIC_PRIO_BITS);
}

static inline void NVIC_SetPriorityGrouping(uint32_t group) {
  uint32_t value = SCB->AIRCR & ~(SCB_AIRCR_VECTKEY_MASK | SCB_AIRCR_PRIGROUP_MASK);
  SCB->AIRCR = value | SCB_AIRCR_VECTKEY | ((group & 7u) << SCB_AIRCR_PRIGROUP_Pos);
}

/* Interrupt every `ticks` core clocks, at the lowest priority. Returns 0, or 1 if `ticks` does not fit. */
static inline uint32_t SysTick_Config(uint32_t ticks) {
  if (ticks - 1u > SysTick_LOAD_RELOAD_Msk) return 1u;
  SysTick->LOAD = ticks - 1u;
  NVIC_SetPriority(SysTick_IRQn, (1u << __NVIC_PRIO_BITS) - 1u);
  SysTick->VAL = 0;
  SysTick->CTRL = SysTick_CTRL_CLKSOURCE_Msk | SysTick_CTRL_TICKINT_Msk | SysTick_CTRL_ENABLE_Msk;
  return 0u;
}

#endif
