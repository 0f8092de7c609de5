/* The remote's port for the second Messaging Unit. */
#include "second_link.h"

#include "port/imx/port_remote.c"
