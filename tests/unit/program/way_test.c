/* The way to the relay as a person sees it: which screen a state leads to, what its keys ask for, what is
 * copied. */
#include "support/unit.h"

#include "program/way.h"
#include "support/keys.h"

#include <stdio.h>
#include <string.h>

static struct way way;
static struct participant_state state;
static struct keys keys;
static enum way_wish wished; /* the first one since it was last looked at */

static void draw(void *context, struct page *page)
{
	(void)context;
	way_draw(&way, &state, page);
	if (wished == WAY_NONE)
		wished = way.wish;
	way.wish = WAY_NONE;
}

static enum way_wish take_wish(void)
{
	enum way_wish wish = wished;
	wished = WAY_NONE;
	return wish;
}

static int set_up(void **unused)
{
	(void)unused;
	text_speak(TEXT_ENGLISH);
	memset(&way, 0, sizeof way);
	memset(&state, 0, sizeof state);
	way.back_label = TEXT_CLOSE;
	wished = WAY_NONE;
	return 0;
}

static int tear_down_page(void **unused)
{
	(void)unused;
	keys_close(&keys);
	return 0;
}

static void add_attempt(const char *words, bool is_over)
{
	struct participant_attempt *attempt = &state.attempts[state.attempt_count++];
	snprintf(attempt->words, sizeof attempt->words, "%s", words);
	attempt->is_over = is_over;
}

/* --- decisions
 * ---------------------------------------------------------------------------------------------------- */

static void each_state_leads_to_its_screen(void **unused)
{
	static const struct {
		enum participant_phase phase;
		enum result result;
		bool is_asked, is_host_wanted;
		enum way_screen screen;
	} table[] = {
		{PHASE_NONE, RESULT_OK, false, false, WAY_SCREEN_NONE},
		{PHASE_NONE, RESULT_OK, false, true, WAY_SCREEN_HOST},
		{PHASE_LISTING, RESULT_OK, false, false, WAY_SCREEN_TRYING},
		{PHASE_CONNECTING, RESULT_OK, false, false, WAY_SCREEN_TRYING},
		{PHASE_CONNECTING, RESULT_OK, true, false, WAY_SCREEN_LOGIN},
		{PHASE_OPENING, RESULT_OK, false, false, WAY_SCREEN_TRYING},
		{PHASE_JOINING, RESULT_OK, false, false, WAY_SCREEN_TRYING},
		{PHASE_OPEN, RESULT_OK, false, false, WAY_SCREEN_NONE},
		{PHASE_OPEN, RESULT_OK, true, false,
	     WAY_SCREEN_LOGIN}, /* the line was lost, and comes back by a proxy */
		{PHASE_IN, RESULT_LOST, false, false, WAY_SCREEN_NONE},
		{PHASE_ENDED, RESULT_CLOSED, false, false, WAY_SCREEN_NONE},
		{PHASE_ENDED, RESULT_WRONG_NUMBER, false, false, WAY_SCREEN_NONE},
		{PHASE_ENDED, RESULT_NOT_REACHABLE, false, false, WAY_SCREEN_FAILED},
		{PHASE_ENDED, RESULT_LIST_UNREACHABLE, false, false, WAY_SCREEN_FAILED},
		{PHASE_ENDED, RESULT_LIST_EXPIRED, false, false, WAY_SCREEN_FAILED},
		{PHASE_ENDED, RESULT_PROXY_LOGIN, false, false, WAY_SCREEN_FAILED},
		{PHASE_ENDED, RESULT_PROXY_TICKET, false, false, WAY_SCREEN_FAILED},
		{PHASE_ENDED, RESULT_NO_RELAY, false, false, WAY_SCREEN_FAILED},
		{PHASE_ENDED, RESULT_NOT_REACHABLE, false, true, WAY_SCREEN_HOST}, /* another address */
	};
	(void)unused;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		state.phase = table[i].phase;
		state.result = table[i].result;
		state.proxy_question.is_asked = table[i].is_asked;
		way.is_host_wanted = table[i].is_host_wanted;
		if (way_screen(&way, &state) != table[i].screen)
			fail_msg("row %zu leads to screen %d", i, way_screen(&way, &state));
	}
}

/* Requirement: no more than 15 s until a person reads what is wrong. */
static void time_is_counted_while_something_is_tried(void **unused)
{
	(void)unused;
	assert_true(WAY_SLOW_MS < 15000);
	assert_int_equal(way_note(&way, &state, 5000), -1);
	state.phase = PHASE_LISTING;
	assert_int_equal(way_note(&way, &state, 5000), 1000);
	assert_int_equal(way_note(&way, &state, 5700), 300);
	state.phase = PHASE_CONNECTING; /* the same try */
	way_note(&way, &state, 5000 + WAY_SLOW_MS);
	assert_int_equal(way.waited_ms, WAY_SLOW_MS);
	state.proxy_question.is_asked = true; /* the person's own time does not count */
	assert_int_equal(way_note(&way, &state, 90000), -1);
	state.proxy_question.is_asked = false;
	way_note(&way, &state, 100000);
	assert_int_equal(way.waited_ms, 0);
	state.phase = PHASE_ENDED;
	assert_int_equal(way_note(&way, &state, 101000), -1);
}

static void a_password_that_nobody_asks_for_any_more_is_wiped(void **unused)
{
	static const char none[sizeof way.login_password];
	(void)unused;
	snprintf(way.login_password, sizeof way.login_password, "secret");
	state.phase = PHASE_CONNECTING;
	state.proxy_question.is_asked = true;
	way_note(&way, &state, 1000);
	assert_string_equal(way.login_password, "secret");
	state.proxy_question.is_asked = false;
	way_note(&way, &state, 2000);
	assert_memory_equal(way.login_password, none, sizeof none);
}

static void a_proxy_has_a_host_and_a_port(void **unused)
{
	static const char *const good[] = {"proxy:8080",           "10.0.0.1:3128",
	                                   "http://proxy.corp:80", "socks5://proxy:1080",
	                                   "[fe80::1]:8080",       "http://me:secret@proxy:8080"},
							 *const bad[] = {"",
	                                         "proxy",
	                                         ":8080",
	                                         "proxy:",
	                                         "proxy:0",
	                                         "proxy:65536",
	                                         "proxy:80x",
	                                         "proxy: 80",
	                                         "a proxy:80",
	                                         "http://proxy",
	                                         "http://:80",
	                                         "proxy:8080/",
	                                         "http://p:80/x",
	                                         "proxy:-1"};
	(void)unused;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		if (!way_is_proxy(good[i]))
			fail_msg("%s is a proxy", good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (way_is_proxy(bad[i]))
			fail_msg("%s is no proxy", bad[i]);
	}
}

static void the_proxy_chosen_is_what_the_engine_takes(void **unused)
{
	(void)unused;
	snprintf(way.proxy_text, sizeof way.proxy_text, "proxy:8080");
	assert_null(way_proxy(&way));
	way.proxy = WAY_PROXY_NONE;
	assert_string_equal(way_proxy(&way), "");
	way.proxy = WAY_PROXY_THIS;
	assert_string_equal(way_proxy(&way), "proxy:8080");
}

static void all_lines_are_copied_and_what_is_wrong(void **unused)
{
	static char lines[4096];
	(void)unused;
	snprintf(way.login_password, sizeof way.login_password, "secret");
	add_attempt("raw 192.0.2.7:5000: no answer in time, 5000 ms.", true);
	add_attempt("wss relay:443 through proxy:8080: is being tried", false);
	way_lines(&state, lines, sizeof lines);
	assert_string_equal(lines, "Lotse " LOTSE_VERSION ", attempts to reach a relay:\n"
	                           "raw 192.0.2.7:5000: no answer in time, 5000 ms.\n"
	                           "wss relay:443 through proxy:8080: is being tried");
	state.phase = PHASE_ENDED;
	state.result = RESULT_NOT_REACHABLE;
	way_lines(&state, lines, sizeof lines);
	assert_non_null(strstr(lines, result_words(RESULT_NOT_REACHABLE)));
	assert_non_null(strstr(lines, result_next_step(RESULT_NOT_REACHABLE)));
	snprintf(state.detail, sizeof state.detail, "by 3 days");
	assert_non_null(strstr(way_lines(&state, lines, sizeof lines), "by 3 days"));
	for (size_t room = 1; room < 300; room++) { /* cut, but never beyond */
		memset(lines, 'x', sizeof lines);
		way_lines(&state, lines, room);
		assert_true(strnlen(lines, room) < room);
		assert_int_equal(lines[room], 'x');
	}
}

static void a_typed_address_replaces_the_one_before(void **unused)
{
	struct where where = {0};
	(void)unused;
	way.is_host_wanted = true;
	snprintf(way.host, sizeof way.host, "   ");
	assert_false(way_take_host(&way, &where));
	assert_int_equal(way.host_result, RESULT_NEED_MORE);
	snprintf(way.host, sizeof way.host, "my relay");
	assert_false(way_take_host(&way, &where));
	assert_int_equal(way.host_result, RESULT_BAD_ARGUMENT);
	assert_int_equal(way.host_selection, 2); /* it is to be typed over */
	assert_int_equal(where.url_count, 0);
	assert_true(way.is_host_wanted);
	snprintf(way.host, sizeof way.host, " lotse.example.com ");
	assert_true(way_take_host(&way, &where));
	assert_false(way.is_host_wanted);
	assert_string_equal(way.host_shown, "lotse.example.com");
	size_t count = where.url_count;
	assert_true(count > 0);
	snprintf(way.host, sizeof way.host, "other.example.com");
	assert_true(way_take_host(&way, &where));
	assert_int_equal(where.url_count, count);
	assert_non_null(strstr(where.urls[0], "other.example.com"));
}

static void what_came_from_outside_is_made_harmless(void **unused)
{
	(void)unused;
	snprintf(state.proxy_question.realm, sizeof state.proxy_question.realm, "a\nb\x1b[31m");
	snprintf(state.detail, sizeof state.detail, "c\td");
	add_attempt("raw a\rb: words", true);
	way_clean(&state);
	assert_string_equal(state.proxy_question.realm, "a b [31m");
	assert_string_equal(state.detail, "c d");
	assert_string_equal(state.attempts[0].words, "raw a b: words");
}

/* --- pages, by keyboard
 * ------------------------------------------------------------------------------------------- */

static void show(enum participant_phase phase, enum result result)
{
	state.phase = phase;
	state.result = result;
	keys_open(&keys, draw, NULL);
}

static void what_is_tried_can_be_copied_and_cancelled(void **unused)
{
	(void)unused;
	add_attempt("raw 192.0.2.7:5000: is being tried", false);
	show(PHASE_CONNECTING, RESULT_OK);
	keys_press(&keys, GUI_ENTER, 2);
	assert_int_equal(take_wish(), WAY_NONE);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WAY_COPY);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), WAY_CANCEL);
}

static void what_has_failed_is_tried_again_copied_or_left(void **unused)
{
	(void)unused;
	show(PHASE_ENDED, RESULT_LIST_UNREACHABLE);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WAY_RETRY);
	keys_press(&keys, GUI_LEFT, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WAY_CANCEL);
	keys_press(&keys, GUI_TAB, 2); /* round, to the top */
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WAY_COPY);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), WAY_CANCEL);
}

static void another_address_is_offered_where_it_was_typed_and_not_once_it_is_locked(void **unused)
{
	(void)unused;
	snprintf(way.host_shown, sizeof way.host_shown, "lotse.example.com");
	show(PHASE_ENDED, RESULT_LIST_UNREACHABLE);
	keys_press(&keys, GUI_LEFT, 2);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WAY_ASK_HOST);
	way.is_host_locked = true;
	keys_build(&keys);
	keys_press(&keys, GUI_BACK_TAB, 3);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_not_equal(take_wish(), WAY_ASK_HOST);
}

static void a_proxy_is_given_by_hand_with_keys_alone(void **unused)
{
	(void)unused;
	show(PHASE_ENDED, RESULT_NOT_REACHABLE);
	keys_press(&keys, GUI_BACK_TAB, 2); /* from Try again over Close */
	keys_press(&keys, GUI_ENTER, 1);    /* More */
	assert_true(way.is_more_open);
	keys_press(&keys, GUI_TAB, 3);
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(way.proxy, WAY_PROXY_THIS);
	keys_press(&keys, GUI_TAB, 1);
	gui_type(keys.gui, "proxy:8080");
	assert_string_equal(way.proxy_text, "proxy:8080");
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WAY_PROXY);
}

static void the_host_is_typed_at_once_and_enter_goes_on(void **unused)
{
	(void)unused;
	way.is_host_wanted = true;
	show(PHASE_NONE, RESULT_OK);
	gui_type(keys.gui, "lotse.example.com");
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WAY_HOST);
	way.host_result = RESULT_BAD_ARGUMENT;
	way.host_selection++;
	keys_build(&keys);
	gui_type(keys.gui, "x");
	assert_string_equal(way.host, "x");
	assert_int_equal(way.host_result, RESULT_OK); /* the complaint is gone */
}

static void ask(bool was_wrong, bool may_store)
{
	state.proxy_question = (struct participant_proxy_question){
		.is_asked = true, .was_wrong = was_wrong, .may_store = may_store, .host = "proxy.corp:8080"};
	show(PHASE_CONNECTING, RESULT_OK);
}

static void a_proxys_question_is_answered_by_name_and_password(void **unused)
{
	(void)unused;
	ask(false, false);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WAY_NONE); /* no name yet */
	gui_type(keys.gui, "CORP\\me");
	keys_press(&keys, GUI_TAB, 1);
	gui_type(keys.gui, "hush");
	assert_string_equal(way.login_name, "CORP\\me");
	assert_string_equal(way.login_password, "hush");
	assert_int_equal(take_wish(), WAY_NONE);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WAY_LOGIN);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), WAY_NO_LOGIN);
}

static void the_second_time_the_password_is_typed_anew(void **unused)
{
	(void)unused;
	snprintf(way.login_name, sizeof way.login_name, "me");
	ask(true, false);
	gui_type(keys.gui, "better");
	assert_string_equal(way.login_password, "better");
	assert_string_equal(way.login_name, "me");
}

static void it_is_remembered_only_where_it_can_be_kept_and_only_when_asked_for(void **unused)
{
	(void)unused;
	way.stores_login = true; /* from before, on a computer that can't any more */
	snprintf(way.login_name, sizeof way.login_name, "me");
	ask(false, false);
	assert_false(way.stores_login);
	keys_close(&keys);
	ask(false, true);
	assert_false(way.stores_login);
	keys_press(&keys, GUI_TAB, 2);
	keys_press(&keys, GUI_SPACE, 1);
	assert_true(way.stores_login);
}

#define WAY_TEST(name)  cmocka_unit_test_setup(name, set_up)
#define PAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down_page)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WAY_TEST(each_state_leads_to_its_screen),
		WAY_TEST(time_is_counted_while_something_is_tried),
		WAY_TEST(a_password_that_nobody_asks_for_any_more_is_wiped),
		WAY_TEST(a_proxy_has_a_host_and_a_port),
		WAY_TEST(the_proxy_chosen_is_what_the_engine_takes),
		WAY_TEST(all_lines_are_copied_and_what_is_wrong),
		WAY_TEST(a_typed_address_replaces_the_one_before),
		WAY_TEST(what_came_from_outside_is_made_harmless),
		PAGE_TEST(what_is_tried_can_be_copied_and_cancelled),
		PAGE_TEST(what_has_failed_is_tried_again_copied_or_left),
		PAGE_TEST(another_address_is_offered_where_it_was_typed_and_not_once_it_is_locked),
		PAGE_TEST(a_proxy_is_given_by_hand_with_keys_alone),
		PAGE_TEST(the_host_is_typed_at_once_and_enter_goes_on),
		PAGE_TEST(a_proxys_question_is_answered_by_name_and_password),
		PAGE_TEST(the_second_time_the_password_is_typed_anew),
		PAGE_TEST(it_is_remembered_only_where_it_can_be_kept_and_only_when_asked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
