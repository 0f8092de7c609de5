/* Nested interrupts, masks, busy loops on what a handler sets, supervisor calls. */
#include "../check.h"
#include "imx8mm.h"

static volatile unsigned ticks;
static volatile unsigned order[8];
static volatile unsigned steps;

static void step(unsigned what) { order[steps++] = what; }

void SysTick_Handler(void);
void SVC_Handler(void);
void PendSV_Handler(void);
void MU_M4_IRQHandler(void);

void SysTick_Handler(void) { ticks++; }

static volatile unsigned calls;
void SVC_Handler(void) { calls++; }

/* Low priority: is interrupted by the MU's, which is pended from here. */
void PendSV_Handler(void) {
  step(1);
  NVIC_SetPendingIRQ(MU_M4_IRQn);
  __asm volatile("dsb\n isb" ::: "memory");
  step(3);
}

void MU_M4_IRQHandler(void) { step(2); }

static void nesting(void) {
  NVIC_SetPriority(PendSV_IRQn, 15);
  NVIC_SetPriority(MU_M4_IRQn, 2);
  NVIC_EnableIRQ(MU_M4_IRQn);
  steps = 0;
  SCB->ICSR = 1u << 28;
  __asm volatile("dsb\n isb" ::: "memory");
  CHECK(steps == 3 && order[0] == 1 && order[1] == 2 && order[2] == 3);
  /* With equal priorities the second waits. */
  NVIC_SetPriority(MU_M4_IRQn, 15);
  steps = 0;
  SCB->ICSR = 1u << 28;
  __asm volatile("dsb\n isb" ::: "memory");
  CHECK(steps == 3 && order[0] == 1 && order[1] == 3 && order[2] == 2);
}

static void masks(void) {
  uint32_t before, inside;
  __asm volatile("mrs %0, primask" : "=r"(before));
  __asm volatile("cpsid i" ::: "memory");
  __asm volatile("mrs %0, primask" : "=r"(inside));
  CHECK(before == 0 && inside == 1);
  steps = 0;
  NVIC_SetPendingIRQ(MU_M4_IRQn);
  __asm volatile("dsb" ::: "memory");
  CHECK(steps == 0);
  __asm volatile("msr primask, %0" ::"r"(before) : "memory");
  __asm volatile("isb" ::: "memory");
  CHECK(steps == 1 && order[0] == 2);

  uint32_t level = 0x40, readback;
  NVIC_SetPriority(MU_M4_IRQn, 8);
  __asm volatile("msr basepri, %0" ::"r"(level) : "memory");
  __asm volatile("mrs %0, basepri" : "=r"(readback));
  CHECK(readback == 0x40);
  NVIC_SetPendingIRQ(MU_M4_IRQn);
  __asm volatile("dsb\n isb" ::: "memory");
  CHECK(steps == 1);
  __asm volatile("msr basepri, %0" ::"r"(0) : "memory");
  __asm volatile("isb" ::: "memory");
  CHECK(steps == 2);
}

static void busy_loops(void) {
  SysTick->LOAD = 1000 - 1;
  SysTick->VAL = 0;
  SysTick->CTRL = 7;
  while (ticks < 3) {
  }
  unsigned now = ticks;
  double kept = 0.5;
  while (ticks == now) kept += 0.5; /* floating point survives the handler */
  CHECK(kept > 1.0);
  while (ticks < 10) __asm volatile("wfi" ::: "memory");
  SysTick->CTRL = 0;
}

int main(void) {
  nesting();
  masks();
  busy_loops();
  __asm volatile("svc 3" ::: "memory");
  CHECK(calls == 1);
  __asm volatile("svc 4" ::: "memory");
  CHECK(calls == 2);
  tb_end(0);
}
