// Where the results of a `run` go: which files there are, that no two of them are the same, and that each is
// delivered whole or not at all.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "scenarios/engine/output_file.h"
#include "scenarios/engine/spool.h"

namespace rpmsg_sim {

// As on the command line: a file, "-" for standard output, or a folder for several scenarios; empty: none.
struct OutputPaths {
  std::string json;
  std::string log;
  std::string vcd;
  std::string junit;  // one file for all scenarios

  // Whether one of them takes standard output from the report.
  bool to_standard_output() const;
};

// The files of one scenario; null: not wanted.
struct RunOutputs {
  std::unique_ptr<OutputFile> json;
  std::unique_ptr<OutputFile> log;
  std::unique_ptr<OutputFile> vcd;
  // What the run's process leaves for its parent, which writes the file.
  std::unique_ptr<Spool> vcd_changes;
  std::unique_ptr<Spool> junit_suite;
};

// Opens outputs, and refuses two that are the same file. All throw InputError.
class OutputOpener {
 public:
  // `several`: the command names more than one scenario.
  OutputOpener(const OutputPaths& paths, bool several) : paths_(paths), several_(several) {}

  // A file that must not be overwritten.
  void protect(const std::string& input);
  RunOutputs open_for(const std::string& scenario);
  // Null if none is wanted.
  std::unique_ptr<OutputFile> open_junit();

 private:
  std::unique_ptr<OutputFile> open(const char* option, const std::string& value, const std::string& scenario);
  void claim(const std::string& user, const std::string& path);

  const OutputPaths& paths_;
  bool several_;
  std::map<std::string, std::string> users_;  // by the file's identity: whose it is
};

}  // namespace rpmsg_sim
