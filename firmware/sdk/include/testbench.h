/* The testbench device: what a run offers the firmware beyond the part. On silicon there is nothing at this
 * address. */
#ifndef SDK_TESTBENCH_H
#define SDK_TESTBENCH_H

#include <stdarg.h>
#include <stdint.h>

#include "sdk_cxx.h"

typedef struct {
  volatile const uint32_t ID;      /* 0x000: 0x52505354 */
  volatile const uint32_t VERSION; /* 0x004: 1 */
  volatile uint32_t END;           /* 0x008: write the exit value */
  volatile uint32_t CONSOLE;       /* 0x00C: write a character */
  volatile const uint32_t PARAMETER_COUNT;
  volatile const uint32_t SEED;
  volatile const uint32_t TIME_LO; /* 0x018: ns; reading latches TIME_HI */
  volatile const uint32_t TIME_HI;
  uint32_t reserved0[8];
  volatile uint32_t MARK[16]; /* 0x040 */
  uint32_t reserved1[32];
  struct {
    volatile const uint32_t low, high;
  } PARAMETER[64]; /* 0x100 */
} TESTBENCH_Type;

#define TESTBENCH ((TESTBENCH_Type*)0x3F000000u)
#define TESTBENCH_ID 0x52505354u

/* A parameter that a scenario may set. The record is not loaded; it tells the run's builder name, unit ("ns",
 * "bytes" or "count") and default. The linker places all records from address 0, so the address of a record
 * says its index. */
struct tb_parameter {
  char name[32];
  char unit[8];
  uint64_t default_value;
  uint8_t reserved[16];
};
_Static_assert(sizeof(struct tb_parameter) == 64, "the index is the address / 64");

#define TB_PARAMETER(symbol, name_, unit_, default_)                  \
  __attribute__((section(".testbench_parameters"), used, aligned(8))) \
  const struct tb_parameter symbol = {.name = name_, .unit = unit_, .default_value = (default_)}

#ifdef __cplusplus
extern "C" {
#endif

uint64_t tb_parameter(const struct tb_parameter* parameter);

void tb_print(const char* text);
/* Conversions c, s, d, u, x, p, %, with l, ll and z, a width and zero padding. */
__attribute__((format(printf, 1, 2))) void tb_printf(const char* format, ...);
void tb_vprintf(const char* format, va_list arguments);

/* Puts a mark into the run's timeline; n < 16. */
static inline void tb_mark(unsigned n, uint32_t value) {
  TESTBENCH->MARK[n] = value;
}

/* Ends the run; does not return. 0 means that the test passed. */
_Noreturn void tb_end(uint32_t value);

uint64_t tb_time_ns(void);

#ifdef __cplusplus
}
#endif

#endif
