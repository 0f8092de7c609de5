// A register: a named object with fields, access modes and a reset value, and optional callbacks.
//
// A device declares its registers once, in its constructor, as the chapter of the manual lists them,
// including those it does not model. What the declaration says decides what an access does; the device's code
// only adds effects.
//
//   bank.add("CR", 0x24).bits("GIE", 31, 28, Access::kReadWrite).bit("MUR", 5, Access::kWriteOneToSet)
//       .peek([this](const AccessContext&) { return control(); })
//       .on_write([this](const AccessContext& c, const RegisterWrite& w) { write_control(w, c.time); });
//
// A register without fields is one field over its whole width. With fields, bits that belong to no field are
// reserved: they read 0 and ignore writes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/registers/access.h"

namespace rpmsg_sim {

// What software may do with a bit.
enum class Access : std::uint8_t {
  kReadWrite,
  kReadOnly,
  kWriteOnly,        // reads 0
  kWriteOneToClear,  // writing 0 has no effect
  kWriteOneToSet,    // writing 0 has no effect; the device clears it
  kReadToClear,      // reading clears it
};
const char* name_of(Access access);

struct Field {
  std::string name;
  unsigned msb = 0;
  unsigned lsb = 0;
  Access access = Access::kReadWrite;
  std::uint32_t reset = 0;  // value of the field alone
  bool modelled = true;

  std::uint32_t mask() const {
    const std::uint32_t ones = msb - lsb == 31 ? 0xFFFFFFFFu : (1u << (msb - lsb + 1)) - 1;
    return ones << lsb;
  }
  std::uint32_t of(std::uint32_t value) const { return (value & mask()) >> lsb; }
};

// A write as the register sees it. `lanes` has ones in the bytes that the access carries.
struct RegisterWrite {
  // What a full-width write of the same effect would carry: bits in lanes that were not written keep their
  // current value where that is harmless (read-write, write-only) and are 0 where a 1 would act.
  std::uint32_t value = 0;
  std::uint32_t raw = 0;  // the bits on the bus, 0 outside the lanes
  std::uint32_t lanes = 0;
  std::uint32_t previous = 0;  // stored value before this write
};

class Register {
 public:
  using Peek = std::function<std::uint32_t(const AccessContext&)>;
  using OnRead = std::function<std::uint32_t(const AccessContext&)>;
  using OnWrite = std::function<void(const AccessContext&, const RegisterWrite&)>;

  Register(std::string name, std::uint64_t offset, unsigned width, Access access);

  // Declaration; each returns the register so that calls chain. Mistakes throw std::logic_error.
  Register& reset_value(std::uint32_t value);  // of the whole register; for one without fields
  Register& bits(std::string name, unsigned msb, unsigned lsb, Access access, std::uint32_t reset = 0);
  Register& bit(std::string name, unsigned position, Access access, std::uint32_t reset = 0) {
    return bits(std::move(name), position, position, access, reset);
  }
  // The field last declared exists on the part but has no effect here: reported by name when a 1 is written
  // to it.
  Register& field_not_modelled();
  // The whole register: reported by name when touched; behaves as storage.
  Register& not_modelled();
  // The current value, computed without side effects; used for reading, merging and debugging.
  Register& peek(Peek callback);
  // Replaces `peek` for a real read; called once per access, whatever its width.
  Register& on_read(OnRead callback);
  // Called after the access modes have been applied to the stored value.
  Register& on_write(OnWrite callback);

  // For listings.
  const std::string& name() const { return name_; }
  std::uint64_t offset() const { return offset_; }
  unsigned width() const { return width_; }  // bits
  unsigned bytes() const { return width_ / 8; }
  const std::vector<Field>& fields() const { return fields_; }  // never empty once declared
  std::uint32_t reset_value() const { return reset_; }
  bool modelled() const { return modelled_; }
  std::uint32_t readable() const { return readable_; }
  std::uint32_t writable() const { return stored_writable_ | one_to_clear_ | one_to_set_; }
  std::uint32_t mask_of(Access access) const;

  // For the device: the stored value.
  std::uint32_t value() const { return value_; }
  void set_value(std::uint32_t value) { value_ = value & all_; }
  void set_bits(std::uint32_t mask) { value_ |= mask & all_; }
  void clear_bits(std::uint32_t mask) { value_ &= ~mask; }
  void reset() { value_ = reset_; }

  // For the bank. A read returns the whole register; `lanes` says which bytes count. `raw` is 0 outside the lanes.
  std::uint32_t read(const AccessContext& context, std::uint32_t lanes);
  void write(const AccessContext& context, std::uint32_t raw, std::uint32_t lanes);
  std::uint32_t debug_read(const AccessContext& context) const { return current(context) & readable_; }
  void debug_write(std::uint32_t raw, std::uint32_t lanes);

  // True if an access in this direction must be reported before it is served.
  bool suspicious_read() const { return !modelled_ || readable_ == 0; }
  bool suspicious_write(std::uint32_t raw) const {
    return !modelled_ || writable() == 0 || (raw & unmodelled_) != 0;
  }
  // Names of the unmodelled fields that `raw` writes a 1 to.
  std::string unmodelled_fields(std::uint32_t raw) const;

 private:
  std::uint32_t current(const AccessContext& context) const { return peek_ ? peek_(context) : value_; }
  void recompute();

  std::uint32_t value_ = 0;
  std::uint32_t readable_ = 0;
  std::uint32_t stored_writable_ = 0;  // read-write and write-only
  std::uint32_t one_to_clear_ = 0;
  std::uint32_t one_to_set_ = 0;
  std::uint32_t read_to_clear_ = 0;
  std::uint32_t unmodelled_ = 0;
  std::uint32_t reset_ = 0;
  std::uint32_t all_;
  unsigned width_;
  bool modelled_ = true;
  bool implied_field_ = true;
  std::uint64_t offset_;
  Peek peek_;
  OnRead on_read_;
  OnWrite on_write_;
  std::string name_;
  std::vector<Field> fields_;
};

}  // namespace rpmsg_sim
