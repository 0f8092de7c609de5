#include "scenarios/engine/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <set>

#include "platforms/located_yaml.h"
#include "platforms/nearest_name.h"
#include "platforms/platform_loader.h"
#include "scenarios/engine/debug_command.h"
#include "scenarios/engine/exit_status.h"
#include "scenarios/engine/explain.h"
#include "scenarios/engine/inspect.h"
#include "scenarios/engine/listing.h"
#include "scenarios/engine/new_command.h"
#include "scenarios/engine/result_diff.h"
#include "scenarios/engine/run_command.h"
#include "scenarios/engine/scenario_loader.h"

namespace rpmsg_sim {
namespace {

constexpr const char* kVersion = "rpmsg-sim " RPMSG_SIM_VERSION;
constexpr double kPicosecondsPerSecond = 1e12;

// What the user typed, before it is understood.
struct Arguments {
  RunCommand run;
  std::string wall_limit;
  std::string seed;
  std::string metrics;
  std::string list;
  std::string show;
  NewCommand new_project;
  std::string explain;
  bool markdown = false;
  DiffCommand diff;
  std::string inspect;
  std::string inspect_platform;
  DebugCommand debug;
};

const std::vector<std::string>& lists() {
  static const std::vector<std::string> names = {"platforms", "images", "scenarios", "metrics"};
  return names;
}

// An empty value, most likely a variable of a shell script that is not set, must not look like an absent
// option.
const CLI::Validator& not_empty() {
  static const CLI::Validator validator(
      [](const std::string& value) { return value.empty() ? "has an empty value" : ""; }, "", "not_empty");
  return validator;
}

void add_scenario_options(CLI::App& command, Arguments& arguments) {
  command.add_option("FILE", arguments.run.files, "Scenario file, or name of a shipped scenario")->required();
  command
      .add_option(
          "--set", arguments.run.overrides.settings,
          "Set a value of the scenario: dotted.path=value; paths in it are relative to the working directory")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all();
  command.add_option("--seed", arguments.seed, "Seed of everything random")
      ->type_name("N")
      ->check(not_empty());
}

void declare(CLI::App& app, Arguments& arguments) {
  app.set_version_flag("--version", kVersion);
  app.require_subcommand(1);
  CLI::App* run = app.add_subcommand("run", "Run scenarios and report");
  add_scenario_options(*run, arguments);
  run->add_option("--json", arguments.run.outputs.json,
                  "Write the result as JSON; - for standard output, a folder for several")
      ->type_name("FILE")
      ->check(not_empty());
  run->add_option("--log", arguments.run.outputs.log, "Write every event, one line each")
      ->type_name("FILE")
      ->check(not_empty());
  run->add_option("--vcd", arguments.run.outputs.vcd,
                  "Write registers, lines, core states and ring indices for a waveform viewer")
      ->type_name("FILE")
      ->check(not_empty());
  run->add_option("--junit", arguments.run.outputs.junit,
                  "Write what passed and failed as JUnit XML, one file for all scenarios")
      ->type_name("FILE")
      ->check(not_empty());
  run->add_flag("--bounds", arguments.run.bounds,
                "Run with the platform's estimates at both ends too, and print the range beside each mean");
  run->add_flag("--quiet", arguments.run.quiet, "No report; a run that does not pass gives one line");
  run->add_option("--wall-limit", arguments.wall_limit,
                  "End the run after this much real time, such as \"30 s\"")
      ->type_name("TIME")
      ->check(not_empty());
  // For tests of the simulator itself and for debuggers.
  run->add_flag("--zero-horizon", arguments.run.options.zero_horizon)->group("");
  run->add_flag("--audit", arguments.run.options.audit)->group("");
  run->add_option("--metrics", arguments.metrics)->group("");
  run->add_flag("--in-process", arguments.run.in_process)->group("");
  CLI::App* check = app.add_subcommand("check", "Check scenarios without running them");
  add_scenario_options(*check, arguments);
  CLI::App* list = app.add_subcommand("list", "List platforms, images, scenarios or metrics");
  list->add_option("WHAT", arguments.list, "platforms, images, scenarios or metrics")->required();
  CLI::App* debug = app.add_subcommand("debug", "Run a scenario under gdb, with the symbols of its images");
  debug->add_option("FILE", arguments.debug.file, "Scenario file, or name of a shipped scenario")->required();
  debug->add_option("--set", arguments.run.overrides.settings, "Set a value of the scenario, as for run")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  debug->add_option("--seed", arguments.seed, "Seed of everything random")
      ->type_name("N")
      ->check(not_empty());
  debug
      ->add_option("-x", arguments.debug.scripts,
                   "Execute gdb commands from a file once the images are in place")
      ->type_name("FILE")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  debug->add_flag("--batch", arguments.debug.batch, "Leave after the commands, with the run's exit status");
  CLI::App* inspect = app.add_subcommand("inspect", "Print what is in an image and where it lands");
  inspect->add_option("IMAGE", arguments.inspect, "Name of an image, or an ELF file")->required();
  inspect->add_option("--platform", arguments.inspect_platform, "Name of a platform, or a platform file")
      ->type_name("PLATFORM");
  CLI::App* show = app.add_subcommand("show", "Print a platform's map, clocks and latencies");
  show->add_option("PLATFORM", arguments.show, "Name of a shipped platform, or a platform file")->required();
  CLI::App* make = app.add_subcommand("new", "Start a project of own firmware in an empty folder");
  make->add_option("DIR", arguments.new_project.folder, "Folder; its name becomes the project's")->required();
  make->add_option("--platform", arguments.new_project.platform, "Platform to build for")
      ->type_name("NAME")
      ->required();
  CLI::App* explain = app.add_subcommand("explain", "Say what a finding means; without ID, list all");
  explain->add_option("ID", arguments.explain, "Id of a finding, as reports print it");
  explain->add_flag("--markdown", arguments.markdown, "All of them, as docs/findings.md has them");
}

void declare_diff(CLI::App& app, DiffCommand& command) {
  CLI::App* diff = app.add_subcommand("diff", "Compare two JSON results: which stage moved, and by how much");
  diff->add_option("BEFORE", command.before, "A result of run --json")->required();
  diff->add_option("AFTER", command.after, "Another one")->required();
  diff->add_option("--threshold", command.threshold,
                   "Exit status 1 for a change beyond this share or time (default 5%)")
      ->type_name("SHARE|TIME");
  diff->add_option("--metric", command.metrics, "Only this metric, with .STATISTIC for another than the mean")
      ->type_name("METRIC")
      ->expected(1)
      ->take_all();
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

int usage_error(const std::string& text) {
  std::fputs(("rpmsg-sim: " + text + "\n").c_str(), stderr);
  return kInputWrong;
}

// Text longer than the stream's buffer has failed before, and leaves nothing to flush.
int after_output(int status) {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    return usage_error("standard output cannot be written");
  return status;
}

void understand(Arguments& arguments) {
  if (!arguments.seed.empty()) {
    try {
      arguments.run.overrides.seed = parse_count(arguments.seed);
    } catch (const QuantityError& error) {
      throw InputError(fmt::format("--seed: {}", error.what()));
    }
  }
  if (!arguments.wall_limit.empty()) {
    try {
      const std::uint64_t limit = parse_quantity(arguments.wall_limit, Dimension::kTime);
      if (limit == 0) throw QuantityError("must be above 0");
      arguments.run.options.wall_limit_s = static_cast<double>(limit) / kPicosecondsPerSecond;
    } catch (const QuantityError& error) {
      throw InputError(fmt::format("--wall-limit: {}", error.what()));
    }
  }
  if (!arguments.metrics.empty() && arguments.metrics != "none") throw InputError("--metrics: expected none");
  arguments.run.options.metrics = arguments.metrics.empty();
  if (arguments.run.bounds && !arguments.run.options.metrics)
    throw InputError("--bounds: there is no range without metrics");
}

int check_scenarios(const RunCommand& command, const Resources& resources) {
  int status = kPassed;
  for (const std::string& file : command.files) {
    try {
      const LoadedScenario loaded = load_scenario(file, command.overrides, resources);
      print(fmt::format("{}: ok\n", loaded.scenario.file));
    } catch (const InputError& error) {
      status = usage_error(error.what());
    }
  }
  return status;
}

int list_items(const std::string& what, const Resources& resources) {
  if (what == "platforms")
    print(list_platforms(resources));
  else if (what == "images")
    print(list_images(resources));
  else if (what == "scenarios")
    print(list_scenarios(resources));
  else if (what == "metrics")
    print(list_metrics());
  else
    return usage_error(fmt::format("list: unknown item '{}'{}", what, name_hint(what, lists())));
  return kPassed;
}

int explain(const Arguments& arguments) {
  if (arguments.markdown) {
    print(findings_as_markdown());
  } else {
    print(arguments.explain.empty() ? list_findings() : explain_finding(arguments.explain));
  }
  return kPassed;
}

int compare_results(const DiffCommand& command) {
  const DiffOutcome outcome = diff_results(command);
  print(outcome.text);
  return outcome.exit_status;
}

int dispatch(const CLI::App& app, Arguments& arguments, const Resources& resources, const RunFunction& run) {
  try {
    understand(arguments);
    if (app.got_subcommand("run")) return run_scenarios(arguments.run, resources, run);
    if (app.got_subcommand("check")) return check_scenarios(arguments.run, resources);
    if (app.got_subcommand("diff")) return compare_results(arguments.diff);
    if (app.got_subcommand("list")) return list_items(arguments.list, resources);
    if (app.got_subcommand("new")) {
      print(create_project(arguments.new_project, resources));
      return kPassed;
    }
    if (app.got_subcommand("explain")) return explain(arguments);
    if (app.got_subcommand("debug")) {
      arguments.debug.overrides = arguments.run.overrides;
      debug_scenario(arguments.debug, resources);
    }
    if (app.got_subcommand("inspect")) {
      print(inspect_image(arguments.inspect, arguments.inspect_platform, resources));
      return kPassed;
    }
    print(show_platform(load_named_platform(arguments.show, "", resources)));
    return kPassed;
  } catch (const InputError& error) {
    return usage_error(error.what());
  }
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

// The first argument that nothing expects, with the nearest name that something would.
std::string describe_extra(const CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const CLI::App& command = chosen.empty() ? app : *chosen.front();
  std::vector<std::string> extras = command.remaining();
  if (extras.empty()) extras = app.remaining();
  const std::string extra = extras.empty() ? "" : extras.front();
  if (!extra.empty() && extra.front() == '-') {
    return fmt::format("unknown option '{}'{}", extra, name_hint(extra, option_names(command)));
  }
  if (!chosen.empty()) return fmt::format("{}: unexpected argument '{}'", command.get_name(), extra);
  return fmt::format("unknown command '{}'{}", extra, name_hint(extra, command_names(app)));
}

// CLI11's own messages name what is wrong, but not always in one line or with the nearest name.
std::string describe(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  if (extra || (chosen.empty() && !app.remaining().empty())) return describe_extra(app);
  if (chosen.empty())
    return fmt::format("a command is required: {} (--help tells more)", fmt::join(command_names(app), ", "));
  std::string text = error.what();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return fmt::format("{}: {}", chosen.front()->get_name(), text);
}

}  // namespace

int run_command_line(int argc, const char* const* argv, const Resources& resources, const RunFunction& run) {
  Arguments arguments;
  CLI::App app("Simulates two cores of an i.MX part that exchange RPMsg messages.", "rpmsg-sim");
  declare(app, arguments);
  declare_diff(app, arguments.diff);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return after_output(app.exit(wanted));  // --help, --version
  } catch (const CLI::ParseError& error) {
    return usage_error(describe(app, error));
  }
  return after_output(dispatch(app, arguments, resources, run));
}

}  // namespace rpmsg_sim
