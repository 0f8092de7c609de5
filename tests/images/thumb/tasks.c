/* Three tasks under a preempting tick: one computes with floats, one with integers and divisions, one yields. Every
 * register that a switch could lose is in use. */
#include "../check.h"
#include "imx8mm.h"

enum { kTasks = 3, kStackWords = 512, kFrameWords = 17, kTicks = 300, kTickCycles = 1777 };

static uint32_t stacks[kTasks][kStackWords] __attribute__((aligned(8)));
static uint32_t* stack_pointer[kTasks];
static unsigned current;
static volatile unsigned ticks;
static volatile unsigned yields;
static volatile unsigned rounds[kTasks];

void SysTick_Handler(void);
uint32_t* next_task(uint32_t* saved);

static void request_switch(void) {
  SCB->ICSR = SCB_ICSR_PENDSVSET_Msk;
}

void SysTick_Handler(void) {
  ticks++;
  request_switch();
}

/* For switch.S. A null pointer starts the first task. */
uint32_t* next_task(uint32_t* saved) {
  if (saved != 0) {
    stack_pointer[current] = saved;
    current = (current + 1) % kTasks;
  }
  return stack_pointer[current];
}

/* Series whose exact values are known: sums of powers of two do not round. */
static void floats(void) {
  for (;;) {
    float a = 1.0f, b = 0.5f, c = 0.25f, d = 8.0f, sum = 0.0f;
    for (unsigned i = 0; i < 40; i++) {
      sum += a * b + c * d;
      a = -a;
      d = d - 0.125f;
    }
    CHECK(sum == 2.0f * 40 - 0.03125f * (39 * 40 / 2));
    rounds[0]++;
  }
}

static void integers(void) {
  for (;;) {
    uint32_t x = 12345, y = 1, z = 0;
    uint64_t product = 1;
    for (unsigned i = 1; i < 60; i++) {
      x = x * 1664525u + 1013904223u;
      y += x / (i * 7u);
      z ^= (y << (i % 31)) | (x >> (31 - i % 31));
      product = product * 3 + z % 5;
    }
    static uint32_t first_z;
    static uint64_t first_product;
    if (rounds[1] == 0) {
      first_z = z;
      first_product = product;
    }
    CHECK(z == first_z);
    CHECK(product == first_product);
    rounds[1]++;
  }
}

static void yielding(void) {
  float mark = 3.5f;
  while (ticks < kTicks) {
    request_switch();
    __asm volatile("dsb\n isb" ::: "memory");
    CHECK(mark == 3.5f + (float)yields);
    mark += 1.0f;
    yields++;
    rounds[2]++;
  }
  CHECK(rounds[0] > 10);
  CHECK(rounds[1] > 10);
  CHECK(yields > 50);
  tb_end(0);
}

/* r4-r11 and the return value, then what the exception return pops. */
static void prepare(unsigned task, void (*entry)(void)) {
  enum { kReturn = 8, kPc = 9 + 6, kXpsr = 9 + 7 };
  uint32_t* frame = &stacks[task][kStackWords - kFrameWords - 1];
  frame[kReturn] = 0xFFFFFFFDu; /* thread, process stack, no floating-point state */
  frame[kPc] = (uint32_t)(uintptr_t)entry;
  frame[kXpsr] = 1u << 24;
  stack_pointer[task] = frame;
}

int main(void) {
  prepare(0, floats);
  prepare(1, integers);
  prepare(2, yielding);
  NVIC_SetPriority(PendSV_IRQn, 15);
  SysTick_Config(kTickCycles);
  __asm volatile("svc 0" ::: "memory");
  for (;;) {
  }
}
