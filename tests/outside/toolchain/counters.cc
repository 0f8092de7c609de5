#include "counters.h"

StepCounter::StepCounter(std::uint32_t first) : value_(first) {}

std::uint32_t StepCounter::next() {
  return value_ += steps_[1];
}

StepCounter& shared_counter() {
  static StepCounter counter(40);
  return counter;
}
