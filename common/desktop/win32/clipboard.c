/*
 * The clipboard of Windows: a window that nobody sees, in the clipboard's own thread, is told of each change.
 *
 * Only one program may have the clipboard open at a time, so reading and putting are tried again for a while.
 * What is put is promised only (delayed rendering) and handed over when somebody pastes: a program that was
 * killed leaves nothing behind. It is kept out of Windows' own history and cloud, as are other programs'
 * secrets out of ours.
 */
#include "base/log.h"
#include "desktop/clipboard_backend.h"
#include "desktop/clipboard_text.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

enum {
	RETRY_MS = 20,
	TRIES_MAX = 50,
	UNITS_MAX = 2 * CLIPBOARD_TEXT_BYTES_MAX, /* of UTF-16, before CR LF becomes LF */
};

static const wchar_t class_name[] = L"LotseClipboard";

struct copied {
	HWND window;
	UINT no_monitor, in_history, in_cloud, no_viewer; /* formats that say who may keep what was copied */
	bool is_listening;
	DWORD before;   /* the number of the clipboard's state when listening began */
	bool must_read; /* something was copied */
	bool must_put;
	int read_tries, put_tries;
	int64_t retry_ms; /* when to try again what must be done */
	wchar_t *text;    /* what was put, while it is the clipboard's; NULL: it is not */
	wchar_t *next;    /* to be put */
};

static void drop(wchar_t **text)
{
	if (*text != NULL)
		SecureZeroMemory(*text, wcslen(*text) * sizeof **text);
	free(*text);
	*text = NULL;
}

/* --- reading
 * -------------------------------------------------------------------------------------------------------------
 */

/* A format whose value is a number that says no. */
static bool says_no(UINT format)
{
	HANDLE handle = IsClipboardFormatAvailable(format) ? GetClipboardData(format) : NULL;
	const DWORD *value = handle != NULL ? GlobalLock(handle) : NULL;
	bool is_no = value != NULL && GlobalSize(handle) >= sizeof *value && *value == 0;

	if (value != NULL)
		GlobalUnlock(handle);
	return is_no;
}

static bool is_secret(const struct copied *copied)
{
	return IsClipboardFormatAvailable(copied->no_monitor) || IsClipboardFormatAvailable(copied->no_viewer) ||
	       says_no(copied->in_history) || says_no(copied->in_cloud);
}

static enum result to_utf8(struct clipboard_text *out, const wchar_t *units, size_t count)
{
	if (count > UNITS_MAX)
		return RESULT_TOO_LARGE;
	int size = count > 0 ? WideCharToMultiByte(CP_UTF8, 0, units, (int)count, NULL, 0, NULL, NULL) : 0;
	uint8_t *data = malloc((size_t)size + 1);
	if (data == NULL)
		return RESULT_WOULD_BLOCK;
	if (size > 0)
		WideCharToMultiByte(CP_UTF8, 0, units, (int)count, (char *)data, size, NULL, NULL);
	*out = (struct clipboard_text){data, (size_t)size};
	return RESULT_OK;
}

/* With the clipboard open. */
static void read_open(struct copied *copied, struct clipboard_news *news)
{
	if (!IsClipboardFormatAvailable(CF_UNICODETEXT) || is_secret(copied))
		return;
	HANDLE handle = GetClipboardData(CF_UNICODETEXT);
	const wchar_t *units = handle != NULL ? GlobalLock(handle) : NULL;
	if (units == NULL)
		return;
	news->result = to_utf8(&news->text, units, wcsnlen(units, GlobalSize(handle) / sizeof *units));
	GlobalUnlock(handle);
}

static bool is_due(const struct copied *copied, int64_t now_ms)
{
	return now_ms >= copied->retry_ms;
}

/* Somebody else has it open: later, but not for ever. Returns whether it goes on. */
static bool try_later(struct copied *copied, int *tries, int64_t now_ms)
{
	copied->retry_ms = now_ms + RETRY_MS;
	if (++*tries < TRIES_MAX)
		return true;
	log_info("desktop", "the clipboard is kept open by another program");
	return false;
}

static void try_reading(struct copied *copied, int64_t now_ms, struct clipboard_news *news)
{
	if (!OpenClipboard(copied->window)) {
		copied->must_read = try_later(copied, &copied->read_tries, now_ms);
		return;
	}
	copied->must_read = false;
	/* What was ours meanwhile is no news. */
	if (GetClipboardOwner() != copied->window)
		read_open(copied, news);
	CloseClipboard();
}

/* --- putting
 * -------------------------------------------------------------------------------------------------------------
 */

static void set_number(UINT format, DWORD value)
{
	HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, sizeof value);
	DWORD *to = memory != NULL ? GlobalLock(memory) : NULL;

	if (to == NULL)
		return;
	*to = value;
	GlobalUnlock(memory);
	if (SetClipboardData(format, memory) == NULL)
		GlobalFree(memory);
}

static void try_putting(struct copied *copied, int64_t now_ms)
{
	if (!OpenClipboard(copied->window)) {
		copied->must_put = try_later(copied, &copied->put_tries, now_ms);
		if (!copied->must_put)
			drop(&copied->next);
		return;
	}
	copied->must_put = false;
	copied->must_read = false; /* older than this */
	EmptyClipboard();          /* tells the owner before, perhaps ourselves: what it had is no longer there */
	drop(&copied->text);
	copied->text = copied->next;
	copied->next = NULL;
	SetClipboardData(CF_UNICODETEXT, NULL);
	set_number(copied->no_monitor, 0);
	set_number(copied->in_history, 0);
	set_number(copied->in_cloud, 0);
	CloseClipboard();
}

/* Somebody pastes what was put. */
static void render(const struct copied *copied)
{
	size_t bytes = copied->text != NULL ? (wcslen(copied->text) + 1) * sizeof *copied->text : 0;
	HGLOBAL memory = bytes > 0 ? GlobalAlloc(GMEM_MOVEABLE, bytes) : NULL;
	wchar_t *to = memory != NULL ? GlobalLock(memory) : NULL;

	if (to == NULL)
		return;
	memcpy(to, copied->text, bytes);
	GlobalUnlock(memory);
	if (SetClipboardData(CF_UNICODETEXT, memory) == NULL)
		GlobalFree(memory);
}

/* --- the window
 * ----------------------------------------------------------------------------------------------------------
 */

static void note_change(struct copied *copied)
{
	if (!copied->is_listening || GetClipboardOwner() == copied->window ||
	    GetClipboardSequenceNumber() == copied->before)
		return;
	copied->must_read = true;
	copied->read_tries = 0;
	copied->retry_ms = 0;
}

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM word, LPARAM pointer)
{
	struct copied *copied = (struct copied *)GetWindowLongPtrW(window, GWLP_USERDATA);

	if (copied == NULL)
		return DefWindowProcW(window, message, word, pointer);
	switch (message) {
	case WM_CLIPBOARDUPDATE:
		note_change(copied);
		return 0;
	case WM_RENDERFORMAT:
		if (word == CF_UNICODETEXT)
			render(copied);
		return 0;
	case WM_RENDERALLFORMATS: /* at the end: what was promised is not kept */
		return 0;
	case WM_DESTROYCLIPBOARD:
		drop(&copied->text);
		return 0;
	default:
		return DefWindowProcW(window, message, word, pointer);
	}
}

static void pump(void)
{
	MSG message;

	while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
		DispatchMessageW(&message);
}

/* --- the table
 * -----------------------------------------------------------------------------------------------------------
 */

static void win32_clipboard_close(void *opened)
{
	struct copied *copied = opened;

	if (copied->window != NULL && GetClipboardOwner() == copied->window && OpenClipboard(copied->window)) {
		EmptyClipboard();
		CloseClipboard();
	}
	if (copied->window != NULL) {
		RemoveClipboardFormatListener(copied->window);
		DestroyWindow(copied->window);
	}
	drop(&copied->text);
	drop(&copied->next);
	free(copied);
}

static enum result win32_clipboard_open(void **out, const char *display_name)
{
	WNDCLASSW kind = {
		.lpfnWndProc = on_message, .hInstance = GetModuleHandleW(NULL), .lpszClassName = class_name};
	struct copied *copied = calloc(1, sizeof *copied);

	(void)display_name;
	*out = NULL;
	if (copied == NULL)
		return RESULT_OUT_OF_MEMORY;
	copied->no_monitor = RegisterClipboardFormatW(L"ExcludeClipboardContentFromMonitorProcessing");
	copied->in_history = RegisterClipboardFormatW(L"CanIncludeInClipboardHistory");
	copied->in_cloud = RegisterClipboardFormatW(L"CanUploadToCloudClipboard");
	copied->no_viewer = RegisterClipboardFormatW(L"Clipboard Viewer Ignore");
	(void)RegisterClassW(&kind); /* it may be there from an earlier time */
	copied->window =
		CreateWindowExW(0, class_name, L"", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, kind.hInstance, NULL);
	if (copied->window == NULL || !AddClipboardFormatListener(copied->window)) {
		log_warn("desktop", "the clipboard can't be listened to: error %lu", GetLastError());
		win32_clipboard_close(copied);
		return RESULT_SYSTEM;
	}
	SetWindowLongPtrW(copied->window, GWLP_USERDATA, (LONG_PTR)copied);
	*out = copied;
	return RESULT_OK;
}

static wake_handle win32_clipboard_handle(void *opened)
{
	(void)opened;
	return WAKE_MESSAGES;
}

static enum result win32_clipboard_poll(void *opened, int64_t now_ms, struct clipboard_news *news)
{
	struct copied *copied = opened;

	pump();
	if (copied->must_put && is_due(copied, now_ms))
		try_putting(copied, now_ms);
	if (copied->must_read && is_due(copied, now_ms))
		try_reading(copied, now_ms, news);
	pump(); /* what has come in between wakes nobody any more */
	if (copied->must_put || copied->must_read)
		news->again_ms = RETRY_MS;
	return RESULT_OK;
}

static void win32_clipboard_listen(void *opened, bool is_wanted)
{
	struct copied *copied = opened;

	copied->is_listening = false;
	copied->must_read = false;
	pump();
	copied->before = GetClipboardSequenceNumber();
	copied->is_listening = is_wanted;
}

static wchar_t *to_wide(struct bytes text)
{
	struct clipboard_text lines = {0};

	if (clipboard_text_to_crlf(&lines, text) != RESULT_OK)
		return NULL;
	wchar_t *wide = calloc(lines.size + 1, sizeof *wide); /* never more units than bytes */
	if (wide != NULL && lines.size > 0)
		MultiByteToWideChar(CP_UTF8, 0, (const char *)lines.data, (int)lines.size, wide, (int)lines.size);
	clipboard_text_finish(&lines);
	return wide;
}

static void win32_clipboard_put(void *opened, struct clipboard_text *text)
{
	struct copied *copied = opened;

	drop(&copied->next);
	copied->next = to_wide((struct bytes){text->data, text->size});
	clipboard_text_finish(text);
	copied->must_put = copied->next != NULL;
	copied->put_tries = 0;
	copied->retry_ms = 0;
}

const struct clipboard_backend desktop_clipboard_backend = {
	.open = win32_clipboard_open,
	.close = win32_clipboard_close,
	.handle = win32_clipboard_handle,
	.poll = win32_clipboard_poll,
	.listen = win32_clipboard_listen,
	.put = win32_clipboard_put,
};
