// Bytes that one process writes and another one reads: a file without a name in the folder for temporary
// files. It is gone with the last process that has it open.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rpmsg_sim {

// TMPDIR, or /tmp where that is no folder.
std::string temporary_folder();

class Spool {
 public:
  // Throws InputError when there is no place for it.
  Spool();
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // False when the disk is full.
  bool append(const void* data, std::size_t size);
  bool append(std::string_view text) { return append(text.data(), text.size()); }
  // What is there from `offset` on, at most `size` bytes.
  std::size_t read(std::uint64_t offset, void* data, std::size_t size) const;
  std::string text() const;

 private:
  int descriptor_;
};

}  // namespace rpmsg_sim
