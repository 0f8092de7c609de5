#include "testbench.h"

#include <stdbool.h>
#include <stddef.h>

uint64_t tb_parameter(const struct tb_parameter* parameter) {
  uintptr_t index = (uintptr_t)parameter / sizeof(struct tb_parameter);
  uint64_t low = TESTBENCH->PARAMETER[index].low;
  return low | (uint64_t)TESTBENCH->PARAMETER[index].high << 32;
}

uint64_t tb_time_ns(void) {
  uint64_t low = TESTBENCH->TIME_LO;
  return low | (uint64_t)TESTBENCH->TIME_HI << 32;
}

_Noreturn void tb_end(uint32_t value) {
  TESTBENCH->END = value;
  for (;;) {
  }
}

static void put(char character) {
  TESTBENCH->CONSOLE = (uint8_t)character;
}

void tb_print(const char* text) {
  for (; *text != '\0'; text++) put(*text);
}

static void put_padded(const char* text, int length, int width, char fill) {
  for (; width > length; width--) put(fill);
  for (; length > 0; length--) put(*text++);
}

static void put_number(uint64_t value, unsigned base, bool negative, int width, char fill) {
  char digits[24];
  int at = (int)sizeof digits;
  do {
    digits[--at] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value != 0);
  if (negative && fill == '0') {
    put('-');
    width--;
  } else if (negative) {
    digits[--at] = '-';
  }
  put_padded(&digits[at], (int)sizeof digits - at, width, fill);
}

struct conversion {
  int width;
  char fill;
  unsigned longs; /* 0 int, 1 long or size_t, 2 long long */
};

/* Reads the flags between '%' and the conversion's letter. */
static const char* parse_conversion(const char* format, struct conversion* conversion) {
  *conversion = (struct conversion){.fill = ' '};
  if (*format == '0') conversion->fill = '0';
  for (; *format >= '0' && *format <= '9'; format++)
    conversion->width = conversion->width * 10 + (*format - '0');
  for (; *format == 'l' || *format == 'z'; format++) conversion->longs++;
  return format;
}

void tb_vprintf(const char* format, va_list arguments) {
  va_list list;
  va_copy(list, arguments);
  for (; *format != '\0'; format++) {
    if (*format != '%') {
      put(*format);
      continue;
    }
    struct conversion how;
    format = parse_conversion(format + 1, &how);
    if (*format == '\0') break;
    switch (*format) {
      case 'c':
        put((char)va_arg(list, int));
        break;
      case 's': {
        const char* text = va_arg(list, const char*);
        int length = 0;
        while (text[length] != '\0') length++;
        put_padded(text, length, how.width, ' ');
        break;
      }
      case 'd': {
        long long value = how.longs == 0   ? va_arg(list, int)
                          : how.longs == 1 ? va_arg(list, long)
                                           : va_arg(list, long long);
        uint64_t magnitude = value < 0 ? 0u - (uint64_t)value : (uint64_t)value;
        put_number(magnitude, 10, value < 0, how.width, how.fill);
        break;
      }
      case 'u':
      case 'x': {
        uint64_t value = how.longs == 0   ? va_arg(list, unsigned)
                         : how.longs == 1 ? va_arg(list, unsigned long)
                                          : va_arg(list, unsigned long long);
        put_number(value, *format == 'x' ? 16 : 10, false, how.width, how.fill);
        break;
      }
      case 'p':
        put_number((uintptr_t)va_arg(list, void*), 16, false, how.width, how.fill);
        break;
      default:
        put(*format);
        break;
    }
  }
  va_end(list);
}

void tb_printf(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  tb_vprintf(format, arguments);
  va_end(arguments);
}
