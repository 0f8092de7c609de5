// The bare SystemC ceiling that speeds are compared with: two threads, one timed notification each way per round
// trip, nothing else. Prints round trips per second of wall time.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <systemc>

namespace {

class PingPong : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(PingPong);
  PingPong(sc_core::sc_module_name name, long count) : sc_module(name), count_(count) {
    SC_THREAD(ping);
    SC_THREAD(pong);
  }

 private:
  void ping() {
    for (long i = 0; i < count_; ++i) {
      there_.notify(sc_core::sc_time(10, sc_core::SC_NS));
      wait(back_);
    }
    sc_core::sc_stop();
  }
  void pong() {
    for (;;) {
      wait(there_);
      back_.notify(sc_core::sc_time(10, sc_core::SC_NS));
    }
  }

  long count_;
  sc_core::sc_event there_;
  sc_core::sc_event back_;
};

}  // namespace

int sc_main(int argc, char** argv) {
  const long count = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 3'000'000;
  PingPong bench("bench", count);
  sc_core::sc_report_handler::set_verbosity_level(sc_core::SC_LOW);
  const auto start = std::chrono::steady_clock::now();
  sc_core::sc_start();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print("{:.0f}\n", static_cast<double>(count) / seconds);
  return 0;
}
