# The same firmware as it is flashed: images for the Cortex-M, by arm-none-eabi-gcc.
#
#   rpmsg_sim_add_arm_image(<name> SOURCES <file>... [LIBRARIES <name>...] [PLATFORM <platform>]
#                           [OUTPUT_DIRECTORY <folder>])
#       Builds <build>/firmware/<platform>/arm/<name>.elf, or <folder>/arm/<name>.elf.
#
# rpmsg_sim_add_image() calls it for every image of an M core, so that each exists in both forms. Without the compiler
# these images are left out.

find_program(RPMSG_SIM_ARM_CC NAMES arm-none-eabi-gcc DOC "Compiler of Cortex-M images")
if(NOT RPMSG_SIM_ARM_CC)
  message(STATUS "arm-none-eabi-gcc is not installed (package gcc-arm-none-eabi): no images for the Cortex-M itself")
endif()

get_filename_component(RPMSG_SIM_ARM_FIRMWARE ${CMAKE_CURRENT_LIST_DIR}/../firmware ABSOLUTE)
set(RPMSG_SIM_ARM_CPU -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16)
set(RPMSG_SIM_ARM_FLAGS
    ${RPMSG_SIM_ARM_CPU} -std=gnu11 -O2 -g -ffreestanding -fno-common -ffunction-sections -fdata-sections
    -fno-tree-loop-distribute-patterns
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=.
    -Wall -Wextra -Wshadow -Werror -DSDK_CORE_M=1
    -I${RPMSG_SIM_ARM_FIRMWARE} -I${RPMSG_SIM_ARM_FIRMWARE}/rpmsg -I${RPMSG_SIM_ARM_FIRMWARE}/rpmsg/port/imx8mm
    -I${RPMSG_SIM_ARM_FIRMWARE}/rpmsg/port/imx
    -I${RPMSG_SIM_ARM_FIRMWARE}/sdk/include -I${RPMSG_SIM_ARM_FIRMWARE}/sdk/libc)
# Of the platforms whose M core is built so.
set(RPMSG_SIM_ARM_LINKER_SCRIPT_imx8mm ${RPMSG_SIM_ARM_FIRMWARE}/sdk/linker/imx8mm_m4_arm.ld)

# Compiles `sources` for the part; the objects go to the variable `output`.
function(rpmsg_sim_compile_arm output name)
  set(objects)
  foreach(source IN LISTS ARGN)
    get_filename_component(source ${source} ABSOLUTE)
    file(RELATIVE_PATH relative ${CMAKE_SOURCE_DIR} ${source})
    string(REPLACE "../" "" relative ${relative})
    set(object ${CMAKE_BINARY_DIR}/firmware/objects/${name}_arm/${relative}.o)
    get_filename_component(folder ${object} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    add_custom_command(
      OUTPUT ${object}
      COMMAND ${RPMSG_SIM_ARM_CC} ${RPMSG_SIM_ARM_FLAGS} -MD -MF ${object}.d -c ${source} -o ${object}
      DEPENDS ${source}
      DEPFILE ${object}.d
      WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
      COMMENT "Image object ${name} (arm): ${relative}"
      VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  set(${output} ${objects} PARENT_SCOPE)
endfunction()

# Libraries are made of the same sources as for native images, without what serves the hooks.
function(rpmsg_sim_add_arm_firmware_library name)
  if(NOT RPMSG_SIM_ARM_CC)
    return()
  endif()
  set(sources ${ARGN})
  list(FILTER sources EXCLUDE REGEX "(^|/)native/")
  rpmsg_sim_compile_arm(objects ${name} ${sources})
  add_custom_target(firmware_${name}_arm DEPENDS ${objects})
  set_property(GLOBAL PROPERTY RPMSG_SIM_FIRMWARE_${name}_arm ${objects})
endfunction()

function(rpmsg_sim_add_arm_image name)
  if(NOT RPMSG_SIM_ARM_CC)
    return()
  endif()
  cmake_parse_arguments(ARG "" "PLATFORM;OUTPUT_DIRECTORY" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_PLATFORM)
    set(ARG_PLATFORM ${RPMSG_SIM_PLATFORM})
  endif()
  if(NOT ARG_OUTPUT_DIRECTORY)
    set(ARG_OUTPUT_DIRECTORY ${RPMSG_SIM_IMAGE_DIR}/${ARG_PLATFORM})
  endif()
  rpmsg_sim_compile_arm(objects ${name} ${ARG_SOURCES})
  set(targets)
  foreach(library IN LISTS ARG_LIBRARIES ITEMS sdk)
    get_property(library_objects GLOBAL PROPERTY RPMSG_SIM_FIRMWARE_${library}_arm)
    list(APPEND objects ${library_objects})
    list(APPEND targets firmware_${library}_arm)
  endforeach()
  set(script ${RPMSG_SIM_ARM_LINKER_SCRIPT_${ARG_PLATFORM}})
  set(image ${ARG_OUTPUT_DIRECTORY}/arm/${name}.elf)
  file(MAKE_DIRECTORY ${ARG_OUTPUT_DIRECTORY}/arm)
  # The C library is only there for what the SDK leaves to the compiler's (setjmp).
  add_custom_command(
    OUTPUT ${image}
    COMMAND ${RPMSG_SIM_ARM_CC} ${RPMSG_SIM_ARM_CPU} -nostartfiles --specs=nano.specs -T ${script}
            -Wl,--gc-sections -Wl,--build-id=none -Wl,--no-warn-rwx-segments ${objects} -o ${image}
    DEPENDS ${objects} ${script}
    COMMENT "Image ${ARG_PLATFORM}/arm/${name}.elf"
    VERBATIM)
  add_custom_target(image_${name}_arm ALL DEPENDS ${image})
  add_dependencies(image_${name}_arm ${targets})
endfunction()
