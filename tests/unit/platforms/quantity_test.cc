#include "platforms/quantity.h"

#include <gtest/gtest.h>

#include <string>

namespace rpmsg_sim {
namespace {

std::string refusal(const std::string& text, Dimension dimension) {
  try {
    parse_quantity(text, dimension);
  } catch (const QuantityError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Quantity, TimesAreExactPicoseconds) {
  EXPECT_EQ(parse_quantity("200 ns", Dimension::kTime), 200'000U);
  EXPECT_EQ(parse_quantity("1.5 us", Dimension::kTime), 1'500'000U);
  EXPECT_EQ(parse_quantity("0.1 ns", Dimension::kTime), 100U);
  EXPECT_EQ(parse_quantity("5.3 ns", Dimension::kTime), 5'300U);
  EXPECT_EQ(parse_quantity("2 s", Dimension::kTime), 2'000'000'000'000U);
  EXPECT_EQ(parse_quantity("7 ps", Dimension::kTime), 7U);
  EXPECT_EQ(parse_quantity("0 ns", Dimension::kTime), 0U);
  EXPECT_EQ(parse_quantity("3ms", Dimension::kTime), 3'000'000'000U);
  EXPECT_EQ(parse_quantity("0.000000000001 s", Dimension::kTime), 1U);
}

// None of these is a binary fraction; a detour by double gives a neighbour for many of them.
TEST(Quantity, EveryTenthOfANanosecondIsExact) {
  for (unsigned tenths = 0; tenths < 100'000; ++tenths) {
    const std::string text = std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ns";
    ASSERT_EQ(parse_quantity(text, Dimension::kTime), tenths * 100U) << text;
  }
}

TEST(Quantity, OtherDimensions) {
  EXPECT_EQ(parse_quantity("1.8 GHz", Dimension::kFrequency), 1'800'000'000U);
  EXPECT_EQ(parse_quantity("66.7 MHz", Dimension::kFrequency), 66'700'000U);
  EXPECT_EQ(parse_quantity("16 B", Dimension::kSize), 16U);
  EXPECT_EQ(parse_quantity("128 KiB", Dimension::kSize), 131'072U);
  EXPECT_EQ(parse_quantity("2 GiB", Dimension::kSize), 2'147'483'648U);
  EXPECT_EQ(parse_quantity("0.5 KiB", Dimension::kSize), 512U);
  EXPECT_EQ(parse_quantity("1.5 GB/s", Dimension::kBandwidth), 1'500'000'000U);
  EXPECT_EQ(parse_quantity("12 cycles", Dimension::kCycles), 12'000U);
  EXPECT_EQ(parse_quantity("1.25 cycles", Dimension::kCycles), 1'250U);
}

TEST(Quantity, ABareNumberIsRefused) {
  EXPECT_EQ(refusal("200", Dimension::kTime), "'200' has no unit; expected a time such as 200 ns");
  EXPECT_EQ(refusal("0", Dimension::kSize), "'0' has no unit; expected a size such as 128 KiB");
}

TEST(Quantity, TheWrongDimensionIsRefused) {
  EXPECT_EQ(refusal("16 B", Dimension::kTime), "'16 B' is a size; expected a time such as 200 ns");
  EXPECT_EQ(refusal("1 GB/s", Dimension::kSize), "'1 GB/s' is a bandwidth; expected a size such as 128 KiB");
}

TEST(Quantity, AMisspeltUnitGetsTheNearestOne) {
  EXPECT_EQ(refusal("2 sec", Dimension::kTime), "unknown unit in '2 sec', did you mean 's'?");
  EXPECT_EQ(refusal("2 NS", Dimension::kTime), "unknown unit in '2 NS', did you mean 'ns'?");
  EXPECT_EQ(refusal("2 furlongs", Dimension::kTime),
            "unknown unit in '2 furlongs'; expected one of: ps, ns, us, ms, s");
}

TEST(Quantity, WhatTheBaseUnitCannotHoldIsRefused) {
  EXPECT_EQ(refusal("0.5 ps", Dimension::kTime), "'0.5 ps' is not a whole multiple of 1 ps");
  EXPECT_EQ(refusal("0.3 B", Dimension::kSize), "'0.3 B' is not a whole multiple of 1 B");
}

TEST(Quantity, OverflowIsRefusedAndTheHighestValueIsNot) {
  EXPECT_EQ(parse_quantity("18446744073709551615 ps", Dimension::kTime), 18446744073709551615U);
  EXPECT_EQ(parse_quantity("18446744.073709551615 s", Dimension::kTime), 18446744073709551615U);
  EXPECT_EQ(refusal("18446744.073709551616 s", Dimension::kTime),
            "'18446744.073709551616 s' has more digits than can be kept exactly");
  EXPECT_EQ(refusal("18446745 s", Dimension::kTime), "'18446745 s' is too large");
  EXPECT_EQ(refusal("99999999999999999999 ps", Dimension::kTime),
            "'99999999999999999999 ps' has more digits than can be kept exactly");
}

TEST(Quantity, WhatIsNoNumberIsRefused) {
  for (const char* text : {"", " ", "ns", "-1 ns", "+1 ns", "1e3 ns", "0x10 ns", ".5 ns", "1. ns", "1.2.3 ns",
                           "1 000 ns", "1 ns x", "NaN ns", "inf s", "\xCE\xBC", "1 \xCE\xBCs"}) {
    EXPECT_NE(refusal(text, Dimension::kTime), "accepted") << text;
  }
}

TEST(Quantity, AMessageIsOneLineWhateverTheInput) {
  const std::string message = refusal("1 n\n\x1b[31ms" + std::string(1000, 'x'), Dimension::kTime);
  EXPECT_EQ(message.find('\n'), std::string::npos);
  EXPECT_EQ(message.find('\x1b'), std::string::npos);
  EXPECT_LT(message.size(), 200U);
}

TEST(Quantity, CountsArePlainIntegers) {
  EXPECT_EQ(parse_count("1000"), 1000U);
  EXPECT_EQ(parse_count("18446744073709551615"), 18446744073709551615U);
  for (const char* text : {"", "1 000", "-1", "1.0", "0x10", "1e3", "18446744073709551616", "10 B"}) {
    EXPECT_THROW(parse_count(text), QuantityError) << text;
  }
}

TEST(Quantity, AddressesAreHexadecimalOrDecimal) {
  EXPECT_EQ(parse_address("0x30AA0000"), 0x30AA0000U);
  EXPECT_EQ(parse_address("0xffffFFFFffffFFFF"), 0xFFFFFFFFFFFFFFFFU);
  EXPECT_EQ(parse_address("4096"), 4096U);
  for (const char* text : {"", "0x", "0xG", "30AA0000", "0x10000000000000000", "-0x1", "4 KiB"}) {
    EXPECT_THROW(parse_address(text), QuantityError) << text;
  }
}

TEST(Quantity, TextInTheLargestFittingUnit) {
  EXPECT_EQ(format_time(0), "0 ps");
  EXPECT_EQ(format_time(1'500'000), "1.5 us");
  EXPECT_EQ(format_time(5'300), "5.3 ns");
  EXPECT_EQ(format_time(2'000'000'000'000), "2 s");
  EXPECT_EQ(format_time(1'000'000'000'001), "1000000000.001 ns");
  EXPECT_EQ(format_frequency(1'800'000'000), "1.8 GHz");
  EXPECT_EQ(format_size(131'072), "128 KiB");
  EXPECT_EQ(format_size(512), "512 B");
  EXPECT_EQ(format_size(2'147'483'648), "2 GiB");
}

// Whatever is printed reads back as the same value.
TEST(Quantity, TextReadsBackExactly) {
  std::uint64_t value = 1;
  for (int i = 0; i < 10'000; ++i) {
    value = value * 6364136223846793005U + 1442695040888963407U;
    const std::uint64_t time = value >> (value % 60);
    ASSERT_EQ(parse_quantity(format_time(time), Dimension::kTime), time);
    ASSERT_EQ(parse_quantity(format_size(time), Dimension::kSize), time);
  }
}

}  // namespace
}  // namespace rpmsg_sim
