# Firmware images for native cores. All compiling and linking is done by rpmsg-sim-cc (firmware/sdk/bin), which knows
# the flags; here is only who depends on whom.
#
#   rpmsg_sim_add_image(<name> CORE <core> SOURCES <file>... [LIBRARIES <library>...] [PLATFORM <platform>]
#                       [INCLUDE_DIRECTORIES <folder>...] [DEFINITIONS <name[=value]>...] [OPTIONS <option>...]
#                       [LINKER_SCRIPT <file>] [OUTPUT_DIRECTORY <folder>] [NATIVE_ONLY])
#       Builds <build>/firmware/<platform>/<name>.elf, by target image_<name>, which builds the image of that name for
#       all platforms; image_<platform>_<name> is one of them. CORE is a role, a or m, or a core of the
#       SDK such as m4. A library is one of the SDK (rpmsg_host, rpmsg_remote), one of the project's, or the path of an
#       archive. The first two are linked whole, so that the interrupt handlers in them replace the SDK's.
#       In this project an image of the M core is built for the part too (RpmsgSimArmImage.cmake), unless NATIVE_ONLY.
#   rpmsg_sim_add_firmware_library(<name> SOURCES <file>... [CORES <core>...] [PLATFORM <platform>]
#                       [INCLUDE_DIRECTORIES ...] [DEFINITIONS ...] [OPTIONS ...] [OUTPUT_DIRECTORY <folder>] [WEAK])
#       An archive for each of the cores, by default for a and m. WEAK: whoever defines the same wins.
#
# The compiler is gcc whatever compiler builds the rest, and flags do not depend on the build type, so that the same
# sources give the same image. For all images: RPMSG_SIM_IMAGE_OPTIONS, RPMSG_SIM_IMAGE_LIBRARIES.

# Where the SDK is: share/rpmsg-sim of a build tree or an installation.
if(NOT RPMSG_SIM_SHARE_DIR)
  get_filename_component(RPMSG_SIM_SHARE_DIR ${CMAKE_CURRENT_LIST_DIR}/.. ABSOLUTE)
endif()
set(RPMSG_SIM_SDK_DIR ${RPMSG_SIM_SHARE_DIR}/firmware/sdk)
set(RPMSG_SIM_LIBRARY_DIR ${RPMSG_SIM_SHARE_DIR}/firmware/lib)
set(RPMSG_SIM_IMAGE_DIR ${CMAKE_BINARY_DIR}/firmware)
set(RPMSG_SIM_PLATFORM imx8mm CACHE STRING "Platform that images are built for")

find_program(RPMSG_SIM_AR NAMES ar REQUIRED)

set(RPMSG_SIM_COMPILE_KEYWORDS INCLUDE_DIRECTORIES DEFINITIONS OPTIONS)

# Sets `output` to the SDK's name, "imx8mm-m4", of core `core` ("m" or "m4") of `platform`.
function(rpmsg_sim_core_name output platform core)
  set(names)
  file(GLOB files ${RPMSG_SIM_SDK_DIR}/targets/${platform}-*.conf)
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    file(STRINGS ${file} role REGEX "^role=")
    if(role STREQUAL "role=${core}" OR name STREQUAL "${platform}-${core}")
      set(${output} ${name} PARENT_SCOPE)
      return()
    endif()
    string(REGEX REPLACE "^role=" "" role "${role}")
    list(APPEND names "${role} (${name})")
  endforeach()
  list(JOIN names ", " names)
  if(NOT names)
    message(FATAL_ERROR "the SDK has no core for platform '${platform}'")
  endif()
  message(FATAL_ERROR "platform ${platform} has no core '${core}', expected one of: ${names}")
endfunction()

# Compiles `sources` for `core`; the objects go to the variable `output`. Options in ARG_* of the caller.
function(rpmsg_sim_compile output name core)
  set(options ${RPMSG_SIM_IMAGE_OPTIONS} ${ARG_OPTIONS})
  list(TRANSFORM ARG_DEFINITIONS PREPEND -D OUTPUT_VARIABLE definitions)
  foreach(folder IN LISTS ARG_INCLUDE_DIRECTORIES)
    get_filename_component(folder ${folder} ABSOLUTE)
    list(APPEND options -I${folder})
  endforeach()
  set(objects)
  foreach(source IN LISTS ARGN)
    get_filename_component(source ${source} ABSOLUTE)
    file(RELATIVE_PATH relative ${CMAKE_SOURCE_DIR} ${source})
    string(REPLACE "../" "" relative ${relative})
    set(object ${CMAKE_BINARY_DIR}/firmware/objects/${name}_${core}/${relative}.o)
    get_filename_component(folder ${object} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    set(language_options -std=gnu11)
    set(compiler ${RPMSG_SIM_SDK_DIR}/bin/rpmsg-sim-cc)
    if(source MATCHES "\\.(cc|cpp|cxx|C)$")
      set(language_options -std=gnu++17)
      set(compiler ${RPMSG_SIM_SDK_DIR}/bin/rpmsg-sim-c++)
    endif()
    add_custom_command(
      OUTPUT ${object}
      COMMAND ${compiler} --rpmsg-sim-core=${core} ${language_options} -O2 -g ${options} ${definitions}
              -MD -MF ${object}.d -c ${source} -o ${object}
      DEPENDS ${source} ${RPMSG_SIM_SDK_DIR}/bin/rpmsg-sim-cc ${RPMSG_SIM_SDK_DIR}/native/instructions.inc
              ${RPMSG_SIM_SDK_DIR}/native/hook_table.inc
      DEPFILE ${object}.d
      WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
      COMMENT "Image object ${name} (${core}): ${relative}"
      VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  set(${output} ${objects} PARENT_SCOPE)
endfunction()

function(rpmsg_sim_add_firmware_library name)
  cmake_parse_arguments(ARG "WEAK" "PLATFORM;OUTPUT_DIRECTORY" "SOURCES;CORES;${RPMSG_SIM_COMPILE_KEYWORDS}" ${ARGN})
  if(ARG_WEAK)
    list(APPEND ARG_OPTIONS --rpmsg-sim-weak)
  endif()
  rpmsg_sim_check_arguments("firmware library ${name}" ARG)
  if(NOT ARG_PLATFORM)
    set(ARG_PLATFORM ${RPMSG_SIM_PLATFORM})
  endif()
  if(NOT ARG_CORES)
    set(ARG_CORES a m)
  endif()
  if(NOT ARG_OUTPUT_DIRECTORY)
    set(ARG_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/firmware/lib)
  endif()
  foreach(role IN LISTS ARG_CORES)
    rpmsg_sim_core_name(core ${ARG_PLATFORM} ${role})
    rpmsg_sim_compile(objects ${name} ${core} ${ARG_SOURCES})
    set(archive ${ARG_OUTPUT_DIRECTORY}/${core}/lib${name}.a)
    file(MAKE_DIRECTORY ${ARG_OUTPUT_DIRECTORY}/${core})
    add_custom_command(
      OUTPUT ${archive}
      COMMAND ${CMAKE_COMMAND} -E rm -f ${archive}
      COMMAND ${RPMSG_SIM_AR} rcsD ${archive} ${objects}
      DEPENDS ${objects}
      COMMENT "Firmware library ${core}/lib${name}.a"
      VERBATIM)
    add_custom_target(firmware_${name}_${core} ALL DEPENDS ${archive})
    set_property(GLOBAL PROPERTY RPMSG_SIM_FIRMWARE_${name}_${core} ${archive})
  endforeach()
  if(DEFINED RPMSG_SIM_ARM_LINKER_SCRIPT_${ARG_PLATFORM} AND m IN_LIST ARG_CORES)
    rpmsg_sim_add_arm_firmware_library(${name} ${ARG_SOURCES})
  endif()
endfunction()

# Sets `archive`, `target` (may be empty) and `whole` of a library as `LIBRARIES` names it.
function(rpmsg_sim_find_library archive target whole name core)
  get_property(own GLOBAL PROPERTY RPMSG_SIM_FIRMWARE_${name}_${core})
  set(shipped ${RPMSG_SIM_LIBRARY_DIR}/${core}/lib${name}.a)
  set(${target} "" PARENT_SCOPE)
  set(${whole} TRUE PARENT_SCOPE)
  if(own)
    set(${archive} ${own} PARENT_SCOPE)
    set(${target} firmware_${name}_${core} PARENT_SCOPE)
  elseif(EXISTS ${shipped})
    set(${archive} ${shipped} PARENT_SCOPE)
  elseif(name MATCHES "\\.a$")
    get_filename_component(path ${name} ABSOLUTE)
    set(${archive} ${path} PARENT_SCOPE)
    set(${whole} FALSE PARENT_SCOPE)
  else()
    message(FATAL_ERROR "there is no firmware library '${name}' for core ${core}")
  endif()
endfunction()

function(rpmsg_sim_check_arguments what prefix)
  if(${prefix}_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${what}: unexpected argument '${${prefix}_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT ${prefix}_SOURCES)
    message(FATAL_ERROR "${what}: SOURCES are missing")
  endif()
endfunction()

function(rpmsg_sim_add_image name)
  cmake_parse_arguments(ARG "NATIVE_ONLY" "CORE;PLATFORM;OUTPUT_DIRECTORY;LINKER_SCRIPT"
                        "SOURCES;LIBRARIES;${RPMSG_SIM_COMPILE_KEYWORDS}" ${ARGN})
  rpmsg_sim_check_arguments("image ${name}" ARG)
  if(NOT ARG_CORE)
    message(FATAL_ERROR "image ${name}: CORE is missing, a or m")
  endif()
  if(NOT ARG_PLATFORM)
    set(ARG_PLATFORM ${RPMSG_SIM_PLATFORM})
  endif()
  if(NOT ARG_OUTPUT_DIRECTORY)
    set(ARG_OUTPUT_DIRECTORY ${RPMSG_SIM_IMAGE_DIR}/${ARG_PLATFORM})
  endif()
  rpmsg_sim_core_name(core ${ARG_PLATFORM} ${ARG_CORE})
  rpmsg_sim_compile(objects ${name} ${core} ${ARG_SOURCES})
  set(archives)
  set(whole_archives)
  set(targets)
  # The compiler wrapper takes from these what is left to find.
  get_property(hosted GLOBAL PROPERTY RPMSG_SIM_FIRMWARE_hosted_${core})
  if(hosted)
    list(APPEND targets firmware_hosted_${core})
  endif()
  foreach(library IN LISTS ARG_LIBRARIES RPMSG_SIM_IMAGE_LIBRARIES)
    rpmsg_sim_find_library(archive target whole ${library} ${core})
    list(APPEND targets ${target})
    if(whole)
      list(APPEND whole_archives ${archive})
    else()
      list(APPEND archives ${archive})
    endif()
  endforeach()
  set(script)
  file(GLOB scripts ${RPMSG_SIM_SDK_DIR}/linker/*.ld)
  if(ARG_LINKER_SCRIPT)
    get_filename_component(ARG_LINKER_SCRIPT ${ARG_LINKER_SCRIPT} ABSOLUTE)
    set(script -T ${ARG_LINKER_SCRIPT})
  endif()
  set(image ${ARG_OUTPUT_DIRECTORY}/${name}.elf)
  file(MAKE_DIRECTORY ${ARG_OUTPUT_DIRECTORY})
  add_custom_command(
    OUTPUT ${image}
    COMMAND ${RPMSG_SIM_SDK_DIR}/bin/rpmsg-sim-cc --rpmsg-sim-core=${core} ${script} ${objects}
            -Wl,--whole-archive ${whole_archives} -Wl,--no-whole-archive ${archives} -o ${image}
    DEPENDS ${objects} ${whole_archives} ${archives} ${hosted} ${ARG_LINKER_SCRIPT} ${scripts} ${RPMSG_SIM_SDK_DIR}/bin/rpmsg-sim-cc
    COMMENT "Image ${ARG_PLATFORM}/${name}.elf"
    VERBATIM)
  # One target for the image, and one for all that have its name.
  set(target image_${ARG_PLATFORM}_${name})
  add_custom_target(${target} ALL DEPENDS ${image})
  set_target_properties(${target} PROPERTIES RPMSG_SIM_IMAGE ${image})
  if(targets)
    add_dependencies(${target} ${targets})
  endif()
  # Linked on demand by rpmsg-sim-cc itself.
  if(TARGET firmware_hosted_${core})
    add_dependencies(${target} firmware_hosted_${core})
  endif()
  if(NOT TARGET image_${name})
    add_custom_target(image_${name} ALL)
  endif()
  add_dependencies(image_${name} ${target})
  if(DEFINED RPMSG_SIM_ARM_LINKER_SCRIPT_${ARG_PLATFORM} AND ARG_CORE STREQUAL "m" AND NOT ARG_NATIVE_ONLY)
    rpmsg_sim_add_arm_image(${name} ${ARGN})
  endif()
endfunction()
