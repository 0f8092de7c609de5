// Every file of tests/negative/input is a scenario that the program must refuse: status 2, nothing on
// standard output, and the one line on standard error that the file's first line says ("..." there stands for
// any text).
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
};

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

Outcome call(const std::vector<std::string>& arguments) {
  std::string folder = testing::TempDir() + "negative_XXXXXX";
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  const std::string out = folder + "/out";
  const std::string err = folder + "/err";
  const pid_t child = fork();
  if (child == 0) {
    dup2(open(out.c_str(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
    dup2(open(err.c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
    std::vector<char*> argv = {const_cast<char*>(TEST_PROGRAM)};
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    execv(TEST_PROGRAM, argv.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  Outcome outcome{WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents(out), contents(err)};
  fs::remove_all(folder);
  return outcome;
}

bool matches(const std::string& text, const std::string& wanted) {
  const std::size_t gap = wanted.find("...");
  if (gap == std::string::npos) return text == wanted;
  const std::string end = wanted.substr(gap + 3);
  return text.size() >= gap + end.size() && text.compare(0, gap, wanted, 0, gap) == 0 &&
         text.compare(text.size() - end.size(), end.size(), end) == 0;
}

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
