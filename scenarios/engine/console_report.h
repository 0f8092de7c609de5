// The result of a run as a person reads it on a terminal.
#pragma once

#include <string>

#include "scenarios/engine/result.h"

namespace rpmsg_sim {

struct ReportStyle {
  bool colour = false;
};

// Several lines, each ending with a newline.
std::string format_report(const RunResult& result, const ReportStyle& style);

// One line: scenario, verdict and what decided it.
std::string format_summary(const RunResult& result, const ReportStyle& style);

// Colours belong on terminals, and never where NO_COLOR is set (no-color.org).
bool wants_colour(int file_descriptor);

// "the simulated limit passed"
std::string end_description(RunEnd end);

// A heading.
std::string bold(const std::string& text, const ReportStyle& style);

// "7.401 us": four to six digits in the unit that fits.
std::string readable_time(double nanoseconds);

}  // namespace rpmsg_sim
