/* Never run: what `inspect` has to find in an image. */
#include <stdint.h>

void nobody_defines_this(void) __attribute__((weak));
void without_hooks(volatile uint32_t* place);
uint64_t host_time(void);

__attribute__((no_sanitize_thread, no_sanitize_coverage, noinline)) void without_hooks(volatile uint32_t* place) {
  *place = 1;
}

uint64_t host_time(void) {
  uint32_t low, high;
  __asm volatile("rdtsc" : "=a"(low), "=d"(high));
  return (uint64_t)high << 32 | low;
}

/* Two entries, of which one lies outside and the other has more rings than bytes. */
__attribute__((section(".resource_table"), used)) static const uint32_t table[] = {
    1, 2, 0, 0, 0x10000, 24, 3, 7, 0, 0, 0, 0, 0x0000FF00};

int main(void) {
  static volatile uint32_t word;
  without_hooks(&word);
  nobody_defines_this();
  return (int)host_time();
}
