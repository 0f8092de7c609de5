// State of the native processor: what hook_page.S and the executor share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/core/native/context_offsets.h"

namespace rpmsg_sim {

inline constexpr std::uint64_t kHookPage = NATIVE_HOOK_PAGE;
inline constexpr std::uint64_t kHookStride = 128;

// Callee-saved registers, in the order of hook_page.S.
struct SavedRegisters {
  std::uint64_t rbx, rbp, r12, r13, r14, r15;
};

// What belongs to one native core. The active one lies at kHookPage + NATIVE_CONTEXT_DISTANCE; executors copy
// themselves in and out of it.
struct NativeContext {
  std::uint64_t cycles;  // since the core's last clock change
  std::uint64_t stop;    // hooks at or past this cycle take the slow path
  const std::uint8_t*
      pages;                // two bytes per 4 KiB page: 1 + cycles of a read, 1 + cycles of a write, 0 = slow
  std::uint64_t text_base;  // code window of the image
  std::uint64_t text_size;
  const std::uint16_t* costs;  // by offset in the code window: cycles from there to the next hook
  std::uint64_t stack_limit;
  void* self;
  std::uint64_t result;  // rax on return to firmware
  std::uint64_t pc;
  std::uint64_t sp;
  SavedRegisters saved;
  std::uint64_t arguments[5];  // rdi, rsi, rdx, rcx, r8; of an access only the first is kept up
  std::uint32_t kind;          // entry number
};

// What host code answers to a hook: firmware goes on where it is, firmware goes on as the context says, or
// the way back to whoever called hook_page_enter.
enum class HookAnswer : int { kGoOn = NATIVE_GO_ON, kLoad = NATIVE_LOAD, kLeave = NATIVE_LEAVE };

// The hook page's data: the active context, and what stays when another core becomes active.
struct NativePage {
  NativeContext context;
  std::uint64_t host_sp;
  HookAnswer (*on_hook)(void* self);
  // A load or store of `size` bytes that the hook page could not serve by itself.
  HookAnswer (*on_access)(void* self, std::uint64_t address, std::uint64_t size, std::uint64_t write);
};

static_assert(offsetof(NativeContext, cycles) == CONTEXT_CYCLES);
static_assert(offsetof(NativeContext, stop) == CONTEXT_STOP);
static_assert(offsetof(NativeContext, pages) == CONTEXT_PAGES);
static_assert(offsetof(NativeContext, text_base) == CONTEXT_TEXT_BASE);
static_assert(offsetof(NativeContext, text_size) == CONTEXT_TEXT_SIZE);
static_assert(offsetof(NativeContext, costs) == CONTEXT_COSTS);
static_assert(offsetof(NativeContext, stack_limit) == CONTEXT_STACK_LIMIT);
static_assert(offsetof(NativeContext, self) == CONTEXT_SELF);
static_assert(offsetof(NativeContext, result) == CONTEXT_RESULT);
static_assert(offsetof(NativeContext, pc) == CONTEXT_PC);
static_assert(offsetof(NativeContext, sp) == CONTEXT_SP);
static_assert(offsetof(NativeContext, saved) == CONTEXT_SAVED);
static_assert(offsetof(NativeContext, arguments) == CONTEXT_ARGUMENTS);
static_assert(offsetof(NativeContext, kind) == CONTEXT_KIND);
static_assert(offsetof(NativePage, host_sp) == PAGE_HOST_SP);
static_assert(offsetof(NativePage, on_hook) == PAGE_ON_HOOK);
static_assert(offsetof(NativePage, on_access) == PAGE_ON_ACCESS);

}  // namespace rpmsg_sim
