/* The stacks on the i.MX 8M Mini: shared memory where NXP's imx8mm-evk-rpmsg.dts puts it, doorbells through
 * the Messaging Unit, the A53 as host and the Cortex-M4 as remote. */
#ifndef RPMSG_IMX8MM_H
#define RPMSG_IMX8MM_H

#include "cpu.h"

#define RPMSG_IMX8MM_VRING0 0xB8000000u
#define RPMSG_IMX8MM_VRING1 0xB8008000u
#define RPMSG_IMX8MM_RESOURCE_TABLE 0xB80FF000u
#define RPMSG_IMX8MM_BUFFERS 0xB8400000u
#define RPMSG_IMX8MM_COUNT 256u
#define RPMSG_IMX8MM_ALIGN 0x1000u

/* Doorbells: word `ring << 16` on channel 1 (Linux drivers/remoteproc/imx_rproc.c, RPMsg-Lite's i.MX ports).
 */
#define RPMSG_IMX8MM_CHANNEL 1
#define RPMSG_IMX8MM_WORD(vring) ((uint32_t)(vring) << 16)
#define RPMSG_IMX8MM_VRING_OF(word) ((uint32_t)(word) >> 16)

#if defined(SDK_CORE_A)
#include "host/rpmsg_host.h"

#ifdef __cplusplus
extern "C" {
#endif
/* Prepares the Messaging Unit, starts the M4, brings the device up. Interrupts must be enabled. */
int rpmsg_imx8mm_host_start(struct rpmsg_host* host);
#ifdef __cplusplus
}
#endif
#else
#include "remote/rpmsg_remote.h"

#ifdef __cplusplus
extern "C" {
#endif
/* Prepares the remote and the Messaging Unit. The link comes up later: rpmsg_remote_wait_for_link_up. */
int rpmsg_imx8mm_remote_start(struct rpmsg_remote* remote);
#ifdef __cplusplus
}
#endif
#endif

#endif
