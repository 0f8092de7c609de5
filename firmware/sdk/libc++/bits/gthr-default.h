/* Firmware has no threads. */
#include <bits/gthr-single.h>
