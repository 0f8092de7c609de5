/* Does wrong what the parameter `deed` says, or nearly the same well. See ../misdeeds.h. */
#include <stdlib.h>

#include "../misdeeds.h"
#include "../misdeeds_rings.h"
#include "cpu.h"
#include "imx8mm.h"
#include "testbench.h"

TB_PARAMETER(deed, "deed", "count", 0);

#define UNMAPPED 0xC0000000u
#define SHARED 0xB8400000u
#define MUB_CR_HRM 0x10u

static volatile unsigned sink;
/* The compiler must not see these coming. */
static volatile uintptr_t nowhere;
static volatile unsigned zero;

static volatile uint32_t* word(uintptr_t address) {
  return (volatile uint32_t*)(nowhere + address);
}

/* Ends the run after any fault; a second fault in here locks up. */
void HardFault_Handler(void) {
  if (tb_parameter(&deed) == DEED(misdeed_core_lockup, 0)) sink = *word(UNMAPPED);
  tb_end(0);
}

void MU_M4_IRQHandler(void) {
  NVIC_DisableIRQ(MU_M4_IRQn);
}

static unsigned recurse(unsigned depth, unsigned deepest) {
  volatile unsigned here[64];
  here[depth % 64] = depth;
  return depth == deepest ? 0 : recurse(depth + 1, deepest) + here[depth % 64];
}

static __attribute__((noinline)) void give_up(unsigned good) {
  if (!good) abort();
}

static void loop_without_hooks(void) {
  __asm volatile("1: inc %%eax\n jmp 1b" ::: "eax");
}

static void complete_first_descriptor(void) {
  TO_HOST->used.entry[0].id = 0;
  TO_HOST->used.entry[0].length = RPMSG_HEADER_SIZE;
  TO_HOST->used.index = 1;
}

static void processor(enum misdeed which, unsigned good) {
  switch (which) {
    case misdeed_core_fault:
      if (!good) __asm volatile("bkpt 0");
      break;
    case misdeed_core_lockup:
      sink = *word(UNMAPPED);
      break;
    case misdeed_deadlock:
      __asm volatile("cpsid i");
      while (!good) cpu_wait_for_interrupt();
      break;
    case misdeed_division_by_zero:
      sink = 1000u / (zero + good);
      break;
    case misdeed_firmware_abort:
      give_up(good);
      break;
    case misdeed_hook_free_loop:
      if (!good) loop_without_hooks();
      break;
    case misdeed_image_failed:
      tb_end(good ? 0 : 7);
    case misdeed_limit_reached:
      while (!good && sink == 0) sink = 0;
      break;
    case misdeed_stack_overflow:
      sink = recurse(0, good ? 4 : 1000);
      break;
    case misdeed_unhandled_interrupt: {
      const IRQn_Type irq = good ? MU_M4_IRQn : UART4_IRQn;
      NVIC_EnableIRQ(irq);
      NVIC_SetPendingIRQ(irq);
      cpu_isb();
      break;
    }
    case misdeed_unknown_instruction:
      if (!good) __asm volatile(".byte 0x0f, 0x0b");
      break;
    default:
      break;
  }
}

static void accesses(enum misdeed which, unsigned good) {
  switch (which) {
    case misdeed_foreign_private_access:
      *word(good ? SHARED : 0x41000000u) = 1;
      break;
    case misdeed_null_pointer:
      *word(good ? SHARED : 0x10) = 1;
      break;
    case misdeed_unmapped_access:
      sink = *word(good ? SHARED : UNMAPPED);
      break;
    case misdeed_stub_access:
      sink = *word(good ? SHARED : 0x30200000u);
      break;
    case misdeed_unannounced_access:
      if (good) {
        *word(SHARED) = 1;
      } else {
        __asm volatile("movl $1, (%%ecx)" ::"c"(SHARED) : "memory");
      }
      break;
    default:
      break;
  }
}

static void registers(enum misdeed which, unsigned good) {
  switch (which) {
    case misdeed_mu_rr_empty:
      if (!good || (MUB->SR & MU_SR_RF(0)) != 0) sink = MUB->RR[0];
      break;
    case misdeed_mu_stray_status_write:
      MUB->SR = good ? MU_SR_GIP(0) : MU_SR_TE(0);
      break;
    case misdeed_mu_tr_full:
      MUB->TR[0] = 1;
      if (!good || (MUB->SR & MU_SR_TE(0)) != 0) MUB->TR[0] = 2;
      break;
    case misdeed_read_write_only:
      sink = good ? TESTBENCH->SEED : TESTBENCH->END;
      break;
    case misdeed_undefined_register:
      sink = *word((uintptr_t)MUB + (good ? 0x20 : 0x100));
      break;
    case misdeed_unmodelled_register:
      MUB->CR = good ? MU_CR_GIE(0) : MUB_CR_HRM;
      break;
    case misdeed_write_read_only:
      *word((uintptr_t)MUB + (good ? 0x00 : 0x10)) = 1;
      break;
    default:
      break;
  }
}

static void rings(enum misdeed which, unsigned good) {
  switch (which) {
    case misdeed_ring_not_outstanding:
      complete_first_descriptor(); /* done well, misdeeds_a has offered it */
      break;
    case misdeed_ring_wrong_writer:
      if (good) {
        TO_REMOTE->used.flags = 0;
      } else {
        TO_REMOTE->avail.flags = 0;
      }
      break;
    default:
      break;
  }
}

int main(void) {
  const enum misdeed which = (enum misdeed)(tb_parameter(&deed) / 2);
  const unsigned good = tb_parameter(&deed) % 2;
  processor(which, good);
  accesses(which, good);
  registers(which, good);
  rings(which, good);
  tb_end(0);
}
