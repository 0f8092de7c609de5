// A Gic with the register accesses and shorthands that tests need.
#pragma once

#include <cstdint>
#include <optional>

#include "models/interrupt/gic.h"
#include "tests/unit/interrupt/recorded_findings.h"

namespace rpmsg_sim {

struct GicBench {
  // Distributor and CPU interface switched on, interrupts unmasked at the core.
  struct On {};

  explicit GicBench(unsigned spis = 128, unsigned priority_bits = 5)
      : gic(parameters(spis, priority_bits), &findings) {
    gic.set_on_change([this] { ++changes; });
  }
  explicit GicBench(On) : GicBench() { switch_on(); }

  static GicParameters parameters(unsigned spis, unsigned priority_bits) {
    GicParameters values;
    values.timer_hertz = 8'000'000;
    values.spis = spis;
    values.priority_bits = priority_bits;
    return values;
  }

  void switch_on() {
    write(0x0000, 0x12);
    set(SystemRegister::kIccPmr, 0xFF);
    set(SystemRegister::kIccIgrpen1, 1);
    set(SystemRegister::kDaif, 0);
  }

  std::uint32_t read(std::uint64_t offset, unsigned size = 4) {
    return gic.distributor().read(offset, size, time);
  }
  std::uint32_t peek(std::uint64_t offset, unsigned size = 4) {
    return gic.distributor().peek(offset, size, time);
  }
  void write(std::uint64_t offset, std::uint32_t value, unsigned size = 4) {
    gic.distributor().write(offset, value, size, time);
  }
  std::uint32_t read_private(std::uint64_t offset, unsigned size = 4) {
    return gic.redistributor().read(offset, size, time);
  }
  void write_private(std::uint64_t offset, std::uint32_t value, unsigned size = 4) {
    gic.redistributor().write(offset, value, size, time);
  }

  // By INTID; private ones go to the redistributor's SGI frame.
  void write_at(unsigned intid, std::uint64_t offset, std::uint32_t value, unsigned size = 4) {
    if (intid < kFirstSpi) {
      write_private(0x1'0000 + offset, value, size);
    } else {
      write(offset, value, size);
    }
  }
  std::uint32_t peek_at(unsigned intid, std::uint64_t offset) {
    return intid < kFirstSpi ? gic.redistributor().peek(0x1'0000 + offset, 4, time) : peek(offset);
  }
  void write_bit(unsigned intid, std::uint64_t offset) {
    write_at(intid, offset + 4 * (intid / 32), 1u << intid % 32);
  }
  bool test_bit(unsigned intid, std::uint64_t offset) {
    return (peek_at(intid, offset + 4 * (intid / 32)) >> intid % 32 & 1) != 0;
  }

  void enable(unsigned intid) { write_bit(intid, 0x100); }
  void disable(unsigned intid) { write_bit(intid, 0x180); }
  void priority(unsigned intid, std::uint32_t value) { write_at(intid, 0x400 + intid, value, 1); }
  void edge_triggered(unsigned intid, bool edge) {
    const std::uint64_t offset = 0xC00 + 4 * (intid / 16);
    const std::uint32_t bit = 2u << 2 * (intid % 16);
    const std::uint32_t value = peek_at(intid, offset);
    write_at(intid, offset, edge ? value | bit : value & ~bit);
  }
  void level(unsigned intid, bool high) { gic.line(intid - kFirstSpi).set_level(high, time); }
  bool pending(unsigned intid) { return test_bit(intid, 0x200); }
  bool is_active(unsigned intid) { return test_bit(intid, 0x300); }

  void set(SystemRegister reg, std::uint64_t value) { gic.write_register(reg, value, time); }
  std::uint64_t get(SystemRegister reg) { return gic.read_register(reg, time); }
  unsigned acknowledge() { return static_cast<unsigned>(get(SystemRegister::kIccIar1)); }
  void end(unsigned intid) { set(SystemRegister::kIccEoir1, intid); }

  bool deliverable() { return gic.deliverable(time).has_value(); }
  bool wakes() { return gic.wakes(time); }
  void enter() { gic.enter(kIrqVector, time); }
  void leave() { gic.leave(time); }

  RecordedFindings findings;
  Gic gic;
  Picoseconds time = 0;
  unsigned changes = 0;
};

}  // namespace rpmsg_sim
