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

lotse_test_program(displays SOURCES displays.c shot.c hand.c finder.c clip.c LINKS lotse_base PkgConfig::TESTX)
lotse_test_program(watcher SOURCES watcher.c LINKS lotse_base PkgConfig::TESTX)
lotse_test_program(grabber SOURCES grabber.c LINKS lotse_base PkgConfig::TESTX)
lotse_test_program(storm SOURCES storm.c LINKS lotse_base PkgConfig::TESTX)
lotse_test_program(tap SOURCES tap.c LINKS lotse_base)
lotse_test_program(middlebox SOURCES middlebox_main.c LINKS test_support)
pkg_check_modules(DBUS REQUIRED IMPORTED_TARGET dbus-1)
lotse_test_program(lock-bus SOURCES lock_bus.c LINKS PkgConfig::DBUS)
lotse_test_program(ledger SOURCES ledger.c record.c LINKS lotse_base)
lotse_test_program(memory-search SOURCES memory_search.c record.c LINKS lotse_base)

# The robot, which records what it seals and opens (recorder.c) and says when a guess is judged (counter.c). Others of it have
# a check taken out each: they are the controls of the tests, and fail them.
if(TARGET lotse_session)
  foreach(robot robot robot-clear robot-careless robot-deaf robot-rude)
    lotse_test_program(${robot} SOURCES robot.c robot_say.c robot_do.c own_hand.c shot.c recorder.c record.c counter.c
      LINKS lotse_session PkgConfig::TESTX)
    target_link_options(test-${robot} PRIVATE
      -Wl,--wrap=aead_set_key,--wrap=aead_seal,--wrap=aead_open,--wrap=guess_number_spend,--wrap=guard_saw_physical_press)
  endforeach()
  target_compile_definitions(test-robot-clear PRIVATE RECORDER_CLEAR)
  target_compile_definitions(test-robot-careless PRIVATE COUNTER_CARELESS)
  # A master that does what no window of ours lets him do.
  target_sources(test-robot-rude PRIVATE ${programs}/rude.c)
  target_link_options(test-robot-rude PRIVATE -Wl,--wrap=talk_tick)
  # Its gate does not close, and grants do not count.
  target_sources(test-robot-deaf PRIVATE ${programs}/deaf.c)
  target_link_options(test-robot-deaf PRIVATE -Wl,--wrap=gate_close,--wrap=grant_allows)
endif()

# A relay that cheats. The keys of its own guesses need secure/; the shipped relay has nothing of it.
if(TARGET lotse_secure)
  lotse_test_program(hostile-relay SOURCES hostile_relay.c hostile_session.c hostile_mischief.c hostile_guess.c
    LINKS lotse_secure lotse_wire lotse_base)
endif()
