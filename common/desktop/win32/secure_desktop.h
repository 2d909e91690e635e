/*
 * Whether the system shows a screen of its own instead of the person's desktop:
 * a security question (UAC), the lock screen. No program sees or reaches it.
 * Any thread with a desktop.
 */
#ifndef LOTSE_DESKTOP_WIN32_SECURE_DESKTOP_H
#define LOTSE_DESKTOP_WIN32_SECURE_DESKTOP_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the desktop that has the input is another one than the calling thread's, or can't be opened. */
bool secure_desktop_is_shown(void);

/* The same by what was found: `input` is the name of the desktop that has the input, NULL if it could not be
 * opened, `own` that of ours. Pure. */
bool secure_desktop_is_another(const wchar_t *input, const wchar_t *own);

#endif
