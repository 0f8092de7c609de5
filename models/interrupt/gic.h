// Interrupts of an A-profile core: GICv3 distributor, one redistributor, CPU interface, EL1 physical timer;
// or the same behind the registers of a GICv2, whose CPU interface is memory-mapped.
//
// Hardware: GIC-500 of the i.MX 8M family with one Cortex-A core, GIC of the Cortex-A7 of i.MX 7D. Section
// names in
//   comments are those of the GIC architecture specification (Arm IHI 0069; GICv2: Arm IHI 0048) and, for the
//   timer and DAIF, of Arm DDI 0487.
// Accurate: level-sensitive and edge-triggered SPIs and PPIs, pending, active and enabled state, priorities
//   and preemption, PMR, acknowledge and end of interrupt, DAIF, the physical timer to the count.
//   Approximate: one security state, one core, EOImode 0; every implemented priority bit is group priority.
//   GICv2: the view of software that knows one group, as a GIC without Security Extensions gives it.
//   Not modelled: group 0 (never signalled), ICC_SGI1R and GICD_SGIR, LPIs, virtualisation (see README.md).
// Latency: none; the core adds exception entry and exit.
// Ports: line(n) per SPI, distributor() and redistributor() or cpu_interface() as PrivateDevice (offset 0:
// start of the frame),
//   on_change for the core's attention. Parameters: GicParameters.
// Example: tests/unit/interrupt/gic_test.cc.
//
// DEVIATION: after a reset the controller is as the boot firmware of an i.MX 8M (TF-A) leaves it to the next
// stage: all interrupts in group 1, redistributor awake, CNTFRQ set.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/core/clock.h"
#include "models/interconnect/private_device.h"
#include "models/interrupt/exception_model.h"
#include "models/interrupt/interrupt_line.h"
#include "models/interrupt/register_map.h"
#include "models/observe/finding.h"

namespace rpmsg_sim {

// The exception "IRQ": its entry in the vector table, current EL with SP_ELx (offset 0x280 is entry 5).
inline constexpr unsigned kIrqVector = 5;
inline constexpr unsigned kSpuriousIntid = 1023;
inline constexpr unsigned kFirstSpi = 32;
inline constexpr unsigned kPhysicalTimerIntid = 30;

struct GicParameters {
  std::string name = "gic";           // in findings
  std::uint64_t timer_hertz = 0;      // system counter
  unsigned version = 3;               // of the architecture, 2 or 3
  unsigned spis = 128;                // implemented SPIs, at most 988
  unsigned priority_bits = 5;         // implemented bits of each priority, 4 or 5
  std::uint64_t mpidr = 0x8000'0000;  // affinity 0.0.0.0
};

class Gic final : public ExceptionModel {
 public:
  explicit Gic(const GicParameters& parameters, FindingSink* findings = nullptr);
  Gic(const Gic&) = delete;
  Gic& operator=(const Gic&) = delete;

  const std::string& name() const { return parameters_.name; }

  // Shared peripheral interrupt `spi`, from 0: INTID 32 + spi.
  InterruptLine& line(unsigned spi);

  // Called when something may have become deliverable or may wake the core, also from inside the calls below:
  // the callee takes note and asks later.
  void set_on_change(std::function<void()> on_change) { on_change_ = std::move(on_change); }

  // ExceptionModel.
  std::optional<unsigned> deliverable(Picoseconds time) override;
  bool wakes(Picoseconds time) override;
  // When the timer's condition is met, if that is not masked. An expiry that no other call has absorbed yet
  // is still returned once it is past, so that it cannot go unnoticed.
  Picoseconds next_own_event(Picoseconds) override { return timer_expiry_; }
  void enter(unsigned number, Picoseconds time) override;
  void leave(Picoseconds time) override;
  unsigned active() const override { return stack_.empty() ? 0 : stack_.back().number; }
  std::uint64_t read_register(SystemRegister reg, Picoseconds time) override;
  void write_register(SystemRegister reg, std::uint64_t value, Picoseconds time) override;
  void reset(Picoseconds time) override;
  std::string describe_wait(Picoseconds time) const override;

  // The event register of WFE and SEV. Synchronous exceptions have no vector here: the core locks up.
  void set_event() override { event_ = true; }
  bool consume_event() override { return std::exchange(event_, false); }

  PrivateDevice& distributor() { return distributor_; }      // GICD, 64 KiB
  PrivateDevice& redistributor() { return redistributor_; }  // GICR, 128 KiB: RD_base and SGI_base
  PrivateDevice& cpu_interface() { return cpu_interface_; }  // GICC of version 2, 8 KiB

  static const RegisterMap<Gic>& distributor_registers();
  static const RegisterMap<Gic>& redistributor_registers();
  static const RegisterMap<Gic>& distributor_registers_v2();
  static const RegisterMap<Gic>& cpu_interface_registers();

 private:
  static constexpr unsigned kWords = 32;
  static constexpr unsigned kIdlePriority = 0xFF;
  using Bitmap = std::array<std::uint32_t, kWords>;

  class Line final : public InterruptLine {
   public:
    Line(Gic& gic, unsigned intid) : gic_(gic), intid_(intid) {}
    void set_level(bool level, Picoseconds) override { gic_.set_level(intid_, level); }

   private:
    Gic& gic_;
    unsigned intid_;
  };

  class Frame : public PrivateDevice {
   public:
    Frame(Gic& gic, const RegisterMap<Gic>& map) : gic_(gic), map_(map) {}
    std::uint32_t read(std::uint64_t offset, unsigned size, Picoseconds time) override;
    void write(std::uint64_t offset, std::uint32_t value, unsigned size, Picoseconds time) override;
    std::uint32_t peek(std::uint64_t offset, unsigned size, Picoseconds time) override;

   protected:
    Gic& gic_;

   private:
    const RegisterMap<Gic>& map_;
  };

  // Reading GICC_IAR acknowledges.
  class CpuInterface final : public Frame {
   public:
    using Frame::Frame;
    std::uint32_t read(std::uint64_t offset, unsigned size, Picoseconds time) override;
  };

  struct Interrupted {
    unsigned number;
    std::uint32_t daif;
  };

  struct Candidate {
    unsigned intid = kSpuriousIntid;
    unsigned priority = kIdlePriority + 1;
  };

  static bool test(const Bitmap& map, unsigned intid) { return (map[intid / 32] >> intid % 32 & 1) != 0; }
  static void set(Bitmap& map, unsigned intid) { map[intid / 32] |= 1u << intid % 32; }
  static void clear(Bitmap& map, unsigned intid) { map[intid / 32] &= ~(1u << intid % 32); }

  void advance(Picoseconds time) {
    if (time >= timer_expiry_) update_timer(time);
  }
  void update_timer(Picoseconds time);
  bool timer_condition(Picoseconds time) const { return count_at(time) >= timer_compare_; }
  std::uint64_t count_at(Picoseconds time) const { return counter_.at_or_after(time + 1) - 1; }

  void set_level(unsigned intid, bool level);
  // "Interrupt handling state machine": a level-sensitive interrupt is pending while its line is asserted or
  // while software's write to ISPENDR holds.
  std::uint32_t pending_word(unsigned word) const { return latched_[word] | (level_[word] & ~edge_[word]); }
  bool pending(unsigned intid) const { return (pending_word(intid / 32) >> intid % 32 & 1) != 0; }
  void changed() {
    best_valid_ = false;
    if (on_change_) on_change_();
  }
  const Candidate& best() const {
    if (!best_valid_) find_best();
    return best_;
  }
  void find_best() const;
  bool group_enabled() const;
  unsigned running_priority() const;
  bool signalled() const;
  std::uint64_t acknowledge();
  void end_of_interrupt(std::uint64_t intid);
  std::uint32_t implemented_priority(std::uint32_t value) const;
  std::string describe_mask(unsigned intid) const;
  std::string describe_enabled() const;

  // Registers that exist in both frames: word `index` of the interrupts that the frame is responsible for.
  // With affinity routing the distributor's copy for INTID 0 to 31 is reserved.
  std::uint32_t read_word(const Bitmap& map, unsigned index) const { return index == 0 ? 0 : map[index]; }
  std::uint32_t read_igroupr(unsigned index) const { return read_word(group1_, index); }
  std::uint32_t read_enabled(unsigned index) const { return read_word(enabled_, index); }
  std::uint32_t read_pending(unsigned index) const { return index == 0 ? 0 : pending_word(index); }
  std::uint32_t read_active(unsigned index) const { return read_word(active_, index); }
  std::uint32_t read_priorities(unsigned index) const { return index < 8 ? 0 : priorities(index); }
  std::uint32_t read_icfgr(unsigned index) const { return index < 2 ? 0 : configuration(index); }
  void write_igroupr(unsigned index, std::uint32_t value) {
    if (index != 0) assign_group(index, value);
  }
  void write_isenabler(unsigned index, std::uint32_t value) {
    if (index != 0) enable(index, value);
  }
  void write_icenabler(unsigned index, std::uint32_t value) {
    if (index != 0) disable(index, value);
  }
  void write_ispendr(unsigned index, std::uint32_t value) {
    if (index != 0) latch(index, value);
  }
  void write_icpendr(unsigned index, std::uint32_t value) {
    if (index != 0) unlatch(index, value);
  }
  void write_isactiver(unsigned index, std::uint32_t value) {
    if (index != 0) activate(index, value);
  }
  void write_icactiver(unsigned index, std::uint32_t value) {
    if (index != 0) deactivate(index, value);
  }
  void write_priorities(unsigned index, std::uint32_t value) {
    if (index >= 8) assign_priorities(index, value);
  }
  void write_icfgr(unsigned index, std::uint32_t value) {
    if (index >= 2) configure(index, value);
  }

  std::uint32_t read_igroupr0(unsigned) const { return group1_[0]; }
  std::uint32_t read_enabled0(unsigned) const { return enabled_[0]; }
  std::uint32_t read_pending0(unsigned) const { return pending_word(0); }
  std::uint32_t read_active0(unsigned) const { return active_[0]; }
  std::uint32_t read_icfgr0(unsigned) const { return configuration(0); }
  std::uint32_t read_icfgr1(unsigned) const { return configuration(1); }
  void write_icfgr1(unsigned, std::uint32_t value) { configure(1, value); }

  // GICv2: the distributor has the private interrupts too.
  std::uint32_t read_any_enabled(unsigned index) const { return enabled_[index]; }
  std::uint32_t read_any_pending(unsigned index) const { return pending_word(index); }
  std::uint32_t read_any_active(unsigned index) const { return active_[index]; }
  std::uint32_t read_targets(unsigned index) const;
  void write_targets(unsigned index, std::uint32_t value);
  void write_any_icfgr(unsigned index, std::uint32_t value) {
    if (index != 0) configure(index, value);
  }
  std::uint32_t read_ctlr_v2(unsigned) const { return group1_forwarded_ ? 1 : 0; }
  void write_ctlr_v2(unsigned, std::uint32_t value) { group1_forwarded_ = (value & 1) != 0; }
  std::uint32_t read_typer_v2(unsigned) const { return (parameters_.spis + 31) / 32; }
  std::uint32_t read_iidr_v2(unsigned) const { return 0x0100'143B; }
  std::uint32_t read_pidr2_v2(unsigned) const { return 0x2B; }
  std::uint32_t read_gicc_ctlr(unsigned) const { return group1_enabled_ ? 1 : 0; }
  void write_gicc_ctlr(unsigned, std::uint32_t value) { group1_enabled_ = (value & 1) != 0; }
  std::uint32_t read_gicc_pmr(unsigned) const { return priority_mask_; }
  void write_gicc_pmr(unsigned, std::uint32_t value) { priority_mask_ = implemented_priority(value); }
  // What an acknowledgement would give; only CpuInterface::read acknowledges.
  std::uint32_t read_gicc_iar(unsigned) const { return signalled() ? best().intid : kSpuriousIntid; }
  void write_gicc_eoir(unsigned, std::uint32_t value) { end_of_interrupt(value & 0x3FF); }
  std::uint32_t read_gicc_rpr(unsigned) const { return running_priority(); }
  std::uint32_t read_gicc_hppir(unsigned) const { return best().intid; }

  std::uint32_t priorities(unsigned index) const;
  std::uint32_t configuration(unsigned index) const;
  void assign_group(unsigned index, std::uint32_t value);
  void enable(unsigned index, std::uint32_t value);
  void disable(unsigned index, std::uint32_t value);
  void latch(unsigned index, std::uint32_t value);
  void unlatch(unsigned index, std::uint32_t value);
  void activate(unsigned index, std::uint32_t value);
  void deactivate(unsigned index, std::uint32_t value);
  void assign_priorities(unsigned index, std::uint32_t value);
  void configure(unsigned index, std::uint32_t value);

  std::uint32_t read_ctlr(unsigned) const;
  void write_ctlr(unsigned, std::uint32_t value);
  std::uint32_t read_typer(unsigned) const;
  std::uint32_t read_iidr(unsigned) const { return 0x0000'043B; }
  std::uint32_t read_pidr2(unsigned) const { return 0x3B; }  // architecture revision 3, JEP106 code of Arm
  std::uint32_t read_irouter(unsigned index) const { return index < router_.size() ? router_[index] : 0; }
  void write_irouter(unsigned index, std::uint32_t value);
  std::uint32_t read_redistributor_typer(unsigned) const { return 1u << 4; }  // the last one of its region
  std::uint32_t read_affinity(unsigned) const;
  std::uint32_t read_waker(unsigned) const { return asleep_ ? 0x6 : 0; }
  void write_waker(unsigned, std::uint32_t value);

  GicParameters parameters_;
  FindingSink* findings_;
  std::vector<Line> lines_;
  std::function<void()> on_change_;
  Frame distributor_;
  Frame redistributor_;
  CpuInterface cpu_interface_;

  Bitmap implemented_{};
  Bitmap level_{};
  Bitmap latched_{};
  Bitmap enabled_{};
  Bitmap active_{};
  Bitmap group1_{};
  Bitmap edge_{};
  Bitmap targeted_{};  // at this core; version 3 routes by affinity, and there is one core
  std::array<std::uint8_t, kWords * 32> priority_{};
  std::vector<std::uint32_t> router_;  // low and high word per SPI
  bool group1_forwarded_ = false;      // GICD_CTLR.EnableGrp1
  bool asleep_ = false;                // GICR_WAKER.ProcessorSleep

  mutable bool best_valid_ = false;
  mutable Candidate best_;  // the most urgent interrupt that is pending, enabled and not active
  std::uint32_t active_priorities_ =
      0;  // ICC_AP1R0: bit n is set while priority n, of the implemented bits, is active

  std::uint32_t priority_mask_ = 0;  // ICC_PMR
  bool group1_enabled_ = false;      // ICC_IGRPEN1
  std::uint32_t daif_ = 0;
  std::uint64_t vbar_ = 0;
  bool event_ = false;
  std::vector<Interrupted> stack_;

  Clock counter_;
  bool timer_enabled_ = false;
  bool timer_masked_ = false;
  std::uint64_t timer_compare_ = 0;
  Picoseconds timer_expiry_ = kNever;
};

}  // namespace rpmsg_sim
