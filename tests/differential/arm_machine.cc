#include "tests/differential/arm_machine.h"

namespace rpmsg_sim {

namespace {

constexpr std::uint64_t kHertz = 400'000'000;
constexpr std::uint16_t kMachineArm = 40;
constexpr std::uint64_t kCpacr = 0xD88;
constexpr std::uint32_t kFullAccess = 0xF << 20;

NvicParameters nvic_parameters() {
  NvicParameters parameters;
  parameters.hertz = kHertz;
  return parameters;
}

}  // namespace

ArmMachine::ArmMachine()
    : interconnect_("bus", 1, 1),
      conductor_("conductor", 0),
      memory_("ram", kSize, MemoryTiming{}),
      nvic_(nvic_parameters()) {
  CoreParameters parameters;
  parameters.hertz = kHertz;
  parameters.held_in_reset = true;
  parameters.boot_vector = kMemory;
  core_ = std::make_unique<Core>("core", parameters,
                                 Core::Environment{log_, *this, interconnect_, conductor_, nullptr}, nvic_);
  Region ram;
  ram.name = "ram";
  ram.base = ram.system_address = kMemory;
  ram.size = kSize;
  ram.memory = &memory_;
  ram.owner = 0;
  interconnect_.add_region(0, ram);
  Region control;
  control.name = "scs";
  control.base = control.system_address = arm::kSystemControlSpace;
  control.size = 0x1000;
  control.private_device = &nvic_;
  interconnect_.add_region(0, control);
  image_.machine = kMachineArm;
  executor_ = std::make_unique<ArmExecutor>(*core_, image_);
  core_->set_executor(*executor_);
  conductor_.add_core(*core_);
}

void ArmMachine::reset() {
  findings_.clear();
  core_->set_held(true, core_->now());
  core_->set_held(false, core_->now());
  nvic_.write(kCpacr, kFullAccess, 4, core_->now());
}

void ArmMachine::run(std::uint32_t address, Picoseconds duration) {
  state().r[arm::kPc] = address;
  Core::Horizons everything;
  everything.line = everything.shared = duration == kNever ? kNever : core_->now() + duration;
  if (core_->begin(everything)) core_->execute();
  core_->settle();
}

}  // namespace rpmsg_sim
