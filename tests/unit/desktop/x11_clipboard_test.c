/*
 * The clipboard against a real X server and the programs xclip and xsel. The
 * owner that hangs, the one that hints and the one that sends in pieces are
 * small X clients of the test's own.
 */
#include "support/unit.h"

#include "base/clock.h"
#include "desktop/clipboard.h"
#include "support/x11_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/xcb.h>

enum { WAIT_MS = 15000, LARGE = 900 * 1000 };

static struct x11_server server;
static const char text_of_all[] = "\xC3\xA9 \xC3\x9F \xE2\x82\xAC \xE4\xB8\xAD \xF0\x9F\x98\x80\nsecond line";

static int start(void **state)
{
	(void)state;
	server = x11_server_xvfb("640x480x24");
	return 0;
}

static int stop(void **state)
{
	(void)state;
	x11_server_stop(&server);
	return 0;
}

static struct clipboard *opened(bool is_listening)
{
	struct clipboard *clipboard;
	struct clipboard_events events = {0};

	assert_int_equal(clipboard_open(&clipboard, server.name, &events), RESULT_OK);
	if (is_listening)
		clipboard_listen(clipboard, true);
	/* The thread has taken its orders once it has answered a paste of something put after them; here the
	 * first copy is simply made until it is told of. */
	return clipboard;
}

static enum result take_within(struct clipboard *clipboard, struct clipboard_text *out, int ms)
{
	int64_t until_ms = clock_now_ms() + ms;
	enum result result;

	while ((result = clipboard_take(clipboard, out)) == RESULT_WOULD_BLOCK && clock_now_ms() < until_ms)
		clock_sleep_ms(5);
	return result;
}

static void run(const char *command)
{
	assert_int_equal(x11_server_run(&server, command), 0);
}

/* Waits until the server knows of what was put or copied (xclip comes back before): what is pasted is that.
 */
static void wait_for_paste(const char *text)
{
	char command[400];

	snprintf(command, sizeof command,
	         "for i in $(seq 300); do [ \"$(xclip -selection clipboard -o 2>/dev/null)\" = '%s' ] && exit 0; "
	         "sleep 0.05; done; exit 1",
	         text);
	run(command);
}

/* Listening has begun: a first text was told. */
static struct clipboard *listening(void)
{
	struct clipboard *clipboard = opened(true);
	struct clipboard_text text = {0};
	enum result result = RESULT_WOULD_BLOCK;

	for (int i = 0; i < 20 && result == RESULT_WOULD_BLOCK; i++) {
		run("printf begin | timeout 60 xclip -selection clipboard -i");
		result = take_within(clipboard, &text, 1000);
	}
	assert_int_equal(result, RESULT_OK);
	clipboard_text_finish(&text);
	return clipboard;
}

static void assert_text(const struct clipboard_text *text, const void *data, size_t size)
{
	assert_int_equal(text->size, size);
	assert_memory_equal(text->data, data, size);
}

static void what_a_program_copies_is_told_exactly(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};
	char command[200];

	(void)state;
	snprintf(command, sizeof command, "printf '%%s' '%s' | timeout 60 xclip -selection clipboard -i",
	         text_of_all);
	run(command);
	assert_int_equal(take_within(clipboard, &text, WAIT_MS), RESULT_OK);
	assert_text(&text, text_of_all, sizeof text_of_all - 1);
	clipboard_text_finish(&text);
	assert_int_equal(clipboard_take(clipboard, &text), RESULT_WOULD_BLOCK); /* once */

	run("printf from-xsel | timeout 60 xsel -b -i");
	assert_int_equal(take_within(clipboard, &text, WAIT_MS), RESULT_OK);
	assert_text(&text, "from-xsel", 9);
	clipboard_text_finish(&text);
	clipboard_close(clipboard);
}

static void what_is_put_is_pasted_and_is_no_news(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};

	(void)state;
	assert_int_equal(clipboard_put(clipboard, bytes_of_text(text_of_all)), RESULT_OK);
	wait_for_paste(text_of_all);
	run("[ \"$(xsel -b -o)\" != '' ]");
	assert_int_equal(take_within(clipboard, &text, 200), RESULT_WOULD_BLOCK);
	assert_int_equal(clipboard_put(clipboard, bytes_of_text("second")), RESULT_OK);
	wait_for_paste("second");
	clipboard_close(clipboard);
}

static void primary_is_nothing_of_ours(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};

	(void)state;
	run("printf selected | timeout 60 xclip -selection primary -i; "
	    "for i in $(seq 100); do [ \"$(xclip -selection primary -o 2>/dev/null)\" = selected ] && exit 0; "
	    "sleep 0.05; "
	    "done; exit 1");
	assert_int_equal(take_within(clipboard, &text, 300), RESULT_WOULD_BLOCK);
	assert_int_equal(clipboard_put(clipboard, bytes_of_text("put")), RESULT_OK);
	wait_for_paste("put");
	run("[ \"$(xclip -selection primary -o)\" = selected ]");
	clipboard_close(clipboard);
}

static void nothing_is_left_when_it_ends(void **state)
{
	struct clipboard *clipboard = opened(false);

	(void)state;
	assert_int_equal(clipboard_put(clipboard, bytes_of_text("gone soon")), RESULT_OK);
	wait_for_paste("gone soon");
	clipboard_close(clipboard);
	run("! timeout 5 xclip -selection clipboard -o 2>/dev/null");
}

static void what_others_copied_since_stays_when_it_ends(void **state)
{
	struct clipboard *clipboard = opened(false);

	(void)state;
	assert_int_equal(clipboard_put(clipboard, bytes_of_text("ours")), RESULT_OK);
	wait_for_paste("ours");
	run("printf theirs | timeout 60 xclip -selection clipboard -i");
	wait_for_paste("theirs");
	clipboard_close(clipboard);
	run("[ \"$(xclip -selection clipboard -o)\" = theirs ]");
}

static void what_was_copied_before_listening_is_never_told(void **state)
{
	struct clipboard *clipboard;
	struct clipboard_text text = {0};

	(void)state;
	run("printf before | timeout 60 xclip -selection clipboard -i");
	clipboard = opened(false);
	run("printf still-before | timeout 60 xclip -selection clipboard -i");
	wait_for_paste("still-before");
	clipboard_listen(clipboard, true);
	assert_int_equal(take_within(clipboard, &text, 300), RESULT_WOULD_BLOCK);
	clipboard_close(clipboard);
}

static void what_was_read_and_not_taken_goes_when_listening_ends(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};

	(void)state;
	run("printf unwanted | timeout 60 xclip -selection clipboard -i");
	clock_sleep_ms(200);
	clipboard_listen(clipboard, false);
	assert_int_equal(clipboard_take(clipboard, &text), RESULT_WOULD_BLOCK);
	clipboard_listen(clipboard, true);
	assert_int_equal(take_within(clipboard, &text, 200), RESULT_WOULD_BLOCK);
	clipboard_close(clipboard);
}

/* 900 kB that repeat nothing for long. */
static char *large_text(size_t size)
{
	char *text = malloc(size + 1);

	assert_non_null(text);
	for (size_t i = 0; i < size; i++)
		text[i] = i % 64 == 63 ? '\n' : (char)('a' + (i * 7 + i / 64 * 13) % 26);
	text[size] = 0;
	return text;
}

static char *file_with(const char *text)
{
	static char path[] = "/tmp/lotse-clipboard-XXXXXX";
	int file;

	strcpy(path + sizeof path - 7, "XXXXXX");
	file = mkstemp(path);
	assert_true(file >= 0);
	FILE *to = fdopen(file, "w");
	assert_non_null(to);
	assert_int_equal(fwrite(text, 1, strlen(text), to), strlen(text));
	fclose(to);
	return path;
}

static void much_goes_both_ways_in_pieces(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};
	char *large = large_text(LARGE);
	char *path = file_with(large);
	char command[300];

	(void)state;
	snprintf(command, sizeof command, "timeout 60 xclip -selection clipboard -i %s", path);
	run(command);
	assert_int_equal(take_within(clipboard, &text, WAIT_MS), RESULT_OK);
	assert_text(&text, large, LARGE);
	clipboard_text_finish(&text);

	assert_int_equal(clipboard_put(clipboard, (struct bytes){(const uint8_t *)large, LARGE}), RESULT_OK);
	snprintf(command, sizeof command,
	         "for i in $(seq 100); do timeout 20 xclip -selection clipboard -o | cmp -s - %s && exit 0; "
	         "done; exit 1",
	         path);
	run(command);
	snprintf(command, sizeof command, "timeout 20 xsel -b -o | cmp - %s", path);
	run(command);
	remove(path);
	free(large);
	clipboard_close(clipboard);
}

static void too_much_is_refused_and_what_follows_is_not(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};
	char *large = large_text(CLIPBOARD_TEXT_BYTES_MAX + 1);
	char *path = file_with(large);
	char command[300];

	(void)state;
	snprintf(command, sizeof command, "timeout 60 xclip -selection clipboard -i %s", path);
	run(command);
	assert_int_equal(take_within(clipboard, &text, WAIT_MS), RESULT_TOO_LARGE);
	assert_int_equal(clipboard_put(clipboard, bytes_of_text(large)), RESULT_BAD_ARGUMENT);
	run("printf less | timeout 60 xclip -selection clipboard -i");
	assert_int_equal(take_within(clipboard, &text, WAIT_MS), RESULT_OK);
	assert_text(&text, "less", 4);
	clipboard_text_finish(&text);
	remove(path);
	free(large);
	clipboard_close(clipboard);
}

/* --- owners of the test's own
 * ----------------------------------------------------------------------------------------------- */

struct owner {
	xcb_connection_t *c;
	xcb_window_t window;
	xcb_atom_t clipboard, targets, utf8, hint;
};

static xcb_atom_t atom(xcb_connection_t *c, const char *name)
{
	xcb_intern_atom_reply_t *reply =
		xcb_intern_atom_reply(c, xcb_intern_atom(c, 0, (uint16_t)strlen(name), name), NULL);
	assert_non_null(reply);
	xcb_atom_t found = reply->atom;
	free(reply);
	return found;
}

static struct owner own(void)
{
	struct owner owner = {.c = xcb_connect(server.name, NULL)};

	owner.window = xcb_generate_id(owner.c);
	xcb_create_window(owner.c, 0, owner.window, xcb_setup_roots_iterator(xcb_get_setup(owner.c)).data->root,
	                  0, 0, 1, 1, 0, XCB_WINDOW_CLASS_INPUT_ONLY, XCB_COPY_FROM_PARENT, 0, NULL);
	owner.clipboard = atom(owner.c, "CLIPBOARD");
	owner.targets = atom(owner.c, "TARGETS");
	owner.utf8 = atom(owner.c, "UTF8_STRING");
	owner.hint = atom(owner.c, "x-kde-passwordManagerHint");
	xcb_set_selection_owner(owner.c, owner.window, owner.clipboard, XCB_CURRENT_TIME);
	xcb_flush(owner.c);
	return owner;
}

static void reply_to(struct owner *owner, const xcb_selection_request_event_t *request, const char *hint)
{
	const xcb_atom_t forms[] = {owner->targets, owner->utf8, owner->hint};
	xcb_selection_notify_event_t notify = {.response_type = XCB_SELECTION_NOTIFY,
	                                       .time = request->time,
	                                       .requestor = request->requestor,
	                                       .selection = request->selection,
	                                       .target = request->target,
	                                       .property = request->property};
	char event[32] = {0};

	if (request->target == owner->targets)
		xcb_change_property(owner->c, XCB_PROP_MODE_REPLACE, request->requestor, request->property,
		                    XCB_ATOM_ATOM, 32, 3, forms);
	else
		xcb_change_property(owner->c, XCB_PROP_MODE_REPLACE, request->requestor, request->property,
		                    request->target, 8,
		                    (uint32_t)strlen(request->target == owner->hint ? hint : "password"),
		                    request->target == owner->hint ? hint : "password");
	memcpy(event, &notify, sizeof notify);
	xcb_send_event(owner->c, 0, request->requestor, 0, event);
	xcb_flush(owner->c);
}

/* Answers for so long; returns whether the text itself was asked for. */
static bool answer_for(struct owner *owner, const char *hint, int ms)
{
	int64_t until_ms = clock_now_ms() + ms;
	bool was_text_asked = false;

	while (clock_now_ms() < until_ms) {
		xcb_generic_event_t *event = xcb_poll_for_event(owner->c);
		if (event != NULL && (event->response_type & 0x7F) == XCB_SELECTION_REQUEST) {
			const xcb_selection_request_event_t *request = (const void *)event;
			was_text_asked |= request->target == owner->utf8;
			reply_to(owner, request, hint);
		}
		free(event);
		clock_sleep_ms(2);
	}
	return was_text_asked;
}

static void what_a_password_manager_hints_at_is_not_even_asked_for(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};
	struct owner owner = own();

	(void)state;
	assert_false(answer_for(&owner, "secret", 500));
	assert_int_equal(clipboard_take(clipboard, &text), RESULT_WOULD_BLOCK);
	xcb_disconnect(owner.c);
	clock_sleep_ms(1100); /* see STEPPED_IN_MS */

	owner = own();
	assert_true(answer_for(&owner, "public", 500));
	assert_int_equal(clipboard_take(clipboard, &text), RESULT_OK);
	clipboard_text_finish(&text);
	xcb_disconnect(owner.c);
	clipboard_close(clipboard);
}

static void an_owner_that_hangs_keeps_nobody_waiting(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};
	struct owner silent = own();

	(void)state;
	clock_sleep_ms(100);
	/* While the owner is silent a newer copy is read, */
	run("printf newer | timeout 60 xclip -selection clipboard -i");
	assert_int_equal(take_within(clipboard, &text, WAIT_MS), RESULT_OK);
	assert_text(&text, "newer", 5);
	clipboard_text_finish(&text);
	/* something is put, and it ends. */
	xcb_disconnect(silent.c);
	silent = own();
	clock_sleep_ms(50);
	assert_int_equal(clipboard_put(clipboard, bytes_of_text("put")), RESULT_OK);
	wait_for_paste("put");
	xcb_set_selection_owner(silent.c, silent.window, silent.clipboard, XCB_CURRENT_TIME);
	xcb_flush(silent.c);
	clock_sleep_ms(50);
	clipboard_close(clipboard);
	xcb_disconnect(silent.c);
}

static void who_steps_in_for_an_owner_that_went_says_nothing_new(void **state)
{
	struct clipboard *clipboard = listening();
	struct clipboard_text text = {0};
	struct owner owner = own();

	(void)state;
	assert_true(answer_for(&owner, "public", 300));
	assert_int_equal(clipboard_take(clipboard, &text), RESULT_OK);
	clipboard_text_finish(&text);
	xcb_disconnect(owner.c); /* a clipboard manager offers the same again */
	owner = own();
	assert_false(answer_for(&owner, "public", 300));
	assert_int_equal(clipboard_take(clipboard, &text), RESULT_WOULD_BLOCK);
	xcb_disconnect(owner.c);
	clipboard_close(clipboard);
}

static void two_of_ours_on_one_display_hand_nothing_round(void **state)
{
	struct clipboard *one = listening(), *two = listening();
	struct clipboard_text text = {0};

	(void)state;
	(void)clipboard_take(one, &text); /* two's beginning */
	clipboard_text_finish(&text);
	assert_int_equal(clipboard_put(one, bytes_of_text("round")), RESULT_OK);
	wait_for_paste("round");
	assert_int_equal(take_within(two, &text, 300), RESULT_WOULD_BLOCK);
	clipboard_close(one);
	clipboard_close(two);
}

static void no_display_is_said(void **state)
{
	struct clipboard *clipboard;
	struct clipboard_events events = {0};

	(void)state;
	assert_int_equal(clipboard_open(&clipboard, ":4711", &events), RESULT_NO_DISPLAY);
	assert_null(clipboard);
	clipboard_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_program_copies_is_told_exactly),
		cmocka_unit_test(what_is_put_is_pasted_and_is_no_news),
		cmocka_unit_test(primary_is_nothing_of_ours),
		cmocka_unit_test(nothing_is_left_when_it_ends),
		cmocka_unit_test(what_others_copied_since_stays_when_it_ends),
		cmocka_unit_test(what_was_copied_before_listening_is_never_told),
		cmocka_unit_test(what_was_read_and_not_taken_goes_when_listening_ends),
		cmocka_unit_test(much_goes_both_ways_in_pieces),
		cmocka_unit_test(too_much_is_refused_and_what_follows_is_not),
		cmocka_unit_test(what_a_password_manager_hints_at_is_not_even_asked_for),
		cmocka_unit_test(an_owner_that_hangs_keeps_nobody_waiting),
		cmocka_unit_test(who_steps_in_for_an_owner_that_went_says_nothing_new),
		cmocka_unit_test(two_of_ours_on_one_display_hand_nothing_round),
		cmocka_unit_test(no_display_is_said),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
