# Toolchain file: native images for the Cortex-A53 of the AM64x twin, on the map of the i.MX 8M Mini.
set(RPMSG_SIM_CORE am64x_twin-a53)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/rpmsg-sim-toolchain.cmake)
