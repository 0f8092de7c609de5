// The seam below a core: how instructions execute.
//
// A Core owns clock, local time, exceptions, sleep and the way to the bus; an Executor owns registers and
// instructions. NativeExecutor runs images compiled for the host; an interpreter is another implementation.
// Nothing above this seam may depend on which one runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rpmsg_sim {

class NativeExecutor;

class Executor {
 public:
  virtual ~Executor() = default;

  // Reset: registers cleared, stack pointer and first instruction as given, memory left alone.
  virtual void reset(std::uint64_t entry, std::uint64_t stack_pointer) = 0;

  // Executes until a call of Core answers Step::kYield, then returns. A later call continues there.
  virtual void run() = 0;
  // Native executors change over to each other without returning from run() (see Conductor::hand_over).
  virtual NativeExecutor* native() { return nullptr; }

  // The stack pointer in use.
  virtual std::uint64_t stack_pointer() const = 0;
  virtual void set_stack_pointer(std::uint64_t value) = 0;

  // What is being executed has happened: a context pushed from now on continues after it, not with it.
  virtual void complete_instruction() = 0;
  // Saves the interrupted context on the stack in use. True on success; false if the stack is not usable
  // memory.
  virtual bool push_context() = 0;
  // Restores the context that push_context() (or firmware, in the architecture's basic layout) left at
  // `frame`.
  virtual bool pop_context(std::uint64_t frame) = 0;
  // Continues at `handler` with the stack in use; its return leads to Core::return_from_exception().
  virtual void start_handler(std::uint64_t handler) = 0;
  // Whether `handler` is where a startup file sends every exception that the program does not handle; then
  // its place in the sources, otherwise empty.
  virtual std::string default_handler(std::uint64_t handler) const {
    (void)handler;
    return {};
  }

  // The bytes of a write that was announced by access(): called when the write is performed.
  virtual void capture(std::uint64_t address, std::uint8_t* data, unsigned size) = 0;
  // Gives the firmware the bytes that a device answered at `address`.
  virtual void deposit(std::uint64_t address, const std::uint8_t* data, unsigned size) = 0;

  // Where the core is in its firmware, for findings: "file:line (function)" or an address.
  virtual std::string where() const = 0;
  // The calls that led there, innermost first; at least where() itself.
  virtual std::vector<std::string> backtrace() const { return {where()}; }
  // The same as a number, cheap enough to be asked for every message; 0 if it cannot be told.
  virtual std::uint64_t program_counter() const { return 0; }
  // What where() would have said there.
  virtual std::string describe(std::uint64_t program_counter) const {
    (void)program_counter;
    return {};
  }
};

}  // namespace rpmsg_sim
