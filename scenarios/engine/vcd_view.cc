#include "scenarios/engine/vcd_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/mu/messaging_unit.h"
#include "platforms/builder.h"
#include "platforms/located_yaml.h"

namespace rpmsg_sim {

namespace {

constexpr std::size_t kChunk = 1 << 16;
constexpr unsigned kStateWidth = 3;
constexpr unsigned kHandlerWidth = 10;
constexpr unsigned kIndexWidth = 16;

std::uint32_t code(CoreState state) {
  return static_cast<std::uint32_t>(state);
}

// Waveform viewers take a dot for a level of hierarchy.
std::string dotted(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '.');
  return name;
}

}  // namespace

// All registers of both sides of one unit.
class VcdView::MuTracer : public MuWatcher {
 public:
  MuTracer(VcdView& view, MessagingUnit& unit) : view_(view), unit_(unit) {
    for (const MuSide side : {MuSide::kA, MuSide::kB}) {
      for (const Register& reg : unit.registers(side).registers()) {
        const std::uint32_t value = reg.debug_read(AccessContext{});
        const std::string name = unit.registers(side).name() + "." + reg.name();
        registers_.push_back({&reg, view.declare(name, reg.width(), value), value});
      }
    }
    unit.set_watcher(this);
  }
  ~MuTracer() override { unit_.set_watcher(nullptr); }

  void mu_changed(Picoseconds time) override {
    AccessContext context;
    context.time = time;
    for (Traced& traced : registers_) {
      const std::uint32_t value = traced.reg->debug_read(context);
      if (value == traced.value) continue;
      traced.value = value;
      view_.change(traced.signal, value, time);
    }
  }

 private:
  struct Traced {
    const Register* reg;
    std::uint32_t signal;
    std::uint32_t value;
  };

  VcdView& view_;
  MessagingUnit& unit_;
  std::vector<Traced> registers_;
};

VcdView::VcdView(Spool& spool) : spool_(spool) {}
VcdView::~VcdView() = default;

void VcdView::begin(System& system) {
  system_ = &system;
  running_ = declare("simulation.running", 1, 1);
  for (const System::CoreInstance& instance : system.cores()) {
    CoreSignals signals;
    signals.state = declare(instance.name + ".state", kStateWidth, code(instance.core->state()));
    signals.handler = declare(instance.name + ".handler", kHandlerWidth, 0);
    cores_.emplace(instance.core->source(), signals);
  }
  for (MessagingUnit* unit : system.messaging_units()) {
    units_.push_back(std::make_unique<MuTracer>(*this, *unit));
  }
  for (unsigned ring = 0; ring < system.rings().ring_count(); ++ring) declare_ring(ring);
  system.rings().set_watcher(this);
  // In step with what the watchers are told.
  system.log().deliver_at_once();
  system.log().add_sink(*this);
}

std::uint32_t VcdView::declare(const std::string& name, unsigned width, std::uint32_t value) {
  const std::uint32_t signal = signals_++;
  const SpooledChange record{0, signal | SpooledChange::kDeclaration, value};
  const SpooledDeclaration declaration{width, static_cast<std::uint32_t>(name.size())};
  put(&record, sizeof record);
  put(&declaration, sizeof declaration);
  put(name.data(), name.size());
  return signal;
}

std::uint32_t VcdView::declare_ring(unsigned ring) {
  const std::string name = dotted(system_->rings().ring_name(ring));
  rings_.push_back(declare(name + ".avail_idx", kIndexWidth, 0));
  declare(name + ".used_idx", kIndexWidth, 0);
  return rings_.back();
}

void VcdView::change(std::uint32_t signal, std::uint32_t value, Picoseconds time) {
  order_.add(time, {signal, value},
             [this](Picoseconds at, const std::pair<std::uint32_t, std::uint32_t>& change) {
               const SpooledChange record{at, change.first, change.second};
               put(&record, sizeof record);
             });
}

void VcdView::put(const void* data, std::size_t size) {
  bytes_.append(static_cast<const char*>(data), size);
  if (bytes_.size() >= kChunk) write_out();
}

void VcdView::write_out() {
  if (!full_ && !spool_.append(bytes_)) full_ = true;
  bytes_.clear();
}

// A ring may have come into being after the run began.
void VcdView::ring_index_written(unsigned ring, bool used, std::uint16_t value, Picoseconds time) {
  while (rings_.size() <= ring) declare_ring(static_cast<unsigned>(rings_.size()));
  change(rings_[ring] + (used ? 1 : 0), value, time);
}

void VcdView::line_event(const Event& event) {
  const std::pair<SourceId, std::uint32_t> key{event.source, event.a};
  auto line = lines_.find(key);
  if (line == lines_.end()) {
    const std::string& driver = system_->log().source_names()[event.source];
    line = lines_.emplace(key, declare(fmt::format("{}.irq{}", driver, event.a), 1, 0)).first;
  }
  change(line->second, event.kind == EventKind::kLineRise ? 1 : 0, event.time);
}

void VcdView::core_event(CoreSignals& core, const Event& event) {
  switch (event.kind) {
    case EventKind::kInterruptEnter:
      core.active.push_back(event.a);
      break;
    case EventKind::kInterruptExit:
      if (!core.active.empty()) core.active.pop_back();
      break;
    case EventKind::kCoreSleep:
      change(core.state, event.a, event.time);
      return;
    case EventKind::kCoreReset:
      core.active.clear();
      [[fallthrough]];
    case EventKind::kCoreWake:
      change(core.state, code(CoreState::kRunning), event.time);
      break;
    case EventKind::kCoreHalt: {
      const bool locked = event.a == static_cast<std::uint32_t>(CoreHalt::kLockUp);
      change(core.state, code(locked ? CoreState::kLockedUp : CoreState::kHeld), event.time);
      core.active.clear();
      break;
    }
    default:
      return;
  }
  change(core.handler, core.active.empty() ? 0 : core.active.back(), event.time);
}

void VcdView::consume(const Event* events, std::size_t count) {
  for (const Event* event = events; event != events + count; ++event) {
    if (event->kind == EventKind::kLineRise || event->kind == EventKind::kLineFall) {
      line_event(*event);
    } else if (const auto core = cores_.find(event->source); core != cores_.end()) {
      core_event(core->second, *event);
    }
  }
}

void VcdView::end(System& system) {
  system.rings().set_watcher(nullptr);
  units_.clear();
  change(running_, 0, system.conductor().end_time());
  order_.finish([this](Picoseconds at, const std::pair<std::uint32_t, std::uint32_t>& change) {
    const SpooledChange record{at, change.first, change.second};
    put(&record, sizeof record);
  });
  write_out();
  system_ = nullptr;
}

void VcdView::deliver() const {
  if (full_) throw InputError("--vcd: the folder for temporary files is full");
}

}  // namespace rpmsg_sim
