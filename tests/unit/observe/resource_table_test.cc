#include "models/observe/resource_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

namespace rpmsg_sim {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class Bytes {
 public:
  Bytes& word(std::uint32_t value) {
    for (unsigned i = 0; i < 4; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    return *this;
  }
  Bytes& words(std::initializer_list<std::uint32_t> values) {
    for (const std::uint32_t value : values) word(value);
    return *this;
  }
  Bytes& name(const char* text) {
    char field[32] = {};
    std::strncpy(field, text, sizeof field);
    bytes.insert(bytes.end(), field, field + sizeof field);
    return *this;
  }
  std::vector<std::uint8_t> bytes;
};

// Linux include/linux/rsc_table.h: a vdev with two vrings, a carveout, a trace buffer.
Bytes whole_table() {
  Bytes table;
  table.words({1, 3, 0, 0, 28, 96, 152});
  table.words({3, 7, 0, 1, 0, 0, 0x00000207});
  table.words({0xB8000000, 4096, 256, 0, 0});
  table.words({0xFFFFFFFF, 4096, 256, 1, 0});
  table.words({0, 0xB8400000, 0, 0x100000, 0, 0}).name("vdev0buffer");
  table.words({2, 0x20001000, 0x400, 0}).name("trace:m4");
  return table;
}

ResourceTable decode(const Bytes& table) {
  return decode_resource_table(table.bytes.data(), table.bytes.size());
}

TEST(ResourceTable, IsDecoded) {
  const ResourceTable table = decode(whole_table());
  EXPECT_THAT(table.problems, IsEmpty());
  ASSERT_EQ(table.vdevs.size(), 1u);
  EXPECT_EQ(table.vdevs[0].id, kRpmsgDeviceId);
  EXPECT_EQ(table.vdevs[0].status, 7);
  ASSERT_EQ(table.vdevs[0].vrings.size(), 2u);
  EXPECT_EQ(table.vdevs[0].vrings[0].address, 0xB8000000u);
  EXPECT_EQ(table.vdevs[0].vrings[0].offset, 56u);
  EXPECT_TRUE(table.vdevs[0].vrings[0].names_a_place());
  EXPECT_FALSE(table.vdevs[0].vrings[1].names_a_place()) << "the host chooses";
  ASSERT_EQ(table.memories.size(), 2u);
  EXPECT_EQ(table.memories[0].name, "vdev0buffer");
  EXPECT_EQ(table.memories[0].length, 0x100000u);
  EXPECT_EQ(table.memories[1].name, "trace:m4");
  EXPECT_EQ(table.memories[1].length, 0x400u);
}

TEST(ResourceTable, TruncatedAnywhereIsAProblemAndNoCrash) {
  const Bytes whole = whole_table();
  for (std::size_t size = 0; size < whole.bytes.size(); ++size) {
    // A copy of exactly this size, so that an address sanitizer sees a read past its end.
    const std::vector<std::uint8_t> part(whole.bytes.begin(),
                                         whole.bytes.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(decode_resource_table(part.data(), part.size()).problems.empty()) << size;
  }
}

TEST(ResourceTable, OffsetsOutsideAreRefused) {
  Bytes table;
  table.words({1, 2, 0, 0, 0xFFFFFFFE, 20});
  EXPECT_THAT(decode(table).problems, Contains(HasSubstr("entry 0 at offset 4294967294 lies outside")));
}

TEST(ResourceTable, HugeCountsAreBounded) {
  Bytes table;
  table.words({1, 0xFFFFFFFF, 0, 0});
  EXPECT_THAT(decode(table).problems, Contains(HasSubstr("more than 256")));
  Bytes vrings;
  vrings.words({1, 1, 0, 0, 20, 3, 7, 0, 0, 0, 0xFFFFFFFF, 0x0000FF00});
  EXPECT_THAT(decode(vrings).problems, Contains(HasSubstr("255 vrings and 4294967295 bytes")));
}

TEST(ResourceTable, RandomBytesDoNotCrash) {
  std::mt19937 random(1);
  for (int run = 0; run < 2000; ++run) {
    std::vector<std::uint8_t> bytes = whole_table().bytes;
    for (int i = 0; i < 8; ++i) bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    bytes.resize(random() % bytes.size());
    decode_resource_table(bytes.data(), bytes.size());
  }
}

}  // namespace
}  // namespace rpmsg_sim
