/* Two tasks on stacks of their own; PendSV switches between them, in C. */
#include "../check.h"
#include "imx8mm.h"

enum { kTasks = 2, kStackWords = 1024, kRounds = 200 };

static uint32_t stacks[kTasks][kStackWords] __attribute__((aligned(16)));
static uint32_t stack_pointer[kTasks];
static volatile unsigned current;
static volatile unsigned progress[kTasks];
static volatile unsigned switches;

void PendSV_Handler(void);

void PendSV_Handler(void) {
  uint32_t psp;
  __asm volatile("mrs %0, psp" : "=r"(psp));
  stack_pointer[current] = psp;
  current ^= 1u;
  switches++;
  __asm volatile("msr psp, %0" ::"r"(stack_pointer[current]) : "memory");
}

static void yield(void) {
  SCB->ICSR = 1u << 28;
  __asm volatile("dsb\n isb" ::: "memory");
}

static unsigned depth(unsigned n) { return n == 0 ? (yield(), 1) : depth(n - 1) + 1; }

_Noreturn static void task(unsigned self) {
  double weight = self + 0.25;
  for (unsigned round = 0; round < kRounds; round++) {
    CHECK(depth(round % 8) == round % 8 + 1);
    CHECK(weight == self + 0.25);
    progress[self]++;
  }
  while (progress[self ^ 1u] < kRounds) yield();
  CHECK(switches >= 2 * kRounds);
  tb_end(0);
}

/* The frame that an exception return to a new task pops: r0-r3, r12, lr, pc, xPSR. */
static uint32_t first_frame(unsigned self) {
  uint32_t *frame = &stacks[self][kStackWords - 16];
  frame[0] = self;
  frame[6] = (uint32_t)(uintptr_t)task;
  frame[7] = 1u << 24;
  return (uint32_t)(uintptr_t)frame;
}

int main(void) {
  NVIC_SetPriority(PendSV_IRQn, 15);
  stack_pointer[1] = first_frame(1);
  /* Task 0 is this thread, moved to its own stack. */
  __asm volatile("msr psp, %0" ::"r"((uint32_t)(uintptr_t)&stacks[0][kStackWords]) : "memory");
  __asm volatile("msr control, %0" ::"r"(2) : "memory");
  __asm volatile("isb" ::: "memory");
  task(0);
}
