// Where the compiler's instrumentation and the instruction macros leave a native image.
//
// Every entry is a jump to a page of the host, which is part of the processor on which a native image runs, as the
// instruction set is. Entry n lies at HOOK_PAGE + 128 * n; the loader puts the address of the core's own page in the
// place of HOOK_PAGE. The numbers are the contract between images and the executor: append, never renumber
// (models/core/native/hook_numbers.h says the same and a test compares the two).

#include "hook_table.inc"

        .section .text.native_hooks, "ax", @progbits

// A function call as the compiler sees it: argument registers and caller-saved registers as usual.
        .macro hook name, number
        .p2align 4
        .globl \name
        .type \name, @function
\name:  movabsq $(HOOK_PAGE + 128 * \number), %r11
        jmp     *%r11
        .size \name, . - \name
        .endm

// An instruction: preserves every register; a value passes through the slot at -24(%rsp) of the caller.
        .macro thunk name, number
        .p2align 4
        .globl \name
        .type \name, @function
\name:  pushq   %r11
        movabsq $(HOOK_PAGE + 128 * \number), %r11
        jmp     *%r11
        .size \name, . - \name
        .endm

        HOOK_TABLE

// What the instrumentation asks for and needs no answer.
        .globl __tsan_init
        .type __tsan_init, @function
__tsan_init:
        ret
        .size __tsan_init, . - __tsan_init

        .section .note.GNU-stack, "", @progbits
