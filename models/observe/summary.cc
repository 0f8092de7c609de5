#include "models/observe/summary.h"

#include <algorithm>
#include <stdexcept>

namespace rpmsg_sim {

namespace {

unsigned highest_bit(std::uint64_t value) {
  return 63U - static_cast<unsigned>(__builtin_clzll(value));
}

}  // namespace

void Summary::store_recent() const {
  for (Recent& recent : recent_) {
    store(recent.sample, recent.times);
    recent.times = 0;
  }
}

void Summary::store(std::uint64_t sample, std::uint64_t times) const {
  if (times == 0) return;
  min_ = std::min(min_, sample);
  max_ = std::max(max_, sample);
  sum_ += static_cast<Wide>(sample) * times;
  if (groups_in_use_ == 0) {
    if (samples_.size() + times <= kExactSamples) {
      samples_.insert(samples_.end(), times, sample);
      return;
    }
    move_to_histogram();
  }
  add_to_histogram(sample, times);
}

void Summary::move_to_histogram() const {
  for (const std::uint64_t sample : samples_) add_to_histogram(sample, 1);
  std::vector<std::uint64_t>().swap(samples_);
}

void Summary::add_to_histogram(std::uint64_t sample, std::uint64_t times) const {
  std::size_t group = 0;
  std::size_t bucket = sample;
  if (sample >= kBuckets) {
    const unsigned bit = highest_bit(sample);
    group = bit - kBucketBits + 1;
    bucket = (sample >> (bit - kBucketBits)) & (kBuckets - 1);
  }
  if (!groups_[group]) {
    groups_[group] = std::make_unique<Group>(Group{});
    ++groups_in_use_;
  }
  (*groups_[group])[bucket] += times;
}

std::uint64_t Summary::sum() const {
  return static_cast<std::uint64_t>(stored().sum_);
}

double Summary::mean() const {
  if (count_ == 0) return 0;
  store_recent();
  const auto whole = static_cast<std::uint64_t>(sum_ / count_);
  const auto rest = static_cast<std::uint64_t>(sum_ % count_);
  return static_cast<double>(whole) + static_cast<double>(rest) / static_cast<double>(count_);
}

std::uint64_t Summary::percentile(unsigned per_mille) const {
  if (per_mille == 0 || per_mille > 1000) throw std::invalid_argument("a percentile is 1 to 1000 per mille");
  if (count_ == 0) return 0;
  // ceil(count * per_mille / 1000) without overflow.
  const std::uint64_t rank = count_ / 1000 * per_mille + (count_ % 1000 * per_mille + 999) / 1000;
  store_recent();
  return groups_in_use_ == 0 ? exact_percentile(rank) : histogram_percentile(rank);
}

std::uint64_t Summary::exact_percentile(std::uint64_t rank) const {
  std::vector<std::uint64_t> sorted = samples_;
  const auto nth = sorted.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(sorted.begin(), nth, sorted.end());
  return *nth;
}

std::uint64_t Summary::histogram_percentile(std::uint64_t rank) const {
  std::uint64_t seen = 0;
  for (std::size_t group = 0; group < kGroups; ++group) {
    if (!groups_[group]) continue;
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
      seen += (*groups_[group])[bucket];
      if (seen < rank) continue;
      if (group == 0) return bucket;
      const std::uint64_t width = std::uint64_t{1} << (group - 1);
      const std::uint64_t low = (kBuckets + bucket) * width;
      return std::clamp(low + width / 2, min_, max_);
    }
  }
  return max_;
}

}  // namespace rpmsg_sim
