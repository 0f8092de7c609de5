#pragma once

#include <array>
#include <atomic>
#include <cstdint>

class Counter {
 public:
  virtual ~Counter() = default;
  virtual std::uint32_t next() = 0;
};

class StepCounter final : public Counter {
 public:
  explicit StepCounter(std::uint32_t first);
  std::uint32_t next() override;

 private:
  std::atomic<std::uint32_t> value_;
  std::array<std::uint32_t, 2> steps_{{1, 2}};
};

StepCounter& shared_counter();
