// A device's block of registers: decode, access width, access modes, findings, debug access and listing.
//
// Accurate: every width and alignment. An access that is wider than a register or crosses a boundary is split
// into
//   one beat per register, lowest address first, as a bus bridge does. A narrow write keeps the other bytes
//   of the register and never has the side effects of a read; write-one-to-clear acts only in the bytes that
//   were written. A read of any byte of a register that reacts to reading has that reaction once.
// Findings: "undefined_register" (no register there: reads 0, ignores writes), "write_read_only",
//   "read_write_only", "unmodelled_register". The access is served all the same.
// Byte order is little endian. An aligned 32-bit access costs one look-up in a table by offset / 4.
// Example: tests/unit/registers/register_bank_test.cc.
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "models/observe/finding.h"
#include "models/registers/access.h"
#include "models/registers/register.h"

namespace rpmsg_sim {

class RegisterBank final : public AccessTarget {
 public:
  // `name` starts the text of every finding; `size` in bytes is how much of the address map the bank answers
  // for.
  RegisterBank(std::string name, std::uint64_t size, FindingSink& findings);
  RegisterBank(const RegisterBank&) = delete;
  RegisterBank& operator=(const RegisterBank&) = delete;

  // Declares a register. The reference stays valid. Overlaps and duplicate names throw std::logic_error.
  Register& add(std::string name, std::uint64_t offset, Access access = Access::kReadWrite,
                unsigned width = 32);
  // Declares registers name0, name1, ... `stride` bytes apart; `declare` completes each.
  void add_array(const std::string& name, std::uint64_t offset, unsigned count, std::uint64_t stride,
                 Access access, const std::function<void(Register&, unsigned index)>& declare,
                 unsigned width = 32);

  // Stored values go back to their reset values; no callback is called.
  void reset();

  // In order of declaration.
  const std::deque<Register>& registers() const { return registers_; }
  const Register* find(const std::string& name) const;
  // In order of offset, with fields and access modes: one line per register and per field.
  std::string listing() const;

  const std::string& name() const { return name_; }
  std::uint64_t size() const override { return size_; }

  void read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data,
            unsigned length) override {
    if (Register* reg = whole_word(offset, length)) {
      read_word(*reg, context, data);
      return;
    }
    read_beats(context, offset, data, length);
  }

  void write(const AccessContext& context, std::uint64_t offset, const std::uint8_t* data,
             unsigned length) override {
    if (Register* reg = whole_word(offset, length)) {
      write_word(*reg, context, data);
      return;
    }
    write_beats(context, offset, data, length);
  }

  void debug_read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data,
                  unsigned length) const override;
  void debug_write(std::uint64_t offset, const std::uint8_t* data, unsigned length) override;

  // For a port that asks for the register first: the 32-bit register that an access is exactly for, or null.
  Register* whole_word(std::uint64_t offset, unsigned length) const {
    const std::uint64_t slot = offset >> 2;
    if (length != 4 || (offset & 3) != 0 || slot >= slots_.size()) return nullptr;
    Register* reg = slots_[slot];
    return reg != nullptr && reg->width() == 32 ? reg : nullptr;
  }
  void read_word(Register& reg, const AccessContext& context, std::uint8_t* data) {
    const std::uint32_t value = serve_read(reg, context, 0xFFFFFFFFu);
    std::memcpy(data, &value, sizeof value);
  }
  void write_word(Register& reg, const AccessContext& context, const std::uint8_t* data) {
    std::uint32_t value;
    std::memcpy(&value, data, sizeof value);
    serve_write(reg, context, value, 0xFFFFFFFFu);
  }

 private:
  // The part of an access that falls into one register or one hole.
  struct Beat {
    Register* reg;        // null for a hole
    unsigned length;      // bytes
    unsigned shift;       // of the first byte inside the register, in bits
    std::uint32_t lanes;  // in the register
  };

  std::uint32_t serve_read(Register& reg, const AccessContext& context, std::uint32_t lanes) {
    if (reg.suspicious_read()) report_read(reg, context);
    return reg.read(context, lanes);
  }

  void serve_write(Register& reg, const AccessContext& context, std::uint32_t raw, std::uint32_t lanes) {
    if (reg.suspicious_write(raw)) report_write(reg, context, raw);
    reg.write(context, raw, lanes);
  }

  Register* at(std::uint64_t offset) const;
  Beat beat_at(std::uint64_t offset, unsigned left) const;
  void read_beats(const AccessContext& context, std::uint64_t offset, std::uint8_t* data, unsigned length);
  void write_beats(const AccessContext& context, std::uint64_t offset, const std::uint8_t* data,
                   unsigned length);
  void report_read(const Register& reg, const AccessContext& context);
  void report_write(const Register& reg, const AccessContext& context, std::uint32_t raw);
  void report_hole(const AccessContext& context, std::uint64_t offset, unsigned length, const char* what);

  std::string name_;
  std::uint64_t size_;
  FindingSink& findings_;
  std::deque<Register> registers_;  // a deque keeps references valid
  std::vector<Register*> slots_;    // by offset / 4: its 32-bit register, or any narrow one of the word
  std::vector<Register*> narrow_;   // 8 and 16 bits wide, by offset
};

}  // namespace rpmsg_sim
