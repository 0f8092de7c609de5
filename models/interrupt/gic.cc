#include "models/interrupt/gic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include "models/observe/time_text.h"

namespace rpmsg_sim {

namespace {

constexpr std::uint32_t bit(unsigned number) {
  return 1u << number;
}

constexpr std::uint32_t kDaifAll = 0x3C0;
constexpr std::uint32_t kDaifIrq = 0x80;

constexpr std::uint32_t kCtlrEnableGroup1 = bit(1);
constexpr std::uint32_t kCtlrAffinityRouting = bit(4);
constexpr std::uint32_t kCtlrOneSecurityState = bit(6);

constexpr std::uint32_t kTimerEnable = bit(0);
constexpr std::uint32_t kTimerMask = bit(1);
constexpr std::uint32_t kTimerStatus = bit(2);

constexpr std::uint64_t kGiccIar = 0x00C;
constexpr unsigned kSpecialIntids = 1020;  // and above: never an interrupt

using Row = RegisterRow<Gic>;
using A = RegisterAccess;

const GicParameters& validated(const GicParameters& parameters) {
  if (parameters.timer_hertz == 0) throw std::invalid_argument("a GIC needs the system counter's frequency");
  if (parameters.spis > kSpecialIntids - kFirstSpi) throw std::invalid_argument("a GIC has at most 988 SPIs");
  if (parameters.version != 2 && parameters.version != 3)
    throw std::invalid_argument("a GIC of version 2 or 3");
  if (parameters.priority_bits < 4 || parameters.priority_bits > 5) {
    throw std::invalid_argument("this GIC implements 4 or 5 priority bits");
  }
  return parameters;
}

}  // namespace

// Arm IHI 0069, "The Distributor register map". Reset values with 128 SPIs.
const RegisterMap<Gic>& Gic::distributor_registers() {
  static const RegisterMap<Gic> map(
      0x1'0000,
      {
          Row::view("GICD_CTLR", 0x0000, 1, A::kReadWrite, 0x50, &Gic::read_ctlr, &Gic::write_ctlr),
          Row::view("GICD_TYPER", 0x0004, 1, A::kReadOnly, 0x0248'0004, &Gic::read_typer),
          Row::view("GICD_IIDR", 0x0008, 1, A::kReadOnly, 0x0000'043B, &Gic::read_iidr),
          Row::absent("GICD_STATUSR", 0x0010, 1),
          Row::absent("GICD_SETSPI_NSR", 0x0040, 1),
          Row::absent("GICD_CLRSPI_NSR", 0x0048, 1),
          Row::absent("GICD_SETSPI_SR", 0x0050, 1),
          Row::absent("GICD_CLRSPI_SR", 0x0058, 1),
          Row::view("GICD_IGROUPR", 0x0080, 32, A::kReadWrite, 0xFFFF'FFFF, &Gic::read_igroupr,
                    &Gic::write_igroupr),
          Row::view("GICD_ISENABLER", 0x0100, 32, A::kWriteOne, 0, &Gic::read_enabled, &Gic::write_isenabler),
          Row::view("GICD_ICENABLER", 0x0180, 32, A::kWriteOne, 0, &Gic::read_enabled, &Gic::write_icenabler),
          Row::view("GICD_ISPENDR", 0x0200, 32, A::kWriteOne, 0, &Gic::read_pending, &Gic::write_ispendr),
          Row::view("GICD_ICPENDR", 0x0280, 32, A::kWriteOne, 0, &Gic::read_pending, &Gic::write_icpendr),
          Row::view("GICD_ISACTIVER", 0x0300, 32, A::kWriteOne, 0, &Gic::read_active, &Gic::write_isactiver),
          Row::view("GICD_ICACTIVER", 0x0380, 32, A::kWriteOne, 0, &Gic::read_active, &Gic::write_icactiver),
          Row::view("GICD_IPRIORITYR", 0x0400, 255, A::kReadWrite, 0, &Gic::read_priorities,
                    &Gic::write_priorities),
          // Reserved with affinity routing; start-up code of GICv2 heritage touches it all the same.
          Row::view("GICD_ITARGETSR", 0x0800, 255, A::kReadWrite, 0, nullptr),
          Row::view("GICD_ICFGR", 0x0C00, 64, A::kReadWrite, 0, &Gic::read_icfgr, &Gic::write_icfgr),
          // Without a secure state there is nothing to modify.
          Row::view("GICD_IGRPMODR", 0x0D00, 32, A::kReadWrite, 0, nullptr),
          Row::absent("GICD_NSACR", 0x0E00, 64),
          Row::absent("GICD_SGIR", 0x0F00, 1),
          Row::view("GICD_IROUTER", 0x6100, 2 * 988, A::kReadWrite, 0, &Gic::read_irouter,
                    &Gic::write_irouter),
          Row::absent("GICD peripheral identification", 0xFFD0, 6),
          Row::view("GICD_PIDR2", 0xFFE8, 1, A::kReadOnly, 0x3B, &Gic::read_pidr2),
          Row::absent("GICD component identification", 0xFFEC, 5),
      });
  return map;
}

// Arm IHI 0069, "The Redistributor register map": RD_base, then SGI_base from 0x10000.
const RegisterMap<Gic>& Gic::redistributor_registers() {
  constexpr std::uint32_t kSgi = 0x1'0000;
  static const RegisterMap<Gic> map(
      0x2'0000,
      {
          Row::view("GICR_CTLR", 0x0000, 1, A::kReadWrite, 0, nullptr),  // LPIs only
          Row::view("GICR_IIDR", 0x0004, 1, A::kReadOnly, 0x0000'043B, &Gic::read_iidr),
          Row::view("GICR_TYPER", 0x0008, 1, A::kReadOnly, 0x10, &Gic::read_redistributor_typer),
          Row::view("GICR_TYPER high", 0x000C, 1, A::kReadOnly, 0, &Gic::read_affinity),
          Row::absent("GICR_STATUSR", 0x0010, 1),
          Row::view("GICR_WAKER", 0x0014, 1, A::kReadWrite, 0, &Gic::read_waker, &Gic::write_waker),
          Row::absent("GICR LPI registers", 0x0040, 48),
          Row::absent("GICR peripheral identification", 0xFFD0, 6),
          Row::view("GICR_PIDR2", 0xFFE8, 1, A::kReadOnly, 0x3B, &Gic::read_pidr2),
          Row::absent("GICR component identification", 0xFFEC, 5),
          Row::view("GICR_IGROUPR0", kSgi + 0x080, 1, A::kReadWrite, 0xFFFF'FFFF, &Gic::read_igroupr0,
                    &Gic::assign_group),
          Row::view("GICR_ISENABLER0", kSgi + 0x100, 1, A::kWriteOne, 0, &Gic::read_enabled0, &Gic::enable),
          Row::view("GICR_ICENABLER0", kSgi + 0x180, 1, A::kWriteOne, 0, &Gic::read_enabled0, &Gic::disable),
          Row::view("GICR_ISPENDR0", kSgi + 0x200, 1, A::kWriteOne, 0, &Gic::read_pending0, &Gic::latch),
          Row::view("GICR_ICPENDR0", kSgi + 0x280, 1, A::kWriteOne, 0, &Gic::read_pending0, &Gic::unlatch),
          Row::view("GICR_ISACTIVER0", kSgi + 0x300, 1, A::kWriteOne, 0, &Gic::read_active0, &Gic::activate),
          Row::view("GICR_ICACTIVER0", kSgi + 0x380, 1, A::kWriteOne, 0, &Gic::read_active0,
                    &Gic::deactivate),
          Row::view("GICR_IPRIORITYR", kSgi + 0x400, 8, A::kReadWrite, 0, &Gic::priorities,
                    &Gic::assign_priorities),
          Row::view("GICR_ICFGR0", kSgi + 0xC00, 1, A::kReadWrite, 0xAAAA'AAAA, &Gic::read_icfgr0),
          Row::view("GICR_ICFGR1", kSgi + 0xC04, 1, A::kReadWrite, 0, &Gic::read_icfgr1, &Gic::write_icfgr1),
          Row::view("GICR_IGRPMODR0", kSgi + 0xD00, 1, A::kReadWrite, 0, nullptr),
          Row::absent("GICR_NSACR", kSgi + 0xE00, 1),
      });
  return map;
}

// Arm IHI 0048, "Distributor register descriptions".
const RegisterMap<Gic>& Gic::distributor_registers_v2() {
  static const RegisterMap<Gic> map(
      0x1000,
      {
          Row::view("GICD_CTLR", 0x000, 1, A::kReadWrite, 0, &Gic::read_ctlr_v2, &Gic::write_ctlr_v2),
          Row::view("GICD_TYPER", 0x004, 1, A::kReadOnly, 0x4, &Gic::read_typer_v2),
          Row::view("GICD_IIDR", 0x008, 1, A::kReadOnly, 0x0100'143B, &Gic::read_iidr_v2),
          Row::view("GICD_IGROUPR", 0x080, 32, A::kReadWrite, 0, nullptr),  // of the secure side
          Row::view("GICD_ISENABLER", 0x100, 32, A::kWriteOne, 0, &Gic::read_any_enabled, &Gic::enable),
          Row::view("GICD_ICENABLER", 0x180, 32, A::kWriteOne, 0, &Gic::read_any_enabled, &Gic::disable),
          Row::view("GICD_ISPENDR", 0x200, 32, A::kWriteOne, 0, &Gic::read_any_pending, &Gic::latch),
          Row::view("GICD_ICPENDR", 0x280, 32, A::kWriteOne, 0, &Gic::read_any_pending, &Gic::unlatch),
          Row::view("GICD_ISACTIVER", 0x300, 32, A::kWriteOne, 0, &Gic::read_any_active, &Gic::activate),
          Row::view("GICD_ICACTIVER", 0x380, 32, A::kWriteOne, 0, &Gic::read_any_active, &Gic::deactivate),
          Row::view("GICD_IPRIORITYR", 0x400, 255, A::kReadWrite, 0, &Gic::priorities,
                    &Gic::assign_priorities),
          Row::view("GICD_ITARGETSR", 0x800, 255, A::kReadWrite, 0, &Gic::read_targets, &Gic::write_targets),
          Row::view("GICD_ICFGR", 0xC00, 64, A::kReadWrite, 0, &Gic::configuration, &Gic::write_any_icfgr),
          Row::absent("GICD_NSACR", 0xE00, 64),
          Row::absent("GICD_SGIR", 0xF00, 1),
          Row::absent("GICD_CPENDSGIR, GICD_SPENDSGIR", 0xF10, 8),
          Row::absent("GICD peripheral identification", 0xFD0, 6),
          Row::view("GICD_ICPIDR2", 0xFE8, 1, A::kReadOnly, 0x2B, &Gic::read_pidr2_v2),
          Row::absent("GICD component identification", 0xFEC, 5),
      });
  return map;
}

// Arm IHI 0048, "CPU interface register descriptions".
const RegisterMap<Gic>& Gic::cpu_interface_registers() {
  static const RegisterMap<Gic> map(
      0x2000,
      {
          Row::view("GICC_CTLR", 0x000, 1, A::kReadWrite, 0, &Gic::read_gicc_ctlr, &Gic::write_gicc_ctlr),
          Row::view("GICC_PMR", 0x004, 1, A::kReadWrite, 0, &Gic::read_gicc_pmr, &Gic::write_gicc_pmr),
          Row::view("GICC_BPR", 0x008, 1, A::kReadWrite, 0, nullptr),  // every bit is group priority
          Row::view("GICC_IAR", kGiccIar, 1, A::kReadOnly, kSpuriousIntid, &Gic::read_gicc_iar),
          Row::view("GICC_EOIR", 0x010, 1, A::kWriteOnly, 0, nullptr, &Gic::write_gicc_eoir),
          Row::view("GICC_RPR", 0x014, 1, A::kReadOnly, kIdlePriority, &Gic::read_gicc_rpr),
          Row::view("GICC_HPPIR", 0x018, 1, A::kReadOnly, kSpuriousIntid, &Gic::read_gicc_hppir),
          Row::absent("GICC_ABPR, GICC_AIAR, GICC_AEOIR, GICC_AHPPIR", 0x01C, 4),
          Row::absent("GICC_APR, GICC_NSAPR", 0x0D0, 8),
          Row::view("GICC_IIDR", 0x0FC, 1, A::kReadOnly, 0x0100'143B, &Gic::read_iidr_v2),
          Row::absent("GICC_DIR", 0x1000, 1),
      });
  return map;
}

Gic::Gic(const GicParameters& parameters, FindingSink* findings)
    : parameters_(validated(parameters)),
      findings_(findings),
      distributor_(*this, parameters.version == 2 ? distributor_registers_v2() : distributor_registers()),
      redistributor_(*this, redistributor_registers()),
      cpu_interface_(*this, cpu_interface_registers()),
      router_(std::size_t{2} * parameters.spis),
      counter_(parameters.timer_hertz) {
  implemented_[0] = 0xFFFF'FFFF;
  lines_.reserve(parameters.spis);
  for (unsigned spi = 0; spi < parameters.spis; ++spi) {
    set(implemented_, kFirstSpi + spi);
    lines_.emplace_back(*this, kFirstSpi + spi);
  }
  stack_.reserve(16);
  reset(0);
}

InterruptLine& Gic::line(unsigned spi) {
  if (spi >= lines_.size()) {
    throw std::out_of_range(fmt::format("{} has SPIs 0 to {}, not {}", name(), lines_.size() - 1, spi));
  }
  return lines_[spi];
}

void Gic::reset(Picoseconds time) {
  latched_ = enabled_ = active_ = Bitmap{};
  group1_ = implemented_;
  edge_ = Bitmap{0x0000'FFFF};  // SGIs are edge-triggered by definition
  targeted_ = implemented_;
  if (parameters_.version == 2) std::fill(targeted_.begin() + 1, targeted_.end(), 0u);
  priority_.fill(0);
  router_.assign(router_.size(), 0);
  group1_forwarded_ = asleep_ = group1_enabled_ = event_ = false;
  active_priorities_ = priority_mask_ = 0;
  daif_ = kDaifAll;
  vbar_ = 0;
  stack_.clear();
  timer_enabled_ = timer_masked_ = false;
  timer_compare_ = 0;
  update_timer(time);
  changed();
}

// ---- state of the interrupts ----------------------------------------------------------------------------

void Gic::set_level(unsigned intid, bool level) {
  if (test(level_, intid) == level) return;
  if (!level) {
    clear(level_, intid);
    best_valid_ = false;
    return;
  }
  set(level_, intid);
  if (test(edge_, intid)) set(latched_, intid);
  changed();
}

void Gic::find_best() const {
  best_ = Candidate{};
  const unsigned words = parameters_.spis / 32 + 2;  // with the private interrupts and a last, partial word
  for (unsigned word = 0; word < std::min(words, kWords); ++word) {
    std::uint32_t bits =
        pending_word(word) & enabled_[word] & group1_[word] & targeted_[word] & ~active_[word];
    for (; bits != 0; bits &= bits - 1) {
      const unsigned intid = word * 32 + static_cast<unsigned>(__builtin_ctz(bits));
      if (priority_[intid] < best_.priority) best_ = Candidate{intid, priority_[intid]};
    }
  }
  best_valid_ = true;
}

bool Gic::group_enabled() const {
  return group1_forwarded_ && group1_enabled_ && !asleep_;
}

unsigned Gic::running_priority() const {
  if (active_priorities_ == 0) return kIdlePriority;
  return static_cast<unsigned>(__builtin_ctz(active_priorities_)) << (8 - parameters_.priority_bits);
}

// "Interrupt prioritization": higher priority than the mask and than what is being served.
bool Gic::signalled() const {
  const Candidate& candidate = best();
  return candidate.priority < priority_mask_ && candidate.priority < running_priority() && group_enabled();
}

std::uint64_t Gic::acknowledge() {
  if (!signalled()) return kSpuriousIntid;
  const Candidate taken = best();
  clear(latched_, taken.intid);  // a line that is still asserted makes it active and pending
  set(active_, taken.intid);
  active_priorities_ |= bit(taken.priority >> (8 - parameters_.priority_bits));
  best_valid_ = false;
  return taken.intid;
}

// "Priority drop" takes the most urgent active priority back, whichever INTID software names.
void Gic::end_of_interrupt(std::uint64_t intid) {
  if (intid >= kSpecialIntids) return;
  active_priorities_ &= active_priorities_ - 1;
  clear(active_, static_cast<unsigned>(intid));
  changed();
}

void Gic::update_timer(Picoseconds time) {
  const bool armed = timer_enabled_ && !timer_masked_;
  const bool met = timer_condition(time);
  timer_expiry_ = armed && !met ? counter_.time_of(timer_compare_) : kNever;
  // What picoseconds can count is not never, even if no run gets there.
  if (timer_expiry_ != kNever) timer_expiry_ = std::min(timer_expiry_, kEndOfTime);
  set_level(kPhysicalTimerIntid, armed && met);
}

std::uint32_t Gic::implemented_priority(std::uint32_t value) const {
  return value & 0xFFu & 0xFFu << (8 - parameters_.priority_bits);
}

// ---- ExceptionModel -------------------------------------------------------------------------------------

std::optional<unsigned> Gic::deliverable(Picoseconds time) {
  advance(time);
  if ((daif_ & kDaifIrq) != 0 || !signalled()) return std::nullopt;
  return kIrqVector;
}

bool Gic::wakes(Picoseconds time) {
  advance(time);
  return signalled();
}

void Gic::enter(unsigned number, Picoseconds time) {
  stack_.push_back(Interrupted{number, daif_});
  daif_ = kDaifAll;
  event_ = true;
  advance(time);
}

void Gic::leave(Picoseconds time) {
  assert(!stack_.empty());
  daif_ = stack_.back().daif;
  stack_.pop_back();
  event_ = true;
  advance(time);
}

std::uint64_t Gic::read_register(SystemRegister reg, Picoseconds time) {
  switch (reg) {
    case SystemRegister::kDaif:
      return daif_;
    case SystemRegister::kIccIar1:
      advance(time);
      return acknowledge();
    case SystemRegister::kIccPmr:
      return priority_mask_;
    case SystemRegister::kIccIgrpen1:
      return group1_enabled_ ? 1 : 0;
    case SystemRegister::kCntpct:
      return count_at(time);
    case SystemRegister::kCntfrq:
      return counter_.hertz();
    case SystemRegister::kCntpCtl:
      return (timer_enabled_ ? kTimerEnable : 0) | (timer_masked_ ? kTimerMask : 0) |
             (timer_enabled_ && timer_condition(time) ? kTimerStatus : 0);
    case SystemRegister::kCntpCval:
      return timer_compare_;
    case SystemRegister::kVbar:
      return vbar_;
    case SystemRegister::kMpidr:
      return parameters_.mpidr;
    default:
      break;
  }
  return 0;
}

void Gic::write_register(SystemRegister reg, std::uint64_t value, Picoseconds time) {
  const std::uint32_t word = static_cast<std::uint32_t>(value);
  switch (reg) {
    case SystemRegister::kDaif:
      daif_ = word & kDaifAll;
      if ((daif_ & kDaifIrq) != 0) return;
      break;
    case SystemRegister::kIccEoir1:
      advance(time);
      end_of_interrupt(value & 0xFF'FFFF);
      return;
    case SystemRegister::kIccPmr:
      priority_mask_ = implemented_priority(word);
      break;
    case SystemRegister::kIccIgrpen1:
      group1_enabled_ = (word & 1) != 0;
      break;
    case SystemRegister::kCntpCtl:
      timer_enabled_ = (word & kTimerEnable) != 0;
      timer_masked_ = (word & kTimerMask) != 0;
      update_timer(time);
      return;
    case SystemRegister::kCntpCval:
      timer_compare_ = value;
      update_timer(time);
      return;
    case SystemRegister::kVbar:
      vbar_ = value;  // DEVIATION: not aligned to 2 KiB; in a native image it is the address of a function
      return;
    default:  // CNTFRQ can be written at the highest exception level only
      return;
  }
  if (on_change_) on_change_();
}

// ---- description ----------------------------------------------------------------------------------------

std::string Gic::describe_mask(unsigned intid) const {
  if (!test(group1_, intid)) return "in group 0, which is not modelled";
  if (!test(enabled_, intid)) return "not enabled";
  if (test(active_, intid)) return "active, waits for its end of interrupt";
  if (asleep_) return "redistributor asleep (GICR_WAKER)";
  if (!test(targeted_, intid)) return "enabled, but not for this core in GICD_ITARGETSR";
  if (!group1_forwarded_) return "enabled, but group 1 is off in GICD_CTLR";
  if (!group1_enabled_) return "enabled, but group 1 is off in ICC_IGRPEN1";
  if (priority_[intid] >= priority_mask_) return "enabled, masked by ICC_PMR";
  if (priority_[intid] >= running_priority()) return "enabled, held back by an active interrupt";
  return (daif_ & kDaifIrq) != 0 ? "enabled, masked by DAIF.I" : "enabled, deliverable";
}

std::string Gic::describe_enabled() const {
  std::string text;
  for (unsigned intid = 0; intid < kWords * 32; ++intid) {
    if (test(enabled_, intid)) text += fmt::format("{}INTID {}", text.empty() ? "" : ", ", intid);
  }
  return text.empty() ? "none" : text;
}

std::string Gic::describe_wait(Picoseconds) const {
  std::string text;
  for (unsigned intid = 0; intid < kWords * 32; ++intid) {
    if (!pending(intid)) continue;
    text += fmt::format("{}INTID {} pending, {}", text.empty() ? "" : "; ", intid, describe_mask(intid));
  }
  if (text.empty()) text = "nothing is pending; enabled: " + describe_enabled();
  if (timer_expiry_ == kNever && timer_enabled_ && !timer_masked_ && !test(level_, kPhysicalTimerIntid)) {
    text +=
        fmt::format("; its timer (INTID {}) is set beyond the end of simulated time", kPhysicalTimerIntid);
  } else if (timer_expiry_ != kNever) {
    text += fmt::format("; its timer (INTID {}) expires at {}", kPhysicalTimerIntid,
                        describe_time(timer_expiry_));
  }
  return text;
}

// ---- register access ------------------------------------------------------------------------------------

std::uint32_t Gic::Frame::read(std::uint64_t offset, unsigned size, Picoseconds time) {
  gic_.advance(time);
  return map_.read(gic_, offset, size, gic_.findings_, time);
}

void Gic::Frame::write(std::uint64_t offset, std::uint32_t value, unsigned size, Picoseconds time) {
  gic_.advance(time);
  map_.write(gic_, offset, value, size, gic_.findings_, time);
  gic_.changed();
}

std::uint32_t Gic::Frame::peek(std::uint64_t offset, unsigned size, Picoseconds time) {
  gic_.advance(time);
  return map_.peek(gic_, offset, size);
}

std::uint32_t Gic::CpuInterface::read(std::uint64_t offset, unsigned size, Picoseconds time) {
  if (offset != kGiccIar || size != 4) return Frame::read(offset, size, time);
  gic_.advance(time);
  return static_cast<std::uint32_t>(gic_.acknowledge());
}

// A byte per interrupt, of which bit 0 is this core; the private ones are this core's.
std::uint32_t Gic::read_targets(unsigned index) const {
  std::uint32_t value = 0;
  for (unsigned byte = 0; byte < 4; ++byte) value |= (test(targeted_, 4 * index + byte) ? 1u : 0) << 8 * byte;
  return value;
}

void Gic::write_targets(unsigned index, std::uint32_t value) {
  for (unsigned byte = 0; byte < 4; ++byte) {
    const unsigned intid = 4 * index + byte;
    if (intid < kFirstSpi || !test(implemented_, intid)) continue;
    if ((value >> 8 * byte & 1) != 0) {
      set(targeted_, intid);
    } else {
      clear(targeted_, intid);
    }
  }
}

std::uint32_t Gic::priorities(unsigned index) const {
  std::uint32_t value = 0;
  for (unsigned byte = 0; byte < 4; ++byte) value |= std::uint32_t{priority_[4 * index + byte]} << 8 * byte;
  return value;
}

void Gic::assign_priorities(unsigned index, std::uint32_t value) {
  for (unsigned byte = 0; byte < 4; ++byte) {
    const unsigned intid = 4 * index + byte;
    if (test(implemented_, intid)) {
      priority_[intid] = static_cast<std::uint8_t>(implemented_priority(value >> 8 * byte));
    }
  }
}

// ICFGR has two bits per interrupt, of which the upper one says edge-triggered.
std::uint32_t Gic::configuration(unsigned index) const {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 16; ++i) value |= test(edge_, 16 * index + i) ? bit(2 * i + 1) : 0;
  return value;
}

void Gic::configure(unsigned index, std::uint32_t value) {
  for (unsigned i = 0; i < 16; ++i) {
    const unsigned intid = 16 * index + i;
    if (!test(implemented_, intid)) continue;
    if ((value >> (2 * i + 1) & 1) != 0) {
      set(edge_, intid);
    } else {
      clear(edge_, intid);
    }
  }
}

void Gic::assign_group(unsigned index, std::uint32_t value) {
  group1_[index] = value & implemented_[index];
}
void Gic::enable(unsigned index, std::uint32_t value) {
  enabled_[index] |= value & implemented_[index];
}
void Gic::disable(unsigned index, std::uint32_t value) {
  enabled_[index] &= ~value;
}
void Gic::latch(unsigned index, std::uint32_t value) {
  latched_[index] |= value & implemented_[index];
}
void Gic::unlatch(unsigned index, std::uint32_t value) {
  latched_[index] &= ~value;
}
void Gic::activate(unsigned index, std::uint32_t value) {
  active_[index] |= value & implemented_[index];
}
void Gic::deactivate(unsigned index, std::uint32_t value) {
  active_[index] &= ~value;
}

std::uint32_t Gic::read_ctlr(unsigned) const {
  return kCtlrAffinityRouting | kCtlrOneSecurityState | (group1_forwarded_ ? kCtlrEnableGroup1 : 0);
}

void Gic::write_ctlr(unsigned, std::uint32_t value) {
  group1_forwarded_ = (value & kCtlrEnableGroup1) != 0;
}

// IDbits 10, No1N, one bit of ITLinesNumber per 32 interrupts.
std::uint32_t Gic::read_typer(unsigned) const {
  return bit(25) | 9u << 19 | (parameters_.spis + 31) / 32;
}

void Gic::write_irouter(unsigned index, std::uint32_t value) {
  if (index < router_.size()) router_[index] = value;
}

std::uint32_t Gic::read_affinity(unsigned) const {
  return static_cast<std::uint32_t>((parameters_.mpidr & 0xFF'FFFF) | (parameters_.mpidr >> 32 & 0xFF) << 24);
}

void Gic::write_waker(unsigned, std::uint32_t value) {
  asleep_ = (value & bit(1)) != 0;
}

}  // namespace rpmsg_sim
