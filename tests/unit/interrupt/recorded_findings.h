// A findings sink for tests: keeps "id: text" in order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/observe/finding.h"

namespace rpmsg_sim {

struct RecordedFindings final : FindingSink {
  void report(std::string_view id, Picoseconds, std::string text) override {
    entries.push_back(std::string(id) + ": " + text);
    ids.emplace_back(id);
  }

  std::vector<std::string> entries;
  std::vector<std::string> ids;
};

}  // namespace rpmsg_sim
