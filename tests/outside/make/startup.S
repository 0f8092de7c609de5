/* Reset of the Cortex-M4: stack, .data, .bss, main. */
        .syntax unified
        .cpu    cortex-m4
        .thumb

        .section .isr_vector, "a"
        .globl  __isr_vector
__isr_vector:
        .word   __StackTop
        .word   Reset_Handler
        .rept   14
        .word   Default_Handler
        .endr
        .rept   97
        .word   Default_Handler
        .endr
        .word   MU_M4_IRQHandler
        .rept   30
        .word   Default_Handler
        .endr

        .text
        .thumb_func
        .globl  Reset_Handler
Reset_Handler:
        cpsid   i
        ldr     r0, =__isr_vector
        ldr     r1, =0xE000ED08
        str     r0, [r1]
        ldr     r1, =__etext
        ldr     r2, =__data_start__
        ldr     r3, =__data_end__
1:      cmp     r2, r3
        ittt    lt
        ldrlt   r0, [r1], #4
        strlt   r0, [r2], #4
        blt     1b
        ldr     r2, =__bss_start__
        ldr     r3, =__bss_end__
        movs    r0, #0
2:      cmp     r2, r3
        itt     lt
        strlt   r0, [r2], #4
        blt     2b
        bl      SystemInit
        cpsie   i
        bl      main
3:      b       3b

        .thumb_func
Default_Handler:
        b       .
