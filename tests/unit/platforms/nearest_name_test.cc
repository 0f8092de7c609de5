#include "platforms/nearest_name.h"

#include <gtest/gtest.h>

namespace rpmsg_sim {
namespace {

TEST(NearestName, Distance) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("limit", "limit"), 0U);
  EXPECT_EQ(edit_distance("limt", "limit"), 1U);
  EXPECT_EQ(edit_distance("limiit", "limit"), 1U);
  EXPECT_EQ(edit_distance("limat", "limit"), 1U);
  EXPECT_EQ(edit_distance("ilmit", "limit"), 1U);
  EXPECT_EQ(edit_distance("LIMIT", "limit"), 0U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(NearestName, TheClosestWinsAndTheFirstOfEquals) {
  EXPECT_EQ(nearest_name("platfrom", {"title", "platform", "limit"}), "platform");
  EXPECT_EQ(nearest_name("bat", {"cat", "bar"}), "cat");
}

TEST(NearestName, NothingCloseMeansNoGuess) {
  EXPECT_EQ(nearest_name("zzz", {"title", "platform"}), "");
  EXPECT_EQ(nearest_name("x", {"a", "m"}), "");
  EXPECT_EQ(nearest_name("anything", {}), "");
  EXPECT_EQ(nearest_name(std::string(100'000, 'a'), {"aaaa"}), "");
}

TEST(NearestName, Hint) {
  EXPECT_EQ(name_hint("limt", {"title", "limit"}), ", did you mean 'limit'?");
  EXPECT_EQ(name_hint("zzzzz", {"a", "m"}), "; expected one of: a, m");
  EXPECT_EQ(name_hint("zzzzz", {"a"}), "; expected a");
  EXPECT_EQ(name_hint("zzzzz", {}), "; none is allowed here");
}

}  // namespace
}  // namespace rpmsg_sim
