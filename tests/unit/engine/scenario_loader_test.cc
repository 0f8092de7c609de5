#include "scenarios/engine/scenario_loader.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/engine_fixture.h"

namespace rpmsg_sim {
namespace {

class ScenarioLoaderTest : public EngineTest {
 protected:
  LoadedScenario load(const std::string& text, const ScenarioOverrides& overrides = {}) const {
    write("work/s.yaml", text);
    return load_scenario(path("work/s.yaml"), overrides, resources());
  }

  std::string refusal(const std::string& text, const ScenarioOverrides& overrides = {}) const {
    const std::string message = refusal_of([&] { load(text, overrides); });
    const std::string place = path("work/");
    return message.compare(0, place.size(), place) == 0 ? message.substr(place.size()) : message;
  }

  static std::string with(const std::string& from, const std::string& to) {
    std::string text = kSmall;
    const std::size_t place = text.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    return text.replace(place, from.size(), to);
  }
};

TEST_F(ScenarioLoaderTest, ReadsEverything) {
  const LoadedScenario loaded =
      load(std::string(kSmall) + "  - round_trip.p99 < 100 us\nseed: 9\nfindings: {mu_rr_empty: ignore}\n");
  const Scenario& scenario = loaded.scenario;
  EXPECT_EQ(scenario.name, "s");
  EXPECT_EQ(scenario.title, "A small one");
  EXPECT_EQ(scenario.platform, "imx8mm");
  EXPECT_EQ(loaded.platform.name, "imx8mm");
  EXPECT_EQ(scenario.limit, 2'000'000'000'000U);
  EXPECT_EQ(scenario.seed, 9U);
  EXPECT_EQ(scenario.findings.at("mu_rr_empty"), FindingLevel::kIgnore);
  ASSERT_EQ(scenario.expectations.size(), 2U);
  EXPECT_EQ(scenario.expectations[1].text, "round_trip.p99 < 100 us");
  EXPECT_EQ(scenario.expectations[1].line, 9);
  ASSERT_EQ(scenario.images.size(), 2U);
  EXPECT_EQ(scenario.images[0].core, "a53");
  EXPECT_EQ(scenario.images[0].image, "host");
  EXPECT_EQ(scenario.images[0].path, path("share/rpmsg-sim/images/imx8mm/host.elf"));
  EXPECT_EQ(scenario.images[0].parameter_values, (std::vector<std::uint64_t>{7, 16, 5}));
  EXPECT_EQ(scenario.images[1].core, "m4");
}

TEST_F(ScenarioLoaderTest, DefaultsOfWhatIsOptional) {
  const Scenario scenario = load("platform: imx8mm\ncores: {m: {image: remote}}\n").scenario;
  EXPECT_EQ(scenario.title, "s");
  EXPECT_EQ(scenario.seed, 1U);
  EXPECT_FALSE(scenario.limit);
  EXPECT_TRUE(scenario.expectations.empty());
  ASSERT_EQ(scenario.images.size(), 1U);
  EXPECT_EQ(scenario.images[0].core, "m4");
}

TEST_F(ScenarioLoaderTest, AShippedScenarioByName) {
  EXPECT_EQ(load_scenario("small", {}, resources()).scenario.name, "small");
  EXPECT_EQ(refusal_of([&] { load_scenario("smal", {}, resources()); }),
            "unknown scenario 'smal', did you mean 'small'?");
  EXPECT_EQ(refusal_of([&] { load_scenario("./small.yaml", {}, resources()); }),
            "./small.yaml: no such file");
}

TEST_F(ScenarioLoaderTest, ParametersReachTheImageInItsUnits) {
  const auto values = [&](const std::string& parameters) {
    return load(with("{messages: 7}", parameters)).scenario.images[0].parameter_values;
  };
  EXPECT_EQ(values("{period: 1.5 us}"), (std::vector<std::uint64_t>{100, 16, 1500}));
  EXPECT_EQ(values("{payload: 1 KiB, messages: 0}"), (std::vector<std::uint64_t>{0, 1024, 5}));
  EXPECT_EQ(refusal(with("messages: 7", "period: 7")),
            "s.yaml:4:41: 'cores.a.parameters.period': '7' has no unit; expected a time such as 200 ns");
  EXPECT_EQ(refusal(with("messages: 7", "period: 7 B")),
            "s.yaml:4:41: 'cores.a.parameters.period': '7 B' is a size; expected a time such as 200 ns");
  EXPECT_EQ(refusal(with("messages: 7", "period: 0.5 ns")),
            "s.yaml:4:41: 'cores.a.parameters.period' reaches the image in whole ns; 0.5 ns is not");
  EXPECT_EQ(refusal(with("messages: 7", "messages: 7 B")),
            "s.yaml:4:43: 'cores.a.parameters.messages': '7 B' is not a plain whole number such as 1000");
  EXPECT_EQ(refusal(with("messages: 7", "mesages: 7")),
            "s.yaml:4:33: image 'host' has no parameter 'mesages', did you mean 'messages'?");
  EXPECT_EQ(refusal(with("{image: remote}", "{image: remote, parameters: {x: 1}}")),
            "s.yaml:5:35: image 'remote' has no parameter 'x'; it declares none");
}

TEST_F(ScenarioLoaderTest, UnknownNamesGetTheNearest) {
  EXPECT_EQ(refusal(with("limit:", "limt:")), "s.yaml:6:1: unknown key 'limt', did you mean 'limit'?");
  EXPECT_EQ(refusal(with("platform: imx8mm", "platform: imx8m")),
            "s.yaml:2:11: unknown platform 'imx8m', did you mean 'imx8mm'?; available: imx8mm");
  EXPECT_EQ(refusal(with("image: host", "image: hots")),
            "s.yaml:4:14: no image 'hots' for core a53 of imx8mm, did you mean 'host'?");
  EXPECT_EQ(refusal(with("  m: {", "  n: {")),
            "s.yaml:5:3: platform 'imx8mm' has no core 'n'; expected one of: a, m");
  EXPECT_EQ(refusal(with("  m: {", "  m4: {")), "s.yaml:5:3: core m4 goes by its role in a scenario: 'm'");
  EXPECT_EQ(refusal(with("messages.lost", "mesages.lost")).substr(0, 14), "s.yaml:8:5: 'm");
  EXPECT_EQ(refusal(std::string(kSmall) + "findings: {mu_rr_emty: log}\n"),
            "s.yaml:9:12: unknown finding 'mu_rr_emty', did you mean 'mu_rr_empty'?");
  EXPECT_EQ(refusal(std::string(kSmall) + "findings: {mu_rr_empty: fatal}\n"),
            "s.yaml:9:25: 'findings.mu_rr_empty': unknown value 'fatal', did you mean 'fail'?");
}

TEST_F(ScenarioLoaderTest, WhatIsRequired) {
  EXPECT_EQ(refusal("cores: {a: {image: host}}\n"), "s.yaml:1:1: missing key 'platform'");
  EXPECT_EQ(refusal("platform: imx8mm\n"), "s.yaml:1:1: missing key 'cores'");
  EXPECT_EQ(refusal(with("{image: remote}", "{}")), "s.yaml:5:6: missing key 'image' in 'cores.m'");
  EXPECT_EQ(refusal("platform: imx8mm\ncores: {}\n"),
            "s.yaml:2:8: 'cores' names no core; expected one of: a, m");
  EXPECT_EQ(refusal("- a\n"), "s.yaml:1:1: the file must be a map (key: value), not a list");
}

TEST_F(ScenarioLoaderTest, LimitsAreTimesAboveZero) {
  EXPECT_EQ(refusal(with("2 s", "2")),
            "s.yaml:6:8: 'limit': '2' has no unit; expected a time such as 200 ns");
  EXPECT_EQ(refusal(with("2 s", "0 s")), "s.yaml:6:8: 'limit' must be above 0 and at most 9000000 s");
  EXPECT_EQ(refusal(with("2 s", "18000000 s")), "s.yaml:6:8: 'limit' must be above 0 and at most 9000000 s");
}

TEST_F(ScenarioLoaderTest, OverridesCountAndAreNamedInMessages) {
  const Scenario scenario =
      load(kSmall, {{"cores.a.parameters.messages=1000", "limit=5 ms", "title=Other"}, std::uint64_t{42}})
          .scenario;
  EXPECT_EQ(scenario.images[0].parameter_values[0], 1000U);
  EXPECT_EQ(scenario.limit, 5'000'000'000U);
  EXPECT_EQ(scenario.title, "Other");
  EXPECT_EQ(scenario.seed, 42U);
  EXPECT_EQ(refusal(kSmall, {{"limit=5"}, {}}),
            "--set limit=5: 'limit': '5' has no unit; expected a time such as 200 ns");
  EXPECT_EQ(refusal(kSmall, {{"limi=5 s"}, {}}), "--set limi=5 s: unknown key 'limi', did you mean 'limit'?");
  EXPECT_EQ(refusal(kSmall, {{"platform=imx93"}, {}}),
            "--set platform=imx93: unknown platform 'imx93'; available: imx8mm");
  EXPECT_EQ(refusal(kSmall, {{}, std::uint64_t{1} << 32}),
            "--seed 4294967296: 'seed' must be from 0 to 4294967295, not 4294967296");
}

TEST_F(ScenarioLoaderTest, AnOverrideAppliesBeforeTheFileIsChecked) {
  EXPECT_EQ(refusal(with("2 s", "nonsense"), {{"limit=1 s"}, {}}), "accepted");
}

TEST_F(ScenarioLoaderTest, ImagePathsAreRelativeToTheFileThatNamesThem) {
  write("work/mine.elf", make_elf({}));
  EXPECT_EQ(load(with("image: host, parameters: {messages: 7}", "image: mine.elf")).scenario.images[0].path,
            path("work/mine.elf"));
  EXPECT_EQ(
      load(with("image: host, parameters: {messages: 7}", "image: ../work/mine.elf")).scenario.images[0].path,
      path("work/../work/mine.elf"));
  EXPECT_EQ(refusal(with("image: host", "image: other.elf")),
            "s.yaml:4:14: image '" + path("work/other.elf") + "' does not exist");
}

TEST_F(ScenarioLoaderTest, ImagePathsOnTheCommandLineAreRelativeToTheWorkingDirectory) {
  write("here/mine.elf", make_elf({}));
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(path("here"));
  const Scenario scenario = load(kSmall, {{"cores.a={image: ./mine.elf}"}, {}}).scenario;
  std::filesystem::current_path(before);
  EXPECT_EQ(scenario.images[0].path, "./mine.elf");
}

TEST_F(ScenarioLoaderTest, AnImageOfTheOtherCoreIsRefused) {
  EXPECT_EQ(refusal(with("image: remote", "image: host")),
            "s.yaml:5:14: image " + path("share/rpmsg-sim/images/imx8mm/host.elf") +
                ": is built for x86-64, core m4 runs images for x86-64, x32 ABI, or Arm; is it the other "
                "core's image?");
}

TEST_F(ScenarioLoaderTest, AnErrorInThePlatformFileHasThePlatformFilesPlace) {
  write("work/mine.yaml", "title: x\n");
  EXPECT_EQ(refusal(with("platform: imx8mm", "platform: mine.yaml")), "mine.yaml:1:1: missing key 'cores'");
}

TEST_F(ScenarioLoaderTest, APlatformFileBesideTheScenario) {
  write("work/board.yaml", read("share/rpmsg-sim/platforms/imx8mm.yaml"));
  write("work/images/board/host.elf", make_elf({}));
  const std::string text = "platform: ./board.yaml\ncores: {a: {image: images/board/host.elf}}\n";
  EXPECT_EQ(load(text).scenario.platform, "board");
}

}  // namespace
}  // namespace rpmsg_sim
