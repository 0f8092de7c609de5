#include "models/registers/register_bank.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace rpmsg_sim {

namespace {

std::uint32_t lane_mask(unsigned first_byte, unsigned count) {
  const std::uint32_t ones = count >= 4 ? 0xFFFFFFFFu : (1u << (8 * count)) - 1;
  return ones << (8 * first_byte);
}

std::uint32_t load(const std::uint8_t* data, unsigned length) {
  std::uint32_t value = 0;
  std::memcpy(&value, data, length);
  return value;
}

bool by_offset(const Register* a, const Register* b) {
  return a->offset() < b->offset();
}

}  // namespace

RegisterBank::RegisterBank(std::string name, std::uint64_t size, FindingSink& findings)
    : name_(std::move(name)), size_(size), findings_(findings) {}

Register& RegisterBank::add(std::string name, std::uint64_t offset, Access access, unsigned width) {
  Register reg(std::move(name), offset, width, access);
  if (offset > size_ || size_ - offset < reg.bytes()) {
    throw std::logic_error(fmt::format("{}: register {} lies outside the bank", name_, reg.name()));
  }
  if (find(reg.name()) != nullptr) {
    throw std::logic_error(fmt::format("{}: register {} declared twice", name_, reg.name()));
  }
  for (std::uint64_t byte = offset; byte < offset + reg.bytes(); ++byte) {
    if (const Register* other = at(byte)) {
      throw std::logic_error(
          fmt::format("{}: registers {} and {} overlap", name_, other->name(), reg.name()));
    }
  }
  registers_.push_back(std::move(reg));
  Register& added = registers_.back();
  const std::uint64_t slot = offset >> 2;
  if (slots_.size() <= slot) slots_.resize(slot + 1, nullptr);
  slots_[slot] = &added;
  if (width != 32)
    narrow_.insert(std::upper_bound(narrow_.begin(), narrow_.end(), &added, by_offset), &added);
  return added;
}

void RegisterBank::add_array(const std::string& name, std::uint64_t offset, unsigned count,
                             std::uint64_t stride, Access access,
                             const std::function<void(Register&, unsigned)>& declare, unsigned width) {
  for (unsigned i = 0; i < count; ++i) {
    Register& reg = add(name + std::to_string(i), offset + i * stride, access, width);
    if (declare) declare(reg, i);
  }
}

void RegisterBank::reset() {
  for (Register& reg : registers_) reg.reset();
}

const Register* RegisterBank::find(const std::string& name) const {
  const auto found = std::find_if(registers_.begin(), registers_.end(),
                                  [&](const Register& reg) { return reg.name() == name; });
  return found == registers_.end() ? nullptr : &*found;
}

std::string RegisterBank::listing() const {
  std::vector<const Register*> sorted;
  for (const Register& reg : registers_) sorted.push_back(&reg);
  std::sort(sorted.begin(), sorted.end(), by_offset);
  std::string text;
  for (const Register* reg : sorted) {
    text += fmt::format("{:#06x} {:<12} {:>2} bits, reset {:#010x}{}\n", reg->offset(), reg->name(),
                        reg->width(), reg->reset_value(), reg->modelled() ? "" : ", not modelled");
    for (const Field& field : reg->fields()) {
      text += fmt::format("       {:>2}..{:<2} {:<12} {}{}\n", field.msb, field.lsb, field.name,
                          name_of(field.access), field.modelled ? "" : ", not modelled");
    }
  }
  return text;
}

Register* RegisterBank::at(std::uint64_t offset) const {
  const std::uint64_t slot = offset >> 2;
  if (slot >= slots_.size() || slots_[slot] == nullptr) return nullptr;
  if (slots_[slot]->width() == 32) return slots_[slot];
  const auto after = std::upper_bound(narrow_.begin(), narrow_.end(), offset,
                                      [](std::uint64_t o, const Register* reg) { return o < reg->offset(); });
  if (after == narrow_.begin()) return nullptr;
  Register* reg = *std::prev(after);
  return offset < reg->offset() + reg->bytes() ? reg : nullptr;
}

RegisterBank::Beat RegisterBank::beat_at(std::uint64_t offset, unsigned left) const {
  Register* reg = at(offset);
  if (reg == nullptr) {
    // A hole ends with its word or at the next register in it.
    const unsigned limit = std::min(left, 4 - static_cast<unsigned>(offset & 3));
    unsigned length = 1;
    while (length < limit && at(offset + length) == nullptr) ++length;
    return Beat{nullptr, length, 0, 0};
  }
  const unsigned first = static_cast<unsigned>(offset - reg->offset());
  const unsigned length = std::min(left, reg->bytes() - first);
  return Beat{reg, length, 8 * first, lane_mask(first, length)};
}

void RegisterBank::read_beats(const AccessContext& context, std::uint64_t offset, std::uint8_t* data,
                              unsigned length) {
  while (length != 0) {
    const Beat beat = beat_at(offset, length);
    std::uint32_t value = 0;
    if (beat.reg != nullptr) {
      value = serve_read(*beat.reg, context, beat.lanes) >> beat.shift;
    } else {
      report_hole(context, offset, beat.length, "read of");
    }
    std::memcpy(data, &value, beat.length);
    offset += beat.length;
    data += beat.length;
    length -= beat.length;
  }
}

void RegisterBank::write_beats(const AccessContext& context, std::uint64_t offset, const std::uint8_t* data,
                               unsigned length) {
  while (length != 0) {
    const Beat beat = beat_at(offset, length);
    if (beat.reg != nullptr) {
      serve_write(*beat.reg, context, load(data, beat.length) << beat.shift, beat.lanes);
    } else {
      report_hole(context, offset, beat.length, "write to");
    }
    offset += beat.length;
    data += beat.length;
    length -= beat.length;
  }
}

void RegisterBank::debug_read(const AccessContext& context, std::uint64_t offset, std::uint8_t* data,
                              unsigned length) const {
  while (length != 0) {
    const Beat beat = beat_at(offset, length);
    const std::uint32_t value = beat.reg == nullptr ? 0 : beat.reg->debug_read(context) >> beat.shift;
    std::memcpy(data, &value, beat.length);
    offset += beat.length;
    data += beat.length;
    length -= beat.length;
  }
}

void RegisterBank::debug_write(std::uint64_t offset, const std::uint8_t* data, unsigned length) {
  while (length != 0) {
    const Beat beat = beat_at(offset, length);
    if (beat.reg != nullptr) beat.reg->debug_write(load(data, beat.length) << beat.shift, beat.lanes);
    offset += beat.length;
    data += beat.length;
    length -= beat.length;
  }
}

void RegisterBank::report_read(const Register& reg, const AccessContext& context) {
  if (!reg.modelled()) {
    findings_.report("unmodelled_register", context.time, fmt::format("{}: read of {}", name_, reg.name()));
  }
  if (reg.readable() == 0) {
    findings_.report("read_write_only", context.time,
                     fmt::format("{}: read of write-only {}", name_, reg.name()));
  }
}

void RegisterBank::report_write(const Register& reg, const AccessContext& context, std::uint32_t raw) {
  if (!reg.modelled()) {
    findings_.report("unmodelled_register", context.time,
                     fmt::format("{}: write of {:#x} to {}", name_, raw, reg.name()));
  } else if (const std::string fields = reg.unmodelled_fields(raw); !fields.empty()) {
    findings_.report("unmodelled_register", context.time,
                     fmt::format("{}: write of {:#x} to {} sets {}", name_, raw, reg.name(), fields));
  }
  if (reg.writable() == 0) {
    findings_.report("write_read_only", context.time,
                     fmt::format("{}: write of {:#x} to read-only {}", name_, raw, reg.name()));
  }
}

void RegisterBank::report_hole(const AccessContext& context, std::uint64_t offset, unsigned length,
                               const char* what) {
  findings_.report("undefined_register", context.time,
                   fmt::format("{}: {} {} byte{} at offset {:#x}, where there is no register", name_, what,
                               length, length == 1 ? "" : "s", offset));
}

}  // namespace rpmsg_sim
