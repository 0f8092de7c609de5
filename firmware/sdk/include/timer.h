/* One-shot timer and clock of the A core: the EL1 physical timer of the Arm generic timer. */
#ifndef SDK_TIMER_H
#define SDK_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Since the counter started; resolution one counter tick (125 ns at 8 MHz). */
uint64_t timer_now_ns(void);
/* Arms the timer; its interrupt ends a wait for interrupt at the deadline, or at once if that has passed. */
void timer_start_at(uint64_t deadline_ns);
/* True from the deadline on until the next start. Cheap: private memory only. */
bool timer_expired(void);
void timer_stop(void);

#ifdef __cplusplus
}
#endif

#endif
