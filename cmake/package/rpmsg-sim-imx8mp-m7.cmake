# Toolchain file: native images for the Cortex-M7 of the i.MX 8M Plus.
set(RPMSG_SIM_CORE imx8mp-m7)
set(CMAKE_SYSTEM_PROCESSOR arm)
include(${CMAKE_CURRENT_LIST_DIR}/rpmsg-sim-toolchain.cmake)
