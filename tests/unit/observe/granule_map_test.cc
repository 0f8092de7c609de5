#include "models/observe/granule_map.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace rpmsg_sim {
namespace {

TEST(GranuleMap, IsEmptyEverywhere) {
  const GranuleMap map;
  for (const std::uint64_t address : {std::uint64_t{0}, std::uint64_t{0xB8000000}, ~std::uint64_t{0}}) {
    EXPECT_EQ(map.at(address), 0u);
  }
}

TEST(GranuleMap, OneGranuleIs64Bytes) {
  GranuleMap map;
  EXPECT_TRUE(map.set(0xB8000040, 5));
  EXPECT_EQ(map.at(0xB800003F), 0u);
  EXPECT_EQ(map.at(0xB8000040), 5u);
  EXPECT_EQ(map.at(0xB800007F), 5u);
  EXPECT_EQ(map.at(0xB8000080), 0u);
  EXPECT_TRUE(GranuleMap::same_granule(0x40, 0x7F));
  EXPECT_FALSE(GranuleMap::same_granule(0x3F, 0x40));
}

TEST(GranuleMap, MatchesAPlainMap) {
  std::mt19937_64 random(7);
  GranuleMap map;
  std::map<std::uint64_t, std::uint32_t> plain;
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t address = 0x40000000 * (random() % 4) + random() % 0x200000;
    if (random() % 2 == 0) {
      const auto value = static_cast<std::uint32_t>(random());
      ASSERT_TRUE(map.set(address, value));
      plain[address / 64] = value;
    }
    const auto found = plain.find(address / 64);
    ASSERT_EQ(map.at(address), found == plain.end() ? 0 : found->second);
  }
}

TEST(GranuleMap, RefusesWhatItCannotHold) {
  GranuleMap map;
  EXPECT_FALSE(map.set(GranuleMap::kAddressLimit, 1));
  EXPECT_TRUE(map.set(GranuleMap::kAddressLimit - 1, 1));
  std::size_t pages = 1;
  while (map.set(pages << 16, 1)) ++pages;
  EXPECT_LE(pages, GranuleMap::kMaximumPages);
  EXPECT_EQ(map.at(pages << 16), 0u);
  EXPECT_EQ(map.at(GranuleMap::kAddressLimit - 1), 1u);
  EXPECT_TRUE(map.set(1 << 16, 2));  // what it has can still be changed
}

}  // namespace
}  // namespace rpmsg_sim
