// peak_memory COMMAND...: runs a command and prints the most memory that it, or a process it waited for, had
// resident, in KiB.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  if (argc < 2) return EXIT_FAILURE;
  const pid_t child = fork();
  if (child == 0) {
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child || status != 0) return EXIT_FAILURE;
  std::printf("%ld\n", usage.ru_maxrss);
  return EXIT_SUCCESS;
}
