// Layout of struct NativeContext for the assembler; native_context.h asserts that the compiler agrees.
#pragma once

#define NATIVE_HOOK_PAGE 0x200000000
#define NATIVE_CONTEXT_DISTANCE 0x8000

#define NATIVE_HOOK_EXCEPTION_RETURN 150
#define NATIVE_HOOK_SIGNAL 151

#define CONTEXT_CYCLES 0x00
#define CONTEXT_STOP 0x08
#define CONTEXT_PAGES 0x10
#define CONTEXT_TEXT_BASE 0x18
#define CONTEXT_TEXT_SIZE 0x20
#define CONTEXT_COSTS 0x28
#define CONTEXT_STACK_LIMIT 0x30
#define CONTEXT_SELF 0x38
#define CONTEXT_RESULT 0x40
#define CONTEXT_PC 0x48
#define CONTEXT_SP 0x50
#define CONTEXT_SAVED 0x58
#define CONTEXT_ARGUMENTS 0x88
#define CONTEXT_KIND 0xB0
#define PAGE_HOST_SP 0xB8
#define PAGE_ON_HOOK 0xC0
#define PAGE_ON_ACCESS 0xC8

// What the executor answers to a hook.
#define NATIVE_GO_ON 0
#define NATIVE_LOAD 1
#define NATIVE_LEAVE 2
