// A result file that is complete or absent: written beside its name and renamed into place.
#pragma once

#include <string>
#include <string_view>

namespace rpmsg_sim {

class OutputFile {
 public:
  // Opens at once, so that a place that cannot be written is known before a long run. "-" is standard output;
  // a device or pipe is written directly. Throws InputError.
  explicit OutputFile(const std::string& path);
  ~OutputFile();  // removes what was not committed
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // Throws InputError when the disk is full or the like.
  void commit(std::string_view text);

 private:
  std::string path_;
  std::string temporary_;  // empty when written directly
  int descriptor_ = -1;
};

}  // namespace rpmsg_sim
