// Wrong words on the command line: status 2, nothing on standard output, one line that helps.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/negative/program.h"

namespace rpmsg_sim {
namespace {

struct Wrong {
  const char* name;
  std::vector<std::string> arguments;
  const char* answer;  // after "rpmsg-sim: "; "..." stands for any text
};

// For the names of tests.
void PrintTo(const Wrong& wrong, std::ostream* out) {
  *out << wrong.name;
}

std::vector<std::string> with_set(const std::string& setting) {
  return {"run", "ping_pong", "--set", setting};
}

const std::vector<Wrong>& wrong_lines() {
  static const std::vector<Wrong> lines = {
      {"Nothing", {}, "a command is required: run, check, list, ..."},
      {"Command", {"rum"}, "unknown command 'rum', did you mean 'run'?"},
      {"Option", {"run", "ping_pong", "--jsn", "x"}, "unknown option '--jsn', did you mean '--json'?"},
      {"NoFile", {"run"}, "run: FILE is required"},
      {"Scenario", {"run", "pingpong"}, "unknown scenario 'pingpong', did you mean 'ping_pong'?"},
      {"ScenarioFile", {"run", "./no_such_file.yaml"}, "./no_such_file.yaml: no such file"},
      {"Folder", {"run", "/"}, "/: is a folder"},
      {"Platform", {"show", "imx8m"}, "unknown platform 'imx8m'...imx8mm..."},
      {"SetPlatform", with_set("platform=pdp11"), "--set platform=pdp11: unknown platform 'pdp11'...imx8mm..."},
      {"Image", with_set("cores.a.image=host_pong"),
       "--set cores.a.image=host_pong: no image 'host_pong' for core a53 of imx8mm..."},
      {"ImageFile", with_set("cores.a.image=./no_such.elf"),
       "--set cores.a.image=./no_such.elf: image './no_such.elf' does not exist"},
      {"Metric", with_set("expect=[round_trip.p98 < 1 us]"), "--set ...p98..."},
      {"NewPlatform",
       {"new", "x", "--platform", "imx8m"},
       "new: unknown platform 'imx8m', did you mean 'imx8mm'?"},
      {"NewWithoutPlatform", {"new", "x"}, "new: --platform is required"},
      {"NewInUsedFolder", {"new", "/usr", "--platform", "imx8mm"}, "new: /usr: is not empty..."},
      {"NewUnwritable", {"new", "/proc/x", "--platform", "imx8mm"}, "new: /proc/x: cannot be created: ..."},
      {"NewName", {"new", "a b", "--platform", "imx8mm"}, "new: 'a b' is no name for a project..."},
      {"ListItem", {"list", "metric"}, "list: unknown item 'metric', did you mean 'metrics'?"},
      {"SetWithoutValue", with_set("limit"), "--set limit: expected path=value"},
      {"SetNothing", {"run", "ping_pong", "--set"}, "run: --set: ..."},
      {"SetUnknownKey", with_set("limits=1 s"), "--set limits=1 s: unknown key 'limits'..."},
      {"SetUnknownCore", with_set("cores.x.image=host_busy"), "--set cores.x.image=host_busy: ..."},
      {"SetWithoutUnit", with_set("limit=5"), "--set limit=5: ...has no unit..."},
      {"SetUnknownParameter", with_set("cores.a.parameters.message=5"), "--set ...'message'..."},
      {"SetNegativeCount", with_set("cores.a.parameters.messages=-1"), "--set ...'-1'..."},
      {"Seed", {"run", "ping_pong", "--seed", "abc"}, "--seed: 'abc' is not a plain whole number..."},
      {"WallLimit", {"run", "ping_pong", "--wall-limit", "3"}, "--wall-limit: '3' has no unit..."},
      {"WallLimitOfNothing", {"run", "ping_pong", "--wall-limit", "0 s"}, "--wall-limit: must be above 0"},
      {"SeedEmpty", {"run", "ping_pong", "--seed", ""}, "run: --seed: has an empty value"},
      {"WallLimitEmpty", {"run", "ping_pong", "--wall-limit", ""}, "run: --wall-limit: has an empty value"},
      {"JsonEmpty", {"run", "ping_pong", "--json", ""}, "run: --json: has an empty value"},
      {"LogEmpty", {"run", "ping_pong", "--log", ""}, "run: --log: has an empty value"},
      {"VcdEmpty", {"run", "ping_pong", "--vcd="}, "run: --vcd: ..."},
      {"JunitEmpty", {"run", "ping_pong", "--junit", ""}, "run: --junit: has an empty value"},
      {"JsonFolder",
       {"run", "ping_pong", "--json", "/no/such/x.json"},
       "/no/such/x.json: cannot be written: No such file or directory"},
      {"OneJsonForTwo", {"run", "ping_pong", "latency", "--json", "x.json"}, "--json x.json: ...folder..."},
  };
  return lines;
}

class CommandLine : public testing::TestWithParam<Wrong> {};

TEST_P(CommandLine, IsRefusedInOneLine) {
  const Outcome outcome = call(GetParam().arguments);
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(matches(outcome.err, std::string("rpmsg-sim: ") + GetParam().answer + "\n")) << outcome.err;
  EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << outcome.err;
}

INSTANTIATE_TEST_SUITE_P(Words, CommandLine, testing::ValuesIn(wrong_lines()),
                         [](const auto& line) { return std::string(line.param.name); });

// ---- Check ----

TEST(Check, LooksAtEveryFile) {
  TemporaryFolder folder;
  write_file(folder / "bad.yaml", "platform: imx8\n");
  write_file(folder / "worse.yaml", "platform: imx8mm\ncores: [a]\n");
  const Outcome outcome = call({"check", folder / "bad.yaml", "latency", folder / "worse.yaml"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(matches(outcome.out, "...latency.yaml: ok\n")) << outcome.out;
  EXPECT_TRUE(
      matches(outcome.err, "rpmsg-sim: .../bad.yaml:1:1: missing key 'cores'\n...worse.yaml:2:8: ...\n"))
      << outcome.err;
}

TEST(Explain, PrintsWhatItKnowsAndNamesTheNearest) {
  EXPECT_TRUE(matches(call({"explain", "mu_tr_full"}).out, "mu_tr_full: ..."))
      << call({"explain", "mu_tr_full"}).out;
  EXPECT_NE(call({"explain"}).out.find("\nnull_pointer "), std::string::npos);
  const Outcome outcome = call({"explain", "mu_full"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "rpmsg-sim: explain: unknown finding 'mu_full', did you mean 'mu_tr_full'?\n");
}

// A variant of a platform under another name uses the images of the platform that it says.
TEST(Platform, AVariantNamesWhoseImagesFit) {
  TemporaryFolder folder;
  const std::string shipped = contents(TEST_PLATFORM);
  write_file(folder / "variant.yaml", shipped);
  const std::string set = "platform=" + (folder / "variant.yaml");
  EXPECT_EQ(call({"check", "latency", "--set", set}).status, 2) << "no images of its own";
  write_file(folder / "variant.yaml", "images: imx8mm\n" + shipped);
  EXPECT_EQ(call({"check", "latency", "--set", set}).status, 0);
}

TEST(List, SaysWhichCoreAnImageIsFor) {
  const std::string images = call({"list", "images"}).out;
  EXPECT_TRUE(matches(images, "...host_latency...imx8mm      a53 ...remote_echo...imx8mm      m4 ...")) << images;
}

// ---- Images ----

class Images : public testing::Test {
 protected:
  Outcome run(const std::string& image) {
    return call({"run", "latency", "--set", "cores.a.image=" + image});
  }
  void expect_refused(const std::string& image, const std::string& why) {
    const Outcome outcome = run(image);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    const std::string wanted =
        "rpmsg-sim: --set cores.a.image=" + image + ": image " + image + ": " + why + "\n";
    EXPECT_TRUE(matches(outcome.err, wanted)) << outcome.err << wanted;
  }
  std::string good() const { return contents(TEST_IMAGE); }

  TemporaryFolder folder;
};

TEST_F(Images, GoodOnesRun) {
  write_file(folder / "good.elf", good());
  EXPECT_EQ(run(folder / "good.elf").status, 0);
}

// Wherever the file ends, no more than that is read.
TEST_F(Images, Truncated) {
  const std::string image = folder / "short.elf";
  const std::string whole = good();
  for (const std::size_t length :
       {0ul, 3ul, 16ul, 51ul, 63ul, 64ul, 200ul, 2000ul, whole.size() / 2, whole.size() - 1}) {
    write_file(image, whole.substr(0, length));
    expect_refused(image, "...");
  }
}

TEST_F(Images, OfAnotherMachine) {
  std::string image = good();
  image[18] = '\xB7';  // e_machine: EM_AARCH64
  write_file(folder / "arm.elf", image);
  expect_refused(folder / "arm.elf", "is built for AArch64, core a53 runs images for x86-64...");
}

TEST_F(Images, NoElfAtAll) {
  write_file(folder / "text.elf", "#!/bin/sh\n");
  expect_refused(folder / "text.elf", "is not an ELF file");
}

TEST_F(Images, HostProgram) {
  expect_refused(TEST_PROGRAM,
                 "is not a linked image but a shared library or position-independent program; expected...");
}

TEST_F(Images, OfTheOtherCore) {
  const Outcome outcome = call({"run", "latency", "--set", "cores.m.image=" TEST_IMAGE});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(matches(outcome.err, "rpmsg-sim: ...is it the other core's image?\n")) << outcome.err;
}

TEST_F(Images, WithTheRegisterOfTheExecutor) {
  std::string image = good();
  const std::size_t function = image.find("\x55\x48\x89\xE5");  // push %rbp; mov %rsp, %rbp
  ASSERT_NE(function, std::string::npos);
  image.replace(function, 5, "\x66\x45\x0F\xEF\xFF");  // pxor %xmm15, %xmm15
  write_file(folder / "vector.elf", image);
  const Outcome outcome = run(folder / "vector.elf");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(matches(outcome.err, "rpmsg-sim: ...vector.elf: its code uses the register xmm15...\n"))
      << outcome.err;
}

TEST_F(Images, Unreadable) {
  write_file(folder / "secret.elf", good());
  chmod((folder / "secret.elf").c_str(), 0);
  expect_refused(folder / "secret.elf", "cannot be read: Permission denied");
}

}  // namespace
}  // namespace rpmsg_sim
