# share/rpmsg-sim: what the program reads and what firmware is built with, in the build tree as after installation.
# The build tree links to the sources, so that an edited file counts at once.
set(RPMSG_SIM_SHARE_DIR ${CMAKE_BINARY_DIR}/share/rpmsg-sim)
file(MAKE_DIRECTORY ${RPMSG_SIM_SHARE_DIR}/firmware/lib ${RPMSG_SIM_SHARE_DIR}/cmake ${CMAKE_BINARY_DIR}/firmware)
foreach(folder platforms scenarios firmware/sdk firmware/rpmsg firmware/templates)
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${folder} ${RPMSG_SIM_SHARE_DIR}/${folder} SYMBOLIC)
endforeach()
file(CREATE_LINK ${CMAKE_BINARY_DIR}/firmware ${RPMSG_SIM_SHARE_DIR}/images SYMBOLIC)
