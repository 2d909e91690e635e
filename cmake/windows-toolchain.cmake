# Builds for 64-bit Windows with Debian's mingw-w64. LOTSE_PREFIX: the libraries, from packaging/windows/libraries.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(target x86_64-w64-mingw32)
# The full names, so that update-alternatives can't change which thread model it is.
set(CMAKE_C_COMPILER ${target}-gcc-win32)
set(CMAKE_CXX_COMPILER ${target}-g++-win32)
set(CMAKE_RC_COMPILER ${target}-windres)
set(CMAKE_AR ${target}-gcc-ar-win32 CACHE FILEPATH "")
set(CMAKE_RANLIB ${target}-gcc-ranlib-win32 CACHE FILEPATH "")

list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES LOTSE_PREFIX)
set(CMAKE_FIND_ROOT_PATH /usr/${target} ${LOTSE_PREFIX})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} ${LOTSE_PREFIX}/lib/pkgconfig)
