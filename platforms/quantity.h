// Numbers with units, in exact integer arithmetic.
//
// "1.5 us" is 1500000 ps, not a floating-point number near it. A value that the base unit cannot hold
// exactly, that overflows, that has the wrong kind of unit or none is refused with a sentence that says what
// was expected.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace rpmsg_sim {

// Base units: picoseconds, hertz, bytes, bytes per second, thousandths of a cycle.
enum class Dimension { kTime, kFrequency, kSize, kBandwidth, kCycles };

// what() is a sentence without a place; whoever knows the file adds it.
class QuantityError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Quantity {
  Dimension dimension = Dimension::kTime;
  std::uint64_t value = 0;  // in the dimension's base unit
};

// "time", with an example: "time (such as 200 ns)".
std::string_view dimension_name(Dimension dimension);
std::string_view dimension_example(Dimension dimension);

// Any unit. Throws QuantityError.
Quantity parse_any_quantity(std::string_view text);
// The value in the base unit of `dimension`. Throws QuantityError.
std::uint64_t parse_quantity(std::string_view text, Dimension dimension);
// A plain non-negative decimal integer. Throws QuantityError.
std::uint64_t parse_count(std::string_view text);
// An address: hexadecimal with 0x, or decimal. Throws QuantityError.
std::uint64_t parse_address(std::string_view text);

// The shortest exact form in the largest fitting unit: "1.5 us", "400 MHz", "128 KiB".
std::string format_time(std::uint64_t picoseconds);
std::string format_frequency(std::uint64_t hertz);
std::string format_size(std::uint64_t bytes);

}  // namespace rpmsg_sim
