// Random accesses of every width and alignment, compared with a model that knows bytes and nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include "models/registers/register_bank.h"
#include "tests/unit/registers/recording_findings.h"

namespace rpmsg_sim {
namespace {

constexpr unsigned kSize = 64;

// One bit at a time: what it may do, and its value.
class NaiveBank {
 public:
  enum Mode { kHole, kReserved, kRw, kRo, kWo, kW1c, kW1s, kRc };
  std::array<Mode, kSize * 8> mode{};
  std::array<bool, kSize * 8> value{};

  std::uint8_t read_byte(unsigned offset) {
    unsigned byte = 0;
    for (unsigned i = 0; i < 8; ++i) {
      const unsigned bit = 8 * offset + i;
      const bool visible =
          mode[bit] == kRw || mode[bit] == kRo || mode[bit] == kW1c || mode[bit] == kW1s || mode[bit] == kRc;
      if (visible && value[bit]) byte |= 1u << i;
      if (mode[bit] == kRc) value[bit] = false;
    }
    return static_cast<std::uint8_t>(byte);
  }

  void write_byte(unsigned offset, std::uint8_t byte) {
    for (unsigned i = 0; i < 8; ++i) {
      const unsigned bit = 8 * offset + i;
      const bool one = (byte >> i & 1) != 0;
      if (mode[bit] == kRw || mode[bit] == kWo) value[bit] = one;
      if (mode[bit] == kW1c && one) value[bit] = false;
      if (mode[bit] == kW1s && one) value[bit] = true;
    }
  }
};

constexpr std::array<Access, 6> kModes{Access::kReadWrite,     Access::kReadOnly,
                                       Access::kWriteOnly,     Access::kWriteOneToClear,
                                       Access::kWriteOneToSet, Access::kReadToClear};
constexpr std::array<NaiveBank::Mode, 6> kNaive{NaiveBank::kRw,  NaiveBank::kRo,  NaiveBank::kWo,
                                                NaiveBank::kW1c, NaiveBank::kW1s, NaiveBank::kRc};

// Fills the bank with registers of random width, fields, modes and reset values, with holes between.
class Layout {
 public:
  Layout(std::mt19937& random, RegisterBank& bank, NaiveBank& naive)
      : random_(random), bank_(bank), naive_(naive) {
    unsigned offset = 0;
    while (offset < kSize) {
      const unsigned bytes = 1u << random_() % 3;
      if (offset % bytes != 0 || offset + bytes > kSize || random_() % 8 == 0) {
        ++offset;
        continue;
      }
      add_register(offset, bytes);
      offset += bytes;
    }
  }
  std::vector<Register*> registers;

 private:
  void add_register(unsigned offset, unsigned bytes) {
    Register& reg = bank_.add("R" + std::to_string(offset), offset, Access::kReadWrite, 8 * bytes);
    for (unsigned bit = 0; bit < 8 * bytes; ++bit) naive_.mode[8 * offset + bit] = NaiveBank::kReserved;
    unsigned bit = 0;
    // At least one field, or the register would be one whole read-write field.
    while (bit < 8 * bytes) {
      const unsigned last = std::min(8 * bytes - 1, bit + static_cast<unsigned>(random_() % 9));
      if (bit == 0 || random_() % 4 != 0) add_field(reg, offset, bit, last);
      bit = last + 1;
    }
    registers.push_back(&reg);
  }

  void add_field(Register& reg, unsigned offset, unsigned first, unsigned last) {
    const unsigned kind = static_cast<unsigned>(random_() % kModes.size());
    const auto reset = static_cast<std::uint32_t>(random_() & ((std::uint64_t{1} << (last - first + 1)) - 1));
    reg.bits("F" + std::to_string(first), last, first, kModes[kind], reset);
    for (unsigned bit = first; bit <= last; ++bit) {
      naive_.mode[8 * offset + bit] = kNaive[kind];
      naive_.value[8 * offset + bit] = (reset >> (bit - first) & 1) != 0;
    }
  }

  std::mt19937& random_;
  RegisterBank& bank_;
  NaiveBank& naive_;
};

void compare(unsigned seed) {
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  RecordingFindings findings;
  RegisterBank bank("bank", kSize, findings);
  NaiveBank naive;
  Layout layout(random, bank, naive);
  const AccessContext context{};

  for (unsigned step = 0; step < 3000; ++step) {
    // Half of the accesses are aligned words, which take the short way through the bank.
    const bool word = random() % 2 == 0;
    const unsigned offset = static_cast<unsigned>(random() % kSize) & (word ? ~3u : ~0u);
    const unsigned length = word ? 4 : std::min(kSize - offset, 1 + static_cast<unsigned>(random() % 16));
    std::array<std::uint8_t, 16> data{};
    switch (random() % 4) {
      case 0: {
        bank.read(context, offset, data.data(), length);
        for (unsigned i = 0; i < length; ++i)
          ASSERT_EQ(data[i], naive.read_byte(offset + i)) << offset << "+" << i;
        break;
      }
      case 1: {
        NaiveBank copy = naive;  // debug reads clear nothing
        bank.debug_read(context, offset, data.data(), length);
        for (unsigned i = 0; i < length; ++i)
          ASSERT_EQ(data[i], copy.read_byte(offset + i)) << offset << "+" << i;
        break;
      }
      case 2: {
        for (unsigned i = 0; i < length; ++i) data[i] = static_cast<std::uint8_t>(random());
        bank.write(context, offset, data.data(), length);
        for (unsigned i = 0; i < length; ++i) naive.write_byte(offset + i, data[i]);
        break;
      }
      default: {  // the device sets bits of its own
        Register* reg = layout.registers[random() % layout.registers.size()];
        const auto bits = static_cast<std::uint32_t>(random());
        reg->set_bits(bits);
        for (unsigned bit = 0; bit < reg->width(); ++bit) {
          if ((bits >> bit & 1) != 0) naive.value[8 * reg->offset() + bit] = true;
        }
      }
    }
  }
}

TEST(RandomAccess, MatchesBytewiseModel) {
  for (unsigned seed = 1; seed <= 100; ++seed) compare(seed);
}

}  // namespace
}  // namespace rpmsg_sim
