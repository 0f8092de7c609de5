// A map from addresses to small numbers, one per 64-byte granule, made for the question "is there anything
// here?".
//
// A lookup is two loads and no branch but the range check, whatever the number of entries; nearly all answers
// are 0. Memory is 4 KiB per 64 KiB of address space in which anything was ever set, and is bounded: firmware
// chooses the addresses, and hostile firmware must not be able to exhaust the host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rpmsg_sim {

class GranuleMap {
 public:
  static constexpr unsigned kGranuleBits = 6;
  static constexpr std::uint64_t kGranule = std::uint64_t{1} << kGranuleBits;
  static constexpr std::uint64_t kAddressLimit = std::uint64_t{1} << 36;  // addresses above are refused
  static constexpr std::size_t kMaximumPages = 4096;  // 256 MiB of watched memory, 16 MiB of table

  GranuleMap() : cells_(kCellsPerPage) {}  // page 0 is the empty one that unused directory entries name

  std::uint32_t at(std::uint64_t address) const {
    const std::uint64_t page = address >> kPageBits;
    if (page >= directory_.size()) return 0;
    return cells_[std::size_t{directory_[page]} * kCellsPerPage + cell_in_page(address)];
  }

  // False if the address is refused; the map is unchanged then.
  bool set(std::uint64_t address, std::uint32_t value) {
    if (!reserve(address)) return false;
    cells_[std::size_t{directory_[address >> kPageBits]} * kCellsPerPage + cell_in_page(address)] = value;
    return true;
  }

  static bool same_granule(std::uint64_t a, std::uint64_t b) { return ((a ^ b) >> kGranuleBits) == 0; }

 private:
  static constexpr unsigned kPageBits = 16;
  static constexpr std::size_t kCellsPerPage = std::size_t{1} << (kPageBits - kGranuleBits);

  static std::size_t cell_in_page(std::uint64_t address) {
    return (address >> kGranuleBits) & (kCellsPerPage - 1);
  }

  bool reserve(std::uint64_t address) {
    if (address >= kAddressLimit) return false;
    const std::size_t page = address >> kPageBits;
    if (page < directory_.size() && directory_[page] != 0) return true;
    const std::size_t pages = cells_.size() / kCellsPerPage;
    if (pages >= kMaximumPages) return false;
    if (page >= directory_.size()) directory_.resize(page + 1);
    cells_.resize(cells_.size() + kCellsPerPage);
    directory_[page] = static_cast<std::uint16_t>(pages);
    return true;
  }

  std::vector<std::uint16_t> directory_;  // by address >> kPageBits: index of a page of cells, 0 = none
  std::vector<std::uint32_t> cells_;
};

}  // namespace rpmsg_sim
