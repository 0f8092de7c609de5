// Two sides do random things at random times; everything either of them can see is compared with a small
// model that keeps a list of what has been done and works out the rest from it each time.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/unit/mu/mu_bench.h"

namespace rpmsg_sim {
namespace {

// What happened, by whom, when. The state at a time follows from the list alone: an effect on the other side
// counts from `time + kCross` on.
struct Action {
  enum Kind { kWrite, kRead, kRequest, kClear, kFlags } kind;
  unsigned side;
  unsigned n;
  Picoseconds time;
  std::uint32_t value;  // word or flags
  std::size_t about;    // kRead, kClear: index of the newest write or request it answers
};

constexpr std::size_t kNone = ~std::size_t{0};

class Reference {
 public:
  std::array<std::uint32_t, 2> control{};  // enables and flags as last written

  // Newest write (request) of `side` that has been seen by the other side at `time`. Words that were replaced
  // while under way are never seen.
  std::size_t newest(Action::Kind kind, unsigned side, unsigned n, Picoseconds before) const {
    std::size_t found = kNone;
    for (std::size_t i = 0; i < done.size(); ++i) {
      const Action& action = done[i];
      if (action.kind != kind || action.side != side || action.n != n) continue;
      if (action.time <= before) found = i;
    }
    return found;
  }
  std::size_t newest_arrived(Action::Kind kind, unsigned side, unsigned n, Picoseconds time) const {
    if (time < kCross) return kNone;
    std::size_t found = kNone;
    for (std::size_t i = 0; i < done.size(); ++i) {
      const Action& action = done[i];
      if (action.kind != kind || action.side != side || action.n != n || action.time + kCross > time)
        continue;
      if (kind == Action::kWrite && replaced_under_way(i)) continue;
      found = i;
    }
    return found;
  }
  // `answer` is kRead or kClear by the side that `what` went to; known there at once, here after the
  // crossing.
  bool answered(std::size_t what, Action::Kind answer, Picoseconds time, bool here) const {
    for (const Action& action : done) {
      if (action.kind != answer || action.about != what) continue;
      if (action.time + (here ? kCross : 0) <= time) return true;
    }
    return false;
  }

  bool full(unsigned side, unsigned n, Picoseconds time) const {  // RFn
    const std::size_t word = newest_arrived(Action::kWrite, 1 - side, n, time);
    return word != kNone && !answered(word, Action::kRead, time, false);
  }
  bool empty(unsigned side, unsigned n, Picoseconds time) const {  // TEn
    const std::size_t word = newest(Action::kWrite, side, n, time);
    return word == kNone || answered(word, Action::kRead, time, true);
  }
  bool pending(unsigned side, unsigned n, Picoseconds time) const {  // GIPn
    const std::size_t last = newest_arrived(Action::kRequest, 1 - side, n, time);
    return last != kNone && !answered(last, Action::kClear, time, false);
  }
  bool requested(unsigned side, unsigned n, Picoseconds time) const {  // GIRn
    const std::size_t last = newest(Action::kRequest, side, n, time);
    return last != kNone && !answered(last, Action::kClear, time, true);
  }
  std::uint32_t flags_seen(unsigned side, Picoseconds time) const {
    const std::size_t last = newest_arrived(Action::kFlags, 1 - side, 0, time);
    return last == kNone ? 0 : done[last].value;
  }
  bool under_way(unsigned side, Picoseconds time, bool flags_only) const {
    for (std::size_t i = 0; i < done.size(); ++i) {
      const Action& action = done[i];
      if (action.side != side || action.time + kCross <= time) continue;
      if (flags_only && action.kind != Action::kFlags) continue;
      if (action.kind == Action::kWrite && replaced_under_way(i)) continue;
      return true;
    }
    return false;
  }

  std::uint32_t status(unsigned side, Picoseconds time) const {
    std::uint32_t value = flags_seen(side, time);
    for (unsigned n = 0; n < 4; ++n) {
      if (pending(side, n, time)) value |= 0x80000000u >> n;
      if (full(side, n, time)) value |= 0x08000000u >> n;
      if (empty(side, n, time)) value |= 0x00800000u >> n;
    }
    if (under_way(side, time, true)) value |= 0x100;
    if (under_way(side, time, false)) value |= 0x10;
    return value;
  }
  std::uint32_t control_register(unsigned side, Picoseconds time) const {
    std::uint32_t value = control[side];
    for (unsigned n = 0; n < 4; ++n) {
      if (requested(side, n, time)) value |= 0x00080000u >> n;
    }
    return value;
  }
  bool line(unsigned side, Picoseconds time) const {
    return (status(side, time) & control[side] & 0xFFF00000u) != 0;
  }

  std::vector<Action> done;

 private:
  bool replaced_under_way(std::size_t word) const {
    const Action& first = done[word];
    for (std::size_t i = word + 1; i < done.size(); ++i) {
      const Action& action = done[i];
      if (action.kind == Action::kWrite && action.side == first.side && action.n == first.n &&
          action.time < first.time + kCross) {
        return true;
      }
    }
    return false;
  }
};

// How a register map is asked for what the reference model knows in version 1's order of bits.
struct MapV1 {
  using Bench = MuBench;
  static void transmit(StubInitiator& cpu, unsigned n, std::uint32_t word, Picoseconds time) {
    cpu.write(kTR + 4 * n, word, time);
  }
  static std::uint32_t receive(StubInitiator& cpu, unsigned n, Picoseconds time) {
    return cpu.read(kRR + 4 * n, time);
  }
  static std::uint32_t status(StubInitiator& cpu, Picoseconds time) { return cpu.read(kSR, time); }
  static std::uint32_t control(StubInitiator& cpu, Picoseconds time) { return cpu.read(kCR, time); }
  static void clear_pending(StubInitiator& cpu, std::uint32_t mask, Picoseconds time) {
    cpu.write(kSR, mask, time);
  }
  static void set_control(StubInitiator& cpu, std::uint32_t value, Picoseconds time) {
    cpu.write(kCR, value, time);
  }
};

struct MapV2 {
  using Bench = MuBenchV2;
  static std::uint32_t reversed(std::uint32_t channels, unsigned shift) {
    std::uint32_t value = 0;
    for (unsigned n = 0; n < 4; ++n) value |= (channels >> n & 1) << (shift + 3 - n);
    return value;
  }
  static std::uint32_t natural(std::uint32_t value, unsigned shift) {
    return reversed(value >> shift & 0xF, 0);
  }

  static void transmit(StubInitiator& cpu, unsigned n, std::uint32_t word, Picoseconds time) {
    cpu.write(0x200 + 4 * n, word, time);
  }
  static std::uint32_t receive(StubInitiator& cpu, unsigned n, Picoseconds time) {
    return cpu.read(0x280 + 4 * n, time);
  }
  static std::uint32_t status(StubInitiator& cpu, Picoseconds time) {
    const std::uint32_t sr = cpu.read(0x00C, time);
    return reversed(cpu.read(0x118, time), 28) | reversed(cpu.read(0x12C, time), 24) |
           reversed(cpu.read(0x124, time), 20) | cpu.read(0x104, time) | (sr & 8) << 5 | (sr & 4) << 2;
  }
  static std::uint32_t control(StubInitiator& cpu, Picoseconds time) {
    return reversed(cpu.read(0x110, time), 28) | reversed(cpu.read(0x128, time), 24) |
           reversed(cpu.read(0x120, time), 20) | reversed(cpu.read(0x114, time), 16) | cpu.read(0x100, time);
  }
  static void clear_pending(StubInitiator& cpu, std::uint32_t mask, Picoseconds time) {
    cpu.write(0x118, natural(mask, 28), time);
  }
  static void set_control(StubInitiator& cpu, std::uint32_t value, Picoseconds time) {
    cpu.write(0x110, natural(value, 28), time);
    cpu.write(0x128, natural(value, 24), time);
    cpu.write(0x120, natural(value, 20), time);
    cpu.write(0x100, value & 7, time);
    cpu.write(0x114, natural(value, 16), time);
  }
};

template <typename Map>
class Duel {
 public:
  Duel(typename Map::Bench& bench, unsigned seed) : bench_(bench), random_(seed) {}

  void step(Picoseconds time) {
    const unsigned side = pick(2);
    const unsigned n = pick(4);
    StubInitiator& cpu = bench_.side(side == 0 ? MuSide::kA : MuSide::kB);
    switch (pick(8)) {
      case 0: {
        const std::uint32_t word = static_cast<std::uint32_t>(random_());
        Map::transmit(cpu, n, word, time);
        reference_.done.push_back({Action::kWrite, side, n, time, word, kNone});
        break;
      }
      case 1:
      case 2:
        read_word(cpu, side, n, time);
        break;
      case 3: {  // a request together with new enables, as a read-modify-write of CR does
        const std::uint32_t flags = pick(8);
        const std::uint32_t enables = static_cast<std::uint32_t>(random_()) & 0xFFF00000u;
        write_control(cpu, side, enables | (pick(2) == 0 ? 0x00080000u >> n : 0) | flags, time);
        break;
      }
      case 4: {
        const std::uint32_t mask = pick(16) << 28;
        for (unsigned i = 0; i < 4; ++i) {
          if ((mask & 0x80000000u >> i) == 0 || !reference_.pending(side, i, time)) continue;
          const std::size_t about = reference_.newest_arrived(Action::kRequest, 1 - side, i, time);
          reference_.done.push_back({Action::kClear, side, i, time, 0, about});
        }
        Map::clear_pending(cpu, mask, time);
        break;
      }
      default:
        ASSERT_EQ(Map::status(cpu, time), reference_.status(side, time)) << "side " << side;
    }
  }

  void compare(Picoseconds time) {
    for (unsigned side = 0; side < 2; ++side) {
      StubInitiator& cpu = bench_.side(side == 0 ? MuSide::kA : MuSide::kB);
      ASSERT_EQ(Map::status(cpu, time), reference_.status(side, time))
          << "SR of side " << side << " at " << time;
      ASSERT_EQ(Map::control(cpu, time), reference_.control_register(side, time)) << "CR of side " << side;
      const LineProbe& line = side == 0 ? bench_.line_a : bench_.line_b;
      ASSERT_EQ(line.level, reference_.line(side, time)) << "line of side " << side << " at " << time;
    }
  }

 private:
  unsigned pick(unsigned choices) { return static_cast<unsigned>(random_() % choices); }

  void read_word(StubInitiator& cpu, unsigned side, unsigned n, Picoseconds time) {
    const std::size_t word = reference_.newest_arrived(Action::kWrite, 1 - side, n, time);
    const bool full = reference_.full(side, n, time);
    ASSERT_EQ(Map::receive(cpu, n, time), word == kNone ? 0 : reference_.done[word].value);
    if (full) reference_.done.push_back({Action::kRead, side, n, time, 0, word});
  }

  void write_control(StubInitiator& cpu, unsigned side, std::uint32_t value, Picoseconds time) {
    Map::set_control(cpu, value, time);
    if ((value & 7) != (reference_.control[side] & 7)) {
      reference_.done.push_back({Action::kFlags, side, 0, time, value & 7, kNone});
    }
    reference_.control[side] = value & 0xFFF00007u;
    for (unsigned n = 0; n < 4; ++n) {
      if ((value & 0x00080000u >> n) == 0) continue;
      reference_.done.push_back({Action::kRequest, side, n, time, 0, kNone});
    }
  }

  typename Map::Bench& bench_;
  std::mt19937 random_;
  Reference reference_;
};

template <typename Map>
class RandomTwoSided : public testing::Test {
 protected:
  // `unit`: times are multiples of it, so that with the crossing delay arrivals and accesses coincide.
  void fight(unsigned seed, Picoseconds longest_pause, Picoseconds unit = 1) {
    typename Map::Bench bench;
    bench.release_both();
    Duel<Map> duel(bench, seed);
    std::mt19937 random(seed + 1000);
    Picoseconds time = 0;
    for (unsigned i = 0; i < 600 && !testing::Test::HasFatalFailure(); ++i) {
      time += random() % longest_pause * unit;
      // Now and then the kernel catches up, so that both ways of advancing are used.
      if (random() % 4 == 0) Map::Bench::run_until(time);
      duel.step(time);
      if (testing::Test::HasFatalFailure()) break;
      duel.compare(time);
    }
  }
};

using Maps = testing::Types<MapV1, MapV2>;

struct MapNames {
  template <typename Map>
  static std::string GetName(int) {
    return std::is_same_v<Map, MapV1> ? "V1" : "V2";
  }
};

TYPED_TEST_SUITE(RandomTwoSided, Maps, MapNames);

TYPED_TEST(RandomTwoSided, Hurried) {
  this->fight(1, 20'000);
}
TYPED_TEST(RandomTwoSided, AboutOneCrossing) {
  this->fight(2, 150'000);
}
TYPED_TEST(RandomTwoSided, Leisurely) {
  this->fight(3, 600'000);
}
TYPED_TEST(RandomTwoSided, WholeCrossingsMeet) {
  this->fight(4, 3, kCross);
}

}  // namespace
}  // namespace rpmsg_sim
