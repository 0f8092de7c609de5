// An Nvic with the register accesses and shorthands that tests need.
#pragma once

#include <cstdint>
#include <optional>

#include "models/interrupt/nvic.h"
#include "tests/unit/interrupt/recorded_findings.h"

namespace rpmsg_sim {

struct NvicBench {
  explicit NvicBench(unsigned interrupts = 240, unsigned priority_bits = 4)
      : nvic(parameters(interrupts, priority_bits), &findings) {
    nvic.set_on_change([this] { ++changes; });
  }

  static NvicParameters parameters(unsigned interrupts, unsigned priority_bits) {
    NvicParameters values;
    values.hertz = 400'000'000;
    values.interrupts = interrupts;
    values.priority_bits = priority_bits;
    return values;
  }

  std::uint32_t read(std::uint64_t offset, unsigned size = 4) { return nvic.read(offset, size, time); }
  std::uint32_t peek(std::uint64_t offset, unsigned size = 4) { return nvic.peek(offset, size, time); }
  void write(std::uint64_t offset, std::uint32_t value, unsigned size = 4) {
    nvic.write(offset, value, size, time);
  }

  void enable(unsigned irq) { write(0x100 + 4 * (irq / 32), 1u << irq % 32); }
  void priority(unsigned irq, std::uint32_t value) { write(0x400 + irq, value, 1); }
  void system_priority(unsigned exception, std::uint32_t value) { write(0xD18 + exception - 4, value, 1); }
  void grouping(std::uint32_t prigroup) { write(0xD0C, 0x05FA'0000 | prigroup << 8); }
  void level(unsigned irq, bool high) { nvic.line(irq).set_level(high, time); }
  void pulse(unsigned irq) {
    level(irq, true);
    level(irq, false);
  }
  bool pending(unsigned irq) { return (peek(0x200 + 4 * (irq / 32)) >> irq % 32 & 1) != 0; }
  bool is_active(unsigned irq) { return (peek(0x300 + 4 * (irq / 32)) >> irq % 32 & 1) != 0; }

  void set(SystemRegister reg, std::uint64_t value) { nvic.write_register(reg, value, time); }
  std::uint64_t get(SystemRegister reg) { return nvic.read_register(reg, time); }

  unsigned deliverable() { return nvic.deliverable(time).value_or(0); }
  bool wakes() { return nvic.wakes(time); }
  void enter(unsigned exception) { nvic.enter(exception, time); }
  void leave() { nvic.leave(time); }
  // Takes what is deliverable; returns its number, 0 if nothing.
  unsigned take() {
    const unsigned number = deliverable();
    if (number != 0) enter(number);
    return number;
  }

  RecordedFindings findings;
  Nvic nvic;
  Picoseconds time = 0;
  unsigned changes = 0;
};

}  // namespace rpmsg_sim
