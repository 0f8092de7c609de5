// Every file of tests/negative/input is a scenario that the program must refuse: status 2, nothing on
// standard output, and the one line on standard error that the file's first line says ("..." there stands for
// any text).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/negative/program.h"

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> inputs() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(TEST_INPUT_DIR)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

class Input : public testing::TestWithParam<fs::path> {};

TEST_P(Input, IsRefusedInOneLine) {
  const std::string file = GetParam().string();
  const std::string text = contents(file);
  const std::string mark = "# error: ";
  ASSERT_EQ(text.compare(0, mark.size(), mark), 0) << "the first line must say what to expect";
  const std::string wanted =
      "rpmsg-sim: " + file + ":" + text.substr(mark.size(), text.find('\n') - mark.size()) + "\n";
  for (const char* command : {"check", "run"}) {
    const Outcome outcome = call({command, file});
    EXPECT_EQ(outcome.status, 2) << command;
    EXPECT_EQ(outcome.out, "") << command;
    EXPECT_TRUE(matches(outcome.err, wanted))
        << command << " said: " << outcome.err << "expected:  " << wanted;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, Input, testing::ValuesIn(inputs()),
                         [](const auto& file) { return file.param.stem().string(); });

}  // namespace
}  // namespace rpmsg_sim
