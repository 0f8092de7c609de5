#include "models/memory/memory.h"

#include <gtest/gtest.h>

#include <cstring>

namespace rpmsg_sim {
namespace {

MemoryTiming ddr() {
  MemoryTiming timing;
  timing.banks = 8;
  timing.bank_shift = 12;
  timing.bank_busy = 60'000;
  timing.bus_busy = 5'000;
  timing.burst = 64;
  return timing;
}

TEST(Memory, AnIdleMemoryGrantsAtOnce) {
  Memory memory("memory", 1 << 20, ddr());
  EXPECT_EQ(memory.book(0, 0, 4, false, 1'000).at, 1'000u);
}

TEST(Memory, TheSameBankMakesWait) {
  Memory memory("memory", 1 << 20, ddr());
  memory.book(0, 0, 4, false, 1'000);
  EXPECT_EQ(memory.book(0, 0x800, 4, false, 2'000).at, 61'000u);
  EXPECT_EQ(memory.book(0, 0x800, 4, false, 200'000).at, 200'000u);
}

TEST(Memory, AnotherBankWaitsForTheBusOnly) {
  Memory memory("memory", 1 << 20, ddr());
  memory.book(0, 0, 4, false, 1'000);
  EXPECT_EQ(memory.book(0, 0x1000, 4, false, 2'000).at, 6'000u);
  EXPECT_EQ(memory.book(0, 0x8000, 4, false, 20'000).at, 61'000u);  // bank 0 again: bits 12 to 14
}

TEST(Memory, LongAccessesAreSplitIntoBursts) {
  Memory memory("memory", 1 << 20, ddr());
  memory.book(0, 0, 256, false, 0);  // four bursts of 5 ns
  EXPECT_EQ(memory.book(0, 0x1000, 4, false, 0).at, 20'000u);
}

tlm::tlm_response_status transport(Memory& memory, tlm::tlm_command command, std::uint64_t address,
                                   void* data, unsigned size, unsigned* done = nullptr) {
  tlm::tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(static_cast<unsigned char*>(data));
  payload.set_data_length(size);
  payload.set_streaming_width(size);
  const unsigned count = memory.transport_dbg(payload);
  if (done != nullptr) *done = count;
  return payload.get_response_status();
}

TEST(Memory, DebugTransportCopiesAndChecksTheEnd) {
  Memory memory("memory", 4096, ddr());
  std::uint32_t word = 0x12345678;
  EXPECT_EQ(transport(memory, tlm::TLM_WRITE_COMMAND, 4092, &word, 4), tlm::TLM_OK_RESPONSE);
  std::uint32_t back = 0;
  unsigned done = 0;
  EXPECT_EQ(transport(memory, tlm::TLM_READ_COMMAND, 4092, &back, 4, &done), tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(back, word);
  EXPECT_EQ(done, 4u);
  EXPECT_EQ(transport(memory, tlm::TLM_READ_COMMAND, 4093, &back, 4, &done), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(done, 0u);
  EXPECT_EQ(transport(memory, tlm::TLM_READ_COMMAND, 4096, &back, 1), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(transport(memory, tlm::TLM_READ_COMMAND, ~0ull, &back, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(memory.book(0, 0, 4, false, 7).at, 7u);  // debug access has booked nothing
}

TEST(BackingStore, ShowsTheSameBytesAtSeveralAddresses) {
  BackingStore store("store", 1 << 16);
  constexpr std::uint64_t kFirst = 0x3'0000'0000;
  constexpr std::uint64_t kSecond = 0x3'1000'0000;
  ASSERT_TRUE(store.map_at(kFirst, 0x1000, 0x2000));
  ASSERT_TRUE(store.map_at(kSecond, 0x1000, 0x1000));
  *reinterpret_cast<volatile std::uint32_t*>(kFirst + 8) = 77;
  EXPECT_EQ(*reinterpret_cast<volatile std::uint32_t*>(kSecond + 8), 77u);
  EXPECT_EQ(store.data()[0x1008], 77u);
  EXPECT_FALSE(store.map_at(kFirst, 0, 0x1000)) << "what is there is not replaced";
}

}  // namespace
}  // namespace rpmsg_sim
