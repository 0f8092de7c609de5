#include "scenarios/engine/supervisor.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "scenarios/engine/exit_status.h"

namespace rpmsg_sim {
namespace {

volatile std::sig_atomic_t interruption = 0;
volatile pid_t supervised_child = 0;

void note_interruption(int) {
  interruption = 1;
}

// The terminal's Ctrl-C reaches the child by itself too; once more does no harm.
void pass_on(int signal) {
  interruption = 1;
  if (supervised_child > 0) kill(supervised_child, signal);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

// No interruption is lost while nobody is there yet to take it.
class HeldBack {
 public:
  HeldBack() {
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGTERM);
    sigprocmask(SIG_BLOCK, &both, &before_);
  }
  void release() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

[[noreturn]] void be_child(const std::function<int()>& work, pid_t parent, HeldBack& held_back) {
  handle(SIGINT, note_interruption);
  handle(SIGTERM, note_interruption);
  held_back.release();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // the parent died before the line above
  int status = work();
  if (std::fflush(nullptr) != 0 || std::ferror(stdout) != 0) {
    std::fputs("rpmsg-sim: standard output cannot be written\n", stderr);
    status = worse_status(status, kInputWrong);
  }
  // No static destructors: they belong to the parent, and SystemC's must not run twice.
  _exit(status);
}

}  // namespace

std::string ChildEnd::text() const {
  if (signal != 0) return fmt::format("killed by signal {} ({})", signal, strsignal(signal));
  return fmt::format("exited with status {}", status);
}

ChildEnd run_in_child(const std::function<int()>& work) {
  std::fflush(nullptr);
  const pid_t parent = getpid();
  HeldBack held_back;
  const pid_t child = fork();
  if (child == 0) be_child(work, parent, held_back);
  const int error = errno;
  supervised_child = child;
  handle(SIGINT, pass_on);
  handle(SIGTERM, pass_on);
  held_back.release();
  if (child < 0) throw std::runtime_error(fmt::format("cannot start a process: {}", std::strerror(error)));
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  supervised_child = 0;
  if (WIFSIGNALED(status)) return {0, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

bool interruption_requested() {
  return interruption != 0;
}

}  // namespace rpmsg_sim
