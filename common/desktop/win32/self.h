/*
 * Which process is this one: what has windows of it is never shared nor injected
 * into. In a file of its own, so that tests whose windows are of the test itself
 * can be somebody else.
 */
#ifndef LOTSE_DESKTOP_WIN32_SELF_H
#define LOTSE_DESKTOP_WIN32_SELF_H

#include <windows.h>

/* Its number. */
DWORD self_process(void);

#endif
