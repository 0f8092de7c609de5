// "Did you mean": the valid name that is closest to a misspelt one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rpmsg_sim {

// Insertions, deletions, substitutions and swaps of neighbours, letter case ignored.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The closest of `names`, or empty when none is close enough to be what was meant. First one wins a tie.
std::string nearest_name(std::string_view wrong, const std::vector<std::string>& names);

// ", did you mean 'limit'?", or what is valid when nothing is close: "; expected one of: a, b, c".
std::string name_hint(std::string_view wrong, const std::vector<std::string>& names);

}  // namespace rpmsg_sim
