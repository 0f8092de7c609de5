# What an installation has: the program and the compiler wrapper in bin/, the models in lib/ and include/, and everything
# else in share/rpmsg-sim, laid out as in the build tree (share.cmake). Nothing of the tests, nothing from the network.
# Included last: it installs what the other folders have declared.
include(CMakePackageConfigHelpers)
set(share share/rpmsg-sim)

install(TARGETS rpmsg-sim RUNTIME DESTINATION bin)
foreach(wrapper rpmsg-sim-cc rpmsg-sim-c++)
  install(CODE "
    file(MAKE_DIRECTORY \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/bin\")
    file(CREATE_LINK ../${share}/firmware/sdk/bin/${wrapper} \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/bin/${wrapper}\" SYMBOLIC)")
endforeach()

# ---- what the program reads ----
file(GLOB platforms CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/platforms/*.yaml)
file(GLOB scenarios CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/scenarios/*.yaml)
install(FILES ${platforms} DESTINATION ${share}/platforms)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/platforms/memory_parts DESTINATION ${share}/platforms)
install(FILES ${scenarios} DESTINATION ${share}/scenarios)
install(FILES ${CMAKE_SOURCE_DIR}/scenarios/debugger/rpmsg_sim_gdb.py DESTINATION ${share}/scenarios/debugger)
foreach(platform IN LISTS platforms)
  get_filename_component(name ${platform} NAME_WE)
  install(DIRECTORY ${CMAKE_BINARY_DIR}/firmware/${name} DESTINATION ${share}/images FILES_MATCHING PATTERN "*.elf")
endforeach()

# ---- what firmware is built with ----
foreach(folder sdk rpmsg apps templates)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/firmware/${folder} DESTINATION ${share}/firmware USE_SOURCE_PERMISSIONS)
endforeach()
install(DIRECTORY ${RPMSG_SIM_SHARE_DIR}/firmware/lib DESTINATION ${share}/firmware)

# ---- CMake's view ----
write_basic_package_version_file(${RPMSG_SIM_SHARE_DIR}/cmake/rpmsg-sim-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/package/*.cmake)
foreach(file IN LISTS files ITEMS ${CMAKE_SOURCE_DIR}/cmake/RpmsgSimImage.cmake)
  configure_file(${file} ${RPMSG_SIM_SHARE_DIR}/cmake COPYONLY)
endforeach()
install(DIRECTORY ${RPMSG_SIM_SHARE_DIR}/cmake DESTINATION ${share})

# ---- the models (models/CMakeLists.txt) ----
install(EXPORT rpmsg-sim-targets NAMESPACE rpmsg-sim:: DESTINATION ${share}/cmake)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/models DESTINATION include/rpmsg-sim FILES_MATCHING PATTERN "*.h" PATTERN "*.inc")

# ---- guides ----
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs DESTINATION share/doc/rpmsg-sim)
install(FILES ${CMAKE_SOURCE_DIR}/README.md DESTINATION share/doc/rpmsg-sim)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/rpmsg-sim RENAME copyright)

# ---- a Debian package: cpack -G DEB ----
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rpmsg-sim)
set(CPACK_PACKAGE_VENDOR "the rpmsg-sim developers")
set(CPACK_PACKAGE_CONTACT "the rpmsg-sim developers <rpmsg-sim@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "simulator of a dual-core NXP i.MX RPMsg setup")
set(CPACK_PACKAGE_DESCRIPTION "Runs real C firmware of both cores in deterministic simulated time.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF) # it would strip the images, whose lines findings name
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Own firmware needs the compiler; who only runs images does not.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gcc-12, g++-12, gcc-12-multilib, cmake, make")
# gdb for `rpmsg-sim debug`; the others for rpmsg-sim::models.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS
    "gdb, libsystemc-dev, libfmt-dev, libelf-dev, libdw-dev, libzydis-dev, libssl-dev, pkg-config")
include(CPack)
