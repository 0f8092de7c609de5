# Firmware images for native cores.
#
#   rpmsg_sim_add_firmware_library(<name> SOURCES <file>...)
#       Sources that several images share; compiled once for each kind of core that uses them.
#   rpmsg_sim_add_image(<name> CORE <a|m> SOURCES <file>... [LIBRARIES <name>...] [PLATFORM <platform>])
#       Builds <build>/firmware/<platform>/<name>.elf.
#
# Images are compiled by gcc whatever compiler builds the simulator, and their flags do not depend on the build type,
# so that the same sources give the same image.

find_program(RPMSG_SIM_IMAGE_CC NAMES gcc-12 gcc REQUIRED DOC "Compiler of native images")

set(RPMSG_SIM_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR})
set(RPMSG_SIM_SDK_DIR ${CMAKE_CURRENT_LIST_DIR}/../firmware/sdk)
get_filename_component(RPMSG_SIM_SDK_DIR ${RPMSG_SIM_SDK_DIR} ABSOLUTE)
get_filename_component(RPMSG_SIM_FIRMWARE_ROOT ${RPMSG_SIM_SDK_DIR}/.. ABSOLUTE)
set(RPMSG_SIM_IMAGE_DIR ${CMAKE_BINARY_DIR}/firmware)

execute_process(COMMAND ${RPMSG_SIM_IMAGE_CC} -print-file-name=include OUTPUT_VARIABLE RPMSG_SIM_GCC_INCLUDE
                OUTPUT_STRIP_TRAILING_WHITESPACE)

# What the compiler must announce and what it must not do by itself (docs/native-images.md).
set(RPMSG_SIM_INSTRUMENTATION
    -fsanitize=thread --param tsan-distinguish-volatile=1 --param tsan-instrument-func-entry-exit=0
    -fsanitize-coverage=trace-pc)
set(RPMSG_SIM_IMAGE_FLAGS
    -std=gnu11 -O2 -g -ffreestanding -nostdinc -isystem ${RPMSG_SIM_GCC_INCLUDE} -mno-red-zone -fcf-protection=none
    -fno-omit-frame-pointer -fno-stack-protector -fno-asynchronous-unwind-tables -fno-common -funsigned-char
    -fstrict-volatile-bitfields -fno-tree-loop-distribute-patterns -ffixed-xmm15
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=.
    -Wall -Wextra -Wshadow -Werror -Wno-tsan
    -I${RPMSG_SIM_FIRMWARE_ROOT} -I${RPMSG_SIM_FIRMWARE_ROOT}/rpmsg -I${RPMSG_SIM_FIRMWARE_ROOT}/rpmsg/port/imx8mm
    -I${RPMSG_SIM_SDK_DIR}/include -I${RPMSG_SIM_SDK_DIR}/libc)
set(RPMSG_SIM_IMAGE_FLAGS_m -mx32 -fno-pic -fshort-enums -mlong-double-64 -DSDK_CORE_M=1)
set(RPMSG_SIM_IMAGE_FLAGS_a -m64 -fpie -DSDK_CORE_A=1)
set(RPMSG_SIM_LINK_FLAGS_m -mx32 -no-pie)
set(RPMSG_SIM_LINK_FLAGS_a -m64 -no-pie)
set(RPMSG_SIM_LINKER_SCRIPT_imx8mm_m ${RPMSG_SIM_SDK_DIR}/linker/imx8mm_m4.ld)
set(RPMSG_SIM_LINKER_SCRIPT_imx8mm_a ${RPMSG_SIM_SDK_DIR}/linker/imx8mm_a53.ld)

# Compiles `sources` for core `core`; the objects go to the variable `output`.
function(rpmsg_sim_compile output name core)
  set(objects)
  foreach(source IN LISTS ARGN)
    get_filename_component(source ${source} ABSOLUTE)
    file(RELATIVE_PATH relative ${CMAKE_SOURCE_DIR} ${source})
    string(REPLACE "../" "" relative ${relative})
    set(object ${CMAKE_BINARY_DIR}/firmware/objects/${name}_${core}/${relative}.o)
    get_filename_component(folder ${object} DIRECTORY)
    set(flags ${RPMSG_SIM_IMAGE_FLAGS_${core}})
    if(source MATCHES "\\.S$")
      list(APPEND flags -I${RPMSG_SIM_SDK_DIR}/native)
    else()
      list(PREPEND flags ${RPMSG_SIM_IMAGE_FLAGS} ${RPMSG_SIM_INSTRUMENTATION} -include
           ${RPMSG_SIM_SDK_DIR}/native/native.h -Wa,-I${RPMSG_SIM_SDK_DIR}/native)
    endif()
    file(MAKE_DIRECTORY ${folder})
    add_custom_command(
      OUTPUT ${object}
      COMMAND ${RPMSG_SIM_IMAGE_CC} ${flags} -MD -MF ${object}.d -c ${source} -o ${object}
      DEPENDS ${source} ${RPMSG_SIM_SDK_DIR}/native/instructions.inc ${RPMSG_SIM_SDK_DIR}/native/hook_table.inc
      DEPFILE ${object}.d
      WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
      COMMENT "Image object ${name} (${core}): ${relative}"
      VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  set(${output} ${objects} PARENT_SCOPE)
endfunction()

function(rpmsg_sim_add_firmware_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;CORES" ${ARGN})
  if(NOT ARG_CORES)
    set(ARG_CORES a m)
  endif()
  foreach(core IN LISTS ARG_CORES)
    rpmsg_sim_compile(objects ${name} ${core} ${ARG_SOURCES})
    add_custom_target(firmware_${name}_${core} DEPENDS ${objects})
    set_property(GLOBAL PROPERTY RPMSG_SIM_FIRMWARE_${name}_${core} ${objects})
  endforeach()
endfunction()

function(rpmsg_sim_add_image name)
  cmake_parse_arguments(ARG "" "CORE;PLATFORM;OUTPUT_DIRECTORY" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_PLATFORM)
    set(ARG_PLATFORM imx8mm)
  endif()
  if(NOT ARG_OUTPUT_DIRECTORY)
    set(ARG_OUTPUT_DIRECTORY ${RPMSG_SIM_IMAGE_DIR}/${ARG_PLATFORM})
  endif()
  set(core ${ARG_CORE})
  rpmsg_sim_compile(objects ${name} ${core} ${ARG_SOURCES})
  set(targets)
  foreach(library IN LISTS ARG_LIBRARIES ITEMS sdk)
    get_property(library_objects GLOBAL PROPERTY RPMSG_SIM_FIRMWARE_${library}_${core})
    if(NOT library_objects)
      message(FATAL_ERROR "image ${name}: there is no firmware library ${library} for core ${core}")
    endif()
    list(APPEND objects ${library_objects})
    list(APPEND targets firmware_${library}_${core})
  endforeach()
  set(script ${RPMSG_SIM_LINKER_SCRIPT_${ARG_PLATFORM}_${core}})
  set(image ${ARG_OUTPUT_DIRECTORY}/${name}.elf)
  file(MAKE_DIRECTORY ${ARG_OUTPUT_DIRECTORY})
  add_custom_command(
    OUTPUT ${image}
    COMMAND ${RPMSG_SIM_CMAKE_DIR}/link-image.sh ${RPMSG_SIM_IMAGE_CC} ${RPMSG_SIM_LINK_FLAGS_${core}} -static -nostdlib -nostartfiles -T ${script}
            -Wl,--build-id=none -Wl,--no-warn-rwx-segments -Wl,-z,norelro -Wl,-z,max-page-size=4096
            ${objects} -lgcc -o ${image}
    DEPENDS ${objects} ${script}
    COMMENT "Image ${ARG_PLATFORM}/${name}.elf"
    VERBATIM)
  add_custom_target(image_${name} ALL DEPENDS ${image})
  if(targets)
    add_dependencies(image_${name} ${targets})
  endif()
endfunction()
