# Programs that the system tests and packaging/demo use: tests/support/programs/, built into <build>/bin-test. Each file
# starts with what it is for. None of them is ever shipped.
set(programs ${CMAKE_CURRENT_SOURCE_DIR}/support/programs)
pkg_check_modules(TESTX REQUIRED IMPORTED_TARGET x11 xext xtst xi)

function(lotse_test_program name)
  cmake_parse_arguments(A "" "" "SOURCES;LINKS" ${ARGN})
  list(TRANSFORM A_SOURCES PREPEND ${programs}/)
  add_executable(test-${name} ${A_SOURCES})
  set_target_properties(test-${name} PROPERTIES OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin-test)
  target_include_directories(test-${name} PRIVATE ${CMAKE_SOURCE_DIR} ${programs})
  target_link_libraries(test-${name} PRIVATE lotse_flags ${A_LINKS})
  add_dependencies(test-programs test-${name})
endfunction()

# All of them: `cmake --build build --target test-programs`.
add_custom_target(test-programs)

lotse_test_program(displays SOURCES displays.c shot.c hand.c finder.c LINKS lotse_base PkgConfig::TESTX)
lotse_test_program(watcher SOURCES watcher.c LINKS lotse_base PkgConfig::TESTX)
lotse_test_program(grabber SOURCES grabber.c LINKS lotse_base PkgConfig::TESTX)
