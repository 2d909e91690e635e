# The relay's own tests and its measuring hook. Its sources without main, so that tests drive the real modules.
if(NOT TARGET lotse-relay)
  return()
endif()
file(GLOB relay_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/relay/*.c ${CMAKE_SOURCE_DIR}/relay/carriers/*.c)
list(FILTER relay_sources EXCLUDE REGEX "/main\\.c$")
add_library(lotse_relay_parts STATIC EXCLUDE_FROM_ALL ${relay_sources})
target_include_directories(lotse_relay_parts PUBLIC ${CMAKE_SOURCE_DIR})
target_link_libraries(lotse_relay_parts PUBLIC lotse_wire lotse_base lotse_flags)
lotse_packages(lotse_relay_parts sqlite3 libssl libcrypto libsodium libcurl libcjson)

lotse_unit_tests(relay lotse_relay_parts)
lotse_fuzz_targets(relay lotse_relay_parts)

# Both ends of the HTTP tunnel at once, with what lies between.
if(TARGET lotse_carrier)
  add_library(test_tunnel_network STATIC EXCLUDE_FROM_ALL ${CMAKE_CURRENT_SOURCE_DIR}/unit/tunnel/network.c)
  target_include_directories(test_tunnel_network PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(test_tunnel_network PUBLIC test_support lotse_relay_parts lotse_carrier)
  lotse_unit_tests(tunnel test_tunnel_network)
endif()

# How ../shared/bench/relaybench speaks to the relay; the harness's header lies beside the project, not in it.
get_filename_component(relay_bench ${CMAKE_SOURCE_DIR}/../shared/bench ABSOLUTE)
if(EXISTS ${relay_bench}/relay_hook.h)
  add_library(relay_hook MODULE ${CMAKE_CURRENT_SOURCE_DIR}/bench/relay_hook.c)
  set_target_properties(relay_hook PROPERTIES PREFIX "" C_VISIBILITY_PRESET default
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
  target_include_directories(relay_hook SYSTEM PRIVATE ${relay_bench})
  target_link_libraries(relay_hook PRIVATE lotse_wire lotse_base lotse_flags)
endif()
