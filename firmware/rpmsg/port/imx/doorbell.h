/* Doorbells through the Messaging Unit of either version: word `ring << 16` on channel 1 (Linux
 * drivers/remoteproc/imx_rproc.c, RPMsg-Lite's i.MX ports). */
#ifndef RPMSG_DOORBELL_H
#define RPMSG_DOORBELL_H

#include "sdk_platform.h"

#define RPMSG_MACHINE_CHANNEL 1
#define RPMSG_MACHINE_WORD(vring) ((uint32_t)(vring) << 16)
#define RPMSG_MACHINE_VRING_OF(word) ((uint32_t)(word) >> 16)

/* Register and bit that say so, by the version. */
#if SDK_MU_VERSION == 1

#define RPMSG_MACHINE_TRANSMIT_STATUS SR
#define RPMSG_MACHINE_TRANSMIT_EMPTY MU_SR_TE(RPMSG_MACHINE_CHANNEL)
#define RPMSG_MACHINE_RECEIVE_STATUS SR
#define RPMSG_MACHINE_RECEIVE_FULL MU_SR_RF(RPMSG_MACHINE_CHANNEL)

/* The MU outlives a restart of either core: nothing of its old state is kept. */
static inline void doorbell_enable(MU_Type* mu) {
  mu->CR = MU_CR_RIE(RPMSG_MACHINE_CHANNEL);
}

/* As Linux's mailbox driver: everything off, old words and requests gone. It reads every receive register;
 * only the full ones need it. */
static inline void doorbell_clear(MU_Type* mu) {
  mu->CR = 0;
  uint32_t status = mu->SR;
  if ((status & MU_SR_GIP_MASK) != 0) mu->SR = status & MU_SR_GIP_MASK;
  for (unsigned channel = 0; channel < 4; channel++) {
    if ((status & MU_SR_RF(channel)) != 0) (void)mu->RR[channel];
  }
}

#else

#define RPMSG_MACHINE_TRANSMIT_STATUS TSR
#define RPMSG_MACHINE_TRANSMIT_EMPTY MU_TE(RPMSG_MACHINE_CHANNEL)
#define RPMSG_MACHINE_RECEIVE_STATUS RSR
#define RPMSG_MACHINE_RECEIVE_FULL MU_RF(RPMSG_MACHINE_CHANNEL)

static inline void doorbell_enable(MU_Type* mu) {
  mu->GIER = 0;
  mu->TCR = 0;
  mu->RCR = MU_RIE(RPMSG_MACHINE_CHANNEL);
}

static inline void doorbell_clear(MU_Type* mu) {
  mu->GIER = 0;
  mu->TCR = 0;
  mu->RCR = 0;
  mu->GSR = MU_GI_MASK;
  uint32_t full = mu->RSR;
  for (unsigned channel = 0; channel < 4; channel++) {
    if ((full & MU_RF(channel)) != 0) (void)mu->RR[channel];
  }
}

#endif

#endif
