# Toolchain file: native images for the Cortex-M4 of the AM64x twin, on the map of the i.MX 8M Mini.
set(RPMSG_SIM_CORE am64x_twin-m4)
set(CMAKE_SYSTEM_PROCESSOR arm)
include(${CMAKE_CURRENT_LIST_DIR}/rpmsg-sim-toolchain.cmake)
