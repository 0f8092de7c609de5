/* Smallest A image: start the M core, send it a word through the MU, get one back by interrupt, end. */
#include "cpu.h"
#include "gic.h"
#include "imx8mm.h"
#include "testbench.h"

static volatile uint32_t answer;
static volatile int answered;

static void on_mu(void) {
  answer = MUA->RR[1];
  answered = 1;
}

int main(void) {
  irq_set_handler(120, on_mu);
  gic_enable(120, 0x80);
  MUA->CR = 1u << 26; /* RIE1 */
  SRC->M4RCR = (SRC->M4RCR & ~0xFu) | 0xEu;
  for (uint32_t i = 0; i < 1000; i++) {
    answered = 0;
    while ((MUA->SR & (1u << 22)) == 0) {
    }
    MUA->TR[1] = i;
    uint32_t state = cpu_irq_save();
    while (!answered) {
      cpu_wait_for_interrupt();
      cpu_irq_restore(state);
      state = cpu_irq_save();
    }
    cpu_irq_restore(state);
    if (answer != i + 1) tb_end(1);
  }
  tb_end(0);
}
