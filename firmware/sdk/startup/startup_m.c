/* Reset and vector table of the M core. Every handler is a weak alias under the vendor's name: defining a
 * function of that name anywhere in an image replaces it. */
#include <stdint.h>
#include <string.h>

#include "sdk_platform.h"

typedef void (*handler)(void);

/* From the linker script. */
extern uint32_t __stack_top[];
extern uint8_t __data_start[], __data_end[], __data_load[];
extern uint8_t __bss_start[], __bss_end[];
extern handler __init_array_start[], __init_array_end[];

int main(void);
void Reset_Handler(void);
void Default_Handler(void);
void SystemInit(void);

uint32_t SystemCoreClock = SDK_CORE_CLOCK_HZ;

void Default_Handler(void) {
  for (;;) {
  }
}

#define WEAK_HANDLER(name) __attribute__((weak, alias("Default_Handler"))) void name(void)

WEAK_HANDLER(NMI_Handler);
WEAK_HANDLER(HardFault_Handler);
WEAK_HANDLER(MemManage_Handler);
WEAK_HANDLER(BusFault_Handler);
WEAK_HANDLER(UsageFault_Handler);
WEAK_HANDLER(SVC_Handler);
WEAK_HANDLER(DebugMon_Handler);
WEAK_HANDLER(PendSV_Handler);
WEAK_HANDLER(SysTick_Handler);
#define WEAK_IRQ_HANDLER(number, name) WEAK_HANDLER(name##_IRQHandler);
SDK_INTERRUPTS(WEAK_IRQ_HANDLER)

union vector {
  handler handler;
  const void* stack;
};

extern const union vector __isr_vector[16 + SDK_INTERRUPT_COUNT];

/* The list of a device header may leave numbers out; those go to the default handler. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#if defined(__clang__)
#pragma GCC diagnostic ignored "-Winitializer-overrides"
#else
#pragma GCC diagnostic ignored "-Woverride-init"
#endif
__attribute__((section(".isr_vector"), used)) const union vector __isr_vector[16 + SDK_INTERRUPT_COUNT] = {
    [16 ... 15 + SDK_INTERRUPT_COUNT].handler = Default_Handler,
    [0].stack = __stack_top,
    [1].handler = Reset_Handler,
    [2].handler = NMI_Handler,
    [3].handler = HardFault_Handler,
    [4].handler = MemManage_Handler,
    [5].handler = BusFault_Handler,
    [6].handler = UsageFault_Handler,
    [11].handler = SVC_Handler,
    [12].handler = DebugMon_Handler,
    [14].handler = PendSV_Handler,
    [15].handler = SysTick_Handler,
#define VECTOR(number, name) [16 + (number)].handler = name##_IRQHandler,
    SDK_INTERRUPTS(VECTOR)
#undef VECTOR
};
#pragma GCC diagnostic pop
_Static_assert(sizeof(union vector) == 4, "an entry is a 32-bit address");

/* For images that set up clocks or pins before .data is in place. */
__attribute__((weak)) void SystemInit(void) {}

void Reset_Handler(void) {
  cpu_irq_disable();
  SCB->VTOR = (uint32_t)(uintptr_t)__isr_vector;
#if defined(__ARM_FP)
  SCB->CPACR |= 0xFu << 20; /* floating-point unit: full access */
  cpu_dsb();
  cpu_isb();
#endif
  SystemInit();
  memcpy(__data_start, __data_load, (size_t)(__data_end - __data_start));
  memset(__bss_start, 0, (size_t)(__bss_end - __bss_start));
  for (handler* constructor = __init_array_start; constructor != __init_array_end; constructor++)
    (*constructor)();
  cpu_irq_enable();
  main();
  for (;;) {
  }
}
