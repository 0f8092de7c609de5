/* Included first in every native image: what the instrumentation does not see by itself.
 *
 * The compiler expands some built-in functions without announcing their accesses; here they become calls of the
 * SDK's functions, which proceed access by access. */
#ifndef RPMSG_SIM_NATIVE_H
#define RPMSG_SIM_NATIVE_H

#ifndef __ASSEMBLER__
#if defined(__ILP32__)
__asm__(".include \"instructions.inc\"");
#endif

#define __builtin_memcpy memcpy
#define __builtin_memmove memmove
#define __builtin_memset memset
#define __builtin_memcmp memcmp

#ifdef __cplusplus
extern "C" {
#endif
void *memcpy(void *destination, const void *source, __SIZE_TYPE__ size);
void *memmove(void *destination, const void *source, __SIZE_TYPE__ size);
void *memset(void *destination, int value, __SIZE_TYPE__ size);
int memcmp(const void *left, const void *right, __SIZE_TYPE__ size);
#ifdef __cplusplus
}
#endif
#endif

#endif
