/* The mistakes that seeded_a and seeded_m make, one per run: parameter `mistake` of both. Each of them is a
 * classic of such firmware; the report of the run alone must show it (tests/negative/explanation_test.cc). */
#ifndef SEEDED_H
#define SEEDED_H

enum mistake {
  MISTAKE_NONE,
  MISTAKE_DOORBELL_EARLY,     /* host: rings first and publishes then */
  MISTAKE_DOORBELL_FORGOTTEN, /* host: publishes and does not ring */
  MISTAKE_WAKE_UP_LOST,       /* remote: tests, is interrupted, and goes to sleep all the same */
  MISTAKE_HANDLER_BLIND,      /* remote: the handler takes the word and does not look at the ring */
  MISTAKE_INTERRUPT_OFF,      /* remote: waits with its interrupt switched off */
  MISTAKE_REMOTE_SLOW         /* remote: serves one message of many only after a long computation */
};

#endif
