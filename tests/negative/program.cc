#include "tests/negative/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

// Rings of the platform's link: mapped once the simulation has been built.
constexpr const char* kRingsMapped = "b8000000-";

[[noreturn]] void become_program(const std::vector<std::string>& arguments, const std::string& out,
                                 const std::string& err) {
  // So that file permissions count for root as well.
  prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
  prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH);
  dup2(open(out.c_str(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
  dup2(open(err.c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
  std::vector<char*> argv = {const_cast<char*>(TEST_PROGRAM)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execv(TEST_PROGRAM, argv.data());
  _exit(127);
}

}  // namespace

TemporaryFolder::TemporaryFolder() : path_(testing::TempDir() + "negative_XXXXXX") {
  EXPECT_NE(mkdtemp(path_.data()), nullptr);
}

TemporaryFolder::~TemporaryFolder() {
  fs::remove_all(path_);
}

std::vector<std::string> TemporaryFolder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_)) names.push_back(entry.path().filename());
  return names;
}

Program::Program(const std::vector<std::string>& arguments, const std::string& out) : process_(fork()) {
  if (process_ == 0) become_program(arguments, out.empty() ? folder_ / "out" : out, folder_ / "err");
}

pid_t Program::simulation() const {
  const std::string id = std::to_string(process_);
  for (;;) {
    pid_t child = 0;
    std::istringstream(contents("/proc/" + id + "/task/" + id + "/children")) >> child;
    const std::string maps = child == 0 ? "" : contents("/proc/" + std::to_string(child) + "/maps");
    if (maps.find(kRingsMapped) != std::string::npos) return child;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

Outcome Program::wait() {
  int status = 0;
  waitpid(process_, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
          contents(folder_ / "out"), contents(folder_ / "err")};
}

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

bool matches(const std::string& text, const std::string& wanted) {
  std::size_t from = 0;
  std::size_t at = 0;
  for (;;) {
    const std::size_t gap = wanted.find("...", from);
    const std::string piece = wanted.substr(from, gap == std::string::npos ? gap : gap - from);
    const bool last = gap == std::string::npos;
    if (last && from == 0) return text == wanted;
    if (last) {
      return text.size() >= at + piece.size() &&
             text.compare(text.size() - piece.size(), piece.size(), piece) == 0;
    }
    const std::size_t found = text.find(piece, at);
    if (found == std::string::npos || (from == 0 && found != 0)) return false;
    at = found + piece.size();
    from = gap + 3;
  }
}

}  // namespace rpmsg_sim
