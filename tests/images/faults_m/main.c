/* Misbehaves in the way that the parameter `how` says. */
#include "cpu.h"
#include "imx8mm.h"
#include "testbench.h"

TB_PARAMETER(how, "how", "count", 0);

typedef void (*function)(void);

static volatile unsigned sink;
static volatile uintptr_t null; /* the compiler must not see it coming */

/* What only assembly can do wrong: no instruction; a loop without a hook; a store that the compiler does not see. */
#if defined(__arm__)
#define NO_INSTRUCTION "udf #0"
#define BUSY_LOOP "1: adds r0, #1\n b 1b" ::: "r0", "cc"
#define SILENT_STORE "str %0, [%0]" ::"r"(0xB8400000u) : "memory"
#else
#define NO_INSTRUCTION ".byte 0x0f, 0x0b"
#define BUSY_LOOP "1: inc %%eax\n jmp 1b" ::: "eax"
#define SILENT_STORE "movl $1, (%%ecx)" ::"c"(0xB8400000u) : "memory"
#endif

static unsigned overflow(unsigned n) {
  volatile unsigned here[64];
  here[n % 64] = n;
  return sink ? 0 : overflow(n + 1) + here[n % 64];
}

/* Ends the test as if nothing had happened, so that only the finding tells. */
static void bus_fault(void) { tb_end(0); }

static void count_entries(void) {
  volatile uint32_t *entries = (volatile uint32_t *)0xB8400000u;
  if (++*entries == 2) tb_end(0);
  SCB->AIRCR = SCB_AIRCR_VECTKEY | SCB_AIRCR_SYSRESETREQ_Msk;
  for (;;) {
  }
}

static __attribute__((noinline)) void write_to(uintptr_t address) {
  *(volatile uint32_t *)(null + address) = 1;
  sink++;
}

void MU_M4_IRQHandler(void) {
  write_to(0);
  sink++;
}

/* The caller's frame pointer and return address are gone by the time of the fault. */
static __attribute__((noinline)) void lose_the_way_back(uintptr_t with) {
  volatile uintptr_t *frame = __builtin_frame_address(0);
  for (int i = 0; i < 4; i++) frame[i] = with;
  write_to(0);
  sink++;
}

int main(void) {
  switch (tb_parameter(&how)) {
    case 0:
      sink = *(volatile uint32_t *)(null + 0xC0000000u);
      break;
    case 1:
      *(volatile uint32_t *)0x41000000u = 1; /* the A core's data */
      break;
    case 2:
      ((function)(uintptr_t)0x60001234u)();
      break;
    case 3:
      sink = overflow(0);
      break;
    case 4:
      __asm volatile(NO_INSTRUCTION);
      break;
    case 5:
      __asm volatile(BUSY_LOOP);
      break;
    case 6:
      __asm volatile("cpsid i");
      for (;;) __asm volatile("wfi");
    case 7:
      __asm volatile(SILENT_STORE);
      break;
    case 8: {
      static uint32_t vectors[16] __attribute__((aligned(128)));
      vectors[3] = (uint32_t)(uintptr_t)bus_fault; /* BusFault escalates: it is not enabled */
      SCB->VTOR = (uint32_t)(uintptr_t)vectors;
      sink = *(volatile uint32_t *)(null + 0xC0000000u);
      break;
    }
    case 9:
      count_entries();
      break;
    case 10:
      *(volatile uint32_t *)null = 1;
      break;
    case 11:
      NVIC_EnableIRQ(MU_M4_IRQn);
      NVIC_SetPendingIRQ(MU_M4_IRQn);
      cpu_isb();
      sink++;
      break;
    case 12:
      lose_the_way_back(0xFFFFFFF8u);
      break;
    case 13:
      lose_the_way_back((uintptr_t)__builtin_frame_address(0));
      break;
    case 14:
      ((function)null)();
      break;
    default:
      break;
  }
  tb_end(0);
}
