/* Faults and their status registers, by what the handlers find. Parameter `how`: 0 recoverable ones, one after the other;
 * 1 a fault inside the HardFault handler, which locks the core up. */
#include "../check.h"
#include "imx8mm.h"

TB_PARAMETER(how, "how", "count", 0);

struct frame {
  uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

static volatile uint32_t seen_cfsr;
static volatile uint32_t seen_address;
static volatile uint32_t seen_pc;
static volatile unsigned faults;

void fault(struct frame* frame);
void UsageFault_Handler(void);
void BusFault_Handler(void);
void HardFault_Handler(void);

#define CCR_UNALIGN_TRP (1u << 3)
#define CCR_DIV_0_TRP (1u << 4)

/* Goes on after the instruction, whose length is in its first half-word; after a wild jump, where it came from. */
void fault(struct frame* frame) {
  seen_cfsr = SCB->CFSR;
  seen_address = SCB->BFAR;
  seen_pc = frame->pc;
  SCB->CFSR = 0xFFFFFFFFu;
  faults++;
  if ((seen_cfsr & ((1u << 17) | (1u << 8))) != 0) {
    frame->pc = frame->lr & ~1u;
    frame->xpsr |= 1u << 24;
    return;
  }
  uint16_t first = *(const uint16_t*)(uintptr_t)frame->pc;
  frame->pc += (first >> 11) >= 0x1Du ? 4 : 2;
}

__attribute__((naked)) void UsageFault_Handler(void) {
  __asm volatile("mrs r0, msp\n b fault");
}
__attribute__((naked)) void BusFault_Handler(void) {
  __asm volatile("mrs r0, msp\n b fault");
}
void HardFault_Handler(void) {
  __asm volatile("udf #1");
}

static void expect(unsigned count, uint32_t cfsr) {
  CHECK(faults == count);
  CHECK(seen_cfsr == cfsr);
}

static void recoverable(void) {
  volatile uint32_t words[4] = {0x11223344, 0x55667788, 0, 0};
  volatile uint32_t zero = 0;
  SCB->SHCSR = (1u << 17) | (1u << 18);

  __asm volatile("udf #0");
  expect(1, 1u << 16);
  (void)*(volatile uint32_t*)0xC0000000u;
  expect(2, (1u << 9) | (1u << 15));
  CHECK(seen_address == 0xC0000000u);

  /* Unaligned accesses work, but for the multiple ones, until they are trapped. */
  uint32_t unaligned;
  __asm volatile("ldr %0, [%1, #1]" : "=r"(unaligned) : "r"(words) : "memory");
  CHECK(unaligned == 0x88112233u);
  expect(2, (1u << 9) | (1u << 15));
  __asm volatile("ldrd r2, r3, [%0]" ::"r"((uintptr_t)words + 2) : "r2", "r3", "memory");
  expect(3, 1u << 24);
  SCB->CCR |= CCR_UNALIGN_TRP;
  __asm volatile("ldr %0, [%1, #1]" : "=r"(unaligned) : "r"(words) : "memory");
  expect(4, 1u << 24);
  SCB->CCR &= ~CCR_UNALIGN_TRP;

  __asm volatile("udiv %0, %0, %1" : "+r"(unaligned) : "r"(zero));
  expect(4, 1u << 24);
  CHECK(unaligned == 0);
  SCB->CCR |= CCR_DIV_0_TRP;
  __asm volatile("udiv %0, %0, %1" : "+r"(unaligned) : "r"(zero));
  expect(5, 1u << 25);

  SCB->CPACR &= ~(0xFu << 20);
  __asm volatile("dsb\n isb\n vmov s0, %0" ::"r"(zero));
  expect(6, 1u << 19);
  SCB->CPACR |= 0xFu << 20;

  /* A branch to an even address, and to nowhere. */
  __asm volatile("blx %0" ::"r"(0x20000100u) : "lr", "memory");
  expect(7, 1u << 17);
  CHECK(seen_pc == 0x20000100u);
  __asm volatile("blx %0" ::"r"(0x60000001u) : "lr", "memory");
  expect(8, 1u << 8);
  CHECK(seen_pc == 0x60000000u);
  tb_end(0);
}

int main(void) {
  if (tb_parameter(&how) == 0) recoverable();
  __asm volatile("udf #0"); /* UsageFault is not enabled: escalates, and the handler faults again */
  tb_end(1);
}
