#include "models/mu/messaging_unit.h"

#include <string>

namespace rpmsg_sim {

namespace {

constexpr std::uint64_t kSize = 0x10000;

}  // namespace

MessagingUnit::MessagingUnit(sc_core::sc_module_name module_name, const MuParameters& parameters,
                             EventLog& log, FindingSink& findings)
    : Peripheral(module_name),
      side_a("side_a", *this, bank_a_),
      side_b("side_b", *this, bank_b_),
      findings_(findings),
      engine_(name(), parameters, log, findings),
      bank_a_(std::string(name()) + ".a", kSize, findings),
      bank_b_(std::string(name()) + ".b", kSize, findings),
      due_("due") {
  set_announces_lines(true);
  SC_METHOD(act);
  sensitive << due_;
  dont_initialize();
}

void MessagingUnit::declare_words(MuSide side, std::uint64_t tr, std::uint64_t rr) {
  bank(side).add_array("TR", tr, kMuChannels, 4, Access::kReadWrite, [this, side](Register& reg, unsigned n) {
    reg.peek([this, side, n](const AccessContext&) {
      return engine_.parameters().tr_reads_back ? engine_.state().of(side).tr[n] : 0u;
    });
    reg.on_write([this, side, n](const AccessContext& context, const RegisterWrite& write) {
      engine_.write_transmit(side, n, write.value, context.time);
      schedule();
    });
  });
  bank(side).add_array("RR", rr, kMuChannels, 4, Access::kReadOnly, [this, side](Register& reg, unsigned n) {
    reg.peek([this, side, n](const AccessContext& context) {
      return engine_.at(context.time,
                        [side, n](const MuEngine::State& state) { return state.of(side).rr[n]; });
    });
    reg.on_read([this, side, n](const AccessContext& context) {
      const std::uint32_t word = engine_.read_receive(side, n, context.time);
      schedule();
      return word;
    });
  });
}

void MessagingUnit::reset_both(MuSide side, Picoseconds time) {
  bank_a_.reset();
  bank_b_.reset();
  engine_.reset_both(side, time);
}

// One pending notification at the earliest due time. An earlier one replaces a later one by itself; one that
// finds nothing to do is harmless.
void MessagingUnit::schedule() {
  note_what_is_under_way();
  if (driven_) return;
  const Picoseconds next = engine_.next_due();
  if (next >= scheduled_) return;
  scheduled_ = next;
  const Picoseconds now = sc_core::sc_time_stamp().value();
  due_.notify(sc_core::sc_time::from_value(next > now ? next - now : 0));
}

void MessagingUnit::act() {
  scheduled_ = kNever;
  advance(sc_core::sc_time_stamp().value());
  schedule();
}

}  // namespace rpmsg_sim
