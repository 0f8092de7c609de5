/* Rings and buffers: NXP MCUXpresso SDK evkmimx8mq board.h, the same as on the i.MX 8M Mini; resource table as there. */
#include "../imx8mm/rpmsg_addresses.h"
