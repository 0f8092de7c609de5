/* Messaging Unit, version 1: i.MX 6SX, 7D and 8M (NXP MCUXpresso SDK, PERI_MU.h). Included by the device
 * headers. */
#ifndef SDK_MU_V1_H
#define SDK_MU_V1_H

#define SDK_MU_VERSION 1

#include <stdint.h>

/* Messaging Unit. One struct serves both sides; channel 0 is the highest bit of each group of four. */
typedef struct {
  volatile uint32_t TR[4];       /* 0x00 */
  volatile const uint32_t RR[4]; /* 0x10 */
  volatile uint32_t SR;          /* 0x20 */
  volatile uint32_t CR;          /* 0x24 */
} MU_Type;

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

#endif
