#include "models/soc/uart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/soc/soc_bench.h"

namespace rpmsg_sim {
namespace {

constexpr std::uint64_t kUTXD = 0x40, kUCR1 = 0x80, kUCR2 = 0x84, kUSR1 = 0x94, kUSR2 = 0x98, kUTS = 0xB4;

struct Bench {
  RecordingFindings findings;
  RecordingConsole console;
  Uart uart{"uart4", console, findings};
  StubInitiator cpu{"cpu", 5};
  Bench() { connect_and_start(cpu, uart.bus); }
  void print(const std::string& text, Picoseconds start = 0) {
    for (const char c : text) cpu.write<std::uint32_t>(kUTXD, static_cast<unsigned char>(c), start++);
  }
};

struct ResetValue {
  const char* name;
  std::uint64_t offset;
  std::uint32_t value;
};
// Linux drivers/tty/serial/imx.c for offsets; i.MX reference manuals and QEMU hw/char/imx_serial.c for
// values.
constexpr ResetValue kResetValues[] = {
    {"URXD", 0x00, 0},      {"UTXD", 0x40, 0},      {"UCR1", 0x80, 0},     {"UCR2", 0x84, 1},
    {"UCR3", 0x88, 0x700},  {"UCR4", 0x8C, 0x8000}, {"UFCR", 0x90, 0x801}, {"USR1", 0x94, 0x2040},
    {"USR2", 0x98, 0x4028}, {"UESC", 0x9C, 0x2B},   {"UTIM", 0xA0, 0},     {"UBIR", 0xA4, 0},
    {"UBMR", 0xA8, 0},      {"UBRC", 0xAC, 4},      {"ONEMS", 0xB0, 0},    {"UTS", 0xB4, 0x60},
    {"UMCR", 0xB8, 0},
};

TEST(Uart, ResetValues) {
  Bench bench;
  for (const ResetValue& reset : kResetValues) {
    EXPECT_EQ(bench.cpu.debug_read(reset.offset), reset.value) << reset.name;
    ASSERT_NE(bench.uart.registers().find(reset.name), nullptr) << reset.name;
    EXPECT_EQ(bench.uart.registers().find(reset.name)->offset(), reset.offset) << reset.name;
  }
}

TEST(Uart, AccessModes) {
  Bench bench;
  EXPECT_EQ(bench.uart.registers().find("USR1")->mask_of(Access::kWriteOneToClear), 0x9DB0u);
  EXPECT_EQ(bench.uart.registers().find("USR2")->mask_of(Access::kWriteOneToClear), 0xBDD6u);
  EXPECT_EQ(bench.uart.registers().find("UCR1")->mask_of(Access::kReadWrite), 0xFFFFu);
  EXPECT_EQ(bench.uart.registers().find("UCR2")->mask_of(Access::kReadWrite), 0xFFFFu);
  EXPECT_EQ(bench.uart.registers().find("UCR4")->mask_of(Access::kReadWrite), 0xFFFFu);
}

TEST(Uart, PrintsWholeLines) {
  Bench bench;
  bench.print("hello\r\nwor", 1'000);
  ASSERT_EQ(bench.console.lines.size(), 1u);
  EXPECT_EQ(bench.console.lines[0].text, "hello");
  EXPECT_EQ(bench.console.lines[0].who, 5u);
  EXPECT_EQ(bench.console.lines[0].time, 1'006u);
  bench.uart.flush(9'000);
  ASSERT_EQ(bench.console.lines.size(), 2u);
  EXPECT_EQ(bench.console.lines[1].text, "wor");
  EXPECT_EQ(bench.console.lines[1].time, 9'000u);
  bench.uart.flush(9'001);
  EXPECT_EQ(bench.console.lines.size(), 2u);
  EXPECT_TRUE(bench.findings.reports.empty());
}

TEST(Uart, BreaksEndlessLines) {
  Bench bench;
  bench.print(std::string(450, 'x') + "\n");
  ASSERT_EQ(bench.console.lines.size(), 3u);
  EXPECT_EQ(bench.console.lines[0].text.size(), 200u);
  EXPECT_EQ(bench.console.lines[2].text.size(), 50u);
}

TEST(Uart, ABrokenLineEndsOnce) {
  Bench bench;
  bench.print(std::string(200, 'x') + "\n\ny\n");
  ASSERT_EQ(bench.console.lines.size(), 3u);
  EXPECT_EQ(bench.console.lines[1].text, "");
  EXPECT_EQ(bench.console.lines[2].text, "y");
}

TEST(Uart, TransmitterIsAlwaysReady) {
  Bench bench;
  bench.print("x");
  EXPECT_EQ(bench.cpu.read(kUSR1) & (1u << 13), 1u << 13);                      // TRDY
  EXPECT_EQ(bench.cpu.read(kUSR2) & (1u << 14 | 1u << 3), 1u << 14 | 1u << 3);  // TXFE, TXDC
  EXPECT_EQ(bench.cpu.read(kUTS) & (1u << 6 | 1u << 4), 1u << 6);               // TXEMPTY, not TXFULL
}

TEST(Uart, NarrowWritesOfOtherBytesPrintNothing) {
  Bench bench;
  bench.cpu.write<std::uint8_t>(kUTXD, 'a');
  bench.cpu.write<std::uint8_t>(kUTXD + 1, 'b');
  bench.uart.flush(0);
  ASSERT_EQ(bench.console.lines.size(), 1u);
  EXPECT_EQ(bench.console.lines[0].text, "a");
}

// Drivers write 0 to SRST and poll until it reads 1; control registers survive.
TEST(Uart, SoftwareResetCompletesAtOnce) {
  Bench bench;
  bench.cpu.write(kUCR1, 1u);
  bench.cpu.write(kUCR2, 0x4026u);
  EXPECT_EQ(bench.cpu.read(kUCR2), 0x4027u);
  EXPECT_EQ(bench.cpu.read(kUCR1), 1u);
  bench.cpu.write(kUTS, 1u);
  EXPECT_EQ(bench.cpu.read(kUTS), 0x60u);
}

TEST(Uart, InterruptEnablesAreStoredAndReported) {
  Bench bench;
  bench.cpu.write(kUCR1, 0x1u);
  EXPECT_TRUE(bench.findings.reports.empty());
  bench.cpu.write(kUCR1, 0x1u | 1u << 6);
  ASSERT_EQ(bench.findings.count("unmodelled_register"), 1u);
  EXPECT_THAT(bench.findings.reports[0].text, testing::HasSubstr("TXMPTYEN"));
  EXPECT_EQ(bench.cpu.read(kUCR1), 0x41u);
}

TEST(Uart, NothingIsEverReceived) {
  Bench bench;
  EXPECT_EQ(bench.cpu.read(0x00), 0u);
  EXPECT_EQ(bench.cpu.read(kUSR2) & 1u, 0u);
}

TEST(Uart, DebugWriteDoesNotPrint) {
  Bench bench;
  bench.cpu.debug_write(kUTXD, static_cast<std::uint32_t>('\n'));
  bench.uart.flush(0);
  EXPECT_TRUE(bench.console.lines.empty());
}

}  // namespace
}  // namespace rpmsg_sim
