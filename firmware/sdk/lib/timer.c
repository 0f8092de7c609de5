#include "timer.h"

#include "cpu.h"
#include "gic.h"

#define TIMER_ENABLE 0x1u
#define TIMER_MASKED 0x2u
#define TIMER_PRIORITY 0x80u
#define NS_PER_SECOND 1000000000u

static volatile bool expired;

static void timer_interrupt(void) {
  cpu_write_cntp_ctl(TIMER_MASKED);
  expired = true;
}

uint64_t timer_now_ns(void) {
  uint64_t count = cpu_read_cntpct();
  uint64_t frequency = cpu_read_cntfrq();
  return count / frequency * NS_PER_SECOND + count % frequency * NS_PER_SECOND / frequency;
}

/* The first count at or after `ns`. */
static uint64_t count_of(uint64_t ns) {
  uint64_t frequency = cpu_read_cntfrq();
  uint64_t rest = ns % NS_PER_SECOND * frequency;
  return ns / NS_PER_SECOND * frequency + (rest + NS_PER_SECOND - 1u) / NS_PER_SECOND;
}

void timer_start_at(uint64_t deadline_ns) {
  cpu_write_cntp_ctl(TIMER_MASKED);
  expired = false;
  irq_set_handler(PHYSICAL_TIMER_INTID, timer_interrupt);
  gic_enable(PHYSICAL_TIMER_INTID, TIMER_PRIORITY);
  cpu_write_cntp_cval(count_of(deadline_ns));
  cpu_write_cntp_ctl(TIMER_ENABLE);
}

bool timer_expired(void) {
  return expired;
}

void timer_stop(void) {
  cpu_write_cntp_ctl(TIMER_MASKED);
}
