#include "scenarios/engine/log_view.h"

#include <fmt/format.h>

#include "platforms/located_yaml.h"
#include "scenarios/engine/event_text.h"

namespace rpmsg_sim {

namespace {

constexpr std::size_t kChunk = 1 << 16;
constexpr const char* kHeading =
    "# rpmsg-sim log 1: time in ps, source, event, operands, place in the firmware\n";

}  // namespace

void LogView::begin(System& system) {
  system_ = &system;
  // Where the firmware is can only be asked while the event happens.
  system.log().deliver_at_once();
  system.log().add_sink(*this);
  text_ = kHeading;
}

void LogView::consume(const Event* events, std::size_t count) {
  for (const Event* event = events; event != events + count; ++event) {
    order_.add(event->time, line_of(*event), [this](Picoseconds, const std::string& line) { text_ += line; });
  }
  if (text_.size() >= kChunk) write_out();
}

std::string LogView::line_of(const Event& event) {
  const std::vector<std::string>& names = system_->log().source_names();
  std::string line = fmt::format("{:>15} {:<8} {:<18} {}", event.time,
                                 event.source < names.size() ? names[event.source] : "-",
                                 event_name(event.kind), event_operands(event));
  const System::Place place = system_->here();
  if (place.program_counter != 0) line += fmt::format(" by {} {}", names[place.core], describe(place));
  while (line.back() == ' ') line.pop_back();
  return line + "\n";
}

// Looking into debug information is slow, and few places do all the work.
const std::string& LogView::describe(const System::Place& place) {
  const auto [entry, is_new] = places_.try_emplace({place.core, place.program_counter});
  if (is_new) entry->second = system_->describe(place);
  return entry->second;
}

// A run goes on when its log cannot be written: what else it gives may still be delivered.
void LogView::write_out() {
  if (error_.empty()) {
    try {
      file_.write(text_);
    } catch (const InputError& error) {
      error_ = error.what();
    }
  }
  text_.clear();
}

void LogView::end(System&) {
  order_.finish([this](Picoseconds, const std::string& line) { text_ += line; });
  write_out();
  system_ = nullptr;
}

void LogView::deliver() {
  if (!error_.empty()) throw InputError(error_);
  file_.commit();
}

void end_log_of_crash(OutputFile& file, const std::string& how) {
  file.drop_unfinished_line();
  file.commit(fmt::format("# the simulation was {}\n", how));
}

}  // namespace rpmsg_sim
