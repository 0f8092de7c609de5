# Host tests of the portable firmware: the RPMsg stacks over a fake port and plain memory, and the SDK's libc.
# Included by tests/CMakeLists.txt.
set(firmware ${CMAKE_SOURCE_DIR}/firmware)

# rpmsg_sim_firmware_test(<variant> <wide> <compile option>...): the stacks as a 64-bit core (wide 1) or a 32-bit core
# (wide 0) accesses the rings.
function(rpmsg_sim_firmware_test variant wide)
  set(stack firmware_rpmsg_${variant})
  add_library(${stack} STATIC ${firmware}/rpmsg/vring/vring.c ${firmware}/rpmsg/host/rpmsg_host.c
                              ${firmware}/rpmsg/remote/rpmsg_remote.c)
  set_target_properties(${stack} PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON)
  # The headers are C11, whose flexible arrays and unnamed structs are no ISO C++ (hence SYSTEM).
  target_include_directories(${stack} SYSTEM PUBLIC ${firmware}/rpmsg ${firmware}/sdk/include)
  target_compile_definitions(${stack} PUBLIC RPMSG_WIDE_ACCESS=${wide}
                             $<$<COMPILE_LANGUAGE:CXX>:_Static_assert=static_assert>)
  target_compile_options(${stack} PRIVATE -Wall -Wextra -Wshadow -Wconversion -Werror ${ARGN})

  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/unit/firmware_rpmsg/*.cc)
  add_executable(unit_firmware_rpmsg_${variant} ${sources})
  target_link_libraries(unit_firmware_rpmsg_${variant} PRIVATE ${stack} rpmsg_sim_test_main)
  gtest_discover_tests(unit_firmware_rpmsg_${variant} TEST_PREFIX ${variant}.
                       PROPERTIES TIMEOUT 60 LABELS unit_firmware_rpmsg DISCOVERY_TIMEOUT 60)
endfunction()

rpmsg_sim_firmware_test(wide 1)
rpmsg_sim_firmware_test(narrow 0)
# Every access announced, as in a native image; excludes any other sanitizer.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND NOT "${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES "-fsanitize")
  rpmsg_sim_firmware_test(stepped 1 -fsanitize=thread "SHELL:--param tsan-distinguish-volatile=1"
                          "SHELL:--param tsan-instrument-func-entry-exit=0")
endif()

# The libc under other names, beside the host's own, once per copy width.
foreach(width 1 4 8)
  add_library(firmware_libc_${width} OBJECT ${firmware}/sdk/libc/string.c)
  target_include_directories(firmware_libc_${width} PRIVATE ${firmware}/sdk/libc)
  set(names)
  foreach(name memcpy memmove memset memcmp strlen strcmp strncmp strcpy strncpy)
    list(APPEND names ${name}=sdk${width}_${name})
  endforeach()
  target_compile_definitions(firmware_libc_${width} PRIVATE ${names} SDK_COPY_WIDTH=${width})
  target_compile_options(firmware_libc_${width} PRIVATE -ffreestanding)
endforeach()
# The heap likewise, over memory of the test's.
add_library(firmware_heap OBJECT ${firmware}/sdk/hosted/heap.c)
target_compile_definitions(firmware_heap PRIVATE malloc=sdk_malloc calloc=sdk_calloc realloc=sdk_realloc free=sdk_free
                           __heap_start=sdk_heap_start __heap_end=sdk_heap_end)
target_compile_options(firmware_heap PRIVATE -ffreestanding)
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/unit/firmware_libc/*_test.cc)
rpmsg_sim_add_test(unit_firmware_libc SOURCES ${sources}
                   LIBRARIES firmware_libc_1 firmware_libc_4 firmware_libc_8 firmware_heap)
