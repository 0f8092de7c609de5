/* Operations of the processor that C has no words for, under the same names on both kinds of core.
 *
 * M profile: the instructions themselves as inline assembly. A profile: the system registers of AArch64; a
 * native build reaches them by calls, since AArch64 assembly means nothing to it. SDK_CORE_M or SDK_CORE_A
 * says which kind of core the image is for; by default a 32-bit build is an M core. */
#ifndef SDK_CPU_H
#define SDK_CPU_H

#include <stdbool.h>
#include <stdint.h>

#if !defined(SDK_CORE_M) && !defined(SDK_CORE_A)
#if UINTPTR_MAX == 0xFFFFFFFFu
#define SDK_CORE_M 1
#else
#define SDK_CORE_A 1
#endif
#endif

#if defined(SDK_CORE_M)

static inline void cpu_wait_for_interrupt(void) {
  __asm volatile("wfi" ::: "memory");
}
static inline void cpu_wait_for_event(void) {
  __asm volatile("wfe" ::: "memory");
}
static inline void cpu_send_event(void) {
  __asm volatile("sev" ::: "memory");
}
static inline void cpu_dmb(void) {
  __asm volatile("dmb" ::: "memory");
}
static inline void cpu_dsb(void) {
  __asm volatile("dsb" ::: "memory");
}
static inline void cpu_isb(void) {
  __asm volatile("isb" ::: "memory");
}
static inline void cpu_irq_enable(void) {
  __asm volatile("cpsie i" ::: "memory");
}
static inline void cpu_irq_disable(void) {
  __asm volatile("cpsid i" ::: "memory");
}

/* Masks interrupts; the result is for cpu_irq_restore. Calls nest. */
static inline uint32_t cpu_irq_save(void) {
  uint32_t state;
  __asm volatile("mrs %0, primask" : "=r"(state)::"memory");
  cpu_irq_disable();
  return state;
}

static inline void cpu_irq_restore(uint32_t state) {
  __asm volatile("msr primask, %0" ::"r"(state) : "memory");
}

#else /* SDK_CORE_A */

/* One pair of functions per system register: cpu_read_<name> and cpu_write_<name>. `encoding` is the register
 * as the AArch64 assembler writes it, `number` its number for native builds. */
#if defined(__aarch64__)

#define CPU_SYSTEM_REGISTER(name, encoding, number)                 \
  static inline uint64_t cpu_read_##name(void) {                    \
    uint64_t value;                                                 \
    __asm volatile("mrs %0, " encoding : "=r"(value)::"memory");    \
    return value;                                                   \
  }                                                                 \
  static inline void cpu_write_##name(uint64_t value) {             \
    __asm volatile("msr " encoding ", %0" ::"r"(value) : "memory"); \
  }

#define CPU_SYSTEM_REGISTER_READ_ONLY(name, encoding, number)    \
  static inline uint64_t cpu_read_##name(void) {                 \
    uint64_t value;                                              \
    __asm volatile("mrs %0, " encoding : "=r"(value)::"memory"); \
    return value;                                                \
  }

#define CPU_SYSTEM_REGISTER_WRITE_ONLY(name, encoding, number)      \
  static inline void cpu_write_##name(uint64_t value) {             \
    __asm volatile("msr " encoding ", %0" ::"r"(value) : "memory"); \
  }

static inline void cpu_wait_for_interrupt(void) {
  __asm volatile("wfi" ::: "memory");
}
static inline void cpu_wait_for_event(void) {
  __asm volatile("wfe" ::: "memory");
}
static inline void cpu_send_event(void) {
  __asm volatile("sev" ::: "memory");
}
/* The peer is not in this core's inner shareable domain, so the barriers reach the whole system. */
static inline void cpu_dmb(void) {
  __asm volatile("dmb sy" ::: "memory");
}
static inline void cpu_dsb(void) {
  __asm volatile("dsb sy" ::: "memory");
}
static inline void cpu_isb(void) {
  __asm volatile("isb" ::: "memory");
}

#else /* native */

#ifdef __cplusplus
extern "C" {
#endif
uint64_t __rs_read_sysreg(unsigned number);
void __rs_write_sysreg(unsigned number, uint64_t value);
void __rs_wfi(void);
void __rs_wfe(void);
void __rs_sev(void);
void __rs_dmb(void);
void __rs_dsb(void);
void __rs_isb(void);
#ifdef __cplusplus
}
#endif

#define CPU_SYSTEM_REGISTER(name, encoding, number)     \
  static inline uint64_t cpu_read_##name(void) {        \
    return __rs_read_sysreg(number);                    \
  }                                                     \
  static inline void cpu_write_##name(uint64_t value) { \
    __rs_write_sysreg(number, value);                   \
  }

#define CPU_SYSTEM_REGISTER_READ_ONLY(name, encoding, number) \
  static inline uint64_t cpu_read_##name(void) {              \
    return __rs_read_sysreg(number);                          \
  }

#define CPU_SYSTEM_REGISTER_WRITE_ONLY(name, encoding, number) \
  static inline void cpu_write_##name(uint64_t value) {        \
    __rs_write_sysreg(number, value);                          \
  }

static inline void cpu_wait_for_interrupt(void) {
  __rs_wfi();
}
static inline void cpu_wait_for_event(void) {
  __rs_wfe();
}
static inline void cpu_send_event(void) {
  __rs_sev();
}
static inline void cpu_dmb(void) {
  __rs_dmb();
}
static inline void cpu_dsb(void) {
  __rs_dsb();
}
static inline void cpu_isb(void) {
  __rs_isb();
}

#endif

CPU_SYSTEM_REGISTER(daif, "daif", 32)
CPU_SYSTEM_REGISTER_READ_ONLY(icc_iar1, "S3_0_C12_C12_0", 33)
CPU_SYSTEM_REGISTER_WRITE_ONLY(icc_eoir1, "S3_0_C12_C12_1", 34)
CPU_SYSTEM_REGISTER(icc_pmr, "S3_0_C4_C6_0", 35)
CPU_SYSTEM_REGISTER(icc_igrpen1, "S3_0_C12_C12_7", 36)
CPU_SYSTEM_REGISTER_READ_ONLY(cntpct, "cntpct_el0", 37)
CPU_SYSTEM_REGISTER_READ_ONLY(cntfrq, "cntfrq_el0", 38)
CPU_SYSTEM_REGISTER(cntp_ctl, "cntp_ctl_el0", 39)
CPU_SYSTEM_REGISTER(cntp_cval, "cntp_cval_el0", 40)
CPU_SYSTEM_REGISTER(vbar, "vbar_el1", 41) /* native: the C function that an IRQ enters */
CPU_SYSTEM_REGISTER_READ_ONLY(mpidr, "mpidr_el1", 42)

#define CPU_DAIF_I 0x80u

static inline void cpu_irq_enable(void) {
  cpu_write_daif(cpu_read_daif() & ~(uint64_t)CPU_DAIF_I);
}
static inline void cpu_irq_disable(void) {
  cpu_write_daif(cpu_read_daif() | CPU_DAIF_I);
}

static inline uint32_t cpu_irq_save(void) {
  uint64_t state = cpu_read_daif();
  cpu_write_daif(state | CPU_DAIF_I);
  return (uint32_t)state;
}

static inline void cpu_irq_restore(uint32_t state) {
  cpu_write_daif(state);
}

#endif

/* Orders every earlier access before every later one, as the other core sees them. */
static inline void cpu_barrier(void) {
  cpu_dmb();
}

#endif
