// State of the native processor: what hook_page.S, the short hooks and the executor share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/core/native/context_offsets.h"

namespace rpmsg_sim {

// Addresses that images are linked for; the loader replaces them by those of the core's own page.
inline constexpr std::uint64_t kHookPage = NATIVE_HOOK_PAGE;
inline constexpr std::uint64_t kHookStride = 128;

// Callee-saved registers, in the order of hook_page.S.
struct SavedRegisters {
  std::uint64_t rbx, rbp, r12, r13, r14, r15;
};

// What belongs to one native core. While its firmware executes, `left` is in the register xmm15, which images
// do not use.
struct NativeContext {
  std::int64_t left;          // cycles until hooks must take the slow path, minus one; negative: now
  std::uint64_t home_base;    // private memory that short hooks know, see HookSites
  std::uint64_t home_size;    // where an access of any size may start
  std::uint64_t stack_limit;  // blocks below it take the slow path
  const std::uint8_t* pages;  // two bytes per 4 KiB page: 1 + cycles of a read and of a write, 0 = slow
  std::uint64_t text_base;    // code of the image
  std::uint64_t text_size;
  const std::uint16_t* costs;  // by offset in the code: cycles from there to the next hook
  std::uint64_t result;        // rax on return to firmware
  std::uint64_t pc;
  std::uint64_t sp;
  SavedRegisters saved;
  std::uint64_t arguments[5];  // rdi, rsi, rdx, rcx, r8; of an access only the first is kept up
  std::uint32_t kind;          // entry number
  // PRIMASK as firmware has set it by short hooks, and as the exception model knows it. They differ only
  // while no other hook has come by, and then PRIMASK was 0 with nothing to be taken.
  std::uint32_t primask;
  std::uint32_t known_primask;
  // Shared memory that was accessed last: accesses that start there are answered by on_near_load and
  // on_near_store.
  std::uint64_t near_base;
  std::uint64_t near_size;
};

// What host code answers to a hook: null if firmware goes on where it is, or the code of a hook page to go on
// at.
using HookAnswer = const void*;

// The data of a hook page.
struct NativePage {
  NativeContext context;
  std::uint32_t active;   // this core's firmware executes; no other may enter its page
  std::uint32_t vectors;  // the image writes vector registers below this number
  std::uint64_t host_sp;
  void* self;
  HookAnswer (*on_hook)(void* self);
  // A load or store, of the given entry number, that the hook page could not serve by itself.
  HookAnswer (*on_access)(void* self, std::uint64_t address, std::uint32_t kind);
  HookAnswer (*on_near_load)(void* self, std::uint64_t address, std::uint32_t kind);
  HookAnswer (*on_near_store)(void* self, std::uint64_t address, std::uint32_t kind);
};

static_assert(offsetof(NativeContext, left) == CONTEXT_LEFT);
static_assert(offsetof(NativeContext, home_base) == CONTEXT_HOME_BASE);
static_assert(offsetof(NativeContext, home_size) == CONTEXT_HOME_SIZE);
static_assert(offsetof(NativeContext, stack_limit) == CONTEXT_STACK_LIMIT);
static_assert(offsetof(NativeContext, pages) == CONTEXT_PAGES);
static_assert(offsetof(NativeContext, text_base) == CONTEXT_TEXT_BASE);
static_assert(offsetof(NativeContext, text_size) == CONTEXT_TEXT_SIZE);
static_assert(offsetof(NativeContext, costs) == CONTEXT_COSTS);
static_assert(offsetof(NativeContext, result) == CONTEXT_RESULT);
static_assert(offsetof(NativeContext, pc) == CONTEXT_PC);
static_assert(offsetof(NativeContext, sp) == CONTEXT_SP);
static_assert(offsetof(NativeContext, saved) == CONTEXT_SAVED);
static_assert(offsetof(NativeContext, arguments) == CONTEXT_ARGUMENTS);
static_assert(offsetof(NativeContext, kind) == CONTEXT_KIND);
static_assert(offsetof(NativeContext, primask) == CONTEXT_PRIMASK);
static_assert(offsetof(NativeContext, known_primask) == CONTEXT_KNOWN_PRIMASK);
static_assert(offsetof(NativeContext, near_base) == CONTEXT_NEAR_BASE);
static_assert(offsetof(NativeContext, near_size) == CONTEXT_NEAR_SIZE);
static_assert(offsetof(NativePage, active) == PAGE_ACTIVE);
static_assert(offsetof(NativePage, vectors) == PAGE_VECTORS);
static_assert(offsetof(NativePage, host_sp) == PAGE_HOST_SP);
static_assert(offsetof(NativePage, self) == PAGE_SELF);
static_assert(offsetof(NativePage, on_hook) == PAGE_ON_HOOK);
static_assert(offsetof(NativePage, on_access) == PAGE_ON_ACCESS);
static_assert(offsetof(NativePage, on_near_load) == PAGE_ON_NEAR_LOAD);
static_assert(offsetof(NativePage, on_near_store) == PAGE_ON_NEAR_STORE);

}  // namespace rpmsg_sim
