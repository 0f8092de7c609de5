# Toolchain file: native images for the Cortex-A7 of the i.MX 7Dual.
set(RPMSG_SIM_CORE imx7d-a7)
set(CMAKE_SYSTEM_PROCESSOR arm)
include(${CMAKE_CURRENT_LIST_DIR}/rpmsg-sim-toolchain.cmake)
