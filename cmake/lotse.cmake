# What CMakeLists.txt says in one line each: warnings, layers, programs.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

add_library(lotse_flags INTERFACE)
target_compile_options(lotse_flags INTERFACE
  -fstack-protector-strong -fno-strict-aliasing
  $<$<COMPILE_LANGUAGE:C>:-Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla -Wno-sign-conversion>)
target_compile_definitions(lotse_flags INTERFACE _GNU_SOURCE LOTSE_VERSION="${PROJECT_VERSION}"
  $<$<NOT:$<OR:$<CONFIG:Debug>,$<BOOL:${ASAN}>,$<BOOL:${TSAN}>>>:_FORTIFY_SOURCE=2>)
target_link_libraries(lotse_flags INTERFACE Threads::Threads)
if(WIN32)
  include(cmake/windows.cmake)
endif()
if(WERROR)
  target_compile_options(lotse_flags INTERFACE $<$<COMPILE_LANGUAGE:C>:-Werror>)
endif()
set(sanitizers "")
if(ASAN)
  list(APPEND sanitizers address)
endif()
if(UBSAN)
  list(APPEND sanitizers undefined)
endif()
if(TSAN)
  list(APPEND sanitizers thread)
endif()
if(sanitizers)
  list(JOIN sanitizers "," joined)
  target_compile_options(lotse_flags INTERFACE -fsanitize=${joined} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(lotse_flags INTERFACE -fsanitize=${joined})
endif()
if(FUZZ)
  target_compile_options(lotse_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

function(lotse_packages target)
  foreach(package ${ARGN})
    string(MAKE_C_IDENTIFIER "PKG_${package}" var)
    pkg_check_modules(${var} REQUIRED IMPORTED_TARGET ${package})
    target_link_libraries(${target} PUBLIC PkgConfig::${var})
  endforeach()
endfunction()

# Of these only the headers: the library is loaded at run time if it is there.
function(lotse_headers target)
  foreach(package ${ARGN})
    string(MAKE_C_IDENTIFIER "PKG_${package}" var)
    pkg_check_modules(${var} REQUIRED ${package})
    target_include_directories(${target} SYSTEM PRIVATE ${${var}_INCLUDE_DIRS})
  endforeach()
endfunction()

# All C and C++ files of a folder and of its one platform folder; the folder is the list.
function(lotse_sources out folder)
  file(GLOB files CONFIGURE_DEPENDS
    ${folder}/*.c ${folder}/*.cpp ${folder}/screens/*.c ${folder}/carriers/*.c
    ${folder}/${LOTSE_SYSTEM}/*.c ${folder}/${LOTSE_DESKTOP}/*.c)
  set(${out} ${files} PARENT_SCOPE)
endfunction()

# One folder below common/ (or the FOLDER given) as a static library that sees the layers that it USES.
function(lotse_layer name)
  cmake_parse_arguments(A "IMGUI;UNICODE" "NANOPB;FOLDER" "USES;PACKAGES;LIBRARIES" ${ARGN})
  if(NOT A_FOLDER)
    set(A_FOLDER common/${name})
  endif()
  lotse_sources(files ${CMAKE_SOURCE_DIR}/${A_FOLDER})
  if(NOT files)
    return()
  endif()
  add_library(lotse_${name} STATIC ${files})
  target_include_directories(lotse_${name} PUBLIC ${CMAKE_SOURCE_DIR}/common)
  if(NOT A_FOLDER MATCHES "^common/")
    target_include_directories(lotse_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  endif()
  target_link_libraries(lotse_${name} PUBLIC lotse_flags ${A_LIBRARIES} ${${name}_LIBRARIES})
  lotse_packages(lotse_${name} ${A_PACKAGES} ${${name}_PACKAGES})
  lotse_headers(lotse_${name} ${${name}_HEADERS})
  foreach(used ${A_USES})
    target_link_libraries(lotse_${name} PUBLIC lotse_${used})
  endforeach()
  if(A_NANOPB)
    lotse_nanopb(lotse_${name} ${A_NANOPB})
  endif()
  if(A_IMGUI)
    lotse_imgui(lotse_${name})
  endif()
  if(A_UNICODE)
    lotse_unicode(lotse_${name})
  endif()
endfunction()

function(lotse_program name)
  cmake_parse_arguments(A "" "FOLDER" "USES;PACKAGES" ${ARGN})
  lotse_sources(files ${CMAKE_SOURCE_DIR}/${A_FOLDER})
  if(NOT files)
    return()
  endif()
  add_executable(${name} ${files})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE lotse_flags)
  if(WIN32)
    lotse_windows_program(${name})
  endif()
  lotse_packages(${name} ${A_PACKAGES})
  foreach(used ${A_USES})
    target_link_libraries(${name} PRIVATE lotse_${used})
  endforeach()
endfunction()

# The schema, turned into C by Debian's nanopb at build time: <name>.pb.c and .pb.h, included as "wire/<name>.pb.h".
function(lotse_nanopb target proto)
  find_program(NANOPB_GENERATOR NAMES nanopb_generator nanopb_generator.py REQUIRED)
  get_filename_component(folder ${proto} DIRECTORY)
  get_filename_component(stem ${proto} NAME_WE)
  set(out ${CMAKE_BINARY_DIR}/generated/${folder})
  file(MAKE_DIRECTORY ${out})
  set(source ${CMAKE_SOURCE_DIR}/common/${folder})
  add_custom_command(OUTPUT ${out}/${stem}.pb.c ${out}/${stem}.pb.h
    COMMAND ${NANOPB_GENERATOR} -q -I ${source} -D ${out} -f ${source}/${stem}.options ${stem}.proto
    DEPENDS ${source}/${stem}.proto ${source}/${stem}.options
    WORKING_DIRECTORY ${source} VERBATIM)
  target_sources(${target} PRIVATE ${out}/${stem}.pb.c)
  set_source_files_properties(${out}/${stem}.pb.c PROPERTIES COMPILE_OPTIONS "-w")
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
  target_include_directories(${target} PRIVATE ${out})
  target_link_libraries(${target} PUBLIC protobuf-nanopb)
endfunction()

# Dear ImGui's four core files from Debian's source package (packaging/setup fetches it to ${LOTSE_IMGUI}).
set(LOTSE_IMGUI "$ENV{HOME}/.cache/lotse/imgui" CACHE PATH "Dear ImGui's sources, from packaging/setup")
function(lotse_imgui target)
  if(NOT EXISTS ${LOTSE_IMGUI}/imgui.cpp)
    message(FATAL_ERROR "Dear ImGui's sources are not in ${LOTSE_IMGUI}: run packaging/setup")
  endif()
  add_library(lotse_imgui STATIC ${LOTSE_IMGUI}/imgui.cpp ${LOTSE_IMGUI}/imgui_draw.cpp
    ${LOTSE_IMGUI}/imgui_tables.cpp ${LOTSE_IMGUI}/imgui_widgets.cpp)
  target_include_directories(lotse_imgui SYSTEM PUBLIC ${LOTSE_IMGUI} /usr/include/stb)
  target_compile_options(lotse_imgui PRIVATE -Os -w -fno-sanitize=undefined # not ours to mend
    PUBLIC $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>
    $<$<COMPILE_LANGUAGE:CXX>:-fno-threadsafe-statics>)
  target_compile_definitions(lotse_imgui PUBLIC IMGUI_USE_WCHAR32 IMGUI_USE_BGRA_PACKED_COLOR
    IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_METRICS_WINDOW)
  target_link_libraries(lotse_imgui PUBLIC lotse_flags)
  target_link_libraries(${target} PRIVATE lotse_imgui)
  lotse_fonts(${target})
endfunction()

# DejaVu Sans, cut down, as bytes in the program: for computers without it.
set(LOTSE_DEJAVU /usr/share/fonts/truetype/dejavu CACHE PATH "DejaVu Sans, from fonts-dejavu-core")
function(lotse_fonts target)
  set(out ${CMAKE_BINARY_DIR}/generated/ui/embedded.c)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated/ui)
  add_custom_command(OUTPUT ${out}
    COMMAND /usr/bin/python3 ${CMAKE_SOURCE_DIR}/cmake/embed_font.py ${out}
      regular=${LOTSE_DEJAVU}/DejaVuSans.ttf bold=${LOTSE_DEJAVU}/DejaVuSans-Bold.ttf
    DEPENDS ${CMAKE_SOURCE_DIR}/cmake/embed_font.py VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()

# What Unicode says of characters, as tables: for names from outside.
set(LOTSE_UNICODE /usr/share/unicode CACHE PATH "the Unicode Character Database, from unicode-data")
function(lotse_unicode target)
  set(out ${CMAKE_BINARY_DIR}/generated/wire/unicode_tables.c)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated/wire)
  add_custom_command(OUTPUT ${out}
    COMMAND /usr/bin/python3 ${CMAKE_SOURCE_DIR}/cmake/embed_unicode.py ${out} ${LOTSE_UNICODE}
    DEPENDS ${CMAKE_SOURCE_DIR}/cmake/embed_unicode.py ${LOTSE_UNICODE}/UnicodeData.txt ${LOTSE_UNICODE}/Scripts.txt
      ${LOTSE_UNICODE}/DerivedCoreProperties.txt ${LOTSE_UNICODE}/CompositionExclusions.txt VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
