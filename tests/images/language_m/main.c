/* What plain C does must do what it does on the part. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "../abi.h"
#include "../check.h"
#include "imx8mm.h"

#define SHARED ((volatile uint8_t *)0xB8400000u)

/* The sizes that code for a 32-bit Arm relies on. */
enum small { SMALL };
_Static_assert(sizeof(void *) == 4 && sizeof(long) == 4 && sizeof(size_t) == 4, "ILP32");
_Static_assert(sizeof(enum small) == 1 && sizeof(long double) == 8, "enumerations and long double as on the part");
_Static_assert((char)-1 > 0, "char is unsigned");
_Static_assert(CHAR_MAX == 255 && LONG_MAX == INT_MAX && INT_MAX == 0x7FFFFFFF && CHAR_BIT == 8, "limits.h says the same");

struct registers {
  volatile uint32_t low : 4, middle : 12, high : 16;
};

struct __attribute__((packed)) packed {
  uint8_t tag;
  uint32_t word;
  uint16_t half;
};

struct message {
  uint32_t header[4];
  char text[44];
};

static void absolute_addresses(void) {
  volatile uint32_t *word = (volatile uint32_t *)0xB8400100u;
  *word = 0x12345678u;
  CHECK(*word == 0x12345678u);
  uint32_t address = (uint32_t)(uintptr_t)word;
  CHECK(*(volatile uint32_t *)address == 0x12345678u);
  CHECK(*(volatile uint16_t *)(address + 2) == 0x1234u);
}

static void bit_fields(void) {
  struct registers *registers = (struct registers *)0xB8400200u;
  *(volatile uint32_t *)registers = 0;
  registers->low = 5;
  registers->middle = 0xABC;
  registers->high = 0x1234;
  CHECK(*(volatile uint32_t *)registers == 0x1234ABC5u);
  registers->middle = 1;
  CHECK(*(volatile uint32_t *)registers == 0x12340015u);
  /* In a device: SRC's M4 register keeps what is not written. */
  struct {
    volatile uint32_t a : 4, rest : 28;
  } *flags = (void *)&MUB->CR;
  MUB->CR = 1u << 27;
  flags->a = 3; /* F0 and F1 */
  CHECK(MUB->CR == ((1u << 27) | 3u));
  MUB->CR = 0;
}

static void packed_and_unaligned(void) {
  struct packed *packed = (struct packed *)0xB8400301u;
  packed->tag = 1;
  packed->word = 0xA1B2C3D4u;
  packed->half = 0xE5F6u;
  CHECK(SHARED[0x302] == 0xD4 && SHARED[0x305] == 0xA1 && SHARED[0x306] == 0xF6);
  CHECK(packed->word == 0xA1B2C3D4u && packed->half == 0xE5F6u);
}

static void structure_copies(void) {
  static struct message here = {{1, 2, 3, 4}, "structure copies go both ways"};
  struct message *there = (struct message *)0xB8400400u;
  *there = here;
  CHECK(memcmp(there, &here, sizeof here) == 0);
  there->text[0] = 'S';
  struct message back = *there;
  CHECK(back.text[0] == 'S' && back.header[3] == 4);
  struct message *second = (struct message *)0xB8400500u;
  *second = *there;
  CHECK(second->text[0] == 'S' && second->text[1] == 't');
  *second = (struct message){{0}, {0}};
  CHECK(second->header[0] == 0 && second->text[1] == 0);
}

static void atomics(void) {
  _Atomic uint32_t *counter = (_Atomic uint32_t *)0xB8400600u;
  atomic_store(counter, 10);
  CHECK(atomic_fetch_add(counter, 5) == 10);
  CHECK(atomic_fetch_sub(counter, 1) == 15);
  CHECK(atomic_exchange(counter, 7) == 14);
  uint32_t expected = 8;
  CHECK(!atomic_compare_exchange_strong(counter, &expected, 9) && expected == 7);
  CHECK(atomic_compare_exchange_strong(counter, &expected, 9) && atomic_load(counter) == 9);
  CHECK(atomic_fetch_or(counter, 0x10) == 9 && atomic_fetch_and(counter, 0x18) == 0x19);
  static _Atomic uint8_t small = 250;
  CHECK(atomic_fetch_add(&small, 10) == 250 && small == 4);
#if !defined(__arm__) /* the part has no exclusive access of 64 bits */
  static _Atomic uint64_t wide = 0xFFFFFFFFull;
  CHECK(atomic_fetch_add(&wide, 1) == 0xFFFFFFFFull && wide == 0x100000000ull);
#endif
  atomic_thread_fence(memory_order_seq_cst);
}

static volatile double scale = 1.5;

static void floating_point(void) {
  double value = scale * 3.0;
  float single = (float)scale;
  __asm volatile("dsb 0xF" ::: "memory");
  value = value + single;
  __asm volatile("cpsid i" ::: "memory");
  __asm volatile("cpsie i" ::: "memory");
  CHECK(value == 6.0);
  CHECK(single == 1.5f);
}

static int sum(int count, ...) {
  va_list arguments;
  va_start(arguments, count);
  int total = 0;
  for (int i = 0; i < count; i++) total += i & 1 ? (int)va_arg(arguments, double) : va_arg(arguments, int);
  va_end(arguments);
  return total;
}

static unsigned fibonacci(unsigned n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

static jmp_buf place;
static void leave(int value) { longjmp(place, value); }

static void jumps(void) {
  volatile int visits = 0;
  int value = setjmp(place);
  visits++;
  if (value == 0) leave(3);
  CHECK(value == 3 && visits == 2);
}

static void divisions(void) {
  volatile unsigned zero = 0, seven = 7;
  volatile unsigned quotient = seven / zero; /* kept apart: the compiler may rewrite a compared quotient */
  CHECK(quotient == 0);
  volatile int lowest = -2147483647 - 1, minus = -1;
  volatile int wrapped = lowest / minus;
  CHECK(wrapped == lowest);
}

static int constructed;
__attribute__((constructor)) static void construct(void) { constructed = 1; }

int main(void) {
  CHECK(constructed == 1);
  absolute_addresses();
  bit_fields();
  packed_and_unaligned();
  structure_copies();
  atomics();
  floating_point();
  CHECK(sum(4, 1, 2.0, 3, 4.0) == 10);
  CHECK(fibonacci(15) == 610);
  jumps();
  divisions();
  tb_end(0);
}
