@ Task switch of a small kernel, as ports for the Cortex-M4F do it: PendSV keeps r4-r11, the return value and, if the
@ task has used the floating-point unit, s16-s31 on the task's own stack. SVC starts the first task.
  .syntax unified
  .cpu cortex-m4
  .fpu fpv4-sp-d16
  .thumb

  .global PendSV_Handler
  .thumb_func
  .type PendSV_Handler, %function
PendSV_Handler:
  mrs r0, psp
  tst lr, #0x10
  it eq
  vstmdbeq r0!, {s16-s31}
  stmdb r0!, {r4-r11, lr}
  mov r4, #0x20             @ nothing that switches tasks may come in between
  msr basepri, r4
  dsb
  isb
  bl next_task              @ takes and gives the stack pointer
  movs r4, #0
  msr basepri, r4
  ldmia r0!, {r4-r11, lr}
  tst lr, #0x10
  it eq
  vldmiaeq r0!, {s16-s31}
  msr psp, r0
  isb
  bx lr
  .size PendSV_Handler, . - PendSV_Handler

  .global SVC_Handler
  .thumb_func
  .type SVC_Handler, %function
SVC_Handler:
  movs r0, #0
  bl next_task
  ldmia r0!, {r4-r11, lr}
  msr psp, r0
  isb
  bx lr
  .size SVC_Handler, . - SVC_Handler
