// `rpmsg-sim explain`: what findings mean, on a terminal and as docs/findings.md.
#pragma once

#include <string>

namespace rpmsg_sim {

// All ids with their levels and one line each.
std::string list_findings();
// Throws InputError with the nearest id for one that does not exist.
std::string explain_finding(const std::string& id);
// The text of docs/findings.md.
std::string findings_as_markdown();

}  // namespace rpmsg_sim
