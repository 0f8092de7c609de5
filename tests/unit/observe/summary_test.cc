#include "models/observe/summary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

namespace rpmsg_sim {
namespace {

constexpr unsigned kPerMille[] = {1, 10, 500, 900, 990, 999, 1000};

std::uint64_t nearest_rank(std::vector<std::uint64_t> samples, unsigned per_mille) {
  std::sort(samples.begin(), samples.end());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if ((i + 1) * 1000 >= samples.size() * per_mille) return samples[i];
  }
  return 0;
}

TEST(Summary, WithoutSamples) {
  const Summary summary;
  EXPECT_EQ(summary.count(), 0u);
  EXPECT_EQ(summary.min(), 0u);
  EXPECT_EQ(summary.max(), 0u);
  EXPECT_EQ(summary.mean(), 0);
  EXPECT_EQ(summary.percentile(990), 0u);
}

TEST(Summary, OneSample) {
  Summary summary;
  summary.add(7);
  for (const unsigned per_mille : kPerMille) EXPECT_EQ(summary.percentile(per_mille), 7u);
  EXPECT_EQ(summary.mean(), 7);
}

TEST(Summary, PercentilesAreNearestRank) {
  Summary summary;
  for (std::uint64_t i = 1000; i >= 1; --i) summary.add(i);
  for (const unsigned per_mille : kPerMille) EXPECT_EQ(summary.percentile(per_mille), per_mille);
  EXPECT_EQ(summary.mean(), 500.5);
  EXPECT_THROW(summary.percentile(0), std::invalid_argument);
  EXPECT_THROW(summary.percentile(1001), std::invalid_argument);
}

TEST(Summary, ExactUpToItsLimit) {
  std::mt19937_64 random(1);
  Summary summary;
  std::vector<std::uint64_t> samples;
  for (std::size_t i = 0; i < Summary::kExactSamples; ++i) {
    samples.push_back(random());
    summary.add(samples.back());
  }
  EXPECT_TRUE(summary.exact());
  for (const unsigned per_mille : kPerMille) {
    EXPECT_EQ(summary.percentile(per_mille), nearest_rank(samples, per_mille));
  }
  summary.add(1);
  EXPECT_FALSE(summary.exact());
}

TEST(Summary, BeyondItWithinOneThousandth) {
  for (const unsigned bits : {4u, 12u, 20u, 34u, 63u, 64u}) {
    std::mt19937_64 random(bits);
    Summary summary;
    std::vector<std::uint64_t> samples;
    __extension__ unsigned __int128 sum = 0;
    for (std::size_t i = 0; i < 50000; ++i) {
      samples.push_back(random() >> (64 - bits) >> random() % 4);
      summary.add(samples.back());
      sum += samples.back();
    }
    EXPECT_EQ(summary.count(), samples.size());
    EXPECT_EQ(summary.min(), *std::min_element(samples.begin(), samples.end()));
    EXPECT_EQ(summary.max(), *std::max_element(samples.begin(), samples.end()));
    EXPECT_DOUBLE_EQ(summary.mean(), static_cast<double>(sum) / 50000.0);
    for (const unsigned per_mille : kPerMille) {
      const auto exact = static_cast<double>(nearest_rank(samples, per_mille));
      EXPECT_NEAR(static_cast<double>(summary.percentile(per_mille)), exact, exact * 0.001) << bits;
    }
  }
}

TEST(Summary, SmallValuesStayExact) {
  Summary summary;
  for (std::uint64_t i = 0; i < 20 * 1024; ++i) summary.add(i % 1024);
  EXPECT_EQ(summary.percentile(500), 511u);
  EXPECT_EQ(summary.percentile(1000), 1023u);
}

TEST(Summary, PercentilesStayWithinMinAndMax) {
  Summary summary;
  for (int i = 0; i < 20000; ++i) summary.add(1000001);
  for (const unsigned per_mille : kPerMille) EXPECT_EQ(summary.percentile(per_mille), 1000001u);
}

TEST(Summary, LargestValues) {
  Summary summary;
  for (int i = 0; i < 20000; ++i) summary.add(~std::uint64_t{0});
  EXPECT_EQ(summary.max(), ~std::uint64_t{0});
  EXPECT_EQ(summary.percentile(500), ~std::uint64_t{0});
  EXPECT_DOUBLE_EQ(summary.mean(), std::ldexp(1.0, 64));
}

}  // namespace
}  // namespace rpmsg_sim
