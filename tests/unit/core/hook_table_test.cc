// The contract between images and the native executor: entry numbers are said twice, once for each side.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "models/core/native/hook_numbers.h"
#include "models/core/native/native_context.h"

namespace rpmsg_sim {
namespace {

struct Table {
  std::map<std::string, unsigned> hooks;
  std::map<std::string, unsigned> thunks;
  std::uint64_t page = 0;
};

Table read_table() {
  Table table;
  std::ifstream file(HOOK_TABLE_FILE);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind;
    std::string name;
    words >> kind >> name;
    if (kind == "#define" && name == "HOOK_PAGE") words >> std::hex >> table.page;
    unsigned number = 0;
    if (kind != "hook" && kind != "thunk") continue;
    words >> number;
    (kind == "hook" ? table.hooks : table.thunks)[name.substr(0, name.size() - 1)] = number;
  }
  return table;
}

TEST(HookTable, BothSidesMeanTheSamePageAndNumbers) {
  const Table table = read_table();
  EXPECT_EQ(table.page, kHookPage);
  EXPECT_EQ(table.hooks.at("__sanitizer_cov_trace_pc"), kBlock);
  unsigned number = kRead1;
  for (const char* direction : {"read", "write"}) {
    for (const char* size : {"1", "2", "4", "8", "16"}) {
      EXPECT_EQ(table.hooks.at(std::string("__tsan_") + direction + size), number) << direction << size;
      EXPECT_EQ(table.hooks.at(std::string("__tsan_volatile_") + direction + size), number);
      ++number;
    }
  }
  for (const char* direction : {"read", "write"}) {
    for (const char* size : {"2", "4", "8", "16"}) {
      EXPECT_EQ(table.hooks.at(std::string("__tsan_unaligned_") + direction + size), number)
          << direction << size;
      ++number;
    }
  }
  EXPECT_EQ(table.hooks.at("__tsan_read_range"), kReadRange);
  EXPECT_EQ(table.hooks.at("__tsan_write_range"), kWriteRange);
  EXPECT_EQ(table.hooks.at("__tsan_vptr_update"), kVptrUpdate);
  EXPECT_EQ(table.hooks.at("__tsan_atomic_thread_fence"), kThreadFence);
  EXPECT_EQ(table.hooks.at("__rs_read_sysreg"), kReadSystem);
  EXPECT_EQ(table.hooks.at("__rs_write_sysreg"), kWriteSystem);
  EXPECT_EQ(table.hooks.at("__tsan_atomic8_load"), kAtomics);
  EXPECT_EQ(table.hooks.at("__tsan_atomic64_compare_exchange_val"), kAtomicsEnd - 1);
  EXPECT_EQ(table.thunks.at("__rs_wfi"), unsigned{kThunks} + unsigned{kWfi});
  EXPECT_EQ(table.thunks.at("__rs_cpsid_i"), unsigned{kThunks} + unsigned{kCpsidI});
  EXPECT_EQ(table.thunks.at("__rs_svc"), unsigned{kThunks} + unsigned{kSvc});
  EXPECT_EQ(table.thunks.at("__rs_bkpt"), unsigned{kThunks} + unsigned{kBkpt});
  EXPECT_EQ(table.thunks.at("__rs_mrs_primask"), kMrs);
  EXPECT_EQ(table.thunks.at("__rs_msr_primask"), kMsr);
  EXPECT_EQ(table.thunks.at("__rs_msr_basepri_max"), kThunksEnd - 1);
}

TEST(HookTable, EveryEntryHasRoomBelowTheContext) {
  const Table table = read_table();
  std::set<unsigned> thunks;
  for (const auto& [name, number] : table.thunks) {
    EXPECT_TRUE(thunks.insert(number).second) << name;
    EXPECT_LT(number, static_cast<unsigned>(NATIVE_HOOK_EXCEPTION_RETURN)) << name;
  }
  for (const auto& [name, number] : table.hooks) EXPECT_EQ(thunks.count(number), 0u) << name;
  EXPECT_LE(kHookStride * 161, std::uint64_t{NATIVE_CONTEXT_DISTANCE});
}

}  // namespace
}  // namespace rpmsg_sim
