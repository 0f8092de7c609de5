#include "models/testbench/testbench.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace rpmsg_sim {

namespace {

constexpr std::uint64_t kSize = 0x1000;
constexpr std::uint32_t kId = 0x52505354;
constexpr std::uint32_t kVersion = 1;

constexpr Picoseconds kPicosecondsPerNanosecond = 1000;

// The first eight bytes, so that the number printed in hexadecimal is how the digest starts.
std::uint64_t start_of_digest(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::uint64_t start = 0;
  for (unsigned i = 0; i < 8; ++i) start = start << 8 | digest[i];
  return start;
}

}  // namespace

Testbench::Testbench(sc_core::sc_module_name module_name, std::uint32_t seed, EventLog& log,
                     FindingSink& findings, RunControl& run_control, ConsoleSink& console)
    : Peripheral(module_name),
      bus("bus", *this, registers_),
      registers_(name(), kSize, findings),
      log_(log),
      findings_(findings),
      run_control_(run_control),
      console_(console) {
  declare_registers(seed);
  declare_time();
  declare_parameters();
}

void Testbench::declare_registers(std::uint32_t seed) {
  registers_.add("ID", 0x000, Access::kReadOnly).reset_value(kId);
  registers_.add("VERSION", 0x004, Access::kReadOnly).reset_value(kVersion);
  registers_.add("END", 0x008, Access::kWriteOnly)
      .on_write([this](const AccessContext& context, const RegisterWrite& write) {
        end(context.initiator, write.value, context.time);
      });
  registers_.add("CONSOLE", 0x00C, Access::kWriteOnly)
      .on_write([this](const AccessContext& context, const RegisterWrite& write) {
        if ((write.lanes & 0xFF) == 0) return;
        of(context.initiator).line.put(static_cast<char>(write.value), [&](std::string_view text) {
          log_line(context.initiator, context.time, text);
        });
      });
  registers_.add("SEED", 0x014, Access::kReadOnly).reset_value(seed);
  registers_.add_array("MARK", 0x040, kMarks, 4, Access::kWriteOnly, [this](Register& reg, unsigned n) {
    reg.on_write([this, n](const AccessContext& context, const RegisterWrite& write) {
      log_.emit(context.time, EventKind::kMark, context.initiator, n, write.value);
    });
  });
}

void Testbench::declare_time() {
  registers_.add("TIME_LO", 0x018, Access::kReadOnly)
      .peek([](const AccessContext& context) {
        return static_cast<std::uint32_t>(context.time / kPicosecondsPerNanosecond);
      })
      .on_read([this](const AccessContext& context) {
        const std::uint64_t now = context.time / kPicosecondsPerNanosecond;
        of(context.initiator).time_high = static_cast<std::uint32_t>(now >> 32);
        return static_cast<std::uint32_t>(now);
      });
  registers_.add("TIME_HI", 0x01C, Access::kReadOnly).peek([this](const AccessContext& context) {
    return context.initiator < cores_.size() ? cores_[context.initiator].time_high : nobody_.time_high;
  });
}

void Testbench::declare_parameters() {
  registers_.add("PARAMETER_COUNT", 0x010, Access::kReadOnly).peek([this](const AccessContext& context) {
    return parameter_count(context.initiator);
  });
  const auto half = [this](unsigned shift) {
    return [this, shift](Register& reg, unsigned i) {
      reg.peek([this, shift, i](const AccessContext& context) {
        return static_cast<std::uint32_t>(parameter(context.initiator, i) >> shift);
      });
    };
  };
  registers_.add_array("PARAMETER_LOW", 0x100, kParameters, 8, Access::kReadOnly, half(0));
  registers_.add_array("PARAMETER_HIGH", 0x104, kParameters, 8, Access::kReadOnly, half(32));
}

Testbench::PerCore& Testbench::of(SourceId core) {
  if (core == kNoSource) return nobody_;
  if (core >= cores_.size()) cores_.resize(core + std::size_t{1});
  return cores_[core];
}

void Testbench::set_parameters(SourceId core, std::vector<std::uint64_t> values) {
  if (values.size() > kParameters) {
    throw std::invalid_argument(
        fmt::format("{} parameters; the device has room for {}", values.size(), kParameters));
  }
  of(core).parameters = std::move(values);
}

std::uint32_t Testbench::parameter_count(SourceId core) const {
  return core < cores_.size() ? static_cast<std::uint32_t>(cores_[core].parameters.size()) : 0;
}

std::uint64_t Testbench::parameter(SourceId core, unsigned index) const {
  return index < parameter_count(core) ? cores_[core].parameters[index] : 0;
}

void Testbench::log_line(SourceId core, Picoseconds time, std::string_view text) {
  console_.line(core, time, text);
  log_.emit(time, EventKind::kLogLine, core, static_cast<std::uint32_t>(text.size()), start_of_digest(text));
}

void Testbench::end(SourceId core, std::uint32_t value, Picoseconds time) {
  of(core).line.finish([&](std::string_view text) { log_line(core, time, text); });
  log_.emit(time, EventKind::kEndOfTest, core, value);
  if (value != 0) {
    findings_.report("image_failed", time,
                     fmt::format("the image ended the test with {} ({:#x})", value, value));
  }
  run_control_.end_of_test(core, value, time);
}

void Testbench::flush(Picoseconds time) {
  for (std::size_t i = 0; i < cores_.size(); ++i) {
    const SourceId core = static_cast<SourceId>(i);
    cores_[i].line.finish([&](std::string_view text) { log_line(core, time, text); });
  }
  nobody_.line.finish([&](std::string_view text) { log_line(kNoSource, time, text); });
}

}  // namespace rpmsg_sim
