// Summary of a series of samples in bounded memory.
//
// Up to kExactSamples samples are kept and every figure is exact. Beyond that, samples are counted in a
// log-linear histogram of 512 buckets per power of two: count, min, max and mean stay exact, a percentile is
// the middle of its bucket and so within 1/1024 (less than 0.1 %) of the exact one. Memory: 64 KiB, then 4
// KiB for each power of two that occurs, whatever the number of samples.
//
// The last two different samples are counted before they are stored: a simulation in its steady state gives
// the same times again and again, and rounding to picoseconds has them alternate.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace rpmsg_sim {

class Summary {
 public:
  static constexpr std::size_t kExactSamples = 8192;

  void add(std::uint64_t sample) {
    ++count_;
    if (sample == recent_[0].sample) {
      ++recent_[0].times;
    } else if (sample == recent_[1].sample) {
      ++recent_[1].times;
    } else {
      store(recent_[1].sample, recent_[1].times);
      recent_[1] = recent_[0];
      recent_[0] = {sample, 1};
    }
  }

  std::uint64_t count() const { return count_; }
  std::uint64_t min() const { return count_ == 0 ? 0 : stored().min_; }
  std::uint64_t max() const { return stored().max_; }
  double mean() const;        // 0 without samples
  std::uint64_t sum() const;  // modulo 2^64

  // Nearest rank: the smallest sample that is not below `per_mille` thousandths of all samples; 0 without
  // samples. per_mille is 1 to 1000: 500 is the median, 999 is p99.9.
  std::uint64_t percentile(unsigned per_mille) const;

  bool exact() const { return count_ <= kExactSamples; }

 private:
  static constexpr unsigned kBucketBits = 9;
  static constexpr std::size_t kBuckets = std::size_t{1} << kBucketBits;
  // Group 0 holds the values below kBuckets one by one, group g the values whose highest bit is kBucketBits +
  // g - 1.
  static constexpr std::size_t kGroups = 64 - kBucketBits + 1;
  __extension__ using Wide = unsigned __int128;
  using Group = std::array<std::uint64_t, kBuckets>;

  struct Recent {
    std::uint64_t sample = 0;
    std::uint64_t times = 0;
  };

  const Summary& stored() const {
    store_recent();
    return *this;
  }
  void store_recent() const;
  void store(std::uint64_t sample, std::uint64_t times) const;
  void add_to_histogram(std::uint64_t sample, std::uint64_t times) const;
  void move_to_histogram() const;
  std::uint64_t exact_percentile(std::uint64_t rank) const;
  std::uint64_t histogram_percentile(std::uint64_t rank) const;

  std::uint64_t count_ = 0;
  mutable std::array<Recent, 2> recent_{};  // not stored yet, which nobody outside can tell
  mutable std::uint64_t min_ = ~std::uint64_t{0};
  mutable std::uint64_t max_ = 0;
  mutable Wide sum_ = 0;
  mutable std::vector<std::uint64_t> samples_;
  mutable std::array<std::unique_ptr<Group>, kGroups> groups_;
  mutable std::size_t groups_in_use_ = 0;
};

}  // namespace rpmsg_sim
