// How fast the interpreter is: instructions per second of wall time on loops of the kind that firmware spends
// its time in. The loops are Thumb code in the core's own memory; nobody disturbs the core, and none is so
// long that it looks for somebody who wants to end the run.
#include <benchmark/benchmark.h>

#include <cstring>
#include <vector>

#include "tests/differential/arm_machine.h"

namespace rpmsg_sim {
namespace {

constexpr std::uint32_t kCode = ArmMachine::kMemory + 0x100;
constexpr std::uint32_t kData = ArmMachine::kMemory + 0x8000;

struct Loop {
  std::vector<std::uint16_t> code;
  std::uint64_t before;    // instructions outside of the loop
  std::uint64_t per_pass;  // instructions of a pass
  std::uint32_t passes;    // r1 at the start
};

// CRC-32 bit by bit: the register is r0, the polynomial r4; r3 counts.
Loop crc() {
  return {{0x0841,          // 1: lsrs r1, r0, #1
           0xF010, 0x0F01,  // tst.w r0, #1
           0xBF18,          // it ne
           0x4061,          // eorne r1, r4
           0x0008,          // movs r0, r1
           0x3B01,          // subs r3, #1
           0xD1F7,          // bne 1b
           0xE7FE},         // b .
          1,
          7,
          500'000};
}

// ldr, str, subs, bne with post-increment: a word at a time, within 16 KiB.
Loop copy() {
  return {{0xF850, 0x5B04,  // 1: ldr r5, [r0], #4
           0xF842, 0x5B04,  // str r5, [r2], #4
           0xF420, 0x5080,  // bic r0, r0, #0x1000
           0xF422, 0x5280,  // bic r2, r2, #0x1000
           0x3B01,          // subs r3, #1
           0xD1F5,          // bne 1b
           0xE7FE},
          1,
          6,
          500'000};
}

// Eight words at a time.
Loop copy_multiple() {
  return {{0xE8B0, 0x0FF0,  // 1: ldmia r0!, {r4-r11}
           0xE8A2, 0x0FF0,  // stmia r2!, {r4-r11}
           0xF420, 0x5080,  // bic r0, r0, #0x1000
           0xF422, 0x5280,  // bic r2, r2, #0x1000
           0x3B01,          // subs r3, #1
           0xD1F5,          // bne 1b
           0xE7FE},
          1,
          6,
          500'000};
}

// s0 += s1 * s2
Loop floats() {
  return {{0xEE00, 0x0A81,  // 1: vmla.f32 s0, s1, s2
           0xEE31, 0x1A82,  // vadd.f32 s2, s3, s4
           0x3B01,          // subs r3, #1
           0xD1F9,          // bne 1b
           0xE7FE},
          1,
          4,
          500'000};
}

void run(benchmark::State& state, const Loop& loop) {
  static ArmMachine machine;
  const std::uint32_t vectors[2] = {kData + 0x8000, kCode | 1};
  std::memcpy(machine.memory(), vectors, sizeof vectors);
  std::memcpy(machine.memory() + (kCode - ArmMachine::kMemory), loop.code.data(), 2 * loop.code.size());
  std::uint64_t instructions = 0;
  for (auto _ : state) {
    machine.reset();
    machine.state().r[0] = kData;
    machine.state().r[2] = kData + 0x2000;
    machine.state().r[3] = loop.passes;
    machine.state().r[4] = 0xEDB88320;
    machine.run(kCode);
    if (machine.core().state() != CoreState::kSpinning) return state.SkipWithError("the loop did not end");
    instructions += loop.before + loop.per_pass * loop.passes;
  }
  state.counters["instructions"] =
      benchmark::Counter(static_cast<double>(instructions), benchmark::Counter::kIsRate);
}

}  // namespace
}  // namespace rpmsg_sim

int sc_main(int argc, char** argv) {
  using namespace rpmsg_sim;
  benchmark::Initialize(&argc, argv);
  benchmark::RegisterBenchmark("crc", run, crc());
  benchmark::RegisterBenchmark("copy_words", run, copy());
  benchmark::RegisterBenchmark("copy_multiple", run, copy_multiple());
  benchmark::RegisterBenchmark("floats", run, floats());
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
