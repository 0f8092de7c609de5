// Runs rpmsg-sim as a user does: a process with arguments, two streams and an exit status.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace rpmsg_sim {

// A folder that goes with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  std::vector<std::string> names() const;  // of the files in it

 private:
  std::string path_;
};

struct Outcome {
  int status = -1;  // exit status; -1 if a signal ended it
  int signal = 0;
  std::string out;
  std::string err;
};

class Program {
 public:
  // `out`: where standard output goes instead of into the outcome.
  explicit Program(const std::vector<std::string>& arguments, const std::string& out = "");
  // Waits until the simulation proper runs, and gives its process, a child of the program's.
  pid_t simulation() const;
  pid_t process() const { return process_; }
  Outcome wait();

 private:
  TemporaryFolder folder_;
  pid_t process_;
};

inline Outcome call(const std::vector<std::string>& arguments, const std::string& out = "") {
  return Program(arguments, out).wait();
}

std::string contents(const std::string& path);
void write_file(const std::string& path, const std::string& text);

// Whether `text` is `wanted`, in which each "..." stands for any text.
bool matches(const std::string& text, const std::string& wanted);

}  // namespace rpmsg_sim
