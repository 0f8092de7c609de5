/* Messaging Unit, version 2: i.MX 8ULP and 93 (NXP MCUXpresso SDK, PERI_MU.h). Included by the device
 * headers. */
#ifndef SDK_MU_V2_H
#define SDK_MU_V2_H

#define SDK_MU_VERSION 2

#include <stdint.h>

/* One struct serves both sides; bit n is channel n. */
typedef struct {
  volatile const uint32_t VER;  /* 0x000 */
  volatile const uint32_t PAR;  /* 0x004 */
  volatile uint32_t CR;         /* 0x008 */
  volatile uint32_t SR;         /* 0x00C */
  volatile uint32_t CCR0;       /* 0x010 */
  volatile uint32_t CIER0;      /* 0x014 */
  volatile uint32_t CSSR0;      /* 0x018 */
  volatile const uint32_t CSR0; /* 0x01C, i.MX 8ULP only */
  uint32_t reserved0[56];
  volatile uint32_t FCR;       /* 0x100 */
  volatile const uint32_t FSR; /* 0x104 */
  uint32_t reserved1[2];
  volatile uint32_t GIER; /* 0x110 */
  volatile uint32_t GCR;  /* 0x114 */
  volatile uint32_t GSR;  /* 0x118, write one to clear */
  uint32_t reserved2;
  volatile uint32_t TCR;       /* 0x120 */
  volatile const uint32_t TSR; /* 0x124 */
  volatile uint32_t RCR;       /* 0x128 */
  volatile const uint32_t RSR; /* 0x12C */
  uint32_t reserved3[52];
  volatile uint32_t TR[4]; /* 0x200 */
  uint32_t reserved4[28];
  volatile const uint32_t RR[4]; /* 0x280 */
} MU_Type;

#define MU_CR_MUR 0x1u
#define MU_SR_MURS 0x1u
#define MU_GI(n) (1u << (n))  /* GIER, GCR, GSR */
#define MU_TIE(n) (1u << (n)) /* TCR */
#define MU_TE(n) (1u << (n))  /* TSR */
#define MU_RIE(n) (1u << (n)) /* RCR */
#define MU_RF(n) (1u << (n))  /* RSR */
#define MU_GI_MASK 0xFu

#endif
