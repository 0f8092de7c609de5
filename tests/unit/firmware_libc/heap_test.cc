// The SDK's heap under other names, over memory of this test's own. Each TEST is a process of its own, so
// each starts with an untouched heap.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <random>

// NOLINTNEXTLINE: the heap asks for two symbols around its memory, which no C++ object has.
__asm__(
    ".pushsection .bss\n"
    ".balign 64\n"
    ".globl sdk_heap_start, sdk_heap_end\n"
    ".hidden sdk_heap_start, sdk_heap_end\n"
    "sdk_heap_start: .zero 65536\n"
    "sdk_heap_end:\n"
    ".popsection\n");

extern "C" {
extern std::uint8_t sdk_heap_start[];
extern std::uint8_t sdk_heap_end[];
void* sdk_malloc(std::size_t size);
void* sdk_calloc(std::size_t count, std::size_t size);
void* sdk_realloc(void* pointer, std::size_t size);
void sdk_free(void* pointer);
}

namespace {

constexpr std::size_t kHeapSize = 65536;

TEST(Heap, GivesAllAndTakesItBack) {
  EXPECT_EQ(sdk_malloc(kHeapSize), nullptr);
  for (int i = 0; i < 3; ++i) {
    void* all = sdk_malloc(kHeapSize - 64);
    ASSERT_NE(all, nullptr);
    EXPECT_EQ(sdk_malloc(64), nullptr);
    sdk_free(all);
  }
}

TEST(Heap, RefusesSizesThatOverflow) {
  EXPECT_EQ(sdk_malloc(SIZE_MAX), nullptr);
  EXPECT_EQ(sdk_malloc(SIZE_MAX - 16), nullptr);
  EXPECT_EQ(sdk_calloc(SIZE_MAX / 2, 3), nullptr);
  EXPECT_EQ(sdk_calloc(SIZE_MAX, SIZE_MAX), nullptr);
}

TEST(Heap, ReallocKeepsTheContents) {
  auto* text = static_cast<char*>(sdk_realloc(nullptr, 8));
  std::strcpy(text, "1234567");
  auto* longer = static_cast<char*>(sdk_realloc(text, 1000));
  EXPECT_STREQ(longer, "1234567");
  auto* shorter = static_cast<char*>(sdk_realloc(longer, 4));
  EXPECT_EQ(std::memcmp(shorter, "1234", 4), 0);
  sdk_free(shorter);
  sdk_free(nullptr);
  EXPECT_NE(sdk_malloc(kHeapSize - 64), nullptr) << "something was not given back";
}

TEST(Heap, CallocClears) {
  void* dirty = sdk_malloc(100);
  std::memset(dirty, 0xFF, 100);
  sdk_free(dirty);
  const auto* clean = static_cast<std::uint8_t*>(sdk_calloc(10, 10));
  for (int i = 0; i < 100; ++i) ASSERT_EQ(clean[i], 0) << i;
}

TEST(Heap, BlocksNeverOverlapUnderRandomUse) {
  std::mt19937 random(1);
  std::map<std::uint8_t*, std::size_t> live;
  for (int i = 0; i < 20000; ++i) {
    if (live.size() < 40 && random() % 2 == 0) {
      const std::size_t size = random() % 3000;
      auto* block = static_cast<std::uint8_t*>(sdk_malloc(size));
      if (block == nullptr) continue;
      ASSERT_EQ(reinterpret_cast<std::uintptr_t>(block) % (2 * sizeof(void*)), 0U);
      ASSERT_GE(block, sdk_heap_start);
      ASSERT_LE(block + size, sdk_heap_end);
      const auto next = live.lower_bound(block);
      if (next != live.end()) {
        ASSERT_LE(block + size, next->first);
      }
      if (next != live.begin()) {
        ASSERT_LE(std::prev(next)->first + std::prev(next)->second, block);
      }
      live[block] = size;
    } else if (!live.empty()) {
      const auto victim = std::next(live.begin(), static_cast<std::ptrdiff_t>(random() % live.size()));
      sdk_free(victim->first);
      live.erase(victim);
    }
  }
  for (const auto& [block, size] : live) sdk_free(block);
  EXPECT_NE(sdk_malloc(kHeapSize - 64), nullptr) << "free blocks were not joined";
}

}  // namespace
