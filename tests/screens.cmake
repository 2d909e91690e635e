# screens-master and screens-client draw every screen with made-up data into PNG files: to be looked at, and a smoke test.
pkg_check_modules(SCREENS_ZLIB REQUIRED IMPORTED_TARGET zlib)
if(TARGET lotse_ui)
  foreach(program master client)
    file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${program}/screens/*.c)
    add_executable(screens-${program} ${CMAKE_CURRENT_SOURCE_DIR}/screens/${program}_screens.c
      ${CMAKE_CURRENT_SOURCE_DIR}/screens/shots.c ${CMAKE_CURRENT_SOURCE_DIR}/screens/png.c
      ${CMAKE_SOURCE_DIR}/${program}/face.c ${files})
    set_target_properties(screens-${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin-test)
    target_include_directories(screens-${program} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(screens-${program} PRIVATE lotse_flags lotse_ui lotse_base PkgConfig::SCREENS_ZLIB)
  endforeach()
endif()
