#include "scenarios/engine/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "platforms/located_yaml.h"

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& path, int error) {
  throw InputError(fmt::format("{}: cannot be written: {}", path, std::strerror(error)));
}

bool exists_as(const std::string& path, bool (*kind)(mode_t)) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && kind(status.st_mode);
}

bool is_folder(mode_t mode) {
  return S_ISDIR(mode);
}

bool is_special(mode_t mode) {
  return !S_ISREG(mode) && !S_ISDIR(mode);
}

// Where a link points to, so that the file is replaced and not the link.
std::string resolved(const std::string& path) {
  std::error_code error;
  const fs::path target = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? path : target.string();
}

}  // namespace

bool OutputFile::is_standard_output(const std::string& path) {
  return path == "-" || path == "/dev/stdout" || path == "/dev/fd/1" || path == "/proc/self/fd/1";
}

std::string OutputFile::identity(const std::string& path) {
  return is_standard_output(path) ? "-" : resolved(path);
}

OutputFile::OutputFile(const std::string& path) : path_(path) {
  if (is_standard_output(path)) {
    descriptor_ = dup(STDOUT_FILENO);
  } else if (exists_as(path, is_special)) {
    descriptor_ = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else if (exists_as(path, is_folder) || path.empty() || path.back() == '/') {
    refuse(path, path.empty() ? ENOENT : EISDIR);
  } else {
    target_ = resolved(path);
    open_beside(fs::path(target_).parent_path());
  }
  if (descriptor_ < 0) refuse(path, errno);
}

void OutputFile::open_beside(const std::string& folder) {
  constexpr mode_t kReadWriteAll = 0666;
  descriptor_ = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, kReadWriteAll);
  if (descriptor_ >= 0) return;
  temporary_ = target_ + ".XXXXXX";
  descriptor_ = mkostemp(temporary_.data(), O_CLOEXEC);
  if (descriptor_ < 0) {
    const int error = errno;
    temporary_.clear();
    refuse(path_, error);
  }
  // mkostemp makes it private to the user; a result is as readable as any file the user creates.
  const mode_t mask = umask(0);
  umask(mask);
  if (fchmod(descriptor_, kReadWriteAll & ~mask) != 0) refuse(path_, errno);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse(path_, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

// A file without a name can be linked to a free name only; from there it replaces an older one.
void OutputFile::give_name() {
  const std::string self = fmt::format("/proc/self/fd/{}", descriptor_);
  if (linkat(AT_FDCWD, self.c_str(), AT_FDCWD, target_.c_str(), AT_SYMLINK_FOLLOW) == 0) {
    target_.clear();
    return;
  }
  if (errno != EEXIST) refuse(path_, errno);
  const std::string name = fmt::format("{}.{}", target_, getpid());
  if (linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0) refuse(path_, errno);
  temporary_ = name;
}

void OutputFile::commit() {
  if (target_.empty()) return;
  if (temporary_.empty()) give_name();
  if (temporary_.empty()) return;
  if (rename(temporary_.c_str(), target_.c_str()) != 0) refuse(path_, errno);
  temporary_.clear();
  target_.clear();
}

void OutputFile::drop_unfinished_line() {
  if (target_.empty()) return;
  off_t end = lseek(descriptor_, 0, SEEK_END);
  std::array<char, 4096> block{};
  while (end > 0) {
    const off_t begin = end > static_cast<off_t>(block.size()) ? end - static_cast<off_t>(block.size()) : 0;
    const ssize_t count = pread(descriptor_, block.data(), static_cast<std::size_t>(end - begin), begin);
    if (count <= 0) return;
    const std::string_view text(block.data(), static_cast<std::size_t>(count));
    const std::size_t last = text.rfind('\n');
    if (last != std::string_view::npos) {
      end = begin + static_cast<off_t>(last) + 1;
      break;
    }
    end = begin;
  }
  if (ftruncate(descriptor_, end) != 0) refuse(path_, errno);
  lseek(descriptor_, end, SEEK_SET);
}

}  // namespace rpmsg_sim
