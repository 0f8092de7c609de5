/* The device header of the platform that an image is built for: rpmsg-sim-cc says which. What includes this
 * builds for every platform. */
#ifndef SDK_PLATFORM_H
#define SDK_PLATFORM_H

#if defined(SDK_PLATFORM_HEADER)
#include SDK_PLATFORM_HEADER
#else
#include "imx8mm.h"
#endif

#endif
