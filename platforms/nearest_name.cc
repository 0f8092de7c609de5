#include "platforms/nearest_name.h"

#include <algorithm>
#include <cctype>

namespace rpmsg_sim {
namespace {

// Longer names are never a slip of the keyboard, and the distance is quadratic.
constexpr std::size_t kLongestName = 64;

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

std::size_t acceptable_distance(std::size_t length) {
  return length <= 2 ? 1 : length <= 5 ? 2 : length / 3 + 1;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> before(width), previous(width), current(width);
  for (std::size_t j = 0; j < width; ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (same ? 0U : 1U)});
      const bool swapped =
          i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
    before.swap(previous);
    previous.swap(current);
  }
  return previous[b.size()];
}

std::string nearest_name(std::string_view wrong, const std::vector<std::string>& names) {
  if (wrong.size() > kLongestName) return {};
  std::string best;
  std::size_t best_distance = acceptable_distance(wrong.size()) + 1;
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(wrong, name);
    // A name that would have to be replaced entirely is no guess.
    if (distance < best_distance && distance < std::max(wrong.size(), name.size())) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

std::string name_hint(std::string_view wrong, const std::vector<std::string>& names) {
  const std::string nearest = nearest_name(wrong, names);
  if (!nearest.empty()) return ", did you mean '" + nearest + "'?";
  if (names.empty()) return "; none is allowed here";
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return "; expected " + std::string(names.size() > 1 ? "one of: " : "") + list;
}

}  // namespace rpmsg_sim
