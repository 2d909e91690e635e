/* The edge to Windows, which speaks UTF-16: all else of ours is UTF-8. Only in win32/ folders. Any thread. */
#ifndef LOTSE_BASE_WIN32_WIDE_H
#define LOTSE_BASE_WIN32_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

enum { WIDE_PATH_MAX = 4096 };

/* UTF-8 to UTF-16 with its NUL, `room` in units. False if it does not fit or is no UTF-8; then *to is empty.
 */
bool wide_from_text(wchar_t *to, size_t room, const char *text);

/* UTF-16 to UTF-8 with its NUL, `room` in bytes, cut at a whole character. Half a pair becomes U+FFFD. */
void wide_to_text(char *to, size_t room, const wchar_t *wide);

#endif
