// Keeps what models report, for tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/observe/finding.h"

namespace rpmsg_sim {

class RecordingFindings : public FindingSink {
 public:
  struct Report {
    std::string id;
    Picoseconds time;
    std::string text;
  };
  std::vector<Report> reports;

  void report(std::string_view id, Picoseconds time, std::string text) override {
    reports.push_back(Report{std::string(id), time, std::move(text)});
  }
  unsigned count(std::string_view id) const {
    unsigned n = 0;
    for (const Report& report : reports) n += report.id == id ? 1 : 0;
    return n;
  }
};

}  // namespace rpmsg_sim
