#include "models/observe/contention.h"

#include <gtest/gtest.h>

namespace rpmsg_sim {
namespace {

ContentionTable table() {
  ContentionTable table;
  table.add_master("a53");
  table.add_master("m4");
  table.add_master("dma");
  table.add_place("vring0", 0x1000, 0x1000);
  table.add_place("buffers", 0x4000, 0x1000);
  return table;
}

MemoryWait wait(Picoseconds bank, MasterId bank_of, Picoseconds bus, MasterId bus_of) {
  MemoryWait result;
  result.bank = bank;
  result.bank_of = bank_of;
  result.bus = bus;
  result.bus_of = bus_of;
  result.row = 5;
  result.refresh = 7;
  return result;
}

TEST(ContentionTable, SumsByMasterAndPlace) {
  ContentionTable contention = table();
  contention.add(0, 0x1FFF, wait(10, 1, 20, 2));
  contention.add(0, 0x1000, wait(1, 0, 2, 2));
  contention.add(1, 0x4000, wait(3, 2, 0, kNoMaster));
  contention.add(1, 0x9000, wait(0, kNoMaster, 4, 0));
  const std::vector<ContentionRow> rows = contention.rows();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].master, "a53");
  EXPECT_EQ(rows[0].place, "vring0");
  EXPECT_EQ(rows[0].accesses, 2u);
  EXPECT_EQ(rows[0].bank, 11u);
  EXPECT_EQ(rows[0].bus, 22u);
  EXPECT_EQ(rows[0].row, 10u);
  EXPECT_EQ(rows[0].refresh, 14u);
  EXPECT_EQ(rows[0].total(), 57u);
  // Its own doing is left out; the largest comes first.
  ASSERT_EQ(rows[0].because_of.size(), 2u);
  EXPECT_EQ(rows[0].because_of[0].master, "dma");
  EXPECT_EQ(rows[0].because_of[0].time, 22u);
  EXPECT_EQ(rows[0].because_of[1].master, "m4");
  EXPECT_EQ(rows[0].because_of[1].time, 10u);
  EXPECT_EQ(rows[1].place, "buffers");
  EXPECT_EQ(rows[2].place, "other");
  EXPECT_EQ(rows[2].because_of.at(0).master, "a53");
}

TEST(ContentionTable, WithoutWaitsIsEmpty) {
  EXPECT_TRUE(table().rows().empty());
}

}  // namespace
}  // namespace rpmsg_sim
