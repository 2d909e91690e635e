/* For the linker alone, which takes it into each program. */
#ifndef LOTSE_PROGRAM_WIN32_LOAD_CONFIG_H
#define LOTSE_PROGRAM_WIN32_LOAD_CONFIG_H

/* before the rest of Windows */
#include <windows.h>

extern const IMAGE_LOAD_CONFIG_DIRECTORY64 load_config;

#endif
