# What is different for Windows: how all is compiled and linked, and what a program has beside its code.

# -D_WIN32_WINNT: Windows 7, as the headers' own default is Windows 10. No path of this computer and no date gets into
# a program, so that two builds are the same. -Wno-format: this gcc takes printf for Microsoft's old one, which it
# is not (__USE_MINGW_ANSI_STDIO); the same formats are checked where Linux is built.
target_compile_options(lotse_flags INTERFACE -ffunction-sections -Wno-format
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=objects -ffile-prefix-map=${LOTSE_PREFIX}=libraries)
target_compile_definitions(lotse_flags INTERFACE _WIN32_WINNT=0x0601 WIN32_LEAN_AND_MEAN NOMINMAX UNICODE
  __USE_MINGW_ANSI_STDIO=1)
# Everything goes into the file: it has to run where nothing was installed. -lssp: what the stack protector calls.
set(CMAKE_FIND_LIBRARY_SUFFIXES .a) # not .dll.a
target_include_directories(lotse_flags SYSTEM INTERFACE ${LOTSE_PREFIX}/include)
target_link_directories(lotse_flags INTERFACE ${LOTSE_PREFIX}/lib)
target_link_options(lotse_flags INTERFACE -static -static-libgcc
  -Wl,--gc-sections,--no-insert-timestamp,--dynamicbase,--nxcompat,--high-entropy-va)
link_libraries(ssp)

# Icon, version and manifest, from packaging/windows/resources.
enable_language(RC)
set(LOTSE_RESOURCES ${CMAKE_SOURCE_DIR}/packaging/windows/resources)
set(LOTSE_ICON ${CMAKE_BINARY_DIR}/generated/windows/lotse.ico)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated/windows)
add_custom_command(OUTPUT ${LOTSE_ICON} COMMAND /usr/bin/python3 ${CMAKE_SOURCE_DIR}/cmake/draw_icon.py ${LOTSE_ICON}
  DEPENDS ${CMAKE_SOURCE_DIR}/cmake/draw_icon.py VERBATIM)
set(lotse-client_FILE LotseClient)
set(lotse-client_DESCRIPTION "Lotse: get help")
set(lotse-master_FILE LotseMaster)
set(lotse-master_DESCRIPTION "Lotse: give help")
string(REPLACE "." "," LOTSE_VERSION_NUMBERS "${PROJECT_VERSION},0")

# A program with windows, so without a console of its own.
function(lotse_windows_program name)
  set(resource ${CMAKE_BINARY_DIR}/generated/windows/${name}.rc)
  file(CONFIGURE OUTPUT ${resource} CONTENT "#define LOTSE_FILE_NAME ${${name}_FILE}.exe
#define LOTSE_DESCRIPTION ${${name}_DESCRIPTION}
#define LOTSE_VERSION_NUMBERS ${LOTSE_VERSION_NUMBERS}
#define LOTSE_VERSION_TEXT ${PROJECT_VERSION}
#include \"program.rc\"
")
  set_source_files_properties(${resource} PROPERTIES
    OBJECT_DEPENDS "${LOTSE_ICON};${LOTSE_RESOURCES}/program.rc;${LOTSE_RESOURCES}/program.manifest"
    INCLUDE_DIRECTORIES "${LOTSE_RESOURCES};${CMAKE_BINARY_DIR}/generated/windows")
  target_sources(${name} PRIVATE ${resource})
  target_link_options(${name} PRIVATE -Wl,--undefined=load_config) # nobody calls it: Windows reads it
  set_target_properties(${name} PROPERTIES WIN32_EXECUTABLE ON OUTPUT_NAME ${${name}_FILE})
endfunction()
