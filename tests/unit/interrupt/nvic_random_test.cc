// The NVIC's pending, active and priority logic against a model that keeps one record per exception and
// follows the pseudocode of the Armv7-M Architecture Reference Manual: ExecutionPriority(), ExceptionTaken(),
// DeActivate().
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

#include "tests/unit/interrupt/nvic_bench.h"

namespace rpmsg_sim {
namespace {

constexpr unsigned kInterrupts = 70;  // over three words
constexpr unsigned kExceptions = kFirstInterrupt + kInterrupts;

struct Exception {
  bool level = false;
  bool pending = false;
  bool active = false;
  bool enabled = false;
  int priority = 0;
};

class Reference {
 public:
  Reference() {
    for (const unsigned number : {2u, 3u, 11u, 14u, 15u}) all[number].enabled = true;
    all[2].priority = -2;
    all[3].priority = -1;
  }

  int execution_priority(bool with_primask) const {
    const int group = 2 << prigroup;
    int highest = 256;
    for (const Exception& each : all) {
      if (each.active && each.priority < highest) {
        highest = each.priority;
        if (highest >= 0) highest -= highest % group;
      }
    }
    int boosted = 256;
    if (basepri != 0) boosted = basepri - basepri % group;
    if (with_primask && primask) boosted = 0;
    if (faultmask) boosted = -1;
    return boosted < highest ? boosted : highest;
  }

  unsigned best_above(int limit) const {
    unsigned best = 0;
    for (unsigned number = 1; number < kExceptions; ++number) {
      if (!all[number].pending || !all[number].enabled) continue;
      if (best == 0 || all[number].priority < all[best].priority) best = number;
    }
    if (best == 0) return 0;
    const int group = 2 << prigroup;
    const int priority =
        all[best].priority < 0 ? all[best].priority : all[best].priority - all[best].priority % group;
    return priority < limit ? best : 0;
  }

  // What the hardware samples continuously.
  void sample() {
    for (Exception& each : all) {
      if (each.level && !each.active) each.pending = true;
    }
  }

  void level(unsigned number, bool high) {
    if (high && !all[number].level) all[number].pending = true;
    all[number].level = high;
  }

  void enter(unsigned number) {
    all[number].pending = false;
    all[number].active = true;
    stack.push_back(number);
  }

  void leave() {
    all[stack.back()].active = false;
    if (stack.back() != 2) faultmask = false;
    stack.pop_back();
  }

  std::array<Exception, kExceptions> all;
  std::vector<unsigned> stack;
  unsigned prigroup = 0;
  bool primask = false;
  bool faultmask = false;
  int basepri = 0;
};

class RandomPair {
 public:
  explicit RandomPair(unsigned seed) : random_(seed), bench_(kInterrupts, 4) {
    for (unsigned irq = 0; irq < kInterrupts; ++irq) assign_priority(irq);
  }

  void step() {
    const unsigned irq = pick(kInterrupts);
    Exception& external = reference_.all[kFirstInterrupt + irq];
    switch (pick(24)) {
      case 0:
      case 1:
      case 2: {
        const bool high = pick(2) != 0;
        bench_.level(irq, high);
        reference_.level(kFirstInterrupt + irq, high);
        break;
      }
      case 3:
      case 4:
        bench_.enable(irq);
        external.enabled = true;
        break;
      case 5:
        bench_.write(0x180 + 4 * (irq / 32), 1u << irq % 32);
        external.enabled = false;
        break;
      case 6:
        bench_.write(0x200 + 4 * (irq / 32), 1u << irq % 32);
        external.pending = true;
        break;
      case 7:
        bench_.write(0x280 + 4 * (irq / 32), 1u << irq % 32);
        external.pending = false;
        break;
      case 8:
        bench_.write(0xF00, irq);
        external.pending = true;
        break;
      case 9:
        assign_priority(irq);
        break;
      case 10: {
        const unsigned number = std::array<unsigned, 3>{11, 14, 15}[pick(3)];
        const unsigned priority = pick(16) << 4;
        bench_.system_priority(number, priority);
        reference_.all[number].priority = static_cast<int>(priority);
        break;
      }
      case 11:
        if (pick(4) == 0) {
          reference_.prigroup = pick(4) == 0 ? pick(8) : pick(5);
          bench_.grouping(reference_.prigroup);
        }
        break;
      case 12:
        reference_.primask = pick(5) == 0;
        bench_.set(SystemRegister::kPrimask, reference_.primask);
        break;
      case 13:
        write_basepri();
        break;
      case 14:
        write_faultmask();
        break;
      case 15:
        write_icsr();
        break;
      case 16:
      case 17:
      case 18:
        take();
        break;
      default:
        if (reference_.stack.empty() || pick(3) != 0) break;
        bench_.leave();
        reference_.leave();
        break;
    }
    reference_.sample();
  }

  void compare() {
    ASSERT_EQ(bench_.deliverable(), reference_.best_above(reference_.execution_priority(true)));
    ASSERT_EQ(bench_.wakes(), reference_.best_above(reference_.execution_priority(false)) != 0);
    ASSERT_EQ(bench_.nvic.active(), reference_.stack.empty() ? 0 : reference_.stack.back());
    ASSERT_EQ(bench_.get(SystemRegister::kFaultmask), reference_.faultmask ? 1u : 0u);
    for (unsigned irq = 0; irq < kInterrupts; ++irq) {
      ASSERT_EQ(bench_.pending(irq), reference_.all[kFirstInterrupt + irq].pending) << "irq " << irq;
      ASSERT_EQ(bench_.is_active(irq), reference_.all[kFirstInterrupt + irq].active) << "irq " << irq;
    }
  }

  unsigned taken() const { return taken_; }
  std::size_t deepest() const { return deepest_; }

 private:
  unsigned pick(unsigned count) { return static_cast<unsigned>(random_() % count); }

  void take() {
    const unsigned number = bench_.take();
    if (number == 0) return;
    reference_.enter(number);
    ++taken_;
    deepest_ = std::max(deepest_, reference_.stack.size());
  }

  void assign_priority(unsigned irq) {
    const unsigned priority = pick(16) << 4;
    bench_.priority(irq, priority);
    reference_.all[kFirstInterrupt + irq].priority = static_cast<int>(priority);
  }

  void write_basepri() {
    const int value = static_cast<int>(pick(16) << 4);
    if (pick(2) != 0) {
      bench_.set(SystemRegister::kBasepri, static_cast<std::uint64_t>(value));
      reference_.basepri = value;
    } else {
      bench_.set(SystemRegister::kBasepriMax, static_cast<std::uint64_t>(value));
      if (value != 0 && (value < reference_.basepri || reference_.basepri == 0)) reference_.basepri = value;
    }
    if (pick(4) != 0) {
      bench_.set(SystemRegister::kBasepri, 0);
      reference_.basepri = 0;
    }
  }

  void write_faultmask() {
    const bool on = pick(10) == 0;
    bench_.set(SystemRegister::kFaultmask, on);
    if (!on) reference_.faultmask = false;
    if (on && reference_.execution_priority(true) > -1) reference_.faultmask = true;
  }

  void write_icsr() {
    switch (pick(5)) {
      case 0:
        bench_.write(0xD04, 1u << 28);
        reference_.all[14].pending = true;
        break;
      case 1:
        bench_.write(0xD04, 1u << 27);
        reference_.all[14].pending = false;
        break;
      case 2:
        bench_.write(0xD04, 1u << 26);
        reference_.all[15].pending = true;
        break;
      case 3:
        bench_.write(0xD04, 1u << 25);
        reference_.all[15].pending = false;
        break;
      default:
        if (pick(8) != 0) break;
        bench_.write(0xD04, 1u << 31);
        reference_.all[2].pending = true;
        break;
    }
  }

  std::mt19937 random_;
  NvicBench bench_;
  Reference reference_;
  unsigned taken_ = 0;
  std::size_t deepest_ = 0;
};

TEST(NvicRandom, EqualsTheReference) {
  unsigned taken = 0;
  std::size_t deepest = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    RandomPair pair(seed);
    for (unsigned step = 0; step < 3000; ++step) {
      pair.step();
      ASSERT_NO_FATAL_FAILURE(pair.compare()) << "seed " << seed << " step " << step;
    }
    taken += pair.taken();
    deepest = std::max(deepest, pair.deepest());
  }
  // The sequences reach what they are meant to reach.
  EXPECT_GT(taken, 1000u);
  EXPECT_GE(deepest, 3u);
}

}  // namespace
}  // namespace rpmsg_sim
