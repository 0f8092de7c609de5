#include "models/core/native/host_map.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "models/core/elf_image.h"

namespace rpmsg_sim {

namespace {

std::uint64_t down(std::uint64_t value, std::uint64_t unit) {
  return value / unit * unit;
}
std::uint64_t up(std::uint64_t value, std::uint64_t unit) {
  return down(value + unit - 1, unit);
}

bool map_anonymous(std::uint64_t base, std::uint64_t size) {
  void* wanted = reinterpret_cast<void*>(base);
  return mmap(wanted, size, PROT_READ | PROT_WRITE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | MAP_NORESERVE, -1, 0) == wanted;
}

[[noreturn]] void taken(const std::string& what, std::uint64_t base, std::uint64_t size) {
  throw ImageError(
      fmt::format("{} needs the host addresses {:#x} to {:#x}, which this process or the system's "
                  "vm.mmap_min_addr has already taken",
                  what, base, base + size));
}

}  // namespace

HostMap::HostMap() : pages_(kLimit / kPage, kNothing) {}

HostMap::~HostMap() {
  for (const auto& [base, window] : windows_) munmap(reinterpret_cast<void*>(base), window.size);
}

void HostMap::mark(std::uint64_t base, std::uint64_t size, PageUse use) {
  for (std::uint64_t page = base / kPage; page < up(base + size, kPage) / kPage; ++page) pages_[page] = use;
}

bool HostMap::map_region(const Region& region, std::uint64_t address) {
  if (address < kLowest) return false;
  if (region.memory == nullptr) {
    const std::uint64_t page = down(address, kPage);
    if (!map_anonymous(page, kPage)) return false;
    windows_.emplace(page, Window{kPage, nullptr, 0});
    mark(page, kPage, kRegisters);
    return true;
  }
  // As much of the region around the address as is not mapped yet.
  std::uint64_t begin = std::max({down(address, kWindow), region.base, kLowest});
  std::uint64_t end = std::min(down(address, kWindow) + kWindow, region.base + up(region.size, kPage));
  const std::uint64_t page = down(address, kPage);
  for (std::uint64_t at = page; at > begin; at -= kPage) {
    if (pages_[(at - kPage) / kPage] != kNothing) begin = at;
  }
  for (std::uint64_t at = page; at < end; at += kPage) {
    if (pages_[at / kPage] != kNothing) end = at;
  }
  if (!region.memory->store().map_at(begin, region.offset_of(begin), end - begin)) return false;
  windows_.emplace(begin, Window{end - begin, region.memory, region.offset_of(begin)});
  mark(begin, end - begin, kBytes);
  return true;
}

std::pair<std::uint64_t, std::uint64_t> HostMap::window(std::uint64_t address) const {
  auto next = windows_.upper_bound(address);
  if (next == windows_.begin()) return {0, 0};
  --next;
  const std::uint64_t end = next->first + next->second.size;
  if (address >= end) return {0, 0};
  return {next->first, end};
}

void HostMap::map_code(std::uint64_t base, const std::vector<std::uint8_t>& code, std::uint64_t size) {
  const std::uint64_t begin = down(base, kPage);
  const std::uint64_t length = up(base + size, kPage) - begin;
  if (!map_anonymous(begin, length)) taken("the code window of a native image", begin, length);
  std::memcpy(reinterpret_cast<void*>(base), code.data(), code.size());
  mprotect(reinterpret_cast<void*>(begin), length, PROT_READ | PROT_EXEC);
  windows_.emplace(begin, Window{length, nullptr, 0});
  mark(begin, length, kBytes);
}

void HostMap::set_accessible(std::uint64_t address, unsigned size, bool accessible) {
  const std::uint64_t begin = down(address, kPage);
  const std::uint64_t length = up(address + std::max(size, 1u), kPage) - begin;
  mprotect(reinterpret_cast<void*>(begin), length, accessible ? PROT_READ | PROT_WRITE : PROT_NONE);
}

}  // namespace rpmsg_sim
