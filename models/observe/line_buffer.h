// Collects characters to lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rpmsg_sim {

class LineBuffer {
 public:
  // A longer line is broken, so that firmware that never ends one cannot fill the host's memory.
  static constexpr std::size_t kLongest = 200;

  // Calls flush(std::string_view) when the character completes a line. A carriage return before the end of a
  // line is not part of it.
  template <typename Flush>
  void put(char character, Flush flush) {
    if (character == '\n') {
      // The end of a line that was broken exactly here adds no empty one.
      if (!broken_ || !text_.empty()) emit(flush);
      broken_ = false;
      return;
    }
    text_ += character;
    if (text_.size() < kLongest) return;
    emit(flush);
    broken_ = true;
  }

  // Gives out what is left.
  template <typename Flush>
  void finish(Flush flush) {
    if (!text_.empty()) emit(flush);
    broken_ = false;
  }

 private:
  template <typename Flush>
  void emit(Flush flush) {
    if (!text_.empty() && text_.back() == '\r') text_.pop_back();
    flush(std::string_view(text_));
    text_.clear();
  }

  std::string text_;
  bool broken_ = false;
};

}  // namespace rpmsg_sim
