// The smallest machine with a Cortex-M: one core, its system control space, and 64 KiB of memory.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/core/arm/arm_executor.h"
#include "models/core/conductor.h"
#include "models/interrupt/nvic.h"

namespace rpmsg_sim {

class ArmMachine : private FindingSink {
 public:
  static constexpr std::uint32_t kMemory = 0x20000000;
  static constexpr std::uint32_t kSize = 0x10000;

  ArmMachine();

  // Reset, with the floating-point unit on.
  void reset();
  // Executes from `address` until the core waits or has nothing more to do (a jump to itself, a lock-up), or
  // for `duration`.
  void run(std::uint32_t address, Picoseconds duration = kNever);

  arm::ArmState& state() { return executor_->state(); }
  std::uint8_t* memory() { return memory_.store().data(); }
  Core& core() { return *core_; }
  Nvic& nvic() { return nvic_; }
  // Since the last reset.
  const std::vector<std::string>& findings() const { return findings_; }

 private:
  void report(std::string_view id, Picoseconds, std::string text) override {
    findings_.push_back(std::string(id) + ": " + text);
  }

  EventLog log_;
  Interconnect interconnect_;
  Conductor conductor_;
  Memory memory_;
  Nvic nvic_;
  std::unique_ptr<Core> core_;
  ElfImage image_;
  std::unique_ptr<ArmExecutor> executor_;
  std::vector<std::string> findings_;
};

}  // namespace rpmsg_sim
