// The GIC's pending, active and priority logic against a model that keeps one record per interrupt and a
// stack of running priorities, after "Interrupt handling state machine" and "Interrupt prioritization" of Arm
// IHI 0069.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include "tests/unit/interrupt/gic_bench.h"

namespace rpmsg_sim {
namespace {

constexpr unsigned kIntids = kFirstSpi + 40;

struct Interrupt {
  bool level = false;
  bool latched = false;
  bool active = false;
  bool enabled = false;
  bool edge = false;
  unsigned priority = 0;

  bool pending() const { return latched || (level && !edge); }
};

struct Reference {
  Reference() {
    for (unsigned intid = 0; intid < 16; ++intid) all[intid].edge = true;
  }

  unsigned signalled() const {
    unsigned best = kSpuriousIntid;
    for (unsigned intid = 0; intid < kIntids; ++intid) {
      const Interrupt& each = all[intid];
      if (!each.pending() || !each.enabled || each.active) continue;
      if (best == kSpuriousIntid || each.priority < all[best].priority) best = intid;
    }
    if (best == kSpuriousIntid || !group_enabled) return kSpuriousIntid;
    const unsigned running = served.empty() ? 0xFF : served.back().priority;
    return all[best].priority < mask && all[best].priority < running ? best : kSpuriousIntid;
  }

  // Preemption needs a strictly higher priority, so the last one served is the most urgent.
  struct Served {
    unsigned intid;
    unsigned priority;
  };

  std::array<Interrupt, kIntids> all;
  std::vector<Served> served;
  unsigned mask = 0;
  bool group_enabled = false;
  std::vector<bool> saved_masks;
  bool masked = true;
};

class RandomPair {
 public:
  explicit RandomPair(unsigned seed) : random_(seed), bench_(40) {
    bench_.write(0, 2);
    for (unsigned intid = 0; intid < kIntids; ++intid) assign_priority(intid);
  }

  void step() {
    const unsigned intid = pick(kIntids);
    Interrupt& interrupt = reference_.all[intid];
    switch (pick(18)) {
      case 0:
      case 1:
      case 2:
      case 3:
        move_line(kFirstSpi + pick(kIntids - kFirstSpi));
        break;
      case 4:
      case 5:
        bench_.enable(intid);
        interrupt.enabled = true;
        break;
      case 6:
        bench_.disable(intid);
        interrupt.enabled = false;
        break;
      case 7:
        bench_.write_bit(intid, 0x200);
        interrupt.latched = true;
        break;
      case 8:
        bench_.write_bit(intid, 0x280);
        interrupt.latched = false;
        break;
      case 9:
        assign_priority(intid);
        break;
      case 10:
        if (intid < 16) break;
        interrupt.edge = pick(2) != 0;
        bench_.edge_triggered(intid, interrupt.edge);
        break;
      case 11:
        reference_.mask = (pick(4) == 0 ? pick(32) : 31) << 3;
        bench_.set(SystemRegister::kIccPmr, reference_.mask);
        break;
      case 12:
        reference_.group_enabled = pick(8) != 0;
        bench_.set(SystemRegister::kIccIgrpen1, reference_.group_enabled);
        break;
      case 13:
        reference_.masked = pick(3) == 0;
        bench_.set(SystemRegister::kDaif, reference_.masked ? 0x80 : 0);
        break;
      case 14:
      case 15:
        acknowledge();
        break;
      case 16:
        end();
        break;
      default:
        enter_or_leave();
        break;
    }
  }

  void compare() {
    const unsigned expected = reference_.signalled();
    ASSERT_EQ(bench_.wakes(), expected != kSpuriousIntid);
    ASSERT_EQ(bench_.deliverable(), expected != kSpuriousIntid && !reference_.masked);
    for (unsigned intid = 0; intid < kIntids; ++intid) {
      ASSERT_EQ(bench_.pending(intid), reference_.all[intid].pending()) << "INTID " << intid;
      ASSERT_EQ(bench_.is_active(intid), reference_.all[intid].active) << "INTID " << intid;
    }
  }

  unsigned taken() const { return taken_; }
  std::size_t deepest() const { return deepest_; }

 private:
  unsigned pick(unsigned count) { return static_cast<unsigned>(random_() % count); }

  void assign_priority(unsigned intid) {
    reference_.all[intid].priority = pick(32) << 3;
    bench_.priority(intid, reference_.all[intid].priority);
  }

  void move_line(unsigned intid) {
    Interrupt& interrupt = reference_.all[intid];
    const bool high = pick(2) != 0;
    bench_.level(intid, high);
    if (interrupt.edge && high && !interrupt.level) interrupt.latched = true;
    interrupt.level = high;
  }

  void acknowledge() {
    const unsigned expected = reference_.signalled();
    ASSERT_EQ(bench_.acknowledge(), expected);
    if (expected == kSpuriousIntid) return;
    Interrupt& interrupt = reference_.all[expected];
    interrupt.latched = false;
    interrupt.active = true;
    reference_.served.push_back({expected, interrupt.priority});
    ++taken_;
    deepest_ = std::max(deepest_, reference_.served.size());
  }

  void end() {
    if (reference_.served.empty() || pick(4) == 0) return;
    const unsigned intid = reference_.served.back().intid;
    bench_.end(intid);
    reference_.all[intid].active = false;
    reference_.served.pop_back();
  }

  void enter_or_leave() {
    if (bench_.deliverable()) {
      bench_.enter();
      reference_.saved_masks.push_back(reference_.masked);
      reference_.masked = true;
    } else if (!reference_.saved_masks.empty()) {
      bench_.leave();
      reference_.masked = reference_.saved_masks.back();
      reference_.saved_masks.pop_back();
    }
  }

  std::mt19937 random_;
  GicBench bench_;
  Reference reference_;
  unsigned taken_ = 0;
  std::size_t deepest_ = 0;
};

TEST(GicRandom, EqualsTheReference) {
  unsigned taken = 0;
  std::size_t deepest = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    RandomPair pair(seed);
    for (unsigned step = 0; step < 3000; ++step) {
      ASSERT_NO_FATAL_FAILURE(pair.step()) << "seed " << seed << " step " << step;
      ASSERT_NO_FATAL_FAILURE(pair.compare()) << "seed " << seed << " step " << step;
    }
    taken += pair.taken();
    deepest = std::max(deepest, pair.deepest());
  }
  // The sequences reach what they are meant to reach.
  EXPECT_GT(taken, 1000u);
  EXPECT_GE(deepest, 4u);
}

}  // namespace
}  // namespace rpmsg_sim
