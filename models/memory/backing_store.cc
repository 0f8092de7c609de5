#include "models/memory/backing_store.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace rpmsg_sim {

namespace {
constexpr std::uint64_t kPage = 4096;
}

BackingStore::BackingStore(const std::string& name, std::uint64_t size)
    : size_((size + kPage - 1) / kPage * kPage) {
  file_ = memfd_create(name.c_str(), MFD_CLOEXEC);
  if (file_ < 0 || ftruncate(file_, static_cast<off_t>(size_)) != 0) {
    throw std::runtime_error(
        fmt::format("memory {}: the host cannot provide {} bytes: {}", name, size_, std::strerror(errno)));
  }
  void* at = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file_, 0);
  if (at == MAP_FAILED) {
    throw std::runtime_error(
        fmt::format("memory {}: the host cannot map {} bytes: {}", name, size_, std::strerror(errno)));
  }
  data_ = static_cast<std::uint8_t*>(at);
}

BackingStore::~BackingStore() {
  if (data_ != nullptr) munmap(data_, size_);
  if (file_ >= 0) close(file_);
}

bool BackingStore::map_at(std::uint64_t address, std::uint64_t offset, std::uint64_t length) const {
  void* wanted = reinterpret_cast<void*>(address);
  void* at = mmap(wanted, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE | MAP_NORESERVE,
                  file_, static_cast<off_t>(offset));
  return at == wanted;
}

}  // namespace rpmsg_sim
