// Where the parts of a split virtqueue lie, as Linux include/uapi/linux/virtio_ring.h places them
// (vring_init, vring_size): descriptors, avail, then used at the next multiple of the alignment.
#pragma once

#include <cstdint>

namespace rpmsg_sim {

inline constexpr std::uint64_t kRingDescriptorSize = 16;
inline constexpr std::uint64_t kRingUsedEntrySize = 8;
inline constexpr std::uint64_t kRingEntries = 4;  // first entry of avail and used, after flags and idx
inline constexpr std::uint64_t kRingIndex = 2;    // idx of avail and used
inline constexpr unsigned kMaximumRingCount = 32768;
inline constexpr unsigned kMaximumRingAlign = 65536;

// Offsets in bytes from the ring's base.
struct RingLayout {
  std::uint64_t avail = 0;
  std::uint64_t avail_end = 0;  // past the event index
  std::uint64_t used = 0;
  std::uint64_t used_end = 0;
};

constexpr bool is_power_of_two(std::uint64_t value) {
  return value != 0 && (value & (value - 1)) == 0;
}

constexpr bool ring_geometry_possible(std::uint64_t count, std::uint64_t align) {
  return is_power_of_two(count) && count <= kMaximumRingCount && is_power_of_two(align) && align >= 2 &&
         align <= kMaximumRingAlign;
}

constexpr std::uint64_t align_up(std::uint64_t value, std::uint64_t align) {
  return (value + align - 1) & ~(align - 1);
}

constexpr RingLayout ring_layout(std::uint64_t count, std::uint64_t align) {
  RingLayout layout;
  layout.avail = kRingDescriptorSize * count;
  layout.avail_end = layout.avail + kRingEntries + 2 * count + 2;
  layout.used = align_up(layout.avail_end, align);
  layout.used_end = layout.used + kRingEntries + kRingUsedEntrySize * count + 2;
  return layout;
}

}  // namespace rpmsg_sim
