/* Checks of test images: the first that fails ends the run with its line. */
#ifndef CHECK_H
#define CHECK_H

#include "testbench.h"

#define CHECK(condition)                                       \
  do {                                                         \
    if (!(condition)) {                                        \
      tb_printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      tb_end(__LINE__);                                        \
    }                                                          \
  } while (0)

#endif
