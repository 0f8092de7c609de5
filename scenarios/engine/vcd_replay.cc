#include "scenarios/engine/vcd_replay.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <systemc>
#include <thread>
#include <vector>

#include "platforms/located_yaml.h"
#include "scenarios/engine/vcd_view.h"

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

// One record of the spool after the other; false at its end, or where a process that died stopped writing.
class SpoolReader {
 public:
  explicit SpoolReader(const Spool& spool) : spool_(spool) {}

  bool next(SpooledChange& change, SpooledDeclaration& declaration, std::string& name) {
    if (!take(&change, sizeof change)) return false;
    if ((change.signal & SpooledChange::kDeclaration) == 0) return true;
    if (!take(&declaration, sizeof declaration)) return false;
    name.resize(declaration.name_length);
    return take(name.data(), name.size());
  }

 private:
  bool take(void* data, std::size_t size) {
    if (block_.size() - at_ < size) refill();
    if (block_.size() - at_ < size) return false;
    std::memcpy(data, block_.data() + at_, size);
    at_ += size;
    return true;
  }

  void refill() {
    constexpr std::size_t kChunk = 1 << 16;
    block_.erase(0, at_);
    at_ = 0;
    const std::size_t kept = block_.size();
    block_.resize(kept + kChunk);
    const std::size_t count = spool_.read(offset_, block_.data() + kept, kChunk);
    offset_ += count;
    block_.resize(kept + count);
  }

  const Spool& spool_;
  std::uint64_t offset_ = 0;
  std::string block_;
  std::size_t at_ = 0;
};

// Where SystemC's trace file is opened, by a name that ends in ".vcd": a pipe, since SystemC does not notice
// when a disk is full, and writes the time of day into the file's head.
class TracePipe {
 public:
  explicit TracePipe(OutputFile& file) : file_(file) {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) refuse("pipe");
    std::string folder = temporary_folder() + "/rpmsg-sim.XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) refuse("folder for temporary files");
    folder_ = folder;
    fs::create_symlink(fmt::format("/proc/self/fd/{}", ends_[1]), name() + ".vcd");
    drain_ = std::thread([this] { drain(); });
  }
  ~TracePipe() {
    close_input();
    close(ends_[0]);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  TracePipe(const TracePipe&) = delete;
  TracePipe& operator=(const TracePipe&) = delete;

  // Without ".vcd".
  std::string name() const { return folder_ + "/trace"; }

  // After the trace file was closed.
  void finish() {
    close_input();
    if (error_) std::rethrow_exception(error_);
  }

 private:
  [[noreturn]] static void refuse(const char* what) {
    throw InputError(fmt::format("--vcd: no {} can be made: {}", what, std::strerror(errno)));
  }

  void close_input() {
    if (!drain_.joinable()) return;
    close(ends_[1]);
    drain_.join();
  }

  // Goes on reading when nothing can be written any more, or the other end would wait for ever.
  void drain() {
    std::array<char, 65536> block{};
    for (;;) {
      const ssize_t count = read(ends_[0], block.data(), block.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return;
      if (error_) continue;
      try {
        put(std::string_view(block.data(), static_cast<std::size_t>(count)));
      } catch (const InputError&) {
        error_ = std::current_exception();
      }
    }
  }

  // The head says when the file was made; equal runs give equal files.
  void put(std::string_view text) {
    static constexpr std::string_view kBegin = "$date";
    static constexpr std::string_view kEnd = "$end\n";
    if (head_done_) return file_.write(text);
    head_ += text;
    const std::size_t begin = head_.find(kBegin);
    const std::size_t end = begin == std::string::npos ? begin : head_.find(kEnd, begin);
    if (end == std::string::npos) return;
    head_.erase(begin, end + kEnd.size() - begin);
    file_.write(head_);
    head_done_ = true;
  }

  OutputFile& file_;
  std::array<int, 2> ends_{};
  std::string folder_;
  std::thread drain_;
  std::string head_;
  bool head_done_ = false;
  std::exception_ptr error_;
};

// The traced values, and the thread in which they change.
class Replay : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Replay);
  Replay(sc_core::sc_module_name module_name, const Spool& spool) : sc_module(module_name), spool_(spool) {
    SC_THREAD(play);
  }

  bool empty() const { return values_.empty(); }

  // Signals that appear in the course of the run are there from its beginning.
  void declare(sc_core::sc_trace_file& trace) {
    SpoolReader reader(spool_);
    SpooledChange change;
    SpooledDeclaration declaration;
    std::string signal;
    while (reader.next(change, declaration, signal)) {
      if ((change.signal & SpooledChange::kDeclaration) == 0) continue;
      values_.push_back(change.value);
      sc_core::sc_trace(&trace, values_.back(), signal, static_cast<int>(declaration.width));
    }
  }

 private:
  void play() {
    SpoolReader reader(spool_);
    SpooledChange change;
    SpooledDeclaration declaration;
    std::string signal;
    while (reader.next(change, declaration, signal)) {
      if ((change.signal & SpooledChange::kDeclaration) != 0) continue;
      const Picoseconds now = sc_core::sc_time_stamp().value();
      if (change.time > now) wait(sc_core::sc_time::from_value(change.time - now));
      values_.at(change.signal) = change.value;
    }
    wait(sc_core::sc_time(1, sc_core::SC_PS));  // or the last change would not be written
    sc_core::sc_stop();
  }

  const Spool& spool_;
  std::deque<unsigned> values_;  // by signal; SystemC keeps references to them
};

}  // namespace

void replay_as_vcd(const Spool& spool, OutputFile& file) {
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  TracePipe pipe(file);
  sc_core::sc_trace_file* trace = sc_core::sc_create_vcd_trace_file(pipe.name().c_str());
  trace->set_time_unit(1, sc_core::SC_PS);
  Replay replay("replay", spool);
  replay.declare(*trace);
  if (!replay.empty()) sc_core::sc_start();
  sc_core::sc_close_vcd_trace_file(trace);
  pipe.finish();
  if (!replay.empty()) file.commit();
}

}  // namespace rpmsg_sim
