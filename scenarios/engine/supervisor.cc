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
  if (supervised_child > 0) kill(supervised_child, signal);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

[[noreturn]] void be_child(const std::function<int()>& work, pid_t parent) {
  handle(SIGINT, note_interruption);
  handle(SIGTERM, note_interruption);
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
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error(fmt::format("cannot start a process: {}", std::strerror(errno)));
  if (child == 0) be_child(work, parent);
  supervised_child = child;
  handle(SIGINT, pass_on);
  handle(SIGTERM, pass_on);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  supervised_child = 0;
  handle(SIGINT, SIG_DFL);
  handle(SIGTERM, SIG_DFL);
  if (WIFSIGNALED(status)) return {0, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

bool interruption_requested() {
  return interruption != 0;
}

}  // namespace rpmsg_sim
