/* Computation on private memory: long straight-line blocks in which every step loads and stores a word, about
 * one access per six instructions. The words are volatile so that no step can be left out or kept in
 * registers. */
#ifndef APPS_BUSY_WORK_H
#define APPS_BUSY_WORK_H

#include <stdint.h>

#define BUSY_WORDS 64u

struct busy_work {
  uint32_t state;
  volatile uint32_t words[BUSY_WORDS];
};

static inline void busy_work_init(struct busy_work* work) {
  work->state = 0x9E3779B9u;
  for (uint32_t i = 0; i < BUSY_WORDS; i++) work->words[i] = i * 0x85EBCA6Bu;
}

#define BUSY_STEP(i)                           \
  {                                            \
    uint32_t word = work->words[i] + state;    \
    word ^= word >> 15;                        \
    state = (state << 5 | state >> 27) ^ word; \
    state *= 0x2C1B3C6Du;                      \
    state ^= state >> 13;                      \
    work->words[i] = word;                     \
  }
#define BUSY_STEPS_4(i) BUSY_STEP(i) BUSY_STEP((i) + 1u) BUSY_STEP((i) + 2u) BUSY_STEP((i) + 3u)
#define BUSY_STEPS_16(i) BUSY_STEPS_4(i) BUSY_STEPS_4((i) + 4u) BUSY_STEPS_4((i) + 8u) BUSY_STEPS_4((i) + 12u)

/* One pass over all words; a function of its own, so that the compiler addresses the words from one base. */
__attribute__((noinline)) static void busy_work_run(struct busy_work* work) {
  uint32_t state = work->state;
  BUSY_STEPS_16(0u)
  BUSY_STEPS_16(16u)
  BUSY_STEPS_16(32u)
  BUSY_STEPS_16(48u)
  work->state = state;
}

#endif
