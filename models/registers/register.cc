#include "models/registers/register.h"

#include <fmt/format.h>

#include <stdexcept>

namespace rpmsg_sim {

const char* name_of(Access access) {
  switch (access) {
    case Access::kReadWrite:
      return "RW";
    case Access::kReadOnly:
      return "RO";
    case Access::kWriteOnly:
      return "WO";
    case Access::kWriteOneToClear:
      return "W1C";
    case Access::kWriteOneToSet:
      return "W1S";
    case Access::kReadToClear:
      return "RC";
  }
  return "?";
}

Register::Register(std::string name, std::uint64_t offset, unsigned width, Access access)
    : all_(width == 32 ? 0xFFFFFFFFu : (1u << width) - 1),
      width_(width),
      offset_(offset),
      name_(std::move(name)) {
  if (width != 8 && width != 16 && width != 32) {
    throw std::logic_error(fmt::format("register {}: width {} is not 8, 16 or 32", name_, width));
  }
  if (offset % bytes() != 0) {
    throw std::logic_error(
        fmt::format("register {}: offset {:#x} is not aligned to its width", name_, offset));
  }
  fields_.push_back(Field{name_, width - 1, 0, access, 0, true});
  recompute();
}

Register& Register::reset_value(std::uint32_t value) {
  if (!implied_field_) throw std::logic_error(fmt::format("register {}: give reset values by field", name_));
  if ((value & ~all_) != 0) throw std::logic_error(fmt::format("register {}: reset value too wide", name_));
  fields_[0].reset = value;
  recompute();
  return *this;
}

Register& Register::bits(std::string name, unsigned msb, unsigned lsb, Access access, std::uint32_t reset) {
  if (implied_field_) {
    fields_.clear();
    implied_field_ = false;
  }
  if (msb < lsb || msb >= width_) {
    throw std::logic_error(fmt::format("register {}: field {} has no bits {}..{}", name_, name, msb, lsb));
  }
  const Field field{std::move(name), msb, lsb, access, reset, true};
  for (const Field& other : fields_) {
    if ((other.mask() & field.mask()) != 0) {
      throw std::logic_error(
          fmt::format("register {}: fields {} and {} overlap", name_, other.name, field.name));
    }
  }
  if (field.of(reset << lsb) != reset) {
    throw std::logic_error(fmt::format("register {}: reset value of field {} too wide", name_, field.name));
  }
  fields_.push_back(field);
  recompute();
  return *this;
}

Register& Register::field_not_modelled() {
  fields_.back().modelled = false;
  recompute();
  return *this;
}

Register& Register::not_modelled() {
  modelled_ = false;
  return *this;
}

Register& Register::peek(Peek callback) {
  peek_ = std::move(callback);
  return *this;
}

Register& Register::on_read(OnRead callback) {
  on_read_ = std::move(callback);
  return *this;
}

Register& Register::on_write(OnWrite callback) {
  on_write_ = std::move(callback);
  return *this;
}

std::uint32_t Register::mask_of(Access access) const {
  std::uint32_t mask = 0;
  for (const Field& field : fields_) {
    if (field.access == access) mask |= field.mask();
  }
  return mask;
}

void Register::recompute() {
  stored_writable_ = mask_of(Access::kReadWrite) | mask_of(Access::kWriteOnly);
  one_to_clear_ = mask_of(Access::kWriteOneToClear);
  one_to_set_ = mask_of(Access::kWriteOneToSet);
  read_to_clear_ = mask_of(Access::kReadToClear);
  readable_ =
      mask_of(Access::kReadWrite) | mask_of(Access::kReadOnly) | one_to_clear_ | one_to_set_ | read_to_clear_;
  unmodelled_ = 0;
  reset_ = 0;
  for (const Field& field : fields_) {
    reset_ |= field.reset << field.lsb;
    if (!field.modelled) unmodelled_ |= field.mask();
  }
  value_ = reset_;
}

std::uint32_t Register::read(const AccessContext& context, std::uint32_t lanes) {
  const std::uint32_t value = on_read_ ? on_read_(context) : current(context);
  value_ &= ~(read_to_clear_ & lanes);
  return value & readable_;
}

void Register::write(const AccessContext& context, std::uint32_t raw, std::uint32_t lanes) {
  RegisterWrite write;
  write.raw = raw;
  write.lanes = lanes;
  write.previous = value_;
  write.value = raw & writable();
  // Byte and halfword writes: the rest of the register keeps its value. Computing it must not have side
  // effects.
  if ((~lanes & stored_writable_) != 0) write.value |= current(context) & stored_writable_ & ~lanes;
  value_ = (value_ & ~stored_writable_) | (write.value & stored_writable_);
  value_ &= ~(raw & one_to_clear_);
  value_ |= raw & one_to_set_;
  if (on_write_) on_write_(context, write);
}

void Register::debug_write(std::uint32_t raw, std::uint32_t lanes) {
  // A register with an effect keeps its state in the device; changing the stored copy alone would be a lie.
  if (on_write_) return;
  const std::uint32_t mask = stored_writable_ & lanes;
  value_ = (value_ & ~mask) | (raw & mask);
}

std::string Register::unmodelled_fields(std::uint32_t raw) const {
  std::string names;
  for (const Field& field : fields_) {
    if (field.modelled || (raw & field.mask()) == 0) continue;
    if (!names.empty()) names += ", ";
    names += field.name;
  }
  return names;
}

}  // namespace rpmsg_sim
