/* Rings in the megabyte that Linux's imx7d-sdb-m4.dts leaves out; table and buffers are placed behind them here, since the
 * drivers of that time had no table and allocated the buffers. */
#ifndef RPMSG_ADDRESSES_H
#define RPMSG_ADDRESSES_H

#define RPMSG_MACHINE_VRING0 0x9FF00000u
#define RPMSG_MACHINE_VRING1 0x9FF08000u
#define RPMSG_MACHINE_RESOURCE_TABLE 0x9FF10000u
#define RPMSG_MACHINE_BUFFERS 0x9FF20000u

#define RPMSG_MACHINE_HOST_MU MUA
#define RPMSG_MACHINE_HOST_INTID MU_A7_INTID
#define RPMSG_MACHINE_REMOTE_MU MUB
#define RPMSG_MACHINE_REMOTE_IRQN MU_M4_IRQn
#define RPMSG_MACHINE_REMOTE_HANDLER MU_M4_IRQHandler

#endif
