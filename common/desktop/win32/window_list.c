/*
 * EnumWindows gives the windows at the top from the top down; describe() says whose one is. A program's id is
 * made of its process's number and starting time, so that a number used again is another program. Whether a
 * window is cloaked (on another virtual desktop, say) and where its visible frame is only Windows'
 * composition knows; without it all of the window counts.
 */
#include "desktop/win32/window_list.h"

#include "base/clock.h"
#include "base/win32/library.h"
#include "desktop/win32/self.h"

#include <stdlib.h>
#include <string.h>

enum { ATTRIBUTE_FRAME = 9, ATTRIBUTE_CLOAKED = 14, CLASS_UNITS = 64 };

/* The composition's answer; false: it has none. */
static bool read_attribute(const struct window_list *list, HWND window, DWORD attribute, void *to, DWORD size)
{
	return list->get_attribute != NULL && SUCCEEDED(list->get_attribute(window, attribute, to, size));
}

static struct rect rect_of(const RECT *from, struct rect around)
{
	return (struct rect){from->left - around.x, from->top - around.y, from->right - from->left,
	                     from->bottom - from->top};
}

static uint64_t look_up_program(DWORD process)
{
	FILETIME made = {0}, other;
	HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process);
	if (handle != NULL) {
		if (!GetProcessTimes(handle, &made, &other, &other, &other))
			made = (FILETIME){0};
		CloseHandle(handle);
	}
	return (uint64_t)process << 32 | (made.dwLowDateTime ^ made.dwHighDateTime);
}

/* `known` may be NULL. */
static uint64_t program_of(struct known_programs *known, DWORD process)
{
	if (known == NULL)
		return look_up_program(process);
	for (size_t i = 0; i < known->count; i++) {
		if (known->processes[i] == process)
			return known->programs[i];
	}
	uint64_t program = look_up_program(process);
	if (known->count < KNOWN_PROGRAMS_MAX) {
		known->processes[known->count] = process;
		known->programs[known->count++] = program;
	}
	return program;
}

static bool is_of_class(HWND window, const wchar_t *const *names, size_t count)
{
	wchar_t name[CLASS_UNITS];
	if (GetClassNameW(window, name, CLASS_UNITS) == 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (wcscmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

/* Background and taskbar are of the same process as the windows with folders, and are nobody's. */
static bool is_desktop(HWND window)
{
	static const wchar_t *const names[] = {L"Progman", L"WorkerW", L"Shell_TrayWnd",
	                                       L"Shell_SecondaryTrayWnd", L"#32769"};
	return is_of_class(window, names, sizeof names / sizeof *names);
}

/* The process to which a window at the top belongs; 0: it is gone. */
static DWORD process_of(HWND window)
{
	static const wchar_t *const frames[] = {L"ApplicationFrameWindow"};
	DWORD process = 0;
	if (is_of_class(window, frames, 1)) {
		HWND inside = FindWindowExW(window, NULL, L"Windows.UI.Core.CoreWindow", NULL);
		if (inside == NULL)
			return 0; /* which one it shows is not known (yet): nobody's */
		window = inside;
	}
	GetWindowThreadProcessId(window, &process);
	return process;
}

/* Without `list`, or if it asks for more than is_own, with its programs. */
static bool find_owner(HWND window, struct window_list *list, struct rect around, struct window_owner *out)
{
	bool is_own_only = list != NULL && list->is_own_only;
	struct known_programs *known = list != NULL ? &list->known : NULL;
	HWND top = GetAncestor(window, GA_ROOT);
	RECT area;
	*out = (struct window_owner){0};
	DWORD process = top != NULL && !is_desktop(top) ? process_of(top) : 0;
	if (process == 0 || !GetWindowRect(top, &area))
		return false;
	out->is_own = process == self_process();
	out->programs[0] = is_own_only ? 0 : program_of(known, process);
	HWND main = GetAncestor(top, GA_ROOTOWNER);
	DWORD of_main = main != NULL && main != top && !is_desktop(main) ? process_of(main) : 0;
	if (of_main != 0 && of_main != process) {
		out->programs[1] = is_own_only ? 0 : program_of(known, of_main);
		/* A file dialog or an input method's window may be of another process, but it is ours. */
		out->is_own |= of_main == self_process();
	}
	out->area = rect_of(&area, around);
	return true;
}

bool window_owner_of(HWND window, struct rect around, struct window_owner *out)
{
	return find_owner(window, NULL, around, out);
}

/* What is to be seen of it; false: nothing. */
static bool describe(HWND window, struct window_list *list, struct shown_window *out)
{
	struct rect around = list->around;
	RECT area;
	DWORD is_cloaked = 0;
	if (!IsWindowVisible(window) || IsIconic(window) || !GetWindowRect(window, &area))
		return false;
	if (read_attribute(list, window, ATTRIBUTE_CLOAKED, &is_cloaked, sizeof is_cloaked) && is_cloaked != 0)
		return false;
	*out = (struct shown_window){.handle = window, .whole = rect_of(&area, around)};
	LONG_PTR style = GetWindowLongPtrW(window, GWL_EXSTYLE);
	out->is_through = (style & (WS_EX_LAYERED | WS_EX_TRANSPARENT)) != 0;
	GetWindowThreadProcessId(window, &out->process);
	if (!find_owner(window, list, around, &out->owner))
		out->owner = (struct window_owner){0};
	out->owner.area = out->whole;
	if (read_attribute(list, window, ATTRIBUTE_FRAME, &area, sizeof area))
		out->owner.area = rect_intersect(rect_of(&area, around), out->whole);
	return !rect_is_empty(out->owner.area);
}

static BOOL CALLBACK gather(HWND window, LPARAM context)
{
	struct window_list *list = (struct window_list *)context;
	if (list->count < WINDOW_LIST_MAX && describe(window, list, &list->list[list->count]))
		list->count++;
	return list->count < WINDOW_LIST_MAX;
}

enum result window_list_init(struct window_list *list)
{
	*list = (struct window_list){.list = calloc(WINDOW_LIST_MAX, sizeof *list->list)};
	/* Kept: loading it takes longer than all else here. Windows 7 may be without composition, but has it. */
	list->composition = library_open(L"dwmapi.dll");
	if (list->composition != NULL)
		list->get_attribute =
			(window_list_attribute_f)(void *)GetProcAddress(list->composition, "DwmGetWindowAttribute");
	return list->list == NULL ? RESULT_OUT_OF_MEMORY : RESULT_OK;
}

void window_list_finish(struct window_list *list)
{
	free(list->list);
	if (list->composition != NULL)
		FreeLibrary(list->composition);
	*list = (struct window_list){0};
}

void window_list_read(struct window_list *list, struct rect around)
{
	list->around = around;
	list->count = 0;
	int64_t now_us = clock_now_us();
	if (now_us - list->known.since_us > KNOWN_PROGRAMS_US) {
		list->known.count = 0;
		list->known.since_us = now_us;
	}
	EnumWindows(gather, (LPARAM)list);
}

bool window_list_is_same(const struct window_list *a, const struct window_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (a->list[i].handle != b->list[i].handle ||
		    memcmp(&a->list[i].whole, &b->list[i].whole, sizeof a->list[i].whole) != 0)
			return false;
	}
	return true;
}

void window_list_own(const struct window_list *list, struct region *out)
{
	region_clear(out);
	for (size_t i = list->count; i > 0; i--) { /* from the bottom up */
		const struct shown_window *window = &list->list[i - 1];
		if (window->owner.is_own)
			region_add(out, window->owner.area);
		else if (!window->is_through)
			region_cut(out, window->owner.area);
	}
}
