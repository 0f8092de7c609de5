/* Copies that proceed access by access, so that each can cost time and be interrupted, as on the part.
 *
 * The width of an access is SDK_COPY_WIDTH bytes where both sides are aligned alike (by default a general
 * register: 4 on a 32-bit core, 8 on a 64-bit one), else a byte. Accesses are volatile: the compiler may
 * neither merge them nor turn a loop into a call of the function it stands in. */
#include <string.h>

#include <stdint.h>

#if !defined(SDK_COPY_WIDTH)
#if UINTPTR_MAX == 0xFFFFFFFFu
#define SDK_COPY_WIDTH 4
#else
#define SDK_COPY_WIDTH 8
#endif
#endif

#if SDK_COPY_WIDTH == 8
typedef volatile uint64_t __attribute__((may_alias)) word;
#elif SDK_COPY_WIDTH == 4
typedef volatile uint32_t __attribute__((may_alias)) word;
#elif SDK_COPY_WIDTH == 1
typedef volatile uint8_t word;
#else
#error "SDK_COPY_WIDTH is 1, 4 or 8"
#endif
typedef volatile uint8_t byte;

#define WORD_MASK ((uintptr_t)sizeof(word) - 1u)

static inline int aligned_alike(const void* left, const void* right) {
  return (((uintptr_t)left ^ (uintptr_t)right) & WORD_MASK) == 0;
}

/* Bytes until `pointer` is aligned, at most `size`. */
static inline size_t head_bytes(const void* pointer, size_t size) {
  size_t head = (size_t)(-(uintptr_t)pointer & WORD_MASK);
  return head < size ? head : size;
}

static void copy_up(void* destination, const void* source, size_t size) {
  byte* to = destination;
  const byte* from = source;
  if (aligned_alike(destination, source)) {
    size_t head = head_bytes(destination, size);
    size -= head;
    for (; head != 0; head--) *to++ = *from++;
    word* to_word = (word*)(uintptr_t)to;
    const word* from_word = (const word*)(uintptr_t)from;
    for (; size >= sizeof(word); size -= sizeof(word)) *to_word++ = *from_word++;
    to = (byte*)to_word;
    from = (const byte*)from_word;
  }
  for (; size != 0; size--) *to++ = *from++;
}

static void copy_down(void* destination, const void* source, size_t size) {
  byte* to = (byte*)destination + size;
  const byte* from = (const byte*)source + size;
  if (aligned_alike(destination, source)) {
    size_t tail = (size_t)((uintptr_t)to & WORD_MASK);
    if (tail > size) tail = size;
    size -= tail;
    for (; tail != 0; tail--) *--to = *--from;
    word* to_word = (word*)(uintptr_t)to;
    const word* from_word = (const word*)(uintptr_t)from;
    for (; size >= sizeof(word); size -= sizeof(word)) *--to_word = *--from_word;
    to = (byte*)to_word;
    from = (const byte*)from_word;
  }
  for (; size != 0; size--) *--to = *--from;
}

void* memcpy(void* restrict destination, const void* restrict source, size_t size) {
  copy_up(destination, source, size);
  return destination;
}

void* memmove(void* destination, const void* source, size_t size) {
  if ((uintptr_t)destination - (uintptr_t)source < size) {
    copy_down(destination, source, size);
  } else {
    copy_up(destination, source, size);
  }
  return destination;
}

void* memset(void* destination, int value, size_t size) {
  byte* to = destination;
  uint8_t fill = (uint8_t)value;
  size_t head = head_bytes(destination, size);
  size -= head;
  for (; head != 0; head--) *to++ = fill;
  word* to_word = (word*)(uintptr_t)to;
  uint64_t pattern = (uint64_t)fill * 0x0101010101010101u;
  for (; size >= sizeof(word); size -= sizeof(word)) {
#if SDK_COPY_WIDTH == 8
    *to_word++ = pattern;
#elif SDK_COPY_WIDTH == 4
    *to_word++ = (uint32_t)pattern;
#else
    *to_word++ = (uint8_t)pattern;
#endif
  }
  to = (byte*)to_word;
  for (; size != 0; size--) *to++ = fill;
  return destination;
}

/* Words only find the first difference; bytes decide its sign. */
int memcmp(const void* left, const void* right, size_t size) {
  const byte* a = left;
  const byte* b = right;
  if (aligned_alike(left, right) && head_bytes(left, size) == 0) {
    for (; size >= sizeof(word); size -= sizeof(word)) {
      if (*(const word*)(uintptr_t)a != *(const word*)(uintptr_t)b) break;
      a += sizeof(word);
      b += sizeof(word);
    }
  }
  for (; size != 0; size--) {
    uint8_t x = *a++;
    uint8_t y = *b++;
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

size_t strlen(const char* text) {
  const volatile char* end = text;
  while (*end != '\0') end++;
  return (size_t)((const char*)end - text);
}

int strncmp(const char* left, const char* right, size_t limit) {
  for (; limit != 0; limit--) {
    uint8_t a = (uint8_t)*left++;
    uint8_t b = (uint8_t)*right++;
    if (a != b) return a < b ? -1 : 1;
    if (a == 0) break;
  }
  return 0;
}

int strcmp(const char* left, const char* right) {
  return strncmp(left, right, SIZE_MAX);
}

char* strncpy(char* restrict destination, const char* restrict source, size_t size) {
  volatile char* to = destination;
  for (; size != 0 && *source != '\0'; size--) *to++ = *source++;
  for (; size != 0; size--) *to++ = '\0';
  return destination;
}

char* strcpy(char* restrict destination, const char* restrict source) {
  volatile char* to = destination;
  while ((*to++ = *source++) != '\0') {
  }
  return destination;
}
