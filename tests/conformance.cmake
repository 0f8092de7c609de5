# The RPMsg stack on the whole simulated machine, compared with measured conformance vectors. Included by
# tests/CMakeLists.txt.
if(TARGET rpmsg_sim_platforms)
  file(GLOB sources CONFIGURE_DEPENDS conformance/*.cc)
  rpmsg_sim_add_test(conformance SOURCES ${sources} LIBRARIES rpmsg_sim_platforms nlohmann_json::nlohmann_json)
  target_compile_definitions(conformance PRIVATE TEST_PLATFORM_FILE="${CMAKE_SOURCE_DIR}/platforms/imx8mm.yaml"
                             TEST_IMAGE_DIR="${CMAKE_BINARY_DIR}/tests/images")
  file(GLOB images RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/images images/rpmsg_*/main.c)
  foreach(image IN LISTS images)
    get_filename_component(image ${image} DIRECTORY)
    add_dependencies(conformance image_${image})
  endforeach()
  add_dependencies(conformance image_boot_a)
endif()
