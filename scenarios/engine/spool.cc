#include "scenarios/engine/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "platforms/located_yaml.h"

namespace rpmsg_sim {

namespace {

int open_unnamed(const std::string& folder) {
  constexpr mode_t kPrivate = 0600;
  const int descriptor = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, kPrivate);
  if (descriptor >= 0) return descriptor;
  std::string name = folder + "/rpmsg-sim.XXXXXX";
  const int named = mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) unlink(name.c_str());
  return named;
}

}  // namespace

std::string temporary_folder() {
  std::error_code error;
  const std::string folder = std::filesystem::temp_directory_path(error).string();
  return error ? "/tmp" : folder;
}

Spool::Spool() {
  const std::string folder = temporary_folder();
  descriptor_ = open_unnamed(folder);
  if (descriptor_ < 0) {
    throw InputError(
        fmt::format("{}: no temporary file can be made there: {}", folder, std::strerror(errno)));
  }
}

Spool::~Spool() {
  close(descriptor_);
}

bool Spool::append(const void* data, std::size_t size) {
  const char* at = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = write(descriptor_, at, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    at += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

std::size_t Spool::read(std::uint64_t offset, void* data, std::size_t size) const {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count =
        pread(descriptor_, static_cast<char*>(data) + done, size - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

std::string Spool::text() const {
  std::string text;
  char block[4096];
  while (const std::size_t count = read(text.size(), block, sizeof block)) text.append(block, count);
  return text;
}

}  // namespace rpmsg_sim
