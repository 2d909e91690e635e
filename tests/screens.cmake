# What the two programs show, without their engine: screens-master and screens-client draw every screen with made-up data
# into PNG files (to be looked at, and a smoke test); test-master-face_test and test-client-face_test work them by keys,
# and test-program-... what both have in common.
pkg_check_modules(SCREENS_ZLIB REQUIRED IMPORTED_TARGET zlib)

function(lotse_face program)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${program}/*.c
    ${CMAKE_SOURCE_DIR}/${program}/screens/*.c ${CMAKE_SOURCE_DIR}/${program}/${LOTSE_SYSTEM}/*.c)
  list(FILTER sources EXCLUDE REGEX "/(main|${program})\\.c$")
  add_library(${program}_face STATIC ${sources})
  target_include_directories(${program}_face PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${program}_face PUBLIC lotse_flags lotse_program)

  add_executable(screens-${program} screens/${program}_screens.c screens/shots.c screens/png.c)
  set_target_properties(screens-${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin-test)
  target_link_libraries(screens-${program} PRIVATE ${program}_face PkgConfig::SCREENS_ZLIB)
  if(WIN32) # every face of a program lies on the stack at once, and Windows has 2 MB
    target_link_options(screens-${program} PRIVATE -Wl,--stack,67108864)
  endif()
  add_dependencies(test-programs screens-${program})
  lotse_unit_tests(${program} ${program}_face)
endfunction()

if(TARGET lotse_program)
  lotse_unit_tests(program lotse_program)
  lotse_face(master)
  lotse_face(client)
endif()
