/*
 * The windows backend for Windows (desktop/windows.h): to list programs for the person who chooses, and to
 * tell the guard what is under the pointer and what gets the keys.
 */
#include "desktop/windows.h"

#include "base/win32/wide.h"
#include "desktop/monitor.h"
#include "desktop/win32/monitors.h"
#include "desktop/win32/window_list.h"
#include "desktop/win32/window_picture.h"

#include <stdlib.h>
#include <string.h>

enum { TITLE_UNITS = 256 };

struct table {
	struct window_list windows;
};

static void table_close(void *self)
{
	struct table *table = self;
	window_list_finish(&table->windows);
	free(table);
}

static enum result table_open(void **out, const char *display_name)
{
	(void)display_name; /* there is one alone */
	*out = NULL;
	struct table *table = calloc(1, sizeof *table);
	if (table == NULL)
		return RESULT_OUT_OF_MEMORY;
	enum result result = window_list_init(&table->windows);
	if (result != RESULT_OK) {
		table_close(table);
		return result;
	}
	*out = table;
	return RESULT_OK;
}

/* "C:\Windows\notepad.exe" is "notepad". */
static void name_of(DWORD process, char *to)
{
	wchar_t path[WIDE_PATH_MAX];
	DWORD units = WIDE_PATH_MAX;
	HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process);
	*to = 0;
	if (handle == NULL)
		return;
	if (QueryFullProcessImageNameW(handle, 0, path, &units)) {
		wchar_t *name = wcsrchr(path, L'\\');
		name = name != NULL ? name + 1 : path;
		wchar_t *end = wcsrchr(name, L'.');
		if (end != NULL && end != name)
			*end = 0;
		wide_to_text(to, APPLICATION_NAME_BYTES, name);
	}
	CloseHandle(handle);
}

static void title_of(HWND window, char *to)
{
	wchar_t title[TITLE_UNITS] = {0};
	/* Of other programs' windows this is what Windows itself keeps: it asks nobody, so nobody can hang it. */
	InternalGetWindowText(window, title, TITLE_UNITS);
	wide_to_text(to, APPLICATION_NAME_BYTES, title);
}

static size_t table_list(void *self, struct window_info *to, size_t room)
{
	struct table *table = self;
	size_t count = 0;
	window_list_read(&table->windows, monitors_around());
	for (size_t i = 0; i < table->windows.count && count < room; i++) {
		const struct shown_window *window = &table->windows.list[i];
		if (window->owner.is_own || window->owner.programs[0] == 0)
			continue;
		struct window_info *info = &to[count++];
		*info = (struct window_info){.window = (uint64_t)(uintptr_t)window->handle, .owner = window->owner};
		title_of(window->handle, info->title);
		name_of(window->process, info->program);
		if (info->program[0] == 0)
			memcpy(info->program, info->title, sizeof info->program);
	}
	return count;
}

static enum result table_picture(void *self, uint64_t id, struct image *out)
{
	struct table *table = self;
	*out = (struct image){0};
	for (size_t i = 0; i < table->windows.count; i++) {
		if ((uint64_t)(uintptr_t)table->windows.list[i].handle == id)
			return window_picture_once(&table->windows, i, out);
	}
	return RESULT_SYSTEM;
}

static bool table_at(void *self, const struct rect *place, struct window_owner *out)
{
	struct rect around = monitors_around();
	POINT at;
	(void)self;
	*out = (struct window_owner){0};
	if (place != NULL)
		at = (POINT){place->x + around.x, place->y + around.y};
	else if (!GetCursorPos(&at))
		return false;
	HWND window = WindowFromPoint(at);
	return window != NULL && window_owner_of(window, around, out);
}

static bool table_focus(void *self, struct window_owner *out)
{
	HWND window = GetForegroundWindow();
	(void)self;
	*out = (struct window_owner){0};
	return window != NULL && window_owner_of(window, monitors_around(), out);
}

static struct rect table_monitor(void *self, const char *name)
{
	struct desktop_monitor monitors[DESKTOP_MONITORS_MAX];
	size_t count = monitors_read(monitors_around(), monitors, DESKTOP_MONITORS_MAX);
	(void)self;
	return monitor_named(monitors, count, name);
}

const struct windows_backend desktop_windows_backend = {
	.open = table_open,
	.close = table_close,
	.list = table_list,
	.picture = table_picture,
	.at = table_at,
	.focus = table_focus,
	.monitor = table_monitor,
};
