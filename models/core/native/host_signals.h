// Host signals that native firmware raises: wild accesses, unknown instructions, division by zero, loops
// without hooks. They arrive on a stack of their own and are turned into calls of the executor that runs.
#pragma once

#include <cstdint>

namespace rpmsg_sim {

class NativeExecutor;

// Installs the handlers and the watchdog timer for the life of the object; one at a time.
class HostSignals {
 public:
  HostSignals();
  ~HostSignals();
  HostSignals(const HostSignals&) = delete;
  HostSignals& operator=(const HostSignals&) = delete;

  // Whose firmware runs whenever the processor is on a firmware's stack.
  static void set_running(NativeExecutor* executor) { running_ = executor; }
  static NativeExecutor* running() { return running_; }

 private:
  static inline NativeExecutor* running_ = nullptr;
};

}  // namespace rpmsg_sim
