#include "scenarios/engine/scenario_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "models/observe/finding_ids.h"
#include "platforms/nearest_name.h"
#include "platforms/platform_loader.h"
#include "scenarios/engine/expectation.h"
#include "scenarios/engine/image_info.h"
#include "scenarios/engine/image_placement.h"
#include "scenarios/engine/scenario_links.h"

namespace rpmsg_sim {
namespace {

namespace fs = std::filesystem;

constexpr Picoseconds kPicosecondsPerNanosecond = 1000;

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_path(const std::string& name, const char* extension) {
  return name.find('/') != std::string::npos || ends_with(name, extension);
}

std::string join(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

// Paths in a file are relative to the file; paths on the command line to the working directory.
fs::path resolve(const std::string& path, const YamlValue& value, const std::string& scenario_file) {
  if (value.origin().is_option()) return path;
  return fs::path(scenario_file).parent_path() / path;
}

std::string scenario_path(const std::string& file, const Resources& resources) {
  if (is_path(file, ".yaml")) return file;
  if (const auto shipped = resources.scenario(file)) return shipped->string();
  const std::vector<std::string> names = resources.scenarios();
  if (names.empty()) {
    throw InputError(fmt::format("unknown scenario '{}'; none are shipped in {}", file,
                                 (resources.share() / "scenarios").string()));
  }
  throw InputError(fmt::format("unknown scenario '{}'{}", file, name_hint(file, names)));
}

std::string platform_path(const std::string& name, const fs::path& path, const Resources& resources) {
  if (is_path(name, ".yaml")) return path.string();
  if (const auto shipped = resources.platform(name)) return shipped->string();
  const std::vector<std::string> names = resources.platforms();
  const std::string nearest = nearest_name(name, names);
  throw InputError(fmt::format("unknown platform '{}'{}; available: {}", name,
                               nearest.empty() ? "" : ", did you mean '" + nearest + "'?",
                               names.empty() ? "none" : join(names)));
}

class ScenarioReader {
 public:
  ScenarioReader(const YamlNode& root, std::string file, const Resources& resources)
      : root_(root, ""), file_(std::move(file)), resources_(resources) {}

  LoadedScenario read() {
    const YamlMap map(
        root_, {"title", "platform", "cores", "links", "limit", "seed", "expect", "findings", "traffic"});
    const YamlValue platform = map.required("platform");
    const YamlValue cores = map.required("cores");
    scenario_.name = fs::path(file_).stem().string();
    scenario_.title = scenario_.name;
    scenario_.file = file_;
    map.optional("title", [&](const YamlValue& title) { scenario_.title = title.text(); });
    map.optional("limit", [&](const YamlValue& limit) { scenario_.limit = read_limit(limit); });
    map.optional("seed", [&](const YamlValue& seed) { scenario_.seed = seed.count(0, kHighestSeed); });
    map.optional("findings", [&](const YamlValue& findings) { read_findings(findings); });
    platform_ = read_named_platform(platform);
    read_cores(cores);
    map.optional("links",
                 [&](const YamlValue& links) { scenario_.links = read_scenario_links(links, platform_); });
    map.optional("traffic", [&](const YamlValue& traffic) {
      scenario_.traffic = read_traffic(traffic, platform_, scenario_.seed);
    });
    map.optional("expect", [&](const YamlValue& expect) { read_expectations(expect); });
    return {std::move(scenario_), std::move(platform_)};
  }

 private:
  static Picoseconds read_limit(const YamlValue& value) {
    const Picoseconds limit = value.quantity(Dimension::kTime);
    if (limit == 0 || limit > kEndOfTime) value.fail("'limit' must be above 0 and at most 9000000 s");
    return limit;
  }

  PlatformSpec read_named_platform(const YamlValue& value) {
    const std::string& name = value.text();
    std::string path;
    try {
      path = platform_path(name, resolve(name, value, file_), resources_);
      if (!fs::is_regular_file(path)) throw InputError(fmt::format("platform '{}' is no file", path));
    } catch (const InputError& error) {
      value.fail(error.what());
    }
    PlatformSpec spec = load_platform(path, (resources_.share() / "platforms").string());
    scenario_.platform = spec.name;
    return spec;
  }

  void read_cores(const YamlValue& value) {
    const std::vector<std::string> names = core_names();
    const auto entries = value.entries();
    if (entries.empty()) value.fail("'cores' names no core; expected one of: " + join(names));
    for (const auto& [name, entry] : entries) {
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        fail_at(value.key_origin(name), unknown_core(name, names));
      }
    }
    for (const CoreSpec& core : platform_.cores) {
      for (const auto& [name, entry] : entries) {
        if (name == scenario_name(core)) scenario_.images.push_back(read_image(entry, core));
      }
    }
  }

  // In scenarios a core goes by its role, so that one scenario runs on every platform.
  static const std::string& scenario_name(const CoreSpec& core) {
    return core.role.empty() ? core.name : core.role;
  }

  std::vector<std::string> core_names() const {
    std::vector<std::string> names;
    for (const CoreSpec& core : platform_.cores) names.push_back(scenario_name(core));
    return names;
  }

  std::string unknown_core(const std::string& name, const std::vector<std::string>& names) const {
    for (const CoreSpec& core : platform_.cores) {
      if (core.name == name)
        return fmt::format("core {} goes by its role in a scenario: '{}'", name, core.role);
    }
    return fmt::format("platform '{}' has no core '{}'{}", platform_.name, name, name_hint(name, names));
  }

  ImageChoice read_image(const YamlValue& value, const CoreSpec& core) {
    const YamlMap map(value, {"image", "parameters"});
    const YamlValue name = map.required("image");
    ImageChoice choice;
    choice.core = core.name;
    choice.image = name.text();
    choice.path = find_image(name, core);
    const ImageInfo info = read_info(name, choice.path, core);
    check_placement(name, choice.path, core);
    for (const ImageParameter& parameter : info.parameters)
      choice.parameter_values.push_back(parameter.default_value);
    map.optional("parameters", [&](const YamlValue& values) { read_parameters(values, info, choice); });
    return choice;
  }

  std::string find_image(const YamlValue& value, const CoreSpec& core) const {
    const std::string& name = value.text();
    if (is_path(name, ".elf")) {
      fs::path path = resolve(name, value, file_);
      std::error_code error;
      if (!fs::exists(path, error)) value.fail(fmt::format("image '{}' does not exist", path.string()));
      return path.string();
    }
    if (const auto found = resources_.image(name, platform_.images, core)) return found->string();
    std::vector<std::string> names;
    for (const ShippedImage& image : resources_.images()) {
      const bool of_platform = image.platform.empty() || image.platform == platform_.images;
      if (of_platform && image_fits(image.path.string(), core)) names.push_back(image.name);
    }
    if (names.empty())
      value.fail(fmt::format("no image '{}' for core {} of {}, nor any other, in {}", name, core.name,
                             platform_.images, folders()));
    value.fail(fmt::format("no image '{}' for core {} of {}{}", name, core.name, platform_.images,
                           name_hint(name, names)));
  }

  std::string folders() const {
    std::vector<std::string> names;
    for (const fs::path& folder : resources_.image_folders()) names.push_back(folder.string());
    return join(names);
  }

  static ImageInfo read_info(const YamlValue& value, const std::string& path, const CoreSpec& core) {
    try {
      ImageInfo info = read_image_info(path);
      check_image_fits(info, core);
      return info;
    } catch (const InputError& error) {
      value.fail(fmt::format("image {}", error.what()));
    }
  }

  void check_placement(const YamlValue& value, const std::string& path, const CoreSpec& core) {
    try {
      placement_.add(read_elf_image(path), core);
    } catch (const InputError& error) {
      value.fail(fmt::format("image {}", error.what()));
    } catch (const ImageError& error) {
      value.fail(fmt::format("image {}", error.what()));
    }
  }

  static void read_parameters(const YamlValue& values, const ImageInfo& info, ImageChoice& choice) {
    for (const auto& [name, value] : values.entries()) {
      const auto found =
          std::find_if(info.parameters.begin(), info.parameters.end(),
                       [&, &wanted = name](const ImageParameter& p) { return p.name == wanted; });
      if (found == info.parameters.end()) {
        std::vector<std::string> names;
        for (const ImageParameter& parameter : info.parameters) names.push_back(parameter.name);
        const std::string hint = names.empty() ? "; it declares none" : name_hint(name, names);
        fail_at(values.key_origin(name),
                fmt::format("image '{}' has no parameter '{}'{}", choice.image, name, hint));
      }
      const std::uint64_t number = read_parameter(value, *found);
      choice.parameters[name] = number;
      choice.parameter_values[static_cast<std::size_t>(found - info.parameters.begin())] = number;
    }
  }

  static std::uint64_t read_parameter(const YamlValue& value, const ImageParameter& parameter) {
    if (parameter.unit == "count") return value.count();
    if (parameter.unit == "bytes") return value.quantity(Dimension::kSize);
    const Picoseconds time = value.quantity(Dimension::kTime);
    if (time % kPicosecondsPerNanosecond != 0) {
      value.fail(fmt::format("'{}' reaches the image in whole ns; {} is not", value.name(), value.text()));
    }
    return time / kPicosecondsPerNanosecond;
  }

  void read_findings(const YamlValue& value) {
    std::vector<std::string> ids;
    for (const FindingId& id : kFindingIds) ids.emplace_back(id.id);
    for (const auto& [id, level] : value.entries()) {
      if (find_finding_id(id) == nullptr) {
        fail_at(value.key_origin(id), fmt::format("unknown finding '{}'{}", id, name_hint(id, ids)));
      }
      const std::string& word = level.choice({"ignore", "log", "fail", "stop"});
      scenario_.findings[id] = word == "ignore" ? FindingLevel::kIgnore
                               : word == "log"  ? FindingLevel::kLog
                               : word == "fail" ? FindingLevel::kFail
                                                : FindingLevel::kStop;
    }
  }

  void read_expectations(const YamlValue& value) {
    std::vector<CoreName> cores;
    for (const CoreSpec& core : platform_.cores) cores.push_back({core.name, core.role});
    for (const YamlValue& item : value.list()) {
      try {
        scenario_.expectations.push_back(parse_expectation(item.text(), cores));
        scenario_.expectations.back().line = item.origin().line;
      } catch (const ExpectationError& error) {
        item.fail(error.what());
      }
    }
  }

  YamlValue root_;
  std::string file_;
  const Resources& resources_;
  Scenario scenario_;
  PlatformSpec platform_;
  ImagePlacement placement_{platform_};
};

}  // namespace

PlatformSpec load_named_platform(const std::string& name, const std::string& relative_to,
                                 const Resources& resources) {
  return load_platform(platform_path(name, fs::path(relative_to) / name, resources),
                       (resources.share() / "platforms").string());
}

LoadedScenario load_scenario(const std::string& file, const ScenarioOverrides& overrides,
                             const Resources& resources) {
  const std::string path = scenario_path(file, resources);
  YamlNode root = load_yaml_file(path);
  for (const std::string& setting : overrides.settings) override_yaml(root, setting, "--set " + setting);
  if (overrides.seed)
    override_yaml(root, fmt::format("seed={}", *overrides.seed), fmt::format("--seed {}", *overrides.seed));
  return ScenarioReader(root, path, resources).read();
}

}  // namespace rpmsg_sim
