# Toolchain file: native images for the Cortex-M33 of the i.MX 8ULP.
set(RPMSG_SIM_CORE imx8ulp-m33)
set(CMAKE_SYSTEM_PROCESSOR arm)
include(${CMAKE_CURRENT_LIST_DIR}/rpmsg-sim-toolchain.cmake)
