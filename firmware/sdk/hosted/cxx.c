/* What compiled C++ calls by itself (Itanium C++ ABI, chapters 2.8, 3.2.6 and 3.3). There are no exceptions,
 * no run-time type information, and no end of the program at which destructors could run. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

void* __dso_handle = NULL;
int __cxa_atexit(void (*destructor)(void*), void* object, void* module);
int __cxa_guard_acquire(uint64_t* guard);
void __cxa_guard_release(uint64_t* guard);
void __cxa_pure_virtual(void);
void __cxa_deleted_virtual(void);

int __cxa_atexit(void (*destructor)(void*), void* object, void* module) {
  (void)destructor;
  (void)object;
  (void)module;
  return 0;
}

/* The first byte says that the static object exists. As with -fno-threadsafe-statics, an interrupt that comes
 * during construction must not use the object. */
int __cxa_guard_acquire(uint64_t* guard) {
  return *(uint8_t*)guard == 0;
}

void __cxa_guard_release(uint64_t* guard) {
  *(uint8_t*)guard = 1;
}

void __cxa_pure_virtual(void) {
  abort();
}

void __cxa_deleted_virtual(void) {
  abort();
}

/* operator new and delete by their mangled names, which contain the type of size_t: `j` is unsigned int, `m`
 * is unsigned long. Without exceptions, new has no way to report that there is no memory. */
#if __SIZEOF_SIZE_T__ == 4
#define MANGLED(name) name##j
#else
#define MANGLED(name) name##m
#endif

void* MANGLED(_Znw)(size_t size);
void* MANGLED(_Zna)(size_t size);
void _ZdlPv(void* pointer);
void _ZdaPv(void* pointer);
void MANGLED(_ZdlPv)(void* pointer, size_t size);
void MANGLED(_ZdaPv)(void* pointer, size_t size);

static void* allocate(size_t size) {
  void* memory = malloc(size);
  if (memory == NULL) abort();
  return memory;
}

void* MANGLED(_Znw)(size_t size) {
  return allocate(size);
}

void* MANGLED(_Zna)(size_t size) {
  return allocate(size);
}

void _ZdlPv(void* pointer) {
  free(pointer);
}

void _ZdaPv(void* pointer) {
  free(pointer);
}

void MANGLED(_ZdlPv)(void* pointer, size_t size) {
  (void)size;
  free(pointer);
}

void MANGLED(_ZdaPv)(void* pointer, size_t size) {
  (void)size;
  free(pointer);
}
