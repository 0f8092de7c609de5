/* Sends ten words to a core whose main program is an empty endless loop. */
#include "../check.h"
#include "cpu.h"
#include "imx8mm.h"

int main(void) {
  SRC->M4RCR = (SRC->M4RCR & ~0xFu) | 0xEu;
  for (uint32_t i = 0; i < 10; i++) {
    MUA->TR[0] = i;
    while ((MUA->SR & (1u << 27)) == 0) {
    }
    CHECK(MUA->RR[0] == i + 100);
  }
  tb_end(0);
}
