# Toolchain file: native images for the Cortex-A53 of the i.MX 8M Quad.
set(RPMSG_SIM_CORE imx8mq-a53)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/rpmsg-sim-toolchain.cmake)
