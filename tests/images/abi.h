/* What code for a 32-bit Arm core relies on, checked by both compilers: the cross compiler (scripts/cross-compile.sh)
 * and the native one (language_m). A line that only one of them accepts is a deviation to be listed in
 * docs/native-images.md. */
#ifndef ABI_H
#define ABI_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

enum abi_small { ABI_SMALL };
enum abi_negative { ABI_NEGATIVE = -1, ABI_BIG = 200 };

struct abi_mixed {
  char c;
  short s;
  char d;
  int i;
  long long ll;
  double f;
  void *p;
};
struct abi_bits {
  uint32_t a : 4, b : 12, c : 16;
};
struct abi_spanning {
  uint8_t a : 5, b : 5;
  uint16_t c : 9;
};
struct __attribute__((packed)) abi_packed {
  uint8_t tag;
  uint32_t word;
  uint64_t wide;
};
union abi_union {
  char c[5];
  int i;
};

_Static_assert(sizeof(short) == 2 && sizeof(int) == 4 && sizeof(long) == 4 && sizeof(long long) == 8, "integers");
_Static_assert(sizeof(void *) == 4 && sizeof(size_t) == 4 && sizeof(ptrdiff_t) == 4 && sizeof(intptr_t) == 4, "ILP32");
_Static_assert(sizeof(float) == 4 && sizeof(double) == 8 && sizeof(long double) == 8, "floating point");
_Static_assert((char)-1 > 0, "char is unsigned");
_Static_assert(sizeof(wchar_t) == 4, "wchar_t");
_Static_assert(sizeof(enum abi_small) == 1 && sizeof(enum abi_negative) == 2, "enumerations take the least size");
_Static_assert(_Alignof(long long) == 8 && _Alignof(double) == 8 && _Alignof(void *) == 4, "alignment");
_Static_assert(sizeof(struct abi_mixed) == 40 && offsetof(struct abi_mixed, ll) == 16, "structures");
_Static_assert(sizeof(struct abi_bits) == 4 && sizeof(struct abi_spanning) == 4, "bit-fields");
_Static_assert(sizeof(struct abi_packed) == 13 && sizeof(union abi_union) == 8, "packed and unions");

#endif
