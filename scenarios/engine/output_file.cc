#include "scenarios/engine/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "platforms/located_yaml.h"

namespace rpmsg_sim {
namespace {

[[noreturn]] void refuse(const std::string& path, const char* what, int error) {
  throw InputError(fmt::format("{}: cannot be {}: {}", path, what, std::strerror(error)));
}

bool is_special_file(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

}  // namespace

OutputFile::OutputFile(const std::string& path) : path_(path) {
  struct stat status {};
  if (path == "-") {
    descriptor_ = dup(STDOUT_FILENO);
  } else if (is_special_file(path)) {
    descriptor_ = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else if (stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    refuse(path, "written", EISDIR);
  } else {
    temporary_ = path + ".XXXXXX";
    descriptor_ = mkostemp(temporary_.data(), O_CLOEXEC);
  }
  if (descriptor_ < 0) {
    temporary_.clear();
    refuse(path, "written", errno);
  }
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void OutputFile::commit(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse(path_, "written", errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (temporary_.empty()) return;
  // mkstemp makes it private to the user; a result is as readable as any file the user creates.
  const mode_t mask = umask(0);
  umask(mask);
  constexpr mode_t kReadWriteAll = 0666;
  if (fchmod(descriptor_, kReadWriteAll & ~mask) != 0 || rename(temporary_.c_str(), path_.c_str()) != 0) {
    refuse(path_, "written", errno);
  }
  temporary_.clear();
}

}  // namespace rpmsg_sim
