/*
 * The windows that are to be seen, and whose they are. By the process that made
 * each, which a program can't make up; a window owned by another program's is a
 * dialog of that one too. Programs of the Store all live in a frame of the same
 * process: there the one inside counts. One thread at a time.
 */
#ifndef LOTSE_DESKTOP_WIN32_WINDOW_LIST_H
#define LOTSE_DESKTOP_WIN32_WINDOW_LIST_H

#include "base/region.h"
#include "desktop/windows.h"

#include <windows.h>

enum { WINDOW_LIST_MAX = 512, KNOWN_PROGRAMS_MAX = 64, KNOWN_PROGRAMS_US = 1000000 };

/* Asking for a process's age takes a while, so it is asked for each about once a second. */
struct known_programs {
	DWORD processes[KNOWN_PROGRAMS_MAX];
	uint64_t programs[KNOWN_PROGRAMS_MAX];
	size_t count;
	int64_t since_us;
};

struct shown_window {
	HWND handle;
	DWORD process;
	struct window_owner owner; /* its area is what is to be seen of it */
	struct rect whole;         /* with borders that can't be seen */
	bool is_through;           /* what is below may shine through */
};

/* DwmGetWindowAttribute, which is loaded at run time. */
typedef HRESULT(WINAPI *window_list_attribute_f)(HWND window, DWORD attribute, PVOID to, DWORD size);

struct window_list {
	struct rect around; /* of the desktop, in Windows' coordinates; all else here counts from its corner */
	struct shown_window *list; /* from the top down; owned */
	size_t count;
	bool is_own_only; /* set by the caller: which programs they are of is not asked for, but whether of this
	                     one */
	struct known_programs known;
	HMODULE composition; /* dwmapi.dll; NULL: none */
	window_list_attribute_f get_attribute;
};

/* RESULT_OUT_OF_MEMORY. */
enum result window_list_init(struct window_list *list);

/* Fine on zeroed memory. */
void window_list_finish(struct window_list *list);

/* All that is to be seen now: not hidden, not minimised, on this virtual desktop. */
void window_list_read(struct window_list *list, struct rect around);

/* Whether nothing has come, gone, moved or changed its place in the order. */
bool window_list_is_same(const struct window_list *a, const struct window_list *b);

/* Where this program's own windows are to be seen. */
void window_list_own(const struct window_list *list, struct region *out);

/* Whose a window is, shown or not. The one at the top in which it is counts. False: the desktop's background,
 * a taskbar, or it is gone. `around` as above. */
bool window_owner_of(HWND window, struct rect around, struct window_owner *out);

#endif
