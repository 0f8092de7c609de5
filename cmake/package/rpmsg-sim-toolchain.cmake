# What the toolchain files have in common; RPMSG_SIM_CORE and CMAKE_SYSTEM_PROCESSOR are set before.
set(CMAKE_SYSTEM_NAME Generic)
get_filename_component(RPMSG_SIM_BIN ${CMAKE_CURRENT_LIST_DIR}/../firmware/sdk/bin ABSOLUTE)
set(CMAKE_C_COMPILER ${RPMSG_SIM_BIN}/rpmsg-sim-cc)
set(CMAKE_CXX_COMPILER ${RPMSG_SIM_BIN}/rpmsg-sim-c++)
set(CMAKE_ASM_COMPILER ${RPMSG_SIM_BIN}/rpmsg-sim-cc)
foreach(language C CXX ASM)
  set(CMAKE_${language}_FLAGS_INIT "--rpmsg-sim-core=${RPMSG_SIM_CORE}")
  set(CMAKE_EXECUTABLE_SUFFIX_${language} .elf)
endforeach()

# CMake's checks compile but do not link: whether a program links says little about a core without a system.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
# Headers and libraries of the host are none of the core's.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
