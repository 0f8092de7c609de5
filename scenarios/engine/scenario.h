// A scenario as plain data: what a scenarios/*.yaml file says, with units resolved and names checked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/observe/finding.h"
#include "models/observe/event.h"
#include "platforms/platform_spec.h"
#include "platforms/traffic_reader.h"

namespace rpmsg_sim {

struct ImageChoice {
  std::string core;                            // instance name on the platform
  std::string image;                           // as written
  std::string path;                            // resolved ELF file
  std::map<std::string, std::uint64_t> parameters;  // ns, bytes or counts; the scenario's own
  std::vector<std::uint64_t> parameter_values;      // all, in the order of the image's declarations
};

struct Expectation {
  std::string text;    // "round_trip.p99 < 100 us"
  std::string metric;  // "round_trip.p99"
  std::string op;      // "<", "<=", "==", ">=", ">", "!="
  double value = 0;    // in the metric's unit: ns, bytes or a count
  int line = 0;
};

struct Scenario {
  std::string name;   // file name without .yaml
  std::string title;
  std::string file;
  std::string platform;
  std::vector<ImageChoice> images;  // in platform order of their cores
  std::vector<LinkSpec> links;      // take the place of the platform's; empty: the platform's hold
  std::vector<TrafficSpec> traffic;
  std::optional<Picoseconds> limit;
  std::uint64_t seed = 1;
  std::map<std::string, FindingLevel> findings;
  std::vector<Expectation> expectations;
};

}  // namespace rpmsg_sim
