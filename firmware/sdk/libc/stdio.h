/* Formatted output to the run's console, with the conversions of tb_vprintf (testbench.h). No files. */
#ifndef SDK_STDIO_H
#define SDK_STDIO_H

#include <stdarg.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

int printf(const char* format, ...) __attribute__((format(printf, 1, 2)));
int vprintf(const char* format, va_list arguments);
int puts(const char* text);
int putchar(int character);

#ifdef __cplusplus
}
#endif

#endif
