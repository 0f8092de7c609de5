// Entry numbers of the hook page: the executor's side of firmware/sdk/native/hook_table.inc.
//
// Images that were built earlier rely on them: append, never renumber. tests/unit/core/hook_table_test.cc
// compares the two sides.
#pragma once

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

// Of a load or store, kRead1 up to kReadRange.
constexpr bool is_write(std::uint32_t access) {
  return access >= kUnalignedWrite2 || (access >= kWrite1 && access < kUnalignedRead2);
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

}  // namespace rpmsg_sim
