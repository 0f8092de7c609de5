#include "models/registers/register_bank.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "tests/unit/registers/recording_findings.h"

namespace rpmsg_sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RegisterBankTest : public testing::Test {
 protected:
  RecordingFindings findings;
  RegisterBank bank{"soc.dev", 0x100, findings};
  AccessContext context{1000, 7};

  template <typename T = std::uint32_t>
  T read(std::uint64_t offset) {
    std::array<std::uint8_t, sizeof(T)> data{};
    bank.read(context, offset, data.data(), sizeof(T));
    T value;
    std::memcpy(&value, data.data(), sizeof value);
    return value;
  }
  template <typename T = std::uint32_t>
  void write(std::uint64_t offset, T value) {
    std::array<std::uint8_t, sizeof(T)> data{};
    std::memcpy(data.data(), &value, sizeof value);
    bank.write(context, offset, data.data(), sizeof(T));
  }
  template <typename T = std::uint32_t>
  T debug_read(std::uint64_t offset) {
    T value{};
    bank.debug_read(context, offset, reinterpret_cast<std::uint8_t*>(&value), sizeof value);
    return value;
  }
  template <typename T = std::uint32_t>
  void debug_write(std::uint64_t offset, T value) {
    bank.debug_write(offset, reinterpret_cast<const std::uint8_t*>(&value), sizeof value);
  }
};

// ---- access modes
// --------------------------------------------------------------------------------------------

TEST_F(RegisterBankTest, ReadWriteStores) {
  bank.add("R", 0x10).reset_value(0x11223344);
  EXPECT_EQ(read(0x10), 0x11223344u);
  write(0x10, 0xA5A5A5A5u);
  EXPECT_EQ(read(0x10), 0xA5A5A5A5u);
  EXPECT_TRUE(findings.reports.empty());
}

TEST_F(RegisterBankTest, ReadOnlyIgnoresAndReportsWrites) {
  bank.add("STAT", 0x10, Access::kReadOnly).reset_value(0x55);
  write(0x10, 0xFFu);
  EXPECT_EQ(read(0x10), 0x55u);
  ASSERT_EQ(findings.reports.size(), 1u);
  EXPECT_EQ(findings.reports[0].id, "write_read_only");
  EXPECT_EQ(findings.reports[0].time, 1000u);
  EXPECT_THAT(findings.reports[0].text, HasSubstr("STAT"));
  EXPECT_THAT(findings.reports[0].text, HasSubstr("soc.dev"));
}

TEST_F(RegisterBankTest, ReadingReadOnlyIsSilent) {
  bank.add("STAT", 0x10, Access::kReadOnly);
  read(0x10);
  EXPECT_TRUE(findings.reports.empty());
}

TEST_F(RegisterBankTest, WriteOnlyReadsZeroAndReportsReads) {
  Register& reg = bank.add("CMD", 0x10, Access::kWriteOnly);
  write(0x10, 0x77u);
  EXPECT_TRUE(findings.reports.empty());
  EXPECT_EQ(reg.value(), 0x77u);
  EXPECT_EQ(read(0x10), 0u);
  ASSERT_EQ(findings.reports.size(), 1u);
  EXPECT_EQ(findings.reports[0].id, "read_write_only");
  EXPECT_THAT(findings.reports[0].text, HasSubstr("CMD"));
}

TEST_F(RegisterBankTest, WriteOneToClear) {
  Register& reg = bank.add("ISR", 0x10, Access::kWriteOneToClear);
  reg.set_bits(0xFF);
  write(0x10, 0x0Fu);
  EXPECT_EQ(read(0x10), 0xF0u);
  write(0x10, 0x0u);
  EXPECT_EQ(read(0x10), 0xF0u);
}

TEST_F(RegisterBankTest, WriteOneToSet) {
  Register& reg = bank.add("GO", 0x10, Access::kWriteOneToSet);
  write(0x10, 0x5u);
  write(0x10, 0x2u);
  EXPECT_EQ(read(0x10), 0x7u);
  reg.clear_bits(0x4);
  EXPECT_EQ(read(0x10), 0x3u);
}

TEST_F(RegisterBankTest, ReadToClear) {
  Register& reg = bank.add("EVT", 0x10, Access::kReadToClear);
  reg.set_bits(0x00FF00FF);
  EXPECT_EQ(debug_read(0x10), 0x00FF00FFu);
  EXPECT_EQ(read<std::uint8_t>(0x10), 0xFFu);  // clears the byte that was read, no other
  EXPECT_EQ(read(0x10), 0x00FF0000u);
  EXPECT_EQ(read(0x10), 0u);
}

TEST_F(RegisterBankTest, FieldsMixAccessModesAndReserveTheRest) {
  Register& reg = bank.add("MIX", 0x10)
                      .bits("RW", 7, 4, Access::kReadWrite, 0xA)
                      .bit("RO", 8, Access::kReadOnly, 1)
                      .bit("WO", 9, Access::kWriteOnly)
                      .bits("W1C", 19, 16, Access::kWriteOneToClear, 0xF)
                      .bits("W1S", 23, 20, Access::kWriteOneToSet)
                      .bits("RC", 31, 28, Access::kReadToClear, 0x6);
  EXPECT_EQ(reg.reset_value(), 0x600F01A0u);
  EXPECT_EQ(debug_read(0x10), 0x600F01A0u);
  write(0x10, 0xFF5AFE5Fu);
  // RC untouched by the write, W1S = 5, W1C = F & ~A, WO stored but unreadable, RW = 5; reserved bits stay 0.
  EXPECT_EQ(reg.value(), 0x60550350u);
  EXPECT_EQ(read(0x10), 0x60550150u);
  EXPECT_EQ(read(0x10), 0x00550150u);
  EXPECT_TRUE(findings.reports.empty());
}

TEST_F(RegisterBankTest, UnmodelledRegisterIsReportedByName) {
  bank.add("PWR", 0x10).not_modelled();
  write(0x10, 0x12u);
  EXPECT_EQ(read(0x10), 0x12u);
  EXPECT_EQ(findings.count("unmodelled_register"), 2u);
  EXPECT_THAT(findings.reports[0].text, HasSubstr("PWR"));
}

TEST_F(RegisterBankTest, UnmodelledFieldIsReportedWhenSetOnly) {
  bank.add("CR", 0x10).bit("GO", 0, Access::kReadWrite).bit("HR", 4, Access::kReadWrite).field_not_modelled();
  write(0x10, 0x1u);
  read(0x10);
  EXPECT_TRUE(findings.reports.empty());
  write(0x10, 0x11u);
  ASSERT_EQ(findings.count("unmodelled_register"), 1u);
  EXPECT_THAT(findings.reports[0].text, HasSubstr("HR"));
}

TEST_F(RegisterBankTest, HolesReadZeroIgnoreWritesAndAreReported) {
  bank.add("R", 0x10);
  write(0x14, 0x99u);
  EXPECT_EQ(read(0x14), 0u);
  EXPECT_EQ(read(0xFC), 0u);
  EXPECT_EQ(findings.count("undefined_register"), 3u);
  EXPECT_THAT(findings.reports[2].text, HasSubstr("0xfc"));
}

// ---- callbacks
// -----------------------------------------------------------------------------------------------

TEST_F(RegisterBankTest, CallbacksGetTheAccessContext) {
  AccessContext seen{};
  bank.add("R", 0x10)
      .on_read([&](const AccessContext& c) {
        seen = c;
        return 0x42u;
      })
      .on_write([&](const AccessContext& c, const RegisterWrite&) {
        seen = AccessContext{c.time + 1, c.initiator};
      });
  EXPECT_EQ(read(0x10), 0x42u);
  EXPECT_EQ(seen.time, 1000u);
  EXPECT_EQ(seen.initiator, 7u);
  write(0x10, 1u);
  EXPECT_EQ(seen.time, 1001u);
}

TEST_F(RegisterBankTest, ReadCallbackRunsOncePerAccessWhateverTheWidth) {
  unsigned reads = 0;
  bank.add("FIFO", 0x10).on_read([&](const AccessContext&) {
    ++reads;
    return 0x44332211u;
  });
  EXPECT_EQ(read<std::uint8_t>(0x12), 0x33u);
  EXPECT_EQ(reads, 1u);
  EXPECT_EQ(read<std::uint16_t>(0x11), 0x3322u);
  EXPECT_EQ(reads, 2u);
  EXPECT_EQ(read(0x10), 0x44332211u);
  EXPECT_EQ(reads, 3u);
}

TEST_F(RegisterBankTest, ReadCallbackCannotShowReservedBits) {
  bank.add("R", 0x10).bits("LOW", 7, 0, Access::kReadOnly).on_read([](const AccessContext&) {
    return 0xFFFFu;
  });
  EXPECT_EQ(read(0x10), 0xFFu);
}

TEST_F(RegisterBankTest, NarrowWriteMergesWithoutReadSideEffects) {
  unsigned reads = 0;
  RegisterWrite seen;
  bank.add("R", 0x10)
      .on_read([&](const AccessContext&) {
        ++reads;
        return 0u;
      })
      .peek([](const AccessContext&) { return 0xAABBCCDDu; })
      .on_write([&](const AccessContext&, const RegisterWrite& w) { seen = w; });
  write<std::uint8_t>(0x11, 0x00);
  EXPECT_EQ(reads, 0u);
  EXPECT_EQ(seen.value, 0xAABB00DDu);
  EXPECT_EQ(seen.raw, 0u);
  EXPECT_EQ(seen.lanes, 0x0000FF00u);
  write<std::uint16_t>(0x12, 0x1234);
  EXPECT_EQ(seen.value, 0x1234CCDDu);
  EXPECT_EQ(seen.lanes, 0xFFFF0000u);
}

TEST_F(RegisterBankTest, NarrowWriteToWriteOneBitsActsOnlyInItsLanes) {
  RegisterWrite seen;
  Register& reg = bank.add("ISR", 0x10, Access::kWriteOneToClear)
                      .on_write([&](const AccessContext&, const RegisterWrite& w) { seen = w; });
  reg.set_bits(0xFFFFFFFF);
  write<std::uint8_t>(0x13, 0x0F);
  EXPECT_EQ(reg.value(), 0xF0FFFFFFu);
  EXPECT_EQ(seen.value, 0x0F000000u);
  EXPECT_EQ(seen.previous, 0xFFFFFFFFu);
}

TEST_F(RegisterBankTest, WriteCallbackSeesRawBitsOutsideTheFields) {
  RegisterWrite seen;
  bank.add("SR", 0x10)
      .bits("GIP", 31, 28, Access::kWriteOneToClear)
      .on_write([&](const AccessContext&, const RegisterWrite& w) { seen = w; });
  write(0x10, 0xF00000F0u);
  EXPECT_EQ(seen.raw, 0xF00000F0u);
  EXPECT_EQ(seen.value, 0xF0000000u);
}

// ---- width and alignment
// -------------------------------------------------------------------------------------

TEST_F(RegisterBankTest, WideAccessIsSplitLowAddressFirst) {
  std::vector<unsigned> order;
  bank.add_array("TR", 0x10, 4, 4, Access::kReadWrite, [&](Register& reg, unsigned i) {
    reg.on_write([&order, i](const AccessContext&, const RegisterWrite&) { order.push_back(i); });
    reg.on_read([&order, i](const AccessContext&) {
      order.push_back(10 + i);
      return i;
    });
  });
  write<std::uint64_t>(0x14, 0x2222222211111111u);
  EXPECT_THAT(order, ElementsAre(1u, 2u));
  order.clear();
  EXPECT_EQ(read<std::uint64_t>(0x14), 0x0000000200000001u);
  EXPECT_THAT(order, ElementsAre(11u, 12u));
}

TEST_F(RegisterBankTest, UnalignedAccessTouchesBothNeighbours) {
  Register& low = bank.add("LOW", 0x10).reset_value(0x44332211);
  Register& high = bank.add("HIGH", 0x14).reset_value(0x88776655);
  EXPECT_EQ(read(0x11), 0x55443322u);
  EXPECT_EQ(read<std::uint16_t>(0x13), 0x5544u);
  EXPECT_EQ(read<std::uint64_t>(0x10), 0x8877665544332211u);
  write(0x12, 0xDDCCBBAAu);
  EXPECT_EQ(low.value(), 0xBBAA2211u);
  EXPECT_EQ(high.value(), 0x8877DDCCu);
}

TEST_F(RegisterBankTest, AccessAcrossRegisterAndHoleReportsTheHoleOnly) {
  bank.add("R", 0x10).reset_value(0xFFFFFFFF);
  EXPECT_EQ(read<std::uint64_t>(0x10), 0x00000000FFFFFFFFu);
  ASSERT_EQ(findings.count("undefined_register"), 1u);
  EXPECT_THAT(findings.reports[0].text, HasSubstr("0x14"));
}

TEST_F(RegisterBankTest, NarrowRegistersShareAWord) {
  Register& byte0 = bank.add("B0", 0x20, Access::kReadWrite, 8);
  Register& half = bank.add("H2", 0x22, Access::kReadWrite, 16);
  write(0x20, 0x11223344u);
  EXPECT_EQ(byte0.value(), 0x44u);
  EXPECT_EQ(half.value(), 0x1122u);
  EXPECT_EQ(findings.count("undefined_register"), 1u);  // byte 0x21
  EXPECT_EQ(read(0x20), 0x11220044u);
  EXPECT_EQ(read<std::uint8_t>(0x23), 0x11u);
  write<std::uint8_t>(0x22, 0xAA);
  EXPECT_EQ(half.value(), 0x11AAu);
}

TEST_F(RegisterBankTest, ReadOnlyNarrowNeighbourIsReportedOnItsOwn) {
  bank.add("B0", 0x20, Access::kReadWrite, 8);
  bank.add("B1", 0x21, Access::kReadOnly, 8);
  write<std::uint8_t>(0x20, 1);
  EXPECT_TRUE(findings.reports.empty());
  write<std::uint16_t>(0x20, 0x0101);
  EXPECT_EQ(findings.count("write_read_only"), 1u);
}

TEST_F(RegisterBankTest, LongAccessCoversTheWholeBank) {
  for (unsigned i = 0; i < 64; ++i) bank.add("R" + std::to_string(i), 4 * i).reset_value(i);
  std::array<std::uint8_t, 256> data{};
  bank.read(context, 0, data.data(), 256);
  for (unsigned i = 0; i < 64; ++i) EXPECT_EQ(data[4 * i], i);
  EXPECT_TRUE(findings.reports.empty());
}

// ---- debug access
// --------------------------------------------------------------------------------------------

TEST_F(RegisterBankTest, DebugReadHasNoEffect) {
  unsigned effects = 0;
  bank.add("FIFO", 0x10)
      .on_read([&](const AccessContext&) {
        ++effects;
        return 1u;
      })
      .peek([](const AccessContext& c) { return static_cast<std::uint32_t>(c.time) + 0x70000u; });
  bank.add("CMD", 0x14, Access::kWriteOnly);
  bank.add("PWR", 0x18).not_modelled();
  EXPECT_EQ(debug_read(0x10), 0x70000u + 1000u);
  EXPECT_EQ(debug_read<std::uint16_t>(0x12), 7u);
  EXPECT_EQ(debug_read(0x14), 0u);
  EXPECT_EQ(debug_read(0x18), 0u);
  EXPECT_EQ(debug_read(0x40), 0u);
  EXPECT_EQ(effects, 0u);
  EXPECT_TRUE(findings.reports.empty());
}

TEST_F(RegisterBankTest, DebugWriteChangesStoredBitsOnly) {
  unsigned effects = 0;
  Register& plain = bank.add("R", 0x10);
  Register& acting =
      bank.add("DO", 0x14).on_write([&](const AccessContext&, const RegisterWrite&) { ++effects; });
  Register& status = bank.add("ST", 0x18, Access::kReadOnly).reset_value(5);
  debug_write<std::uint8_t>(0x11, 0xEE);
  EXPECT_EQ(plain.value(), 0x0000EE00u);
  debug_write(0x14, 0xFFu);
  debug_write(0x18, 0xFFu);
  debug_write(0x80, 0xFFu);
  EXPECT_EQ(acting.value(), 0u);
  EXPECT_EQ(status.value(), 5u);
  EXPECT_EQ(effects, 0u);
  EXPECT_TRUE(findings.reports.empty());
}

// ---- reset, listing, declaration errors
// ----------------------------------------------------------------------

TEST_F(RegisterBankTest, ResetRestoresValuesWithoutCallbacks) {
  unsigned effects = 0;
  bank.add("R", 0x10).reset_value(0x1234).on_write(
      [&](const AccessContext&, const RegisterWrite&) { ++effects; });
  write(0x10, 0u);
  EXPECT_EQ(effects, 1u);
  bank.reset();
  EXPECT_EQ(read(0x10), 0x1234u);
  EXPECT_EQ(effects, 1u);
}

TEST_F(RegisterBankTest, ListingNamesEveryRegisterAndField) {
  bank.add("CR", 0x24).bit("MUR", 5, Access::kWriteOneToSet).bits("F", 2, 0, Access::kReadWrite, 3);
  bank.add_array("TR", 0x0, 2, 4, Access::kReadWrite, nullptr);
  bank.add("OLD", 0x30, Access::kReadOnly, 16).not_modelled();
  EXPECT_EQ(bank.listing(),
            "0x0000 TR0          32 bits, reset 0x00000000\n"
            "       31..0  TR0          RW\n"
            "0x0004 TR1          32 bits, reset 0x00000000\n"
            "       31..0  TR1          RW\n"
            "0x0024 CR           32 bits, reset 0x00000003\n"
            "        5..5  MUR          W1S\n"
            "        2..0  F            RW\n"
            "0x0030 OLD          16 bits, reset 0x00000000, not modelled\n"
            "       15..0  OLD          RO\n");
  ASSERT_NE(bank.find("TR1"), nullptr);
  EXPECT_EQ(bank.find("TR1")->offset(), 4u);
  EXPECT_EQ(bank.find("TR2"), nullptr);
  EXPECT_EQ(bank.registers().size(), 4u);
}

TEST_F(RegisterBankTest, FieldsReadTheirPartOfAValue) {
  const Field field{"F", 7, 4, Access::kReadWrite, 0, true};
  EXPECT_EQ(field.mask(), 0xF0u);
  EXPECT_EQ(field.of(0xABCDu), 0xCu);
  const Field whole{"W", 31, 0, Access::kReadWrite, 0, true};
  EXPECT_EQ(whole.mask(), 0xFFFFFFFFu);
}

TEST_F(RegisterBankTest, MistakesInDeclarationsAreRefused) {
  bank.add("R", 0x10);
  EXPECT_THROW(bank.add("S", 0x10), std::logic_error);                          // overlap
  EXPECT_THROW(bank.add("S", 0x12, Access::kReadWrite, 16), std::logic_error);  // overlap, narrow
  EXPECT_THROW(bank.add("R", 0x20), std::logic_error);                          // name twice
  EXPECT_THROW(bank.add("S", 0x22), std::logic_error);                          // misaligned
  EXPECT_THROW(bank.add("S", 0x100), std::logic_error);                         // past the end
  EXPECT_THROW(bank.add("S", 0x20, Access::kReadWrite, 24), std::logic_error);  // odd width
  EXPECT_THROW(bank.add("T", 0x20).bits("A", 32, 0, Access::kReadWrite), std::logic_error);
  EXPECT_THROW(bank.add("U", 0x24).bits("A", 3, 0, Access::kReadWrite).bit("B", 3, Access::kReadOnly),
               std::logic_error);
  EXPECT_THROW(bank.add("V", 0x28).bits("A", 1, 0, Access::kReadWrite, 4), std::logic_error);
  EXPECT_THROW(bank.add("W", 0x2C, Access::kReadWrite, 8).reset_value(0x100), std::logic_error);
}

}  // namespace
}  // namespace rpmsg_sim
