// Runs Cortex-M images as they are flashed: Armv7E-M with single-precision floating point (Cortex-M4).
//
// Instructions are decoded once and kept by address; a loop of direct jumps executes them (interpreter.cc).
// The image is data: nothing of it runs on the host. Accurate: registers, flags, exceptions of the
// architecture, order and timing of every access as the core decides; an interrupt is taken between any two
// instructions. Approximate: cycles are those of the Cortex-M4's manual without pipelining from one
// instruction to the next. Not modelled: privilege, MPU, caches, halting debug (docs/arm.md). Example:
// tests/integration/arm_images_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/core/arm/arm_state.h"
#include "models/core/arm/decoded.h"
#include "models/core/core.h"
#include "models/core/elf_image.h"
#include "models/core/executor.h"
#include "models/core/source_map.h"

namespace rpmsg_sim {

class ArmExecutor : public Executor {
 public:
  // Puts the image into the core's memory. `image` must outlive the executor. Throws ImageError if it does
  // not fit the core.
  ArmExecutor(Core& core, const ElfImage& image);

  static bool takes(const ElfImage& image);

  void reset(std::uint64_t entry, std::uint64_t stack_pointer) override;
  void run() override;
  std::uint64_t stack_pointer() const override { return state_.r[arm::kSp]; }
  void set_stack_pointer(std::uint64_t value) override;
  void complete_instruction() override;
  bool push_context() override;
  bool pop_context(std::uint64_t frame) override;
  void start_handler(std::uint64_t handler) override;
  void capture(std::uint64_t address, std::uint8_t* data, unsigned size) override;
  void deposit(std::uint64_t address, const std::uint8_t* data, unsigned size) override;
  std::string where() const override { return sources_.describe(state_.r[arm::kPc]); }

  // For tests: registers between two calls of run().
  arm::ArmState& state() { return state_; }

 private:
  static constexpr unsigned kPageBits = 12;
  static constexpr std::uint32_t kPageSize = 1u << kPageBits;
  static constexpr std::uint32_t kPageMask = kPageSize - 1;
  static constexpr unsigned kMostWords = 32;  // of one instruction

  // Decoded instructions of a page, by half-word. An instruction may reach one half-word into the next page.
  static constexpr unsigned kSlots = kPageSize / 2;
  using CodePage = std::array<arm::Decoded, kSlots + 2>;

  // What accesses and fetches of 4 KiB of addresses may do without asking the core.
  struct Page {
    std::uint8_t* read = nullptr;   // private memory
    std::uint8_t* write = nullptr;  // the same, unless code has been decoded in it
    arm::Decoded* code = nullptr;   // fetched from before
    std::uint8_t read_cycles = 0;
    std::uint8_t write_cycles = 0;
  };
  struct Free {
    void operator()(Page* pages) const;
  };

  void load(const ElfImage& image);

  // Fetch. fetch() leads to an instruction at r[15], by way of an exception return if r[15] says so.
  Step fetch();
  Step return_from_exception(std::uint32_t value);
  Step open_code(std::uint32_t address);
  Step decode(arm::Decoded& slot);
  void expect_it_block(std::uint32_t address);
  void forget_code(std::uint32_t begin, std::uint32_t end);
  void forget_all_code();

  // Data. kDone: the value is there, or written.
  Step load(std::uint32_t address, unsigned size, std::uint32_t& value);
  Step store(std::uint32_t address, unsigned size, std::uint32_t value);
  Step load_words(std::uint32_t address, unsigned count);
  Step store_words(std::uint32_t address, unsigned count);
  Step transfer(const BusAccess& access, std::uint32_t& value);
  Step part(std::uint32_t address, unsigned size, bool write, std::uint32_t& value);
  void open_memory(const Region& region, std::uint32_t address);
  Step load_exclusive(const arm::Decoded& instruction);
  Step store_exclusive(const arm::Decoded& instruction);

  // Instructions that the core performs or that may trap.
  Step change_masks(const arm::Decoded& instruction);
  Step read_special(const arm::Decoded& instruction);
  Step write_special(const arm::Decoded& instruction);
  Step divide_by_zero();
  Step undefined();
  Step unaligned(std::uint32_t address);
  Step prepare_float();

  // Exceptions.
  bool in_thread_mode() const { return core_.exceptions().active() == 0; }
  std::uint32_t control() const;
  void set_float_active(bool on);
  bool push_float(std::uint32_t address);
  bool pop_float(std::uint32_t address);
  void push_lazily(std::uint32_t address);
  // Registers of the system control space, by their offset in it.
  std::uint32_t system_register(std::uint32_t offset) const;
  void set_system_register(std::uint32_t offset, std::uint32_t value);

  Core& core_;
  const ElfImage& image_;
  mutable SourceMap sources_;
  arm::ArmState state_;
  const arm::Decoded* current_ = nullptr;  // the instruction that the core has been asked for
  std::unique_ptr<Page[], Free> pages_;
  std::vector<std::unique_ptr<CodePage>> code_;
  std::map<const std::uint8_t*, std::vector<std::uint32_t>> code_addresses_;  // by memory: pages that show it

  bool waiting_ = false;  // the instruction at r[15] has begun: it goes on before an interrupt is looked for
  // The accesses of the current instruction: how many have happened, and what they read. An instruction that
  // has to wait in between begins again and finds them done.
  unsigned parts_done_ = 0;
  unsigned parts_used_ = 0;
  std::array<std::uint32_t, kMostWords> parts_{};
  std::array<std::uint32_t, kMostWords> words_{};  // what a multiple transfer reads or writes

  // What a device's answer and a pending write go through.
  std::array<std::uint8_t, 4> answer_{};
  std::array<std::uint8_t, 4> written_{};
  std::uint32_t written_address_ = 0;

  struct Reservation {
    bool open = false;
    std::uint32_t address = 0;
    std::uint32_t value = 0;
  };
  Reservation reservation_;

  std::uint32_t exception_return_ = 0;  // LR of the handler that is started next
  bool float_ready_ = false;            // floating-point instructions need no further check
};

}  // namespace rpmsg_sim
