// Layout of the hook page and of struct NativePage for the assembler; native_context.h asserts that the
// compiler agrees.
#pragma once

// Where images believe the hook page to be: the loader puts the address of the core's own page in its place.
#define NATIVE_HOOK_PAGE 0x200000000
// From a hook page: the core's context, and the table of costs for the short hooks behind it.
#define NATIVE_CONTEXT_DISTANCE 0x8000

#define NATIVE_HOOK_EXCEPTION_RETURN 150
#define NATIVE_HOOK_SIGNAL 151

#define CONTEXT_LEFT 0x00
#define CONTEXT_HOME_BASE 0x08
#define CONTEXT_HOME_SIZE 0x10
#define CONTEXT_STACK_LIMIT 0x18
#define CONTEXT_PAGES 0x20
#define CONTEXT_TEXT_BASE 0x28
#define CONTEXT_TEXT_SIZE 0x30
#define CONTEXT_COSTS 0x38
#define CONTEXT_RESULT 0x40
#define CONTEXT_PC 0x48
#define CONTEXT_SP 0x50
#define CONTEXT_SAVED 0x58
#define CONTEXT_ARGUMENTS 0x88
#define CONTEXT_KIND 0xB0
#define CONTEXT_PRIMASK 0xB4
#define CONTEXT_KNOWN_PRIMASK 0xB8
#define CONTEXT_NEAR_BASE 0xC0
#define CONTEXT_NEAR_SIZE 0xC8
#define PAGE_ACTIVE 0xD0
#define PAGE_VECTORS 0xD4
#define PAGE_HOST_SP 0xD8
#define PAGE_SELF 0xE0
#define PAGE_ON_HOOK 0xE8
#define PAGE_ON_ACCESS 0xF0
#define PAGE_ON_NEAR_LOAD 0xF8
#define PAGE_ON_NEAR_STORE 0x100
