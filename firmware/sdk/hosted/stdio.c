#include <stdio.h>

#include <assert.h>
#include <stdlib.h>

#include "testbench.h"

/* The number of characters is not counted: firmware has no use for it. */
int vprintf(const char* format, va_list arguments) {
  tb_vprintf(format, arguments);
  return 0;
}

int printf(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  tb_vprintf(format, arguments);
  va_end(arguments);
  return 0;
}

int putchar(int character) {
  TESTBENCH->CONSOLE = (uint8_t)character;
  return (uint8_t)character;
}

int puts(const char* text) {
  tb_print(text);
  tb_print("\n");
  return 0;
}

void __assert_fail(const char* condition, const char* file, int line) {
  tb_printf("%s:%d: assertion failed: %s\n", file, line, condition);
  abort();
}
