/* The stacks on the parts of this repository: the A core as host and the M core as remote, doorbells through
 * the Messaging Unit, rings and buffers where rpmsg_addresses.h of the platform (port/<platform>/) puts them.
 */
#ifndef RPMSG_MACHINE_H
#define RPMSG_MACHINE_H

#include "doorbell.h"
#include "rpmsg_addresses.h"

#define RPMSG_MACHINE_COUNT 256u
#define RPMSG_MACHINE_ALIGN 0x1000u

#if defined(SDK_CORE_A)
#include "host/rpmsg_host.h"

#ifdef __cplusplus
extern "C" {
#endif
/* Prepares the Messaging Unit, starts the M core, brings the device up. Interrupts must be enabled. */
int rpmsg_machine_host_start(struct rpmsg_host* host);
#ifdef __cplusplus
}
#endif
#else
#include "remote/rpmsg_remote.h"

#ifdef __cplusplus
extern "C" {
#endif
/* Prepares the remote and the Messaging Unit. The link comes up later: rpmsg_remote_wait_for_link_up. */
int rpmsg_machine_remote_start(struct rpmsg_remote* remote);
#ifdef __cplusplus
}
#endif
#endif

#endif
