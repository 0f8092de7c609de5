// The page of host code that native images enter: hooks, instruction thunks, and the way into and out of firmware.
//
// The code between hook_page_begin and hook_page_end is copied for each core to a page of its own, with the core's
// context (struct NativePage) at a fixed distance behind it, so that it needs no register to find its data. Entry n
// lies at 128 * n; the numbers are those of firmware/sdk/native/hook_table.inc. Most hooks never come here: the
// loader puts short ones in their place (hook_sites.h).
//
// While firmware executes, xmm15 holds the cycles that are left until hooks must be slow, minus one. Charging a hook
// then takes one instruction of one cycle, where a counter in memory would tie each hook to the one before for the
// time of a store and a load.
//
// Rules that results depend on:
// - host code never runs on the firmware's stack, and nothing of the host stays there or in a register;
// - what a fast path decides equals what NativeExecutor::perform() would decide, cycle for cycle.

#include "models/core/native/context_offsets.h"

        .macro ctx_symbols
        .set LEFT,        hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_LEFT
        .set PAGES,       hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_PAGES
        .set TEXT_BASE,   hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_TEXT_BASE
        .set TEXT_SIZE,   hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_TEXT_SIZE
        .set COSTS,       hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_COSTS
        .set STACK_LIMIT, hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_STACK_LIMIT
        .set RESULT,      hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_RESULT
        .set PC,          hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_PC
        .set SP,          hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_SP
        .set SAVED,       hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_SAVED
        .set ARGUMENTS,   hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_ARGUMENTS
        .set KIND,        hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_KIND
        .set NEAR_BASE,   hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_NEAR_BASE
        .set NEAR_SIZE,   hook_page_begin + NATIVE_CONTEXT_DISTANCE + CONTEXT_NEAR_SIZE
        .set ON_NEAR_LOAD,  hook_page_begin + NATIVE_CONTEXT_DISTANCE + PAGE_ON_NEAR_LOAD
        .set ON_NEAR_STORE, hook_page_begin + NATIVE_CONTEXT_DISTANCE + PAGE_ON_NEAR_STORE
        .set ACTIVE,      hook_page_begin + NATIVE_CONTEXT_DISTANCE + PAGE_ACTIVE
        .set VECTORS,     hook_page_begin + NATIVE_CONTEXT_DISTANCE + PAGE_VECTORS
        .set HOST_SP,     hook_page_begin + NATIVE_CONTEXT_DISTANCE + PAGE_HOST_SP
        .set SELF,        hook_page_begin + NATIVE_CONTEXT_DISTANCE + PAGE_SELF
        .set ON_HOOK,     hook_page_begin + NATIVE_CONTEXT_DISTANCE + PAGE_ON_HOOK
        .set ON_ACCESS,   hook_page_begin + NATIVE_CONTEXT_DISTANCE + PAGE_ON_ACCESS
        .endm

        .text
        .p2align 12
        .globl hook_page_begin
        .hidden hook_page_begin
hook_page_begin:
        ctx_symbols

        .macro entry number
        .org    hook_page_begin + 128 * \number, 0xCC
        .endm

        .macro slow number
        movl    $\number, %eax
        jmp     slow_path
        .endm

        .macro leave_clean
        xorl    %eax, %eax
        xorl    %ecx, %ecx
        xorl    %edx, %edx
        xorl    %r8d, %r8d
        ret
        .endm

// Charge the instructions from the return address to the next hook; %r8 = cycles left.
        .macro charge_block otherwise
        movq    (%rsp), %rdx
        subq    TEXT_BASE(%rip), %rdx
        cmpq    TEXT_SIZE(%rip), %rdx
        jae     \otherwise
        movq    COSTS(%rip), %rcx
        movzwl  (%rcx,%rdx,2), %edx
        subq    %rdx, %r8
        movq    %r8, %xmm15
        .endm

// A basic block begins.
        entry   0
        movq    %xmm15, %r8
        testq   %r8, %r8
        js      1f
        cmpq    STACK_LIMIT(%rip), %rsp
        jb      1f
        charge_block 1f
        leave_clean
1:      slow    0

// A load or store of `size` bytes is about to happen at %rdi. Shared memory comes first, since the short hooks have
// sorted out most private accesses. Fast for memory that is private to this core: the
// page's entry holds 1 + the cycles a read costs and 1 + the cycles a write costs, 0 where that must be found out.
        .macro access number, size, column, aligned
        entry   \number
        movl    $\number, %eax
        movq    %rdi, %rcx
        subq    NEAR_BASE(%rip), %rcx
        cmpq    NEAR_SIZE(%rip), %rcx
        .if     \column
        jb      near_store
        .else
        jb      near_load
        .endif
        movq    %xmm15, %r8
        testq   %r8, %r8
        js      1f
        movq    %rdi, %rcx
        shrq    $12, %rcx
        cmpq    $0xFFFFF, %rcx
        ja      1f
        .if     !\aligned
        leal    (\size - 1)(%rdi), %edx
        xorl    %edi, %edx
        shrl    $12, %edx
        jnz     1f
        .endif
        movq    PAGES(%rip), %rdx
        movzbl  \column(%rdx,%rcx,2), %ecx
        testl   %ecx, %ecx
        jnz     private_access
1:      jmp     slow_access
        .endm

        access  1, 1, 0, 1
        access  2, 2, 0, 1
        access  3, 4, 0, 1
        access  4, 8, 0, 1
        access  5, 16, 0, 1
        access  6, 1, 1, 1
        access  7, 2, 1, 1
        access  8, 4, 1, 1
        access  9, 8, 1, 1
        access  10, 16, 1, 1
        access  11, 2, 0, 0
        access  12, 4, 0, 0
        access  13, 8, 0, 0
        access  14, 16, 0, 0
        access  15, 2, 1, 0
        access  16, 4, 1, 0
        access  17, 8, 1, 0
        access  18, 16, 1, 0

// Ranges, virtual tables, fences, system registers, atomic operations: always host code.
        .irp    number, 19, 20, 21, 22, 23, 24, 25, 26, 27
        entry   \number
        slow    \number
        .endr
        .set    number, 32
        .rept   48
        entry   number
        movl    $number, %eax
        jmp     slow_path
        .set    number, number + 1
        .endr

// Instructions: %r11 was pushed by the image's stub, below the return address. Everything else is kept here on the
// firmware's own stack, under a slot for the value that MRS reads or MSR writes.
        .macro  thunk_entry number
        leaq    -8(%rsp), %rsp
        pushfq
        pushq   %rax
        movl    $\number, %eax
        jmp     thunk_common
        .endm
        .set number, 96
        .rept   13
        entry   number
        thunk_entry number
        .set    number, number + 1
        .endr
        .set    number, 112
        .rept   28
        entry   number
        thunk_entry number
        .set    number, number + 1
        .endr

// A handler returned: the interrupted context is on the stack. The executor pops it.
        entry   NATIVE_HOOK_EXCEPTION_RETURN
        leaq    -8(%rsp), %rsp
        slow    NATIVE_HOOK_EXCEPTION_RETURN

// A host signal found firmware in trouble; the signal handler has filled the context and jumped here.
        entry   NATIVE_HOOK_SIGNAL
        movq    %xmm15, LEFT(%rip)
        cld
        jmp     call_on_hook

// Another core's firmware got here, through a jump into this core's image: the signal handler tells which.
foreign:
        ud2

        .org    hook_page_begin + 128 * 160, 0xCC
// %eax = entry number, %rcx = 1 + cycles, %r8 = cycles left.
private_access:
        subq    %rcx, %r8
        incq    %r8
        charge_block slow_access
        leave_clean

thunk_common:
        pushq   %rcx
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        pushq   %r8
        pushq   %r9
        pushq   %r10
        leaq    -264(%rsp), %rsp
        movups  %xmm0, (%rsp)
        movups  %xmm1, 16(%rsp)
        cmpl    $2, VECTORS(%rip)
        jbe     1f
        .irp    n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
        movups  %xmm\n, (16 * \n)(%rsp)
        .endr
        call    slow_path
        .irp    n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
        movups  (16 * \n)(%rsp), %xmm\n
        .endr
        jmp     2f
1:      call    slow_path
2:      movups  (%rsp), %xmm0
        movups  16(%rsp), %xmm1
        leaq    264(%rsp), %rsp
        popq    %r10
        popq    %r9
        popq    %r8
        popq    %rdi
        popq    %rsi
        popq    %rdx
        popq    %rcx
        popq    %rax
        popfq
        leaq    8(%rsp), %rsp
        popq    %r11
        ret

// Leaves the firmware's stack with everything saved that another context may have to make room for.
        .macro  guard
        cmpl    $0, ACTIVE(%rip)
        je      foreign
        .endm
        .macro  leave_stack
        movl    %eax, KIND(%rip)
        movq    %xmm15, LEFT(%rip)
        movq    %rdi, ARGUMENTS + 0(%rip)
        popq    PC(%rip)
        movq    %rsp, SP(%rip)
        movq    %rbx, SAVED + 0(%rip)
        movq    %rbp, SAVED + 8(%rip)
        movq    %r12, SAVED + 16(%rip)
        movq    %r13, SAVED + 24(%rip)
        movq    %r14, SAVED + 32(%rip)
        movq    %r15, SAVED + 40(%rip)
        movq    HOST_SP(%rip), %rsp
        .endm

// %eax = entry number, %rdi = address; near: an address in NEAR.
        .macro  answer_access name, function
\name:
        guard
        leave_stack
        movl    %eax, %edx
        movq    %rdi, %rsi
        movq    SELF(%rip), %rdi
        call    *\function(%rip)
        testq   %rax, %rax
        jz      go_on
        jmp     *%rax
        .endm
        answer_access slow_access, ON_ACCESS
        answer_access near_load, ON_NEAR_LOAD
        answer_access near_store, ON_NEAR_STORE

// %eax = entry number. Calls the executor and goes where it says.
slow_path:
        guard
        cld
        movq    %rsi, ARGUMENTS + 8(%rip)
        movq    %rdx, ARGUMENTS + 16(%rip)
        movq    %rcx, ARGUMENTS + 24(%rip)
        movq    %r8, ARGUMENTS + 32(%rip)
        leave_stack
call_on_hook:
        movq    SELF(%rip), %rdi
        call    *ON_HOOK(%rip)
        testq   %rax, %rax
        jz      go_on
        jmp     *%rax

// What no path hands over, the result and the stack; the code after it goes to PC.
        .macro  clean
        movq    RESULT(%rip), %rax
        xorl    %r8d, %r8d
        xorl    %r9d, %r9d
        xorl    %r10d, %r10d
        xorl    %r11d, %r11d
        pxor    %xmm0, %xmm0
        pxor    %xmm1, %xmm1
        cmpl    $2, VECTORS(%rip)       // copies of structures use one, sometimes two
        jbe     1f
        .irp    n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
        pxor    %xmm\n, %xmm\n
        .endr
1:      movq    LEFT(%rip), %xmm15
        movq    SP(%rip), %rsp
        .endm

// Firmware goes on where it is: its callee-saved registers are as it left them.
go_on:
        xorl    %ecx, %ecx
        xorl    %edx, %edx
        xorl    %esi, %esi
        xorl    %edi, %edi
        clean
        pushq   PC(%rip)
        ret

// Firmware goes on as the context says. The host's stack is as hook_page_enter left it. A jump and no return: the
// processor would expect the return of whoever called a hook last, which is another core.
        .globl  hook_page_load
        .hidden hook_page_load
hook_page_load:
        movq    %rsp, HOST_SP(%rip)
        movq    SAVED + 0(%rip), %rbx
        movq    SAVED + 8(%rip), %rbp
        movq    SAVED + 16(%rip), %r12
        movq    SAVED + 24(%rip), %r13
        movq    SAVED + 32(%rip), %r14
        movq    SAVED + 40(%rip), %r15
        movq    ARGUMENTS + 0(%rip), %rdi
        movq    ARGUMENTS + 8(%rip), %rsi
        movq    ARGUMENTS + 16(%rip), %rdx
        movq    ARGUMENTS + 24(%rip), %rcx
        clean
        jmp     *PC(%rip)

// void enter_firmware(): host side; returns when the executor asks for it. MXCSR is not changed over: its control
// bits are the same on both sides, since firmware has no instruction for it.
        .globl  hook_page_enter
        .hidden hook_page_enter
hook_page_enter:
        pushq   %rbx
        pushq   %rbp
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    $8, %rsp
        jmp     hook_page_load

        .globl  hook_page_leave
        .hidden hook_page_leave
hook_page_leave:
        addq    $8, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbp
        popq    %rbx
        ret
        .globl  hook_page_end
        .hidden hook_page_end
hook_page_end:

        .section .note.GNU-stack, "", @progbits
