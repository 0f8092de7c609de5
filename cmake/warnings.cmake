# One interface target that carries the project's include root and warnings.
add_library(rpmsg_sim_common INTERFACE)
target_include_directories(rpmsg_sim_common INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>)
target_compile_options(rpmsg_sim_common INTERFACE
  $<BUILD_INTERFACE:-Wall> $<BUILD_INTERFACE:-Wextra> $<BUILD_INTERFACE:-Wpedantic> $<BUILD_INTERFACE:-Wshadow>
  $<BUILD_INTERFACE:-Wconversion> $<BUILD_INTERFACE:-Werror>)
target_compile_features(rpmsg_sim_common INTERFACE cxx_std_17)

# Library assertions cost little and are on in every Debug build; sanitizers by RPMSG_SIM_SANITIZE.
set(RPMSG_SIM_SANITIZE "" CACHE STRING "Sanitizers for host code, as for -fsanitize=")
target_compile_definitions(rpmsg_sim_common INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
if(RPMSG_SIM_SANITIZE)
  # Assembly, which other compilers than that of C++ may translate, has nothing to instrument.
  target_compile_options(rpmsg_sim_common INTERFACE
    "$<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${RPMSG_SIM_SANITIZE};-fno-sanitize-recover=all>")
  target_link_options(rpmsg_sim_common INTERFACE -fsanitize=${RPMSG_SIM_SANITIZE})
endif()
