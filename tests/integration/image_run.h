// Runs two test images on the i.MX 8M Mini, each run in a process of its own, and brings back what happened.
#pragma once

#include <string>
#include <vector>

#include "scenarios/engine/runner.h"

namespace rpmsg_sim {

struct ImageRun {
  int exit_status = -1;  // -1: the process died
  RunEnd end = RunEnd::kEndOfTest;
  std::uint64_t simulated_ps = 0;
  std::string digest;
  std::vector<std::string> findings;  // "id core where text"
  // By the number of the finding.
  std::vector<std::vector<std::string>> backtraces;
  std::string console;
  MessageCounts messages;
  std::vector<LinkResult> links;
  std::string report;  // as a person reads it
};

struct ImageRunOptions {
  bool zero_horizon = false;
  bool audit = false;
  std::uint64_t limit_ms = 100;
  std::vector<std::uint64_t> a_parameters;
  std::vector<std::uint64_t> m_parameters;
  // By name, for every image that declares it; instead of the two above.
  std::map<std::string, std::uint64_t> parameters;
  std::map<std::string, FindingLevel> findings;  // policy
  std::vector<LinkSpec> links;                   // of the scenario
};

// `a` and `m` are names of images in tests/images; an empty `m` is a core without firmware.
ImageRun run_images(const std::string& a, const std::string& m, const ImageRunOptions& options = {});

}  // namespace rpmsg_sim
