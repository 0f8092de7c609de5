// A result file that is complete or absent.
//
// It has no name while it is written, so that nothing is left behind whatever ends the program; commit()
// gives it its name, replacing an older file in one step. File systems that cannot do that get a temporary
// name beside the file's own. The descriptor outlives a fork: a child may write what its parent commits.
#pragma once

#include <string>
#include <string_view>

namespace rpmsg_sim {

class OutputFile {
 public:
  // Opens at once, so that a place that cannot be written is known before a long run. "-" and "/dev/stdout"
  // are standard output; a device or pipe is written directly. Throws InputError.
  explicit OutputFile(const std::string& path);
  ~OutputFile();  // removes what was not committed
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // What two paths have in common if they name the same file.
  static std::string identity(const std::string& path);
  static bool is_standard_output(const std::string& path);

  // All three throw InputError when the disk is full, the reader is gone or the like.
  void write(std::string_view text);
  void commit();
  void commit(std::string_view text) {
    write(text);
    commit();
  }
  // Ends what was written, by somebody who is gone, after its last complete line.
  void drop_unfinished_line();

  const std::string& path() const { return path_; }

 private:
  void open_beside(const std::string& folder);
  void give_name();

  std::string path_;       // as the user wrote it, for messages
  std::string target_;     // what it gets its name by; empty when written directly
  std::string temporary_;  // its name until then; empty when it has none
  int descriptor_ = -1;
};

}  // namespace rpmsg_sim
