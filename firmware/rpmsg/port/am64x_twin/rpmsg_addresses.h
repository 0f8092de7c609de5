/* The map of the i.MX 8M Mini. */
#include "../imx8mm/rpmsg_addresses.h"
