// Entry numbers of the hook page: the executor's side of firmware/sdk/native/hook_table.inc.
//
// Images that were built earlier rely on them: append, never renumber. tests/unit/core/hook_table_test.cc
// compares the two sides.
#pragma once

#include <array>
#include <cstdint>

namespace rpmsg_sim {

// Entry numbers of the hook page (firmware/sdk/native/hook_table.inc).
enum Hook : std::uint32_t {
  kBlock = 0,
  kRead1 = 1,
  kWrite1 = 6,
  kUnalignedRead2 = 11,
  kUnalignedWrite2 = 15,
  kReadRange = 19,
  kWriteRange = 20,
  kVptrUpdate = 21,
  kVptrRead = 22,
  kThreadFence = 23,
  kSignalFence = 24,
  kReadSystem = 25,
  kWriteSystem = 26,
  kSmc = 27,
  kAtomics = 32,
  kAtomicsEnd = 80,
  kThunks = 96,
  kMrs = 112,
  kMsr = 128,
  kThunksEnd = 140,
};

// Of a load or store, entries kRead1 up to kReadRange.
struct AccessShape {
  std::uint8_t size;
  bool write;
};
inline constexpr std::array<AccessShape, kReadRange> kAccessShapes = {{
    {0, false},  {1, false}, {2, false}, {4, false}, {8, false}, {16, false}, {1, true},
    {2, true},   {4, true},  {8, true},  {16, true}, {2, false}, {4, false},  {8, false},
    {16, false}, {2, true},  {4, true},  {8, true},  {16, true},
}};
constexpr AccessShape shape_of(std::uint32_t access) {
  return kAccessShapes[access];
}

enum Thunk : std::uint32_t {
  kWfi,
  kWfe,
  kSev,
  kDsb,
  kDmb,
  kIsb,
  kNop,
  kCpsidI,
  kCpsieI,
  kCpsidF,
  kCpsieF,
  kSvc,
  kBkpt
};

constexpr std::uint32_t entry_of(Thunk thunk) {
  return std::uint32_t{kThunks} + std::uint32_t{thunk};
}

// Of MRS and MSR: PRIMASK is the first of their registers.
inline constexpr std::uint32_t kReadPrimask = kMrs;
inline constexpr std::uint32_t kWritePrimask = kMsr;

}  // namespace rpmsg_sim
