/* Registers of the i.MX 8M Mini at their addresses, as far as the firmware of this repository touches them.
 *
 * Names, layouts and bits follow NXP's MCUXpresso SDK (PERI_MU.h, MIMX8MM6_cm4.h) and Linux
 * (drivers/tty/serial/imx.c, drivers/remoteproc/imx_rproc.c). Both cores see peripherals at the same
 * addresses. */
#ifndef SDK_IMX8MM_H
#define SDK_IMX8MM_H

#include <stdint.h>

#include "cpu.h"
#include "imx8mm_interrupts.h"

typedef enum IRQn {
  NonMaskableInt_IRQn = -14,
  HardFault_IRQn = -13,
  MemoryManagement_IRQn = -12,
  BusFault_IRQn = -11,
  UsageFault_IRQn = -10,
  SVCall_IRQn = -5,
  DebugMonitor_IRQn = -4,
  PendSV_IRQn = -2,
  SysTick_IRQn = -1,
#define IMX8MM_IRQN(number, name) name##_IRQn = (number),
  IMX8MM_INTERRUPTS(IMX8MM_IRQN)
#undef IMX8MM_IRQN
} IRQn_Type;

/* Messaging Unit. One struct serves both sides; channel 0 is the highest bit of each group of four. */
typedef struct {
  volatile uint32_t TR[4];       /* 0x00 */
  volatile const uint32_t RR[4]; /* 0x10 */
  volatile uint32_t SR;          /* 0x20 */
  volatile uint32_t CR;          /* 0x24 */
} MU_Type;

#define MUA ((MU_Type*)0x30AA0000u)
#define MUB ((MU_Type*)0x30AB0000u)

#define MU_SR_GIP(n) (0x80000000u >> (n)) /* write one to clear */
#define MU_SR_RF(n) (0x08000000u >> (n))
#define MU_SR_TE(n) (0x00800000u >> (n))
#define MU_SR_GIP_MASK 0xF0000000u
#define MU_SR_FUP 0x100u
#define MU_SR_RS 0x80u
#define MU_SR_EP 0x10u
#define MU_SR_F_MASK 0x7u

#define MU_CR_GIE(n) (0x80000000u >> (n))
#define MU_CR_RIE(n) (0x08000000u >> (n))
#define MU_CR_TIE(n) (0x00800000u >> (n))
#define MU_CR_GIR(n) (0x00080000u >> (n))
#define MU_CR_GIR_MASK 0x000F0000u /* keep out of read-modify-write: a one here is a new request */
#define MU_CR_MUR 0x20u            /* side A only */
#define MU_CR_F_MASK 0x7u

/* System Reset Controller. */
typedef struct {
  volatile uint32_t SCR;     /* 0x00 */
  volatile uint32_t A53RCR0; /* 0x04 */
  volatile uint32_t A53RCR1; /* 0x08 */
  volatile uint32_t M4RCR;   /* 0x0C */
} SRC_Type;

#define SRC ((SRC_Type*)0x30390000u)

#define SRC_M4RCR_SW_M4C_NON_SCLR_RST 0x1u
#define SRC_M4RCR_SW_M4C_RST 0x2u
#define SRC_M4RCR_SW_M4P_RST 0x4u
#define SRC_M4RCR_ENABLE_M4 0x8u
#define SRC_M4RCR_CONTROL_MASK 0xFu

/* i.MX UART. */
typedef struct {
  volatile const uint32_t URXD; /* 0x00 */
  uint32_t reserved0[15];
  volatile uint32_t UTXD; /* 0x40 */
  uint32_t reserved1[15];
  volatile uint32_t UCR1;  /* 0x80 */
  volatile uint32_t UCR2;  /* 0x84 */
  volatile uint32_t UCR3;  /* 0x88 */
  volatile uint32_t UCR4;  /* 0x8C */
  volatile uint32_t UFCR;  /* 0x90 */
  volatile uint32_t USR1;  /* 0x94 */
  volatile uint32_t USR2;  /* 0x98 */
  volatile uint32_t UESC;  /* 0x9C */
  volatile uint32_t UTIM;  /* 0xA0 */
  volatile uint32_t UBIR;  /* 0xA4 */
  volatile uint32_t UBMR;  /* 0xA8 */
  volatile const uint32_t UBRC; /* 0xAC */
  volatile uint32_t ONEMS; /* 0xB0 */
  volatile uint32_t UTS;   /* 0xB4 */
} UART_Type;

#define UART2 ((UART_Type*)0x30890000u)
#define UART4 ((UART_Type*)0x30A60000u)

#define UART_UCR1_UARTEN 0x1u
#define UART_UCR2_SRST 0x1u
#define UART_UCR2_RXEN 0x2u
#define UART_UCR2_TXEN 0x4u
#define UART_UCR2_WS 0x20u
#define UART_UCR2_IRTS 0x4000u
#define UART_USR1_TRDY 0x2000u
#define UART_USR2_RDR 0x1u
#define UART_USR2_TXDC 0x8u
#define UART_USR2_TXFE 0x4000u
#define UART_UTS_TXFULL 0x10u

/* Where the A53 finds the M4's memory; the M4 sees the start of TCML at address 0 as well. */
#define IMX8MM_M4_TCML_SYSTEM_ADDRESS 0x007E0000u

#if defined(SDK_CORE_M)
#include "core_cm4.h"
#else
#include "gic.h"
#endif

#endif
