/*
 * What Windows reads before any line of ours runs: libraries that the program imports are loaded from the
 * system's folder alone (Windows 10 from 1607 on; older ones look for those beside the program first that are
 * not always in memory, such as VERSION and WINHTTP). This linker does not put it into the program's head:
 * packaging/windows/protect does.
 */
#include "program/win32/load_config.h"

#include <windows.h>

/* The header's own structure is older than the field, and calls it Reserved1. */
__attribute__((section(".loadcfg"), used)) const IMAGE_LOAD_CONFIG_DIRECTORY64 load_config = {
	.Size = sizeof load_config, .Reserved1 = 0x800, /* LOAD_LIBRARY_SEARCH_SYSTEM32 */
};
