/* The second link of the invented part (trident.yaml), laid over the addresses of the first: what includes
 * this before a file of port/imx gets that file for the second link. */
#ifndef SECOND_LINK_H
#define SECOND_LINK_H

#include "sdk_platform.h"

/* Version 2 registers; the device header has those of version 1. */
#undef SDK_MU_VERSION
#define MU_Type MU_Second_Type
#include "mu_v2.h"

#define RPMSG_ADDRESSES_H
#define RPMSG_MACHINE_VRING0 0xB8010000u
#define RPMSG_MACHINE_VRING1 0xB8018000u
#define RPMSG_MACHINE_RESOURCE_TABLE 0xB80FE000u
#define RPMSG_MACHINE_BUFFERS 0xB8200000u
#define RPMSG_MACHINE_HOST_MU ((MU_Type*)0x30E60000u)
#define RPMSG_MACHINE_HOST_INTID GIC_SPI(100u)
#define RPMSG_MACHINE_REMOTE_MU ((MU_Type*)0x30E70000u)
#define RPMSG_MACHINE_REMOTE_IRQN MU_M4_IRQn
#define RPMSG_MACHINE_REMOTE_HANDLER MU_M4_IRQHandler

#define rpmsg_machine_host_start second_host_start
#define rpmsg_machine_remote_start second_remote_start

#endif
