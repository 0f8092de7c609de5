// The registers of an interrupt controller as a table: decode, byte lanes, access rights, listing.
//
// The general register kit (models/registers) serves bus ports and keeps a value per register. What sits
// beside the core differs: most registers are views of the same few bitmaps, and firmware masks its interrupt
// through them for every message. So a row names two member functions, or the member that holds the value,
// and an aligned access costs one look-up and one call.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/observe/finding.h"

namespace rpmsg_sim {

enum class RegisterAccess : std::uint8_t {
  kReadWrite,
  kReadOnly,
  kWriteOnly,
  kWriteOne,     // bits written as 1 act, so a narrow write leaves the other byte lanes 0
  kNotModelled,  // on the part, but not here: reads 0, ignores writes, and says so
};

// One row: a register or an array of `words` consecutive 32-bit registers.
template <class Device>
struct RegisterRow {
  using Reader = std::uint32_t (Device::*)(unsigned index) const;
  using Writer = void (Device::*)(unsigned index, std::uint32_t value);

  std::string_view name;
  std::uint32_t offset = 0;
  std::uint32_t words = 1;
  RegisterAccess access = RegisterAccess::kReadWrite;
  std::uint32_t reset = 0;
  Reader reader = nullptr;
  Writer writer = nullptr;
  std::uint32_t Device::*storage = nullptr;  // instead of functions: a plain value
  std::uint32_t mask = 0;                    // storage: the bits that exist

  // Without a reader it reads 0, without a writer it ignores writes.
  static RegisterRow view(std::string_view name, std::uint32_t offset, std::uint32_t words,
                          RegisterAccess access, std::uint32_t reset, Reader reader,
                          Writer writer = nullptr) {
    return RegisterRow{name, offset, words, access, reset, reader, writer, nullptr, 0};
  }
  static RegisterRow value(std::string_view name, std::uint32_t offset, std::uint32_t reset,
                           std::uint32_t Device::*storage, std::uint32_t mask) {
    return RegisterRow{name, offset, 1, RegisterAccess::kReadWrite, reset, nullptr, nullptr, storage, mask};
  }
  static RegisterRow absent(std::string_view name, std::uint32_t offset, std::uint32_t words = 1) {
    return RegisterRow{name, offset, words, RegisterAccess::kNotModelled, 0, nullptr, nullptr, nullptr, 0};
  }
};

template <class Device>
class RegisterMap {
 public:
  using Row = RegisterRow<Device>;

  RegisterMap(std::uint32_t size, std::vector<Row> rows) : rows_(std::move(rows)), index_(size / 4, kNone) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      for (std::uint32_t word = 0; word < rows_[i].words; ++word) {
        index_[rows_[i].offset / 4 + word] = static_cast<std::uint8_t>(i);
      }
    }
  }

  const std::vector<Row>& rows() const { return rows_; }

  // Every plain value goes to its reset value.
  void reset(Device& device) const {
    for (const Row& row : rows_) {
      if (row.storage != nullptr) device.*row.storage = row.reset;
    }
  }

  // A value without findings; the caller adds a read's side effects.
  std::uint32_t peek(const Device& device, std::uint64_t offset, unsigned size) const {
    const Row* row = find(offset, size);
    return row == nullptr ? 0 : word_at(device, *row, offset) >> shift_of(offset) & lanes_of(size);
  }

  std::uint32_t read(const Device& device, std::uint64_t offset, unsigned size, FindingSink* findings,
                     Picoseconds time) const {
    const Row* row = find(offset, size);
    if (row == nullptr || row->access == RegisterAccess::kNotModelled ||
        row->access == RegisterAccess::kWriteOnly) {
      report_read(device, row, offset, size, findings, time);
      return 0;
    }
    return word_at(device, *row, offset) >> shift_of(offset) & lanes_of(size);
  }

  void write(Device& device, std::uint64_t offset, std::uint32_t value, unsigned size, FindingSink* findings,
             Picoseconds time) const {
    const Row* row = find(offset, size);
    if (row == nullptr || row->access == RegisterAccess::kNotModelled ||
        row->access == RegisterAccess::kReadOnly) {
      report_write(device, row, offset, size, findings, time);
      return;
    }
    const std::uint32_t lanes = lanes_of(size) << shift_of(offset);
    value = value << shift_of(offset) & lanes;
    if (row->access == RegisterAccess::kReadWrite && size < 4)
      value |= word_at(device, *row, offset) & ~lanes;
    if (row->storage != nullptr) {
      device.*row->storage = value & row->mask;
    } else if (row->writer != nullptr) {
      (device.*row->writer)(static_cast<unsigned>((offset - row->offset) / 4), value);
    }
  }

 private:
  static constexpr std::uint8_t kNone = 0xFF;

  static unsigned shift_of(std::uint64_t offset) { return static_cast<unsigned>(offset & 3) * 8; }
  static std::uint32_t lanes_of(unsigned size) { return size >= 4 ? 0xFFFFFFFFu : (1u << 8 * size) - 1; }

  // None for a hole, and for an access across words: unpredictable on the part.
  const Row* find(std::uint64_t offset, unsigned size) const {
    if (offset / 4 >= index_.size() || (offset & 3) + size > 4) return nullptr;
    const std::uint8_t index = index_[offset / 4];
    return index == kNone ? nullptr : &rows_[index];
  }

  static std::uint32_t word_at(const Device& device, const Row& row, std::uint64_t offset) {
    if (row.storage != nullptr) return device.*row.storage;
    if (row.reader == nullptr) return 0;
    return (device.*row.reader)(static_cast<unsigned>((offset - row.offset) / 4));
  }

  static void report_read(const Device& device, const Row* row, std::uint64_t offset, unsigned size,
                          FindingSink* findings, Picoseconds time) {
    if (row == nullptr) {
      report(findings, "undefined_register", time, "read", device.name(), "no register", offset, size);
    } else if (row->access == RegisterAccess::kWriteOnly) {
      report(findings, "read_write_only", time, "read", device.name(), row->name, offset, size);
    } else {
      report(findings, "unmodelled_register", time, "read", device.name(), row->name, offset, size);
    }
  }

  static void report_write(const Device& device, const Row* row, std::uint64_t offset, unsigned size,
                           FindingSink* findings, Picoseconds time) {
    if (row == nullptr) {
      report(findings, "undefined_register", time, "write", device.name(), "no register", offset, size);
    } else if (row->access == RegisterAccess::kReadOnly) {
      report(findings, "write_read_only", time, "write", device.name(), row->name, offset, size);
    } else {
      report(findings, "unmodelled_register", time, "write", device.name(), row->name, offset, size);
    }
  }

  static void report(FindingSink* findings, std::string_view id, Picoseconds time, std::string_view what,
                     std::string_view device, std::string_view name, std::uint64_t offset, unsigned size) {
    if (findings == nullptr) return;
    findings->report(
        id, time, fmt::format("{}: {} of {} bytes at offset {:#x} ({})", device, what, size, offset, name));
  }

  std::vector<Row> rows_;
  std::vector<std::uint8_t> index_;  // by word: which row
};

}  // namespace rpmsg_sim
