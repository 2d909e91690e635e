/* The client's screens by keyboard alone: what each key asks for, and that no key agrees to anything by
 * itself. */
#include "support/unit.h"

#include "client/face.h"
#include "support/keys.h"

#include <stdio.h>
#include <string.h>

static struct face face;
static struct keys keys;
static int wished; /* the first wish since it was last looked at: of the face, or of what it gives */
static uint16_t wished_peer;
static bool wished_on;

static enum way_wish wished_way; /* likewise */

static void note_wish(void)
{
	if (wished == WISH_NONE) {
		wished = face.wish != WISH_NONE ? (int)face.wish : (int)face.giving.wish;
		wished_peer = face.giving.peer;
		wished_on = face.giving.is_on;
	}
	face.wish = WISH_NONE;
	face.giving.wish = GIVING_NONE;
}

static void draw(void *context, struct page *page)
{
	(void)context;
	face_draw(&face, page);
	if (wished_way == WAY_NONE)
		wished_way = face.way.wish;
	face.way.wish = WAY_NONE;
	note_wish();
}

static int take_wish(void)
{
	int wish = wished;
	wished = WISH_NONE;
	return wish;
}

static enum way_wish take_way_wish(void)
{
	enum way_wish wish = wished_way;
	wished_way = WAY_NONE;
	return wish;
}

static size_t drawn(const struct keys *of)
{
	struct mesh mesh;
	size_t count = 0;
	for (int i = 0; gui_mesh(of->gui, i, &mesh); i++)
		count += mesh.index_count;
	return count;
}

static void show(enum participant_phase phase)
{
	face.state.phase = phase;
	face.state.tries_left = 3;
	face.state.is_guarded = true;
	keys_build(&keys);
}

static int set_up(void **state)
{
	(void)state;
	memset(&face, 0, sizeof face);
	wished = WISH_NONE;
	wished_way = WAY_NONE;
	face.way.back_label = TEXT_OTHER_NUMBER;
	keys_open(&keys, draw, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	keys_close(&keys);
	return 0;
}

static void add_master(bool sees, bool controls, bool asks)
{
	face.state.people[0] = (struct participant_person){.peer = 7,
	                                                   .role = PARTICIPANT_MASTER,
	                                                   .is_in = true,
	                                                   .is_connected = true,
	                                                   .sees_me = sees,
	                                                   .controls_me = controls,
	                                                   .asks_control = asks};
	face.state.person_count = 1;
}

static void the_number_is_typed_at_once_and_enter_joins(void **state)
{
	(void)state;
	show(PHASE_NONE);
	gui_type(keys.gui, "12 34");
	assert_string_equal(face.number_text, "12 34");
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_JOIN);
}

static void typing_on_takes_the_complaint_away(void **state)
{
	(void)state;
	show(PHASE_NONE);
	face.number_result = RESULT_BAD_NUMBER;
	keys_build(&keys);
	gui_type(keys.gui, "1");
	assert_int_equal(face.number_result, RESULT_OK);
}

static void a_long_pasted_sentence_fits(void **state)
{
	(void)state;
	show(PHASE_NONE);
	for (int i = 0; i < 40; i++)
		gui_type(keys.gui, "words, ");
	assert_int_equal(strlen(face.number_text), 280);
}

static void without_tries_nothing_can_be_joined(void **state)
{
	(void)state;
	face.has_failed = true;
	show(PHASE_ENDED);
	face.state.tries_left = 0;
	keys_build(&keys);
	keys_press(&keys, GUI_ENTER, 3);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_NONE);
}

static void escape_cancels_what_is_tried_and_enter_does_not(void **state)
{
	static const enum participant_phase phases[] = {PHASE_LISTING, PHASE_CONNECTING, PHASE_JOINING};
	(void)state;
	for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
		show(phases[i]);
		keys_press(&keys, GUI_ENTER, 2);
		assert_int_equal(take_way_wish(), WAY_NONE);
		keys_press(&keys, GUI_ESCAPE, 1);
		assert_int_equal(take_way_wish(), WAY_CANCEL);
	}
	show(PHASE_KNOCKING);
	keys_press(&keys, GUI_ENTER, 2);
	assert_int_equal(take_wish(), WISH_NONE);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), WISH_CANCEL);
}

static void who_was_not_let_in_may_knock_or_go_back(void **state)
{
	(void)state;
	show(PHASE_REFUSED);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_KNOCK);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), WISH_CANCEL);
}

/* Enter, Space, held keys, and both again from the field for the name: nothing is accepted. */
static void the_notice_is_accepted_by_its_own_button_alone(void **state)
{
	(void)state;
	snprintf(face.state.notice, sizeof face.state.notice, "notice");
	show(PHASE_ASKED);
	keys_press(&keys, GUI_ENTER, 2);
	keys_press(&keys, GUI_SPACE, 2);
	keys_hold(&keys, GUI_ENTER);
	keys_press(&keys, GUI_TAB, 1); /* the name */
	keys_press(&keys, GUI_ENTER, 2);
	gui_type(keys.gui, "Zoë ");
	assert_string_equal(face.your_name, "Zoë ");
	assert_int_equal(take_wish(), WISH_NONE);
	keys_press(&keys, GUI_TAB, 2);
	keys_hold(&keys, GUI_ENTER);
	assert_int_equal(take_wish(), WISH_NONE);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_ACCEPT);
}

/* The button is there, but it takes nothing before there was time to read. */
static void nothing_is_accepted_before_it_can_have_been_read(void **state)
{
	(void)state;
	face.is_reading = true;
	show(PHASE_ASKED);
	for (int i = 0; i < 6; i++) {
		keys_press(&keys, GUI_TAB, 1);
		keys_press(&keys, GUI_ENTER, 1);
		assert_int_not_equal(take_wish(), WISH_ACCEPT);
	}
}

static void a_notice_says_which_version_it_is(void **state)
{
	(void)state;
	snprintf(face.state.notice, sizeof face.state.notice, "Version: 2026-11\n\nWords");
	show(PHASE_ASKED);
	size_t with = drawn(&keys);
	snprintf(face.state.notice, sizeof face.state.notice, "Words");
	show(PHASE_ASKED);
	assert_true(drawn(&keys) < with); /* "(version 2026-11)" */
	snprintf(face.state.notice, sizeof face.state.notice, "Version:");
	show(PHASE_ASKED);
	snprintf(face.state.notice, sizeof face.state.notice, "Version: a");
	show(PHASE_ASKED);
}

/* A step of its own, that no key answers by itself. */
static void the_safety_warning_is_answered_by_its_own_buttons_alone(void **state)
{
	(void)state;
	face.giving.has_chosen = face.state.is_sharing = true;
	add_master(true, false, true);
	face.giving.safety_for = 7;
	face.giving.is_deaf = true;
	show(PHASE_IN);
	keys_press(&keys, GUI_TAB, 2);
	keys_press(&keys, GUI_ENTER, 2);
	assert_int_equal(take_wish(), WISH_NONE);
	face.giving.is_deaf = false;
	keys_build(&keys);
	keys_press(&keys, GUI_ENTER, 2);
	keys_press(&keys, GUI_SPACE, 2);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), WISH_NONE);
	keys_press(&keys, GUI_TAB, 2);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_SAFE);
	assert_true(wished_on);
	keys_press(&keys, GUI_BACK_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_SAFE);
	assert_false(wished_on);
}

/* Of a link: nothing of who asks before the digits were told; Enter in the field hands them in. */
static void the_digits_of_a_link_are_typed_first(void **state)
{
	(void)state;
	face.state.must_type_digits = true;
	show(PHASE_ASKED);
	gui_type(keys.gui, "1234567");
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_DIGITS);
	assert_string_equal(face.digits_text, "1234567");
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), WISH_DECLINE);
	memset(face.state.master_name, 'W', 60); /* who asks makes no difference yet */
	size_t before = drawn(&keys);
	keys_build(&keys);
	assert_int_equal(drawn(&keys), before);
}

static void who_was_declined_can_be_reported_once(void **state)
{
	(void)state;
	face.was_declined = face.state.may_report = true;
	show(PHASE_ENDED);
	keys_press(&keys, GUI_BACK_TAB, 2); /* before the focus: another number, and the report */
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_REPORT);
	face.state.may_report = false;
	face.state.was_reported = true;
	keys_build(&keys);
	keys_press(&keys, GUI_TAB, 5);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_not_equal(take_wish(), WISH_REPORT);
}

static void the_language_is_changed_at_the_corner(void **state)
{
	(void)state;
	show(PHASE_NONE);
	keys_press(&keys, GUI_BACK_TAB, 2); /* the last ones in the ring */
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(face.settings.wish, SETTINGS_LANGUAGE);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(face.settings.wish, SETTINGS_CONTRAST);
}

static void escape_declines(void **state)
{
	(void)state;
	show(PHASE_ASKED);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), WISH_DECLINE);
}

/* Who presses Enter once more than needed has neither left nor shown anything. */
static void enter_does_nothing_while_waiting_and_nothing_is_chosen_first(void **state)
{
	(void)state;
	show(PHASE_ACCEPTED);
	keys_press(&keys, GUI_ENTER, 2);
	assert_int_equal(take_wish(), WISH_NONE);
	show(PHASE_IN);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_SHARE);
	assert_false(wished_on);
	keys_press(&keys, GUI_UP, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_SHARE);
	assert_true(wished_on);
}

static void switches_ask_for_what_they_say(void **state)
{
	(void)state;
	face.giving.has_chosen = face.state.is_sharing = true;
	add_master(true, false, false);
	show(PHASE_IN);
	keys_press(&keys, GUI_ENTER, 1); /* nothing has the focus on a page that has just come up */
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(take_wish(), WISH_NONE);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(take_wish(), GIVING_SHARE);
	assert_false(wished_on);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(take_wish(), GIVING_MAY_SEE);
	assert_false(wished_on);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(take_wish(), GIVING_MAY_CONTROL);
	assert_true(wished_on);
	assert_int_equal(wished_peer, 7);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_LEAVE);
}

static void without_f12_control_can_not_be_given(void **state)
{
	(void)state;
	face.giving.has_chosen = face.state.is_sharing = true;
	add_master(true, false, true);
	show(PHASE_IN);
	face.state.is_guarded = false;
	keys_build(&keys);
	for (int i = 0; i < 8; i++) {
		keys_press(&keys, GUI_TAB, 1);
		keys_press(&keys, GUI_SPACE, 1);
		assert_int_not_equal(take_wish(), GIVING_MAY_CONTROL);
	}
}

static void a_question_that_has_just_come_up_is_deaf_and_takes_no_focus(void **state)
{
	(void)state;
	face.giving.has_chosen = face.state.is_sharing = true;
	add_master(true, false, false);
	show(PHASE_IN);
	keys_press(&keys, GUI_TAB, 1); /* on the switch that shows the screen */
	add_master(true, false, true);
	face.giving.is_deaf = true;
	keys_build(&keys);
	keys_press(&keys, GUI_BACK_TAB, 1); /* round: its buttons can not be reached */
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_LEAVE);
	face.giving.is_deaf = false;
	keys_build(&keys);
	keys_press(&keys, GUI_TAB, 2);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_MAY_CONTROL);
	assert_true(wished_on);
	keys_press(&keys, GUI_BACK_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_NOT_NOW);
	assert_int_equal(wished_peer, 7);
}

static void the_end_closes_or_begins_anew(void **state)
{
	(void)state;
	show(PHASE_ENDED);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_CLOSE);
	keys_press(&keys, GUI_LEFT, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_CANCEL);
}

static void a_wrong_number_is_typed_over(void **state)
{
	(void)state;
	snprintf(face.number_text, sizeof face.number_text, "123 456 789 012");
	show(PHASE_NONE);
	keys_press(&keys, GUI_END, 1);
	face.number_result = RESULT_BAD_NUMBER;
	face.number_selection++;
	keys_build(&keys);
	gui_type(keys.gui, "9");
	assert_string_equal(face.number_text, "9");
	gui_type(keys.gui, "8");
	assert_string_equal(face.number_text, "98");
}

/* A number that was refused is said where it is typed; a relay that was not reached where the tries are. */
static void a_relay_out_of_reach_is_tried_again_and_a_wrong_number_typed_again(void **state)
{
	(void)state;
	show(PHASE_CONNECTING);
	face.has_failed = true;
	face.state.result = RESULT_NOT_REACHABLE;
	show(PHASE_ENDED);
	keys_press(&keys, GUI_ENTER, 1); /* a page of its own: the focus is on the way out */
	assert_int_equal(take_way_wish(), WAY_RETRY);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_way_wish(), WAY_CANCEL);
	face.state.result = RESULT_WRONG_NUMBER;
	keys_build(&keys);
	gui_type(keys.gui, "7");
	assert_string_equal(face.number_text, "7");
	assert_int_equal(take_way_wish(), WAY_NONE);
}

static void without_an_address_it_is_asked_for_first(void **state)
{
	(void)state;
	face.way.is_host_wanted = true;
	show(PHASE_NONE);
	gui_type(keys.gui, "lotse.example.com");
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_way_wish(), WAY_HOST);
	assert_string_equal(face.way.host, "lotse.example.com");
	face.way.is_host_wanted = false;
	snprintf(face.way.host_shown, sizeof face.way.host_shown, "lotse.example.com");
	keys_build(&keys);
	keys_press(&keys, GUI_TAB, 3); /* Connect, More, then the address */
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_way_wish(), WAY_ASK_HOST);
	face.way.is_host_locked = true; /* a try is used up */
	keys_build(&keys);
	keys_press(&keys, GUI_TAB, 4);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_way_wish(), WAY_NONE);
}

/* In the middle of a session too. */
static void a_proxys_question_comes_before_all_else(void **state)
{
	(void)state;
	face.giving.has_chosen = face.state.is_sharing = true;
	add_master(true, false, false);
	face.state.proxy_question = (struct participant_proxy_question){.is_asked = true, .host = "proxy:8080"};
	show(PHASE_IN);
	gui_type(keys.gui, "me");
	keys_press(&keys, GUI_TAB, 1);
	gui_type(keys.gui, "secret");
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_way_wish(), WAY_LOGIN);
	assert_string_equal(face.way.login_name, "me");
	assert_string_equal(face.way.login_password, "secret");
}

static void lose(enum participant_line line)
{
	face.giving.has_chosen = face.state.is_sharing = true;
	add_master(true, false, false);
	face.state.line = line;
	face.state.line_lost_ms = 12000;
	show(PHASE_IN);
}

static void a_lost_line_can_be_ended(void **state)
{
	static const enum participant_line lines[] = {LINE_LOST, LINE_MASTER_LOST};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		keys_close(&keys);
		keys_open(&keys, draw, NULL);
		lose(lines[i]);
		keys_press(&keys, GUI_BACK_TAB, 1);
		keys_press(&keys, GUI_ENTER, 1);
		assert_int_equal(take_wish(), WISH_LEAVE);
	}
}

/* While it is lost that is what is said; the question comes when it is back. */
static void after_a_long_gap_one_click_goes_on_and_no_key_does_so_by_itself(void **state)
{
	(void)state;
	lose(LINE_LOST);
	face.state.must_go_on = true;
	keys_build(&keys);
	keys_press(&keys, GUI_TAB, 3);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_not_equal(take_wish(), GIVING_RESUME);
	face.state.line = LINE_UP;
	face.giving.is_deaf = true;
	keys_build(&keys);
	keys_press(&keys, GUI_TAB, 3);
	keys_press(&keys, GUI_ENTER, 2);
	assert_int_equal(take_wish(), WISH_NONE);
	face.giving.is_deaf = false;
	keys_build(&keys);
	keys_press(&keys, GUI_ENTER, 2);
	keys_press(&keys, GUI_SPACE, 2);
	keys_press(&keys, GUI_ESCAPE, 1);
	assert_int_equal(take_wish(), WISH_NONE);
	keys_press(&keys, GUI_TAB, 3);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_RESUME);
	keys_press(&keys, GUI_BACK_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_SHARE);
	assert_false(wished_on);
	keys_press(&keys, GUI_BACK_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_LEAVE);
}

static void every_phase_has_a_screen(void **state)
{
	(void)state;
	for (int phase = PHASE_NONE; phase <= PHASE_ENDED; phase++) {
		for (int how = 0; how < 8; how++) {
			face.giving.has_chosen = (how & 1) != 0;
			face.has_failed = (how & 2) != 0;
			face.is_at_number = (how & 4) != 0;
			show((enum participant_phase)phase);
		}
	}
}

static void draw_strip(void *context, struct page *page)
{
	(void)context;
	giving_draw_strip(&face.giving, &face.state, page);
}

/* The strip's width with somebody of that name who sees and controls. */
static int strip_width(const char *name)
{
	struct keys strip;
	memset(&face, 0, sizeof face);
	add_master(true, true, false);
	face.state.is_sharing = true;
	snprintf(face.state.people[0].name, sizeof face.state.people[0].name, "%s", name);
	keys_open(&strip, draw_strip, NULL);
	keys_build(&strip);
	int width_px = gui_wants(strip.gui).width_px;
	keys_close(&strip);
	return width_px;
}

static void draw_strip_and_note(void *context, struct page *page)
{
	draw_strip(context, page);
	note_wish();
}

/* The strip's only buttons: Stop, and before it, if showing rests, to go on. */
static void the_strip_stops_and_goes_on(void **state)
{
	struct keys strip;
	(void)state;
	lose(LINE_LOST);
	face.state.must_go_on = true;
	keys_open(&strip, draw_strip_and_note, NULL);
	keys_press(&strip, GUI_TAB, 1);
	keys_press(&strip, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_STOP);
	face.state.line = LINE_UP;
	keys_build(&strip);
	keys_press(&strip, GUI_BACK_TAB, 1);
	keys_press(&strip, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_RESUME);
	keys_close(&strip);
}

static void a_question_can_be_answered_from_the_strip(void **state)
{
	struct keys strip;
	(void)state;
	face.giving.has_chosen = face.state.is_sharing = true;
	add_master(true, false, true);
	show(PHASE_IN);
	keys_open(&strip, draw_strip_and_note, NULL);
	keys_press(&strip, GUI_TAB, 1);
	keys_press(&strip, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_ANSWER);
	keys_close(&strip);
}

static void several_who_control_are_counted(void **state)
{
	(void)state;
	int width_px[2];
	for (int i = 0; i < 2; i++) {
		struct keys strip;
		memset(&face, 0, sizeof face);
		add_master(true, true, false);
		face.state.is_sharing = true;
		face.state.people[1] = (struct participant_person){.peer = 8, .controls_me = i == 1};
		face.state.person_count = 2;
		keys_open(&strip, draw_strip, NULL);
		keys_build(&strip);
		width_px[i] = gui_wants(strip.gui).width_px;
		keys_close(&strip);
	}
	assert_true(width_px[1] > width_px[0] + 30);
}

static void no_name_pushes_the_stop_sign_away(void **state)
{
	(void)state;
	char name[PARTICIPANT_NAME_BYTES];
	memset(name, 'W', sizeof name);
	name[sizeof name - 1] = 0;
	name[20] = 0;
	int width_px = strip_width(name);
	assert_true(strip_width("W") < width_px);
	name[20] = 'W';
	int widest_px = strip_width(name);
	assert_true(widest_px >= width_px && widest_px < width_px + 60); /* the dots */
	for (size_t i = 0; i + 1 < sizeof name; i += 2)
		memcpy(name + i, "\xC3\x84", 2);
	assert_true(strip_width(name) <= widest_px);
}

/* Beside the master: those who have just come in. */
static void set_guests(int count)
{
	for (int i = 1; i <= count; i++)
		face.state.people[i] = (struct participant_person){.peer = (uint16_t)(20 + i),
		                                                   .role = PARTICIPANT_CLIENT,
		                                                   .is_in = true,
		                                                   .is_connected = true,
		                                                   .is_new = true,
		                                                   .shares = true};
	face.state.person_count = 1 + count;
}

static void set_summary(void)
{
	static const char words[] = "Somebody came in.\nSomebody left.\n";
	buffer_init(&face.recap.text, 1000);
	assert_int_equal(buffer_append(&face.recap.text, (struct bytes){(const uint8_t *)words, sizeof words}),
	                 RESULT_OK);
	face.recap.save_result = RESULT_DISK;
}

static void newcomers_are_refused_together_or_one_by_one(void **state)
{
	(void)state;
	add_master(true, false, false);
	face.giving.has_chosen = face.state.is_sharing = true;
	set_guests(2);
	show(PHASE_IN);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_REFUSE);
	assert_int_equal(wished_peer, 0);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_GREET);
	/* The switch that shows, what the master may, then the first guest's. */
	keys_press(&keys, GUI_TAB, 4);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), GIVING_REFUSE);
	assert_int_equal(wished_peer, 21);
	face.state.people[1].is_refused = true; /* nothing is offered there any more but that one's own screen */
	keys_build(&keys);
	assert_int_equal(take_wish(), WISH_NONE);
}

static void of_many_people_those_who_may_nothing_have_no_switches_at_first(void **state)
{
	(void)state;
	add_master(true, false, false);
	face.giving.has_chosen = face.state.is_sharing = true;
	set_guests(PARTICIPANT_PEOPLE_MAX - 1);
	for (int i = 1; i < PARTICIPANT_PEOPLE_MAX; i++)
		face.state.people[i].is_new = face.state.people[i].shares = false;
	show(PHASE_IN);
	/* The switch that shows, what the master may, the first guest's refusal, and what opens the rights. */
	keys_press(&keys, GUI_TAB, 5);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_NONE);
	assert_int_equal(face.giving.unfolded, 21);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(take_wish(), GIVING_MAY_SEE);
	assert_int_equal(wished_peer, 21);
}

static void the_summary_is_saved_only_after_it_was_said_where(void **state)
{
	(void)state;
	set_summary();
	face.recap.save_result = RESULT_OK;
	show(PHASE_ENDED);
	keys_press(&keys, GUI_ENTER, 1); /* Close has the focus */
	assert_int_equal(take_wish(), WISH_CLOSE);
	keys_press(&keys, GUI_BACK_TAB, 2); /* before: the other number */
	keys_press(&keys, GUI_ENTER, 1);
	assert_true(face.recap.is_saving);
	assert_false(face.recap.wants_save);
	keys_build(&keys);
	gui_type(keys.gui, "/tmp/x");
	assert_string_equal(face.recap.path, "/tmp/x");
	keys_press(&keys, GUI_ENTER, 1);
	assert_true(face.recap.wants_save);
	recap_finish(&face.recap);
}

static void links_are_asked_for_by_a_switch_that_is_out_of_the_way(void **state)
{
	(void)state;
	show(PHASE_NONE);
	keys_press(&keys, GUI_TAB, 2); /* Connect, More */
	keys_press(&keys, GUI_ENTER, 1);
	assert_true(face.is_more_open);
	assert_int_equal(take_wish(), WISH_NONE);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(take_wish(), WISH_LINKS);
}

/* Each screen in each language, in a window as wide as the program's. */
static void everything_fits_in_both_languages_at_each_size(void **state)
{
	(void)state;
	snprintf(face.way.host_shown, sizeof face.way.host_shown, "lotse.example.com");
	face.state.attempt_count = 1;
	snprintf(face.state.attempts[0].words, sizeof face.state.attempts[0].words, "raw a:5000: words");
	add_master(true, false, true);
	set_summary();
	face.links_result = RESULT_DISK;
	for (int round = 0; round < 6; round++) {
		int language = round % 2 == 0 ? TEXT_ENGLISH : TEXT_GERMAN, scale = 100 + round / 2 * 50;
		text_speak((enum text_language)language);
		keys_close(&keys);
		keys_open_scaled(&keys, scale, draw, NULL);
		for (int phase = PHASE_NONE; phase <= PHASE_ENDED; phase++) {
			for (int how = 0; how < 32; how++) {
				face.giving.has_chosen = face.state.is_sharing = (how & 1) != 0;
				face.has_failed = face.state.must_go_on = (how & 2) != 0;
				face.state.proxy_question.is_asked = how == 4;
				face.way.is_host_wanted = how == 5;
				face.way.is_more_open = (how & 8) != 0;
				face.giving.safety_for = how == 7 ? 7 : 0;
				face.giving.is_choosing = how == 9;
				face.was_declined = face.state.may_report = how == 6;
				face.state.must_type_digits = how == 10;
				face.state.operator_trust = how == 12 ? OPERATOR_OF_RELAY : OPERATOR_UNVERIFIED;
				face.is_reading = how == 6;
				face.giving.is_hand_missing = face.is_more_open = how == 13;
				face.recap.is_saving = how == 14;
				face.recap.is_saved = how == 15;
				set_guests(how == 3 ? 1 : how == 11 ? 6 : 0);
				face.state.result = (how & 16) != 0 ? RESULT_NOT_REACHABLE : RESULT_WRONG_NUMBER;
				face.state.line = (how & 16) != 0 ? LINE_LOST : LINE_UP;
				show((enum participant_phase)phase);
				if (!keys_fit(&keys, 640))
					fail_msg("phase %d, %d, language %d, %d %%: too wide", phase, how, language, scale);
			}
		}
	}
	face.has_failed = true; /* the control: three buttons in a window that is too narrow */
	face.state.result = RESULT_NOT_REACHABLE;
	show(PHASE_ENDED);
	assert_false(keys_fit(&keys, 460));
	text_speak(TEXT_ENGLISH);
	recap_finish(&face.recap);
}

#define FACE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FACE_TEST(no_name_pushes_the_stop_sign_away),
		FACE_TEST(newcomers_are_refused_together_or_one_by_one),
		FACE_TEST(of_many_people_those_who_may_nothing_have_no_switches_at_first),
		FACE_TEST(the_summary_is_saved_only_after_it_was_said_where),
		FACE_TEST(links_are_asked_for_by_a_switch_that_is_out_of_the_way),
		FACE_TEST(the_number_is_typed_at_once_and_enter_joins),
		FACE_TEST(typing_on_takes_the_complaint_away),
		FACE_TEST(a_long_pasted_sentence_fits),
		FACE_TEST(without_tries_nothing_can_be_joined),
		FACE_TEST(escape_cancels_what_is_tried_and_enter_does_not),
		FACE_TEST(who_was_not_let_in_may_knock_or_go_back),
		FACE_TEST(the_notice_is_accepted_by_its_own_button_alone),
		FACE_TEST(nothing_is_accepted_before_it_can_have_been_read),
		FACE_TEST(a_notice_says_which_version_it_is),
		FACE_TEST(the_safety_warning_is_answered_by_its_own_buttons_alone),
		FACE_TEST(a_question_can_be_answered_from_the_strip),
		FACE_TEST(the_digits_of_a_link_are_typed_first),
		FACE_TEST(who_was_declined_can_be_reported_once),
		FACE_TEST(the_language_is_changed_at_the_corner),
		FACE_TEST(escape_declines),
		FACE_TEST(enter_does_nothing_while_waiting_and_nothing_is_chosen_first),
		FACE_TEST(switches_ask_for_what_they_say),
		FACE_TEST(without_f12_control_can_not_be_given),
		FACE_TEST(a_question_that_has_just_come_up_is_deaf_and_takes_no_focus),
		FACE_TEST(the_end_closes_or_begins_anew),
		FACE_TEST(a_wrong_number_is_typed_over),
		FACE_TEST(a_relay_out_of_reach_is_tried_again_and_a_wrong_number_typed_again),
		FACE_TEST(without_an_address_it_is_asked_for_first),
		FACE_TEST(a_proxys_question_comes_before_all_else),
		FACE_TEST(a_lost_line_can_be_ended),
		FACE_TEST(after_a_long_gap_one_click_goes_on_and_no_key_does_so_by_itself),
		FACE_TEST(the_strip_stops_and_goes_on),
		FACE_TEST(several_who_control_are_counted),
		FACE_TEST(every_phase_has_a_screen),
		FACE_TEST(everything_fits_in_both_languages_at_each_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
