#include "models/observe/time_order.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "models/observe/time_text.h"

namespace rpmsg_sim {
namespace {

class TimeOrderTest : public testing::Test {
 protected:
  void add(Picoseconds time, char item) { order_.add(time, item, out()); }
  std::string finish() {
    order_.finish(out());
    return given_;
  }
  std::function<void(Picoseconds, char)> out() {
    return [this](Picoseconds, char item) { given_ += item; };
  }

  TimeOrder<char> order_;
  std::string given_;
};

TEST_F(TimeOrderTest, SortsWhatIsNearlyInOrder) {
  add(10, 'a');
  add(30, 'c');
  add(20, 'b');
  EXPECT_EQ(given_, "");
  EXPECT_EQ(finish(), "abc");
}

TEST_F(TimeOrderTest, LeavesEqualTimesAsTheyCame) {
  for (const char item : {'a', 'b', 'c'}) add(10, item);
  EXPECT_EQ(finish(), "abc");
}

TEST_F(TimeOrderTest, KeepsNoMoreThanTheWindow) {
  add(0, 'a');
  add(TimeOrder<char>::kWindow, 'b');
  EXPECT_EQ(given_, "");
  add(TimeOrder<char>::kWindow + 1, 'c');
  EXPECT_EQ(given_, "a");
  add(0, 'd');  // far too late
  EXPECT_EQ(given_, "ad");
}

TEST(DescribeTime, InTheUnitThatFits) {
  EXPECT_EQ(describe_time(0), "0 ns");
  EXPECT_EQ(describe_time(1), "0.001 ns");
  EXPECT_EQ(describe_time(999'999), "999.999 ns");
  EXPECT_EQ(describe_time(1'000'000), "1.000 us");
  EXPECT_EQ(describe_time(2'500'000'000), "2.500 ms");
  EXPECT_EQ(describe_time(kEndOfTime), "9000000.000 s");
}

}  // namespace
}  // namespace rpmsg_sim
