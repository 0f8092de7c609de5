#include "scenarios/engine/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "scenarios/engine/console_report.h"

namespace rpmsg_sim {
namespace {

constexpr double kPicosecondsPerNanosecond = 1e3;
constexpr auto kSilence = std::chrono::milliseconds(500);
constexpr auto kPause = std::chrono::milliseconds(200);

std::string simulated(Picoseconds time) {
  return readable_time(static_cast<double>(time) / kPicosecondsPerNanosecond);
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

std::string format_progress(const ProgressState& state) {
  std::string text = simulated(state.time);
  if (state.limit) text += " of " + simulated(*state.limit);
  text += fmt::format(" simulated, {} messages", state.messages);
  if (state.wall_s <= 0 || state.time == 0) return text;
  text += fmt::format(", {:.3g}/s", static_cast<double>(state.messages) / state.wall_s);
  if (!state.limit || *state.limit <= state.time) return text;
  const double left = static_cast<double>(*state.limit - state.time);
  return text + fmt::format(", at most {:.0f} s left", state.wall_s * left / static_cast<double>(state.time));
}

bool wants_progress(int file_descriptor) {
  const char* terminal = std::getenv("TERM");
  return isatty(file_descriptor) != 0 && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

Progress::Progress(bool wanted, std::optional<Picoseconds> limit)
    : wanted_(wanted && wants_progress(STDERR_FILENO)), limit_(limit), next_(start_ + kSilence) {}

void Progress::show(Picoseconds time, std::uint64_t messages) {
  if (!wanted_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + kPause;
  const double wall_s = std::chrono::duration<double>(now - start_).count();
  print("\r" + format_progress({time, limit_, messages, wall_s}) + "\x1b[K");
  visible_ = true;
}

void Progress::clear() {
  if (visible_) print("\r\x1b[K");
  visible_ = false;
}

}  // namespace rpmsg_sim
