# Toolchain file: native images for the Cortex-A35 of the i.MX 8ULP.
set(RPMSG_SIM_CORE imx8ulp-a35)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/rpmsg-sim-toolchain.cmake)
