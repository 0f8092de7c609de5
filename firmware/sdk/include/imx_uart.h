/* UART of i.MX 7D and 8M (Linux drivers/tty/serial/imx.c). Included by the device headers. */
#ifndef SDK_IMX_UART_H
#define SDK_IMX_UART_H

#include <stdint.h>

typedef struct {
  volatile const uint32_t URXD; /* 0x00 */
  uint32_t reserved0[15];
  volatile uint32_t UTXD; /* 0x40 */
  uint32_t reserved1[15];
  volatile uint32_t UCR1;       /* 0x80 */
  volatile uint32_t UCR2;       /* 0x84 */
  volatile uint32_t UCR3;       /* 0x88 */
  volatile uint32_t UCR4;       /* 0x8C */
  volatile uint32_t UFCR;       /* 0x90 */
  volatile uint32_t USR1;       /* 0x94 */
  volatile uint32_t USR2;       /* 0x98 */
  volatile uint32_t UESC;       /* 0x9C */
  volatile uint32_t UTIM;       /* 0xA0 */
  volatile uint32_t UBIR;       /* 0xA4 */
  volatile uint32_t UBMR;       /* 0xA8 */
  volatile const uint32_t UBRC; /* 0xAC */
  volatile uint32_t ONEMS;      /* 0xB0 */
  volatile uint32_t UTS;        /* 0xB4 */
} UART_Type;

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

#endif
