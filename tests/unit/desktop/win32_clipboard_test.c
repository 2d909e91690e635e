/*
 * The clipboard of Windows, as another program (a window of this thread) sees it.
 * Under Wine; what Windows' own history does with what is put is for CHECKLIST.md.
 */
#include "support/unit.h"

#include "base/clock.h"
#include "desktop/clipboard.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

enum { WAIT_MS = 15000, LARGE = 900 * 1000 };

static const wchar_t all_wide[] = L"\u00E9 \u00DF \u20AC \u4E2D \xD83D\xDE00\r\nsecond line";
static const char all_utf8[] = "\xC3\xA9 \xC3\x9F \xE2\x82\xAC \xE4\xB8\xAD \xF0\x9F\x98\x80\nsecond line";
static HWND window;

static int start(void **state)
{
	(void)state;
	window = CreateWindowExW(0, L"STATIC", L"", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
	return window == NULL;
}

static void pump(void)
{
	MSG message;

	while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
		DispatchMessageW(&message);
}

static void open_it(void)
{
	for (int i = 0; i < 500 && !OpenClipboard(window); i++)
		clock_sleep_ms(10);
}

static HGLOBAL global_of(const void *bytes, size_t size)
{
	HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, size);

	memcpy(GlobalLock(memory), bytes, size);
	GlobalUnlock(memory);
	return memory;
}

/* As another program copies; with a further format that has a number as its value. */
static void copy_with(const wchar_t *text, const wchar_t *format, DWORD value)
{
	open_it();
	assert_true(EmptyClipboard());
	assert_non_null(SetClipboardData(CF_UNICODETEXT, global_of(text, (wcslen(text) + 1) * sizeof *text)));
	if (format != NULL)
		assert_non_null(SetClipboardData(RegisterClipboardFormatW(format), global_of(&value, sizeof value)));
	CloseClipboard();
}

static void copy(const wchar_t *text)
{
	copy_with(text, NULL, 0);
}

static enum result take_within(struct clipboard *clipboard, struct clipboard_text *out, int ms)
{
	int64_t until_ms = clock_now_ms() + ms;
	enum result result;

	while ((result = clipboard_take(clipboard, out)) == RESULT_WOULD_BLOCK && clock_now_ms() < until_ms) {
		pump();
		clock_sleep_ms(5);
	}
	return result;
}

/* Pastes until it is this text. */
static bool pastes(const wchar_t *wanted)
{
	bool is_there = false;

	for (int i = 0; i < 300 && !is_there; i++) {
		open_it();
		HANDLE handle = GetClipboardData(CF_UNICODETEXT);
		const wchar_t *text = handle != NULL ? GlobalLock(handle) : NULL;
		is_there = text != NULL && wcscmp(text, wanted) == 0;
		if (text != NULL)
			GlobalUnlock(handle);
		CloseClipboard();
		pump();
		clock_sleep_ms(10);
	}
	return is_there;
}

static struct clipboard *opened(void)
{
	struct clipboard *clipboard;
	struct clipboard_events events = {0};

	assert_int_equal(clipboard_open(&clipboard, NULL, &events), RESULT_OK);
	return clipboard;
}

static struct clipboard *listening(void)
{
	struct clipboard *clipboard = opened();
	struct clipboard_text text = {0};
	enum result result = RESULT_WOULD_BLOCK;

	clipboard_listen(clipboard, true);
	for (int i = 0; i < 20 && result == RESULT_WOULD_BLOCK; i++) {
		copy(L"begin");
		result = take_within(clipboard, &text, 1000);
	}
	assert_int_equal(result, RESULT_OK);
	clipboard_text_finish(&text);
	while (take_within(clipboard, &text, 100) == RESULT_OK)
		clipboard_text_finish(&text);
	return clipboard;
}

static void assert_taken(struct clipboard *clipboard, const char *wanted)
{
	struct clipboard_text text = {0};

	assert_int_equal(take_within(clipboard, &text, WAIT_MS), RESULT_OK);
	assert_int_equal(text.size, strlen(wanted));
	assert_memory_equal(text.data, wanted, text.size);
	clipboard_text_finish(&text);
}

static void what_a_program_copies_is_told_exactly(void **state)
{
	struct clipboard *clipboard = listening();

	(void)state;
	copy(all_wide);
	assert_taken(clipboard, all_utf8);
	clipboard_close(clipboard);
}

static void what_is_put_is_pasted_exactly_and_is_no_news(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};

	(void)state;
	assert_int_equal(clipboard_put(clipboard, bytes_of_text(all_utf8)), RESULT_OK);
	assert_true(pastes(all_wide));
	assert_int_equal(clipboard_put(clipboard, bytes_of_text("a\nb\r\nc")), RESULT_OK);
	assert_true(pastes(L"a\r\nb\r\nc"));
	assert_int_equal(take_within(clipboard, &text, 300), RESULT_WOULD_BLOCK);
	clipboard_close(clipboard);
}

static void what_is_put_is_marked_as_nothing_to_keep(void **state)
{
	struct clipboard *clipboard = opened();

	(void)state;
	assert_int_equal(clipboard_put(clipboard, bytes_of_text("marked")), RESULT_OK);
	assert_true(pastes(L"marked"));
	assert_true(IsClipboardFormatAvailable(
		RegisterClipboardFormatW(L"ExcludeClipboardContentFromMonitorProcessing")));
	clipboard_close(clipboard);
}

static void nothing_is_left_when_it_ends(void **state)
{
	struct clipboard *clipboard = opened();

	(void)state;
	assert_int_equal(clipboard_put(clipboard, bytes_of_text("gone soon")), RESULT_OK);
	assert_true(pastes(L"gone soon"));
	clipboard_close(clipboard);
	assert_false(IsClipboardFormatAvailable(CF_UNICODETEXT));
}

static void what_others_copied_since_stays_when_it_ends(void **state)
{
	struct clipboard *clipboard = opened();

	(void)state;
	assert_int_equal(clipboard_put(clipboard, bytes_of_text("ours")), RESULT_OK);
	assert_true(pastes(L"ours"));
	copy(L"theirs");
	clipboard_close(clipboard);
	assert_true(pastes(L"theirs"));
}

static void what_was_copied_before_listening_is_never_told(void **state)
{
	struct clipboard *clipboard;
	struct clipboard_text text = {0};

	(void)state;
	copy(L"before");
	clipboard = opened();
	copy(L"still before");
	clipboard_listen(clipboard, true);
	assert_int_equal(take_within(clipboard, &text, 400), RESULT_WOULD_BLOCK);
	clipboard_close(clipboard);
}

static void what_is_marked_as_a_secret_is_not_told(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};

	(void)state;
	copy_with(L"secret", L"ExcludeClipboardContentFromMonitorProcessing", 0);
	assert_int_equal(take_within(clipboard, &text, 300), RESULT_WOULD_BLOCK);
	copy_with(L"secret", L"CanIncludeInClipboardHistory", 0);
	assert_int_equal(take_within(clipboard, &text, 300), RESULT_WOULD_BLOCK);
	copy_with(L"secret", L"Clipboard Viewer Ignore", 0);
	assert_int_equal(take_within(clipboard, &text, 300), RESULT_WOULD_BLOCK);
	copy_with(L"no secret", L"CanIncludeInClipboardHistory", 1);
	assert_taken(clipboard, "no secret");
	clipboard_close(clipboard);
}

static void who_keeps_it_open_for_a_moment_only_delays(void **state)
{
	struct clipboard *clipboard = listening();

	(void)state;
	open_it();
	assert_int_equal(clipboard_put(clipboard, bytes_of_text("patient")), RESULT_OK);
	clock_sleep_ms(200);
	CloseClipboard();
	assert_true(pastes(L"patient"));
	clipboard_close(clipboard);
}

static void much_goes_both_ways_and_too_much_is_refused(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};
	wchar_t *wide = calloc(CLIPBOARD_TEXT_BYTES_MAX + 2, sizeof *wide);
	char *narrow = calloc(LARGE + 1, 1);

	(void)state;
	assert_non_null(wide);
	assert_non_null(narrow);
	for (int i = 0; i < LARGE; i++)
		narrow[i] = (char)('a' + (i * 7 + i / 64 * 13) % 26);
	for (int i = 0; i < LARGE; i++)
		wide[i] = (wchar_t)narrow[i];
	copy(wide);
	assert_taken(clipboard, narrow);
	copy(L"between");
	assert_taken(clipboard, "between");
	assert_int_equal(clipboard_put(clipboard, bytes_of_text(narrow)), RESULT_OK);
	assert_true(pastes(wide));
	for (int i = LARGE; i <= CLIPBOARD_TEXT_BYTES_MAX; i++)
		wide[i] = L'x';
	copy(wide);
	assert_int_equal(take_within(clipboard, &text, WAIT_MS), RESULT_TOO_LARGE);
	free(wide);
	free(narrow);
	clipboard_close(clipboard);
}

/* A promise that nobody keeps: this thread owns it and answers no messages. */
static void an_owner_that_hangs_keeps_nobody_waiting(void **state)
{
	struct clipboard *clipboard = listening();
	int64_t begun_ms;

	(void)state;
	open_it();
	assert_true(EmptyClipboard());
	SetClipboardData(CF_UNICODETEXT, NULL);
	CloseClipboard();
	clock_sleep_ms(300);
	begun_ms = clock_now_ms();
	assert_int_equal(clipboard_put(clipboard, bytes_of_text("no wait")), RESULT_OK);
	clipboard_close(clipboard);
	assert_true(clock_now_ms() - begun_ms < 5000);
	pump();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_program_copies_is_told_exactly),
		cmocka_unit_test(what_is_put_is_pasted_exactly_and_is_no_news),
		cmocka_unit_test(what_is_put_is_marked_as_nothing_to_keep),
		cmocka_unit_test(nothing_is_left_when_it_ends),
		cmocka_unit_test(what_others_copied_since_stays_when_it_ends),
		cmocka_unit_test(what_was_copied_before_listening_is_never_told),
		cmocka_unit_test(what_is_marked_as_a_secret_is_not_told),
		cmocka_unit_test(who_keeps_it_open_for_a_moment_only_delays),
		cmocka_unit_test(much_goes_both_ways_and_too_much_is_refused),
		cmocka_unit_test(an_owner_that_hangs_keeps_nobody_waiting),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
