/* The part of C's <stdlib.h> that firmware without an operating system has a use for. */
#ifndef SDK_STDLIB_H
#define SDK_STDLIB_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Stops this core with a fault, as a permanently undefined instruction does. */
void abort(void) __attribute__((noreturn));

/* Memory between __heap_start and __heap_end of the linker script. Not to be called from interrupts. */
void* malloc(size_t size);
void* calloc(size_t count, size_t size);
void* realloc(void* pointer, size_t size);
void free(void* pointer);

static inline int abs(int value) {
  return value < 0 ? -value : value;
}

#ifdef __cplusplus
}
#endif

#endif
