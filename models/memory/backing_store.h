// Bytes of a simulated memory, shared by all its windows.
//
// The bytes live in an anonymous file so that one memory can appear at several host addresses: once wherever
// the host likes (for loaders, debug access and observers) and at each simulated address at which native
// firmware sees it. Untouched pages cost nothing.
#pragma once

#include <cstdint>
#include <string>

namespace rpmsg_sim {

class BackingStore {
 public:
  // `size` in bytes, rounded up to pages. Throws std::runtime_error when the host refuses.
  BackingStore(const std::string& name, std::uint64_t size);
  ~BackingStore();
  BackingStore(const BackingStore&) = delete;
  BackingStore& operator=(const BackingStore&) = delete;

  std::uint8_t* data() { return data_; }
  const std::uint8_t* data() const { return data_; }
  std::uint64_t size() const { return size_; }

  // Makes [offset, offset + length) visible at host address `address`; all three page-aligned. False if
  // something else of this process is already there.
  bool map_at(std::uint64_t address, std::uint64_t offset, std::uint64_t length) const;

 private:
  int file_ = -1;
  std::uint8_t* data_ = nullptr;
  std::uint64_t size_ = 0;
};

}  // namespace rpmsg_sim
