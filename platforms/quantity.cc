#include "platforms/quantity.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <numeric>
#include <vector>

#include "platforms/nearest_name.h"

namespace rpmsg_sim {
namespace {

struct Unit {
  std::string_view name;
  Dimension dimension;
  std::uint64_t factor;  // in base units
};

constexpr std::uint64_t kKibi = 1024;

// Within a dimension from small to large.
constexpr Unit kUnits[] = {
    {"ps", Dimension::kTime, 1},
    {"ns", Dimension::kTime, 1'000},
    {"us", Dimension::kTime, 1'000'000},
    {"ms", Dimension::kTime, 1'000'000'000},
    {"s", Dimension::kTime, 1'000'000'000'000},
    {"Hz", Dimension::kFrequency, 1},
    {"kHz", Dimension::kFrequency, 1'000},
    {"MHz", Dimension::kFrequency, 1'000'000},
    {"GHz", Dimension::kFrequency, 1'000'000'000},
    {"B", Dimension::kSize, 1},
    {"KiB", Dimension::kSize, kKibi},
    {"MiB", Dimension::kSize, kKibi* kKibi},
    {"GiB", Dimension::kSize, kKibi* kKibi* kKibi},
    {"kB", Dimension::kSize, 1'000},
    {"MB", Dimension::kSize, 1'000'000},
    {"GB", Dimension::kSize, 1'000'000'000},
    {"B/s", Dimension::kBandwidth, 1},
    {"kB/s", Dimension::kBandwidth, 1'000},
    {"MB/s", Dimension::kBandwidth, 1'000'000},
    {"GB/s", Dimension::kBandwidth, 1'000'000'000},
    {"KiB/s", Dimension::kBandwidth, kKibi},
    {"MiB/s", Dimension::kBandwidth, kKibi* kKibi},
    {"GiB/s", Dimension::kBandwidth, kKibi* kKibi* kKibi},
    {"cycles", Dimension::kCycles, 1'000},
    {"cycle", Dimension::kCycles, 1'000},
};

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 60;
  std::string shown(text.substr(0, kShown));
  // A message is one line whatever the input holds.
  for (char& c : shown) {
    if (std::iscntrl(static_cast<unsigned char>(c)) != 0) c = '?';
  }
  return "'" + shown + (text.size() > kShown ? "...'" : "'");
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

// digits / 10^decimals, as written.
struct Decimal {
  std::uint64_t digits = 0;
  std::uint64_t divisor = 1;
};

std::size_t number_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length])) ++length;
  if (length == 0 || length + 1 >= text.size() || text[length] != '.' || !is_digit(text[length + 1]))
    return length;
  ++length;
  while (length < text.size() && is_digit(text[length])) ++length;
  return length;
}

bool append_digit(std::uint64_t& value, char digit) {
  return !__builtin_mul_overflow(value, std::uint64_t{10}, &value) &&
         !__builtin_add_overflow(value, static_cast<std::uint64_t>(digit - '0'), &value);
}

Decimal parse_decimal(std::string_view number, std::string_view text) {
  const std::size_t point = number.find('.');
  if (point != std::string_view::npos) {
    while (number.back() == '0') number.remove_suffix(1);
    if (number.back() == '.') number.remove_suffix(1);
  }
  Decimal result;
  bool fits = true;
  bool fraction = false;
  for (const char c : number) {
    if (c == '.') {
      fraction = true;
      continue;
    }
    fits = fits && append_digit(result.digits, c);
    if (fraction) fits = fits && !__builtin_mul_overflow(result.divisor, std::uint64_t{10}, &result.divisor);
  }
  if (!fits) throw QuantityError(quoted(text) + " has more digits than can be kept exactly");
  return result;
}

std::string_view base_unit(Dimension dimension) {
  switch (dimension) {
    case Dimension::kTime:
      return "1 ps";
    case Dimension::kFrequency:
      return "1 Hz";
    case Dimension::kSize:
      return "1 B";
    case Dimension::kBandwidth:
      return "1 B/s";
    case Dimension::kCycles:
      return "0.001 cycles";
  }
  return {};
}

std::uint64_t scale(const Decimal& decimal, const Unit& unit, std::string_view text) {
  const std::uint64_t common = std::gcd(unit.factor, decimal.divisor);
  const std::uint64_t divisor = decimal.divisor / common;
  if (decimal.digits % divisor != 0) {
    throw QuantityError(quoted(text) + " is not a whole multiple of " +
                        std::string(base_unit(unit.dimension)));
  }
  std::uint64_t value = 0;
  if (__builtin_mul_overflow(decimal.digits / divisor, unit.factor / common, &value)) {
    throw QuantityError(quoted(text) + " is too large");
  }
  return value;
}

std::vector<std::string> unit_names(const Dimension* dimension) {
  std::vector<std::string> names;
  for (const Unit& unit : kUnits) {
    if (dimension == nullptr || unit.dimension == *dimension) names.emplace_back(unit.name);
  }
  return names;
}

Quantity parse(std::string_view text, const Dimension* wanted) {
  const std::string expected = wanted == nullptr ? std::string("a number with a unit")
                                                 : "a " + std::string(dimension_name(*wanted)) + " such as " +
                                                       std::string(dimension_example(*wanted));
  if (!text.empty() && text.front() == '-')
    throw QuantityError(quoted(text) + " is negative; expected " + expected);
  const std::size_t length = number_length(text);
  if (length == 0) throw QuantityError(quoted(text) + " is not " + expected);
  const std::string_view number = text.substr(0, length);
  std::string_view unit_name = text.substr(length);
  while (!unit_name.empty() && unit_name.front() == ' ') unit_name.remove_prefix(1);
  if (unit_name.empty()) throw QuantityError(quoted(text) + " has no unit; expected " + expected);
  const Unit* unit = find_unit(unit_name);
  if (unit == nullptr) {
    throw QuantityError("unknown unit in " + quoted(text) +
                        name_hint(unit_name.substr(0, 16), unit_names(wanted)));
  }
  if (wanted != nullptr && unit->dimension != *wanted) {
    throw QuantityError(quoted(text) + " is a " + std::string(dimension_name(unit->dimension)) +
                        "; expected " + expected);
  }
  return {unit->dimension, scale(parse_decimal(number, text), *unit, text)};
}

// value / factor in decimal, without rounding.
std::string exact_fraction(std::uint64_t value, std::uint64_t factor) {
  std::string text = std::to_string(value / factor);
  std::uint64_t rest = value % factor;
  if (rest == 0) return text;
  text += '.';
  while (rest != 0) {
    rest *= 10;
    text += static_cast<char>('0' + rest / factor);
    rest %= factor;
  }
  return text;
}

std::string format_in(std::uint64_t value, Dimension dimension, std::size_t decimals) {
  const Unit* best = nullptr;
  for (const Unit& unit : kUnits) {
    if (unit.dimension != dimension || unit.name == "kB" || unit.name == "MB" || unit.name == "GB") continue;
    if (best == nullptr) best = &unit;
    if (value < unit.factor) continue;
    const std::string text = exact_fraction(value, unit.factor);
    const std::size_t point = text.find('.');
    if (point == std::string::npos || text.size() - point - 1 <= decimals) best = &unit;
  }
  return exact_fraction(value, best->factor) + " " + std::string(best->name);
}

}  // namespace

std::string_view dimension_name(Dimension dimension) {
  switch (dimension) {
    case Dimension::kTime:
      return "time";
    case Dimension::kFrequency:
      return "frequency";
    case Dimension::kSize:
      return "size";
    case Dimension::kBandwidth:
      return "bandwidth";
    case Dimension::kCycles:
      return "number of cycles";
  }
  return {};
}

std::string_view dimension_example(Dimension dimension) {
  switch (dimension) {
    case Dimension::kTime:
      return "200 ns";
    case Dimension::kFrequency:
      return "400 MHz";
    case Dimension::kSize:
      return "128 KiB";
    case Dimension::kBandwidth:
      return "1.5 GB/s";
    case Dimension::kCycles:
      return "12 cycles";
  }
  return {};
}

Quantity parse_any_quantity(std::string_view text) {
  return parse(text, nullptr);
}

std::uint64_t parse_quantity(std::string_view text, Dimension dimension) {
  return parse(text, &dimension).value;
}

std::uint64_t parse_count(std::string_view text) {
  std::uint64_t value = 0;
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) {
    throw QuantityError(quoted(text) + " is not a plain whole number such as 1000");
  }
  for (const char c : text) {
    if (!append_digit(value, c)) throw QuantityError(quoted(text) + " is too large");
  }
  return value;
}

std::uint64_t parse_address(std::string_view text) {
  if (text.size() < 3 || text.substr(0, 2) != "0x") {
    const bool decimal = !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
    if (!decimal) throw QuantityError(quoted(text) + " is not an address such as 0x30AA0000");
    return parse_count(text);
  }
  std::uint64_t value = 0;
  for (const char c : text.substr(2)) {
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0) {
      throw QuantityError(quoted(text) + " is not an address such as 0x30AA0000");
    }
    if (value >> 60 != 0) throw QuantityError(quoted(text) + " is too large");
    const unsigned digit =
        is_digit(c) ? static_cast<unsigned>(c - '0') : static_cast<unsigned>((c | 0x20) - 'a' + 10);
    value = value << 4 | digit;
  }
  return value;
}

std::string format_time(std::uint64_t picoseconds) {
  return format_in(picoseconds, Dimension::kTime, 3);
}
std::string format_frequency(std::uint64_t hertz) {
  return format_in(hertz, Dimension::kFrequency, 3);
}
std::string format_size(std::uint64_t bytes) {
  return format_in(bytes, Dimension::kSize, 0);
}

}  // namespace rpmsg_sim
