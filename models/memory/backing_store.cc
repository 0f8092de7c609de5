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

// Where the bytes would best lie in the host: far above the addresses at which firmware sees them, which some
// hosts (valgrind) otherwise give away first. Only a wish; different names wish for different places.
void* wish(const std::string& name) {
  constexpr std::uint64_t kFirst = std::uint64_t{64} << 30;
  constexpr std::uint64_t kApart = std::uint64_t{8} << 30;
  std::uint64_t hash = 0;
  for (const char character : name) hash = 31 * hash + static_cast<unsigned char>(character);
  return reinterpret_cast<void*>(kFirst + hash % 1024 * kApart);
}
}  // namespace

BackingStore::BackingStore(const std::string& name, std::uint64_t size)
    : size_((size + kPage - 1) / kPage * kPage) {
  file_ = memfd_create(name.c_str(), MFD_CLOEXEC);
  if (file_ < 0 || ftruncate(file_, static_cast<off_t>(size_)) != 0) {
    throw std::runtime_error(
        fmt::format("memory {}: the host cannot provide {} bytes: {}", name, size_, std::strerror(errno)));
  }
  void* at = mmap(wish(name), size_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file_, 0);
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
