// A processor whose programs are lists of operations: for tests in which every time is computed by hand. It
// is also the second implementation of the Executor seam.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "models/core/core.h"

namespace rpmsg_sim {

struct Operation {
  enum class Kind { kCompute, kRead, kWrite, kWfi, kSpin, kMask, kUnmask, kReturn, kSkipIfSeen, kNote } kind;
  std::uint64_t a = 0;  // address, or cycles
  std::uint64_t b = 0;  // size
  std::uint64_t c = 0;  // value
};

using Program = std::vector<Operation>;

inline Operation compute(std::uint64_t cycles) {
  return {Operation::Kind::kCompute, cycles};
}
inline Operation read(std::uint64_t address, unsigned size = 4) {
  return {Operation::Kind::kRead, address, size};
}
inline Operation write(std::uint64_t address, std::uint64_t value, unsigned size = 4) {
  return {Operation::Kind::kWrite, address, size, value};
}
inline Operation wfi() {
  return {Operation::Kind::kWfi};
}
inline Operation spin() {
  return {Operation::Kind::kSpin};
}
inline Operation mask() {
  return {Operation::Kind::kMask};
}
inline Operation unmask() {
  return {Operation::Kind::kUnmask};
}
inline Operation give_back() {
  return {Operation::Kind::kReturn};
}
// Skips the next operation if an interrupt handler has run.
inline Operation skip_if_seen() {
  return {Operation::Kind::kSkipIfSeen};
}
// Records the core's time.
inline Operation note() {
  return {Operation::Kind::kNote};
}

class ScriptedExecutor : public Executor {
 public:
  struct Noted {
    Picoseconds time;
    std::uint64_t value;  // last value read
  };

  ScriptedExecutor(Core& core, std::map<std::uint64_t, Program> programs)
      : core_(core), programs_(std::move(programs)) {}

  const std::vector<Noted>& noted() const { return noted_; }
  unsigned handled() const { return handled_; }

  void reset(std::uint64_t entry, std::uint64_t stack_pointer) override {
    place_ = Place{entry};
    stack_ = stack_pointer;
    frames_.clear();
  }

  void run() override {
    while (place_.index < programs_.at(place_.program).size()) {
      const Step step = perform(programs_.at(place_.program)[place_.index]);
      if (step == Step::kYield) return;
      if (step == Step::kDone) ++place_.index;
    }
    // The program has ended: as if the processor were switched off.
    core_.spin();
  }

  std::uint64_t stack_pointer() const override { return stack_; }
  void set_stack_pointer(std::uint64_t value) override { stack_ = value; }
  void complete_instruction() override { ++place_.index; }
  bool push_context() override {
    stack_ -= 32;
    frames_[stack_] = place_;
    return true;
  }
  bool pop_context(std::uint64_t frame) override {
    place_ = frames_.at(frame);
    stack_ = frame + 32;
    return true;
  }
  void start_handler(std::uint64_t handler) override { place_ = Place{handler}; }
  void capture(std::uint64_t, std::uint8_t* data, unsigned size) override {
    std::memcpy(data, &writing_, size);
  }
  void deposit(std::uint64_t, const std::uint8_t* data, unsigned size) override {
    value_ = 0;
    std::memcpy(&value_, data, size);
  }
  std::string where() const override { return "script"; }

 private:
  struct Place {
    std::uint64_t program = 0;
    std::size_t index = 0;
    std::uint64_t remaining = 0;  // cycles of the computation under way, plus one
  };

  Step perform(const Operation& operation) {
    switch (operation.kind) {
      case Operation::Kind::kCompute:
        return compute_cycles(operation.a);
      case Operation::Kind::kRead: {
        const Step step = core_.access(BusAccess{operation.a, static_cast<unsigned>(operation.b), true, false});
        if (step == Step::kDone) {
          std::uint64_t value = 0;
          if (core_.peek(operation.a, &value, static_cast<unsigned>(operation.b))) value_ = value;
        }
        return step;
      }
      case Operation::Kind::kWrite: {
        const Step step = core_.access(BusAccess{operation.a, static_cast<unsigned>(operation.b), false, true});
        if (step == Step::kDone) {
          writing_ = operation.c;
          core_.poke(operation.a, &operation.c, static_cast<unsigned>(operation.b));
        }
        return step;
      }
      case Operation::Kind::kWfi:
        return core_.instruction(Instruction::kWfi);
      case Operation::Kind::kSpin:
        return core_.spin();
      case Operation::Kind::kMask:
        return core_.write_register(SystemRegister::kPrimask, 1);
      case Operation::Kind::kUnmask:
        return core_.write_register(SystemRegister::kPrimask, 0);
      case Operation::Kind::kReturn: {
        const Step step = core_.return_from_exception();
        if (step == Step::kRedirected) ++handled_;
        return step;
      }
      case Operation::Kind::kSkipIfSeen:
        if (handled_ > 0) ++place_.index;
        return Step::kDone;
      case Operation::Kind::kNote:
        if (const Step step = core_.block(); step != Step::kDone) return step;
        noted_.push_back(Noted{core_.now(), value_});
        return Step::kDone;
    }
    return Step::kDone;
  }

  // Blocks of one cycle each, run ahead as far as the core allows.
  Step compute_cycles(std::uint64_t cycles) {
    if (place_.remaining == 0) place_.remaining = cycles + 1;
    while (place_.remaining > 1) {
      if (core_.cycles >= core_.stop()) {
        if (const Step step = core_.block(); step != Step::kDone) return step;
      }
      ++core_.cycles;
      --place_.remaining;
    }
    place_.remaining = 0;
    return Step::kDone;
  }

  Core& core_;
  std::map<std::uint64_t, Program> programs_;
  Place place_;
  std::uint64_t stack_ = 0;
  std::map<std::uint64_t, Place> frames_;
  std::uint64_t writing_ = 0;
  std::uint64_t value_ = 0;
  unsigned handled_ = 0;
  std::vector<Noted> noted_;
};

}  // namespace rpmsg_sim
