// Runs work in a child process, so that every scenario starts from a fresh SystemC and even a crash of the
// simulation becomes a report.
#pragma once

#include <functional>
#include <string>

namespace rpmsg_sim {

struct ChildEnd {
  int status = 0;            // exit status, when it exited
  int signal = 0;            // what killed it, otherwise 0
  std::string text() const;  // "killed by signal 11 (Segmentation fault)"
};

// Calls `work` in a forked child and waits for its end. The child exits with what `work` returns.
ChildEnd run_in_child(const std::function<int()>& work);

// True after the user asked to stop (SIGINT or SIGTERM), in the child as in its parent. Both go on until what
// they are doing is complete.
bool interruption_requested();

}  // namespace rpmsg_sim
