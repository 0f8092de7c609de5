# Toolchain file: native images for the Cortex-A55 of the i.MX 93.
set(RPMSG_SIM_CORE imx93-a55)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/rpmsg-sim-toolchain.cmake)
