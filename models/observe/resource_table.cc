#include "models/observe/resource_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace rpmsg_sim {

namespace {

constexpr std::size_t kHeaderSize = 16;
constexpr std::size_t kVdevSize = 28;
constexpr std::size_t kVringSize = 20;
constexpr std::size_t kNameSize = 32;
// More than any table has; bounds the work that a hostile one causes.
constexpr std::uint32_t kMaximumEntries = 256;

enum Type : std::uint32_t { kCarveout, kDeviceMemory, kTrace, kVdev, kFirstVendor = 128, kLastVendor = 512 };

class Decoder {
 public:
  Decoder(const std::uint8_t* bytes, std::size_t size) : bytes_(bytes), size_(size) {}

  ResourceTable decode() {
    if (size_ < kHeaderSize) {
      problem("{} bytes hold no table", size_);
      return std::move(table_);
    }
    table_.version = word(0);
    table_.entries = word(4);
    if (table_.version != 1) problem("version {} is not 1", table_.version);
    if (word(8) != 0 || word(12) != 0) problem("the header's reserved words are not 0");
    if (table_.entries > kMaximumEntries)
      problem("{} entries are more than {}", table_.entries, kMaximumEntries);
    for (std::uint32_t i = 0; i < std::min(table_.entries, kMaximumEntries); ++i) {
      if (!inside(kHeaderSize + 4 * i, 4)) {
        problem("the table ends before the offset of entry {}", i);
        break;
      }
      entry(i, word(kHeaderSize + 4 * i));
    }
    return std::move(table_);
  }

 private:
  bool inside(std::size_t offset, std::size_t length) const {
    return offset <= size_ && length <= size_ - offset;
  }

  std::uint32_t word(std::size_t offset) const {
    std::uint32_t value;
    std::memcpy(&value, bytes_ + offset, sizeof value);
    return value;
  }

  template <typename... Args>
  void problem(fmt::format_string<const Args&...> format, const Args&... args) {
    table_.problems.push_back(fmt::format(format, args...));
  }

  void entry(std::uint32_t index, std::size_t offset) {
    if (!inside(offset, 4)) return problem("entry {} at offset {} lies outside the table", index, offset);
    const std::uint32_t type = word(offset);
    if (type == kVdev) {
      vdev(index, offset);
    } else if (type <= kTrace) {
      memory(index, offset, type);
    } else if (type >= kFirstVendor && type <= kLastVendor) {
      table_.vendor_types.push_back(type);
    } else {
      problem("entry {} has the unknown type {}", index, type);
    }
  }

  void memory(std::uint32_t index, std::size_t offset, std::uint32_t type) {
    // Type and address; all but a trace: physical address; length; all but a trace: flags; reserved; name.
    const std::size_t length = type == kTrace ? 8 : 12;
    const std::size_t name = type == kTrace ? 16 : 24;
    if (!inside(offset, name + kNameSize)) return problem("entry {} is truncated", index);
    ResourceMemory memory;
    memory.type = type;
    memory.address = word(offset + 4);
    memory.length = word(offset + length);
    const char* text = reinterpret_cast<const char*>(bytes_ + offset + name);
    memory.name.assign(text, strnlen(text, kNameSize));
    table_.memories.push_back(std::move(memory));
  }

  void vdev(std::uint32_t index, std::size_t offset) {
    if (!inside(offset, kVdevSize)) return problem("entry {}, a vdev, is truncated", index);
    ResourceVdev vdev;
    vdev.id = word(offset + 4);
    vdev.notify_id = word(offset + 8);
    vdev.device_features = word(offset + 12);
    vdev.driver_features = word(offset + 16);
    vdev.config_length = word(offset + 20);
    vdev.status = bytes_[offset + 24];
    const unsigned vrings = bytes_[offset + 25];
    if (bytes_[offset + 26] != 0 || bytes_[offset + 27] != 0)
      problem("entry {}: reserved bytes are not 0", index);
    if (!inside(offset, kVdevSize + kVringSize * vrings + vdev.config_length))
      problem("entry {}: {} vrings and {} bytes of configuration do not fit", index, vrings,
              vdev.config_length);
    for (unsigned i = 0; i < vrings && inside(offset + kVdevSize + kVringSize * i, kVringSize); ++i) {
      const std::size_t at = offset + kVdevSize + kVringSize * i;
      vdev.vrings.push_back({at, word(at), word(at + 4), word(at + 8), word(at + 12)});
    }
    table_.vdevs.push_back(std::move(vdev));
  }

  const std::uint8_t* bytes_;
  std::size_t size_;
  ResourceTable table_;
};

}  // namespace

ResourceTable decode_resource_table(const std::uint8_t* bytes, std::size_t size) {
  return Decoder(bytes, size).decode();
}

}  // namespace rpmsg_sim
