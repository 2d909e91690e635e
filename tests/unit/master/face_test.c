/* The master's screens by keyboard alone: what each key asks for. */
#include "support/unit.h"

#include "master/face.h"
#include "support/keys.h"

#include <stdio.h>
#include <string.h>

static struct face face;
static struct keys keys;
static int wished;               /* the first wish since it was last looked at: of any kind */
static enum way_wish wished_way; /* likewise */
static bool shows_picture;

static void draw(void *context, struct page *page)
{
	(void)context;
	if (shows_picture)
		screen_picture(&face.seeing, &face.state, &face.line, page);
	else
		face_draw(&face, page);
	if (wished == WISH_NONE)
		wished = face.wish != WISH_NONE            ? (int)face.wish
		         : face.seeing.wish != SEEING_NONE ? (int)face.seeing.wish
		                                           : (int)face.giving.wish;
	face.wish = WISH_NONE;
	face.seeing.wish = SEEING_NONE;
	face.giving.wish = GIVING_NONE;
	if (wished_way == WAY_NONE)
		wished_way = face.way.wish;
	face.way.wish = WAY_NONE;
}

static enum way_wish take_way_wish(void)
{
	enum way_wish wish = wished_way;
	wished_way = WAY_NONE;
	return wish;
}

static int take_wish(void)
{
	int wish = wished;
	wished = WISH_NONE;
	return wish;
}

static void show(enum participant_phase phase)
{
	face.state.phase = phase;
	keys_build(&keys);
}

static int set_up(void **state)
{
	(void)state;
	memset(&face, 0, sizeof face);
	face.seeing.fit = SURFACE_FIT_WINDOW;
	face.state.session_tries_left = 9;
	face.state.number_count = 1;
	face.state.numbers[0] = (struct participant_number){
		.text = "123 456 789 012", .route = 12345, .tries_left = 3, .free_seats = 1};
	wished = WISH_NONE;
	wished_way = WAY_NONE;
	face.way.back_label = TEXT_CLOSE;
	shows_picture = false;
	keys_open(&keys, draw, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	keys_close(&keys);
	return 0;
}

static struct participant_person *add_person(uint16_t peer, bool is_in)
{
	struct participant_person *person = &face.state.people[face.state.person_count++];
	*person = (struct participant_person){
		.peer = peer, .role = PARTICIPANT_CLIENT, .is_in = is_in, .is_connected = true};
	snprintf(person->name, sizeof person->name, "Person %d", peer);
	return person;
}

static void escape_ends_what_does_not_connect_and_enter_does_not(void **state)
{
	(void)state;
	show(PHASE_CONNECTING);
	keys_press(&keys, GUI_ENTER, 2);
	assert_int_equal(take_way_wish(), WAY_NONE);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_way_wish(), WAY_CANCEL);
}

static void what_could_not_be_reached_is_tried_again(void **state)
{
	(void)state;
	show(PHASE_CONNECTING);
	face.state.result = RESULT_LIST_UNREACHABLE;
	show(PHASE_ENDED);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_way_wish(), WAY_RETRY);
	face.was_open = true; /* there was a session: another one, and no old tries */
	keys_build(&keys);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_OPEN);
}

static void without_an_address_it_is_asked_for(void **state)
{
	(void)state;
	face.way.is_host_wanted = true;
	show(PHASE_NONE);
	gui_type(keys.gui, "lotse.example.com");
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_way_wish(), WAY_HOST);
	assert_string_equal(face.way.host, "lotse.example.com");
}

static void a_proxys_question_comes_before_the_session(void **state)
{
	(void)state;
	face.state.proxy_question = (struct participant_proxy_question){.is_asked = true, .host = "proxy:8080"};
	show(PHASE_OPEN);
	keys_press(&keys, GUI_ENTER, 2); /* without a name there is nothing to give */
	assert_int_equal(take_way_wish(), WAY_NONE);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_way_wish(), WAY_NO_LOGIN);
}

static void a_lost_line_can_be_ended(void **state)
{
	(void)state;
	add_person(4, true);
	face.state.line = LINE_LOST;
	face.state.line_lost_ms = 12000;
	show(PHASE_OPEN);
	keys_press(&keys, GUI_BACK_TAB, 3); /* behind the end: language, contrast */
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_ASK_END);
}

static void enter_copies_the_number_first(void **state)
{
	(void)state;
	show(PHASE_OPEN);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_COPY);
	assert_string_equal(face.number, "123 456 789 012");
	assert_int_equal(face.route, 12345);
}

static void the_number_goes_by_mail_too(void **state)
{
	(void)state;
	show(PHASE_OPEN);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_COPY_MAIL);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_MAIL);
	assert_string_equal(face.number, "123 456 789 012");
}

static void who_waits_is_refused_or_admitted_by_name(void **state)
{
	(void)state;
	show(PHASE_OPEN);
	add_person(4, false);
	keys_build(&keys);
	keys_press(&keys, GUI_TAB, 3); /* over the two ways of a mail */
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_SEND_AWAY);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_ADMIT);
	assert_int_equal(face.peer, 4);
}

/* Somebody who comes while the operator presses Enter is not let in by that. */
static void who_comes_takes_no_focus(void **state)
{
	(void)state;
	show(PHASE_OPEN);
	face.state.numbers[0].is_used = true;
	face.state.numbers[0].free_seats = 0; /* Copy is gone, the focus with it */
	add_person(4, false);
	keys_build(&keys);
	keys_press(&keys, GUI_ENTER, 3);
	keys_press(&keys, GUI_SPACE, 3);
	assert_int_equal(take_wish(), WISH_NONE);
}

static void a_taken_number_gets_a_seat_again(void **state)
{
	(void)state;
	face.state.numbers[0].is_used = true;
	face.state.numbers[0].free_seats = 0;
	show(PHASE_OPEN);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_SEAT);
	assert_int_equal(face.route, 12345);
}

static void a_knock_is_let_in_only_by_its_button(void **state)
{
	(void)state;
	face.state.numbers[0].is_used = face.state.numbers[0].is_knocked = true;
	face.state.numbers[0].free_seats = 0;
	show(PHASE_OPEN);
	keys_press(&keys, GUI_ENTER, 2);
	assert_int_equal(take_wish(), WISH_NONE);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_SEAT);
}

static void a_closed_number_leads_to_a_new_one(void **state)
{
	(void)state;
	face.state.numbers[0].is_closed = true;
	face.state.numbers[0].tries_left = 0;
	show(PHASE_OPEN);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_OPEN);
	face.state.session_tries_left = 0; /* nine wrong tries: no more numbers in this session */
	keys_build(&keys);
	keys_press(&keys, GUI_ENTER, 2);
	assert_int_equal(take_wish(), WISH_NONE);
}

static void a_session_with_people_asks_before_it_ends(void **state)
{
	(void)state;
	show(PHASE_OPEN);
	keys_press(&keys, GUI_BACK_TAB, 3);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_END); /* nobody is there */
	add_person(4, true);
	keys_build(&keys);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_ASK_END);
	face.asks_end = true;
	keys_build(&keys);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_GO_ON);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), WISH_GO_ON);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_END);
}

/* Both directions: the own screen, and what others may do with it. */
static void the_own_screen_can_be_shown_to_who_is_in(void **state)
{
	(void)state;
	add_person(4, true);
	show(PHASE_OPEN);
	keys_press(&keys, GUI_BACK_TAB, 4);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_CHOOSE);
	face.giving.is_choosing = true;
	keys_build(&keys);
	keys_press(&keys, GUI_ENTER, 1); /* nothing is chosen first */
	assert_int_equal(take_wish(), GIVING_SHARE);
	assert_false(face.giving.is_on);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), GIVING_CHOOSE);
	assert_false(face.giving.is_on);
	face.giving.is_choosing = false;
	face.state.is_sharing = face.state.is_guarded = true;
	keys_build(&keys);
	keys_press(&keys, GUI_BACK_TAB, 5); /* before: the switch that shows, the end, language, contrast */
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(take_wish(), GIVING_MAY_CONTROL);
	face.state.people[0].asks_control = true;
	keys_build(&keys);
	face.giving.safety_for = 4;
	keys_build(&keys);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_SAFE);
}

static void after_the_end_there_is_a_new_session_or_none(void **state)
{
	(void)state;
	show(PHASE_ENDED);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_OPEN);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), WISH_CLOSE);
}

static void show_picture(bool is_full_screen, bool i_control)
{
	struct participant_person *person = add_person(9, true);
	person->shares = person->i_see = true;
	person->i_control = i_control;
	face.state.viewing = 9;
	face.seeing.is_full_screen = is_full_screen;
	shows_picture = true;
	keys_close(&keys);
	keys_open(&keys, draw, NULL);
	show(PHASE_OPEN);
}

static void the_bar_asks_for_control_first(void **state)
{
	(void)state;
	show_picture(false, false);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), SEEING_ASK_CONTROL);
	assert_int_equal(face.seeing.peer, 9);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), SEEING_FIT);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), SEEING_FULL_SCREEN);
	face.state.people[0].i_control = true;
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), SEEING_GIVE_BACK);
}

static void who_was_asked_is_not_asked_again(void **state)
{
	(void)state;
	show_picture(false, false);
	face.state.people[0].asked_control = true;
	keys_build(&keys);
	keys_press(&keys, GUI_ENTER, 3);
	assert_int_equal(take_wish(), WISH_NONE);
}

static void in_full_screen_the_bar_comes_with_tab_and_escape_leaves(void **state)
{
	struct mesh mesh;
	(void)state;
	show_picture(true, false);
	size_t drawn = 0;
	for (int i = 0; gui_mesh(keys.gui, i, &mesh); i++)
		drawn += mesh.index_count;
	assert_int_equal(drawn, 0); /* nothing but the picture */
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_NONE);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), SEEING_FULL_SCREEN);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_not_equal(take_wish(), WISH_NONE);
}

static void why_a_picture_is_not_live_is_told_apart(void **state)
{
	(void)state;
	show_picture(false, true);
	assert_int_equal(seeing_stale(&face.state), SEEING_LIVE);
	face.state.picture_age_ms = SEEING_SILENT_MS - 1;
	assert_int_equal(seeing_stale(&face.state), SEEING_LIVE);
	face.state.picture_age_ms = SEEING_SILENT_MS;
	assert_int_equal(seeing_stale(&face.state), SEEING_SILENT);
	keys_build(&keys);
	assert_false(rect_is_empty(gui_wants(keys.gui).plate));
	face.state.people[0].rests = true;
	assert_int_equal(seeing_stale(&face.state), SEEING_RESTS);
	keys_build(&keys);
	assert_false(rect_is_empty(gui_wants(keys.gui).plate));
	face.state.people[0].is_away = true;
	assert_int_equal(seeing_stale(&face.state), SEEING_AWAY);
	face.state.line = LINE_LOST;
	assert_int_equal(seeing_stale(&face.state), SEEING_LINE_LOST);
	face.state.line = LINE_UP;
	face.state.viewing = 0; /* nobody's */
	assert_int_equal(seeing_stale(&face.state), SEEING_LIVE);
}

/* Over the picture: mine is lost, or the one of the person there; control can't be asked for, the end can. */
static void a_plate_over_the_picture_leads_out_of_a_lost_line(void **state)
{
	(void)state;
	for (int whose = 0; whose < 2; whose++) {
		memset(&face, 0, sizeof face);
		show_picture(whose == 1, true);
		assert_true(seeing_is_live(&face.state));
		assert_true(rect_is_empty(gui_wants(keys.gui).plate));
		face.state.line = whose == 0 ? LINE_LOST : LINE_UP;
		face.state.people[0].is_away = whose == 1;
		face.state.people[0].away_ms = face.state.line_lost_ms = 12000;
		keys_build(&keys);
		assert_false(seeing_is_live(&face.state));
		assert_false(rect_is_empty(gui_wants(keys.gui).plate));
		keys_press(&keys, GUI_BACK_TAB, 1);
		keys_press(&keys, GUI_ENTER, 1);
		assert_int_equal(take_wish(), SEEING_END);
		keys_press(&keys, GUI_TAB, 6); /* round: the button for control is not among them */
		keys_press(&keys, GUI_ENTER, 1);
		assert_int_not_equal(take_wish(), SEEING_GIVE_BACK);
	}
}

static void every_phase_has_a_screen(void **state)
{
	(void)state;
	for (int phase = PHASE_NONE; phase <= PHASE_ENDED; phase++)
		show((enum participant_phase)phase);
}

/* Each screen in each language, in a window as wide as the program's. */
static void everything_fits_in_both_languages_at_each_size(void **state)
{
	(void)state;
	snprintf(face.way.host_shown, sizeof face.way.host_shown, "lotse.example.com");
	add_person(4, false);
	add_person(5, true)->is_away = true;
	face.state.people[1].shares = face.state.people[1].i_see = true;
	for (int round = 0; round < 6; round++) {
		int language = round % 2 == 0 ? TEXT_ENGLISH : TEXT_GERMAN, scale = 100 + round / 2 * 50;
		text_speak((enum text_language)language);
		keys_close(&keys);
		keys_open_scaled(&keys, scale, draw, NULL);
		for (int phase = PHASE_NONE; phase <= PHASE_ENDED; phase++) {
			for (int how = 0; how < 16; how++) {
				face.asks_end = face.was_open = (how & 1) != 0;
				face.state.proxy_question.is_asked = how == 2;
				face.way.is_more_open = face.state.numbers[0].is_knocked = (how & 4) != 0;
				face.state.result = (how & 8) != 0 ? RESULT_NOT_REACHABLE : RESULT_OK;
				face.is_notice_open = how == 5 || how == 11;
				face.state.people[1].is_in = how < 10;
				face.state.people[1].refused_by = how == 6 ? 4 : 0;
				face.state.line = (how & 8) != 0 ? LINE_LOST : LINE_UP;
				show((enum participant_phase)phase);
				if (!keys_fit(&keys, 720))
					fail_msg("phase %d, %d, language %d, %d %%: too wide", phase, how, language, scale);
			}
		}
	}
	text_speak(TEXT_ENGLISH);
}

#define FACE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FACE_TEST(escape_ends_what_does_not_connect_and_enter_does_not),
		FACE_TEST(what_could_not_be_reached_is_tried_again),
		FACE_TEST(without_an_address_it_is_asked_for),
		FACE_TEST(a_proxys_question_comes_before_the_session),
		FACE_TEST(a_lost_line_can_be_ended),
		FACE_TEST(why_a_picture_is_not_live_is_told_apart),
		FACE_TEST(a_plate_over_the_picture_leads_out_of_a_lost_line),
		FACE_TEST(enter_copies_the_number_first),
		FACE_TEST(the_number_goes_by_mail_too),
		FACE_TEST(who_waits_is_refused_or_admitted_by_name),
		FACE_TEST(who_comes_takes_no_focus),
		FACE_TEST(a_taken_number_gets_a_seat_again),
		FACE_TEST(a_knock_is_let_in_only_by_its_button),
		FACE_TEST(a_closed_number_leads_to_a_new_one),
		FACE_TEST(a_session_with_people_asks_before_it_ends),
		FACE_TEST(the_own_screen_can_be_shown_to_who_is_in),
		FACE_TEST(after_the_end_there_is_a_new_session_or_none),
		FACE_TEST(the_bar_asks_for_control_first),
		FACE_TEST(who_was_asked_is_not_asked_again),
		FACE_TEST(in_full_screen_the_bar_comes_with_tab_and_escape_leaves),
		FACE_TEST(every_phase_has_a_screen),
		FACE_TEST(everything_fits_in_both_languages_at_each_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
