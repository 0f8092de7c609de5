// The SDK's string functions against the host's, at each copy width.
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

extern "C" {
#define DECLARE(width)                                             \
  void* sdk##width##_memcpy(void*, const void*, std::size_t);      \
  void* sdk##width##_memmove(void*, const void*, std::size_t);     \
  void* sdk##width##_memset(void*, int, std::size_t);              \
  int sdk##width##_memcmp(const void*, const void*, std::size_t);  \
  std::size_t sdk##width##_strlen(const char*);                    \
  int sdk##width##_strcmp(const char*, const char*);               \
  int sdk##width##_strncmp(const char*, const char*, std::size_t); \
  char* sdk##width##_strcpy(char*, const char*);                   \
  char* sdk##width##_strncpy(char*, const char*, std::size_t);
DECLARE(1)
DECLARE(4)
DECLARE(8)
}

namespace rpmsg_sim {
namespace {

struct Libc {
  const char* name;
  decltype(&sdk1_memcpy) copy;
  decltype(&sdk1_memmove) move;
  decltype(&sdk1_memset) set;
  decltype(&sdk1_memcmp) compare;
  decltype(&sdk1_strlen) length;
  decltype(&sdk1_strcmp) compare_text;
  decltype(&sdk1_strncmp) compare_text_n;
  decltype(&sdk1_strcpy) copy_text;
  decltype(&sdk1_strncpy) copy_text_n;
};

#define LIBC(width)                                                                              \
  Libc {                                                                                         \
#width, sdk##width##_memcpy, sdk##width##_memmove, sdk##width##_memset, sdk##width##_memcmp, \
        sdk##width##_strlen, sdk##width##_strcmp, sdk##width##_strncmp, sdk##width##_strcpy,     \
        sdk##width##_strncpy                                                                     \
  }

class StringTest : public testing::TestWithParam<Libc> {
 protected:
  static std::vector<unsigned char> random_bytes(std::size_t size) {
    static std::mt19937 random(1);
    std::vector<unsigned char> bytes(size);
    for (auto& byte : bytes) byte = static_cast<unsigned char>(random());
    return bytes;
  }
  static int sign(int value) { return (value > 0) - (value < 0); }
};

// Every alignment of both sides and every size around the widths; the bytes around the target stay as they
// are.
TEST_P(StringTest, CopySetAndCompareAtEveryAlignment) {
  const auto source = random_bytes(128);
  const auto before = random_bytes(128);
  for (std::size_t to = 0; to < 9; to++) {
    for (std::size_t from = 0; from < 9; from++) {
      for (std::size_t size = 0; size < 40; size++) {
        auto expected = before;
        std::memcpy(&expected[to], &source[from], size);
        auto actual = before;
        ASSERT_EQ(GetParam().copy(&actual[to], &source[from], size), &actual[to]);
        ASSERT_EQ(actual, expected) << to << " " << from << " " << size;
        ASSERT_EQ(GetParam().compare(&actual[to], &source[from], size), 0);
        if (size != 0) {
          for (std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
            actual[to + at] ^= 0x80;
            ASSERT_EQ(sign(GetParam().compare(&actual[to], &source[from], size)),
                      sign(std::memcmp(&actual[to], &source[from], size)));
            actual[to + at] ^= 0x80;
          }
        }
      }
    }
    for (std::size_t size = 0; size < 40; size++) {
      auto expected = before;
      std::memset(&expected[to], 0x1A5, size);
      auto actual = before;
      ASSERT_EQ(GetParam().set(&actual[to], 0x1A5, size), &actual[to]);
      ASSERT_EQ(actual, expected);
    }
  }
}

TEST_P(StringTest, MoveOfOverlappingRanges) {
  const auto before = random_bytes(96);
  for (std::size_t to = 0; to < 34; to++) {
    for (std::size_t from = 0; from < 34; from++) {
      for (std::size_t size : {0u, 1u, 3u, 8u, 17u, 32u, 57u}) {
        auto expected = before;
        std::memmove(&expected[to], &before[from], size);
        auto actual = before;
        ASSERT_EQ(GetParam().move(&actual[to], &actual[from], size), &actual[to]);
        ASSERT_EQ(actual, expected) << to << " " << from << " " << size;
      }
    }
  }
}

TEST_P(StringTest, Text) {
  const Libc& libc = GetParam();
  EXPECT_EQ(libc.length(""), 0u);
  EXPECT_EQ(libc.length("abc"), 3u);
  EXPECT_EQ(libc.compare_text("abc", "abc"), 0);
  EXPECT_LT(libc.compare_text("abc", "abd"), 0);
  EXPECT_GT(libc.compare_text("abc", "ab"), 0);
  EXPECT_LT(libc.compare_text("a", "\xff"), 0) << "bytes are unsigned";
  EXPECT_EQ(libc.compare_text_n("abcX", "abcY", 3), 0);
  EXPECT_NE(libc.compare_text_n("abcX", "abcY", 4), 0);
  char text[8];
  EXPECT_EQ(libc.copy_text(text, "hello"), text);
  EXPECT_STREQ(text, "hello");
  std::memset(text, 'z', sizeof text);
  EXPECT_EQ(libc.copy_text_n(text, "ab", 5), text);
  EXPECT_EQ(std::string(text, 8), std::string("ab\0\0\0zzz", 8));
  libc.copy_text_n(text, "abcdefgh", 3);
  EXPECT_EQ(std::string(text, 4), std::string("abc\0", 4)) << "no terminator beyond the size";
}

INSTANTIATE_TEST_SUITE_P(Widths, StringTest, testing::Values(LIBC(1), LIBC(4), LIBC(8)),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace rpmsg_sim
