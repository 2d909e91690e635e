/* The client's screens by keyboard alone: what each key asks for, and that no key agrees to anything by
 * itself. */
#include "support/unit.h"

#include "client/face.h"
#include "support/keys.h"

#include <stdio.h>
#include <string.h>

static struct face face;
static struct keys keys;
static enum wish wished; /* the first wish since it was last looked at */
static uint16_t wished_peer;
static bool wished_on;

static void draw(void *context, struct page *page)
{
	(void)context;
	face_draw(&face, page);
	if (face.wish != WISH_NONE && wished == WISH_NONE) {
		wished = face.wish;
		wished_peer = face.peer;
		wished_on = face.is_on;
	}
	face.wish = WISH_NONE;
}

static enum wish take_wish(void)
{
	enum wish wish = wished;
	wished = WISH_NONE;
	return wish;
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
	static const enum participant_phase phases[] = {PHASE_LISTING, PHASE_CONNECTING, PHASE_JOINING,
	                                                PHASE_KNOCKING};
	(void)state;
	for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
		show(phases[i]);
		keys_press(&keys, GUI_ENTER, 2);
		assert_int_equal(take_wish(), WISH_NONE);
		keys_press(&keys, GUI_ESCAPE, 1);
		assert_int_equal(take_wish(), WISH_CANCEL);
	}
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
	assert_int_equal(take_wish(), WISH_SHARE);
	assert_false(wished_on);
	keys_press(&keys, GUI_UP, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_SHARE);
	assert_true(wished_on);
}

static void switches_ask_for_what_they_say(void **state)
{
	(void)state;
	face.has_chosen = face.state.is_sharing = true;
	add_master(true, false, false);
	show(PHASE_IN);
	keys_press(&keys, GUI_ENTER, 1); /* nothing has the focus on a page that has just come up */
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(take_wish(), WISH_NONE);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(take_wish(), WISH_SHARE);
	assert_false(wished_on);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(take_wish(), WISH_MAY_SEE);
	assert_false(wished_on);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_SPACE, 1);
	assert_int_equal(take_wish(), WISH_MAY_CONTROL);
	assert_true(wished_on);
	assert_int_equal(wished_peer, 7);
	keys_press(&keys, GUI_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_LEAVE);
}

static void without_f12_control_can_not_be_given(void **state)
{
	(void)state;
	face.has_chosen = face.state.is_sharing = true;
	add_master(true, false, true);
	show(PHASE_IN);
	face.state.is_guarded = false;
	keys_build(&keys);
	for (int i = 0; i < 8; i++) {
		keys_press(&keys, GUI_TAB, 1);
		keys_press(&keys, GUI_SPACE, 1);
		assert_int_not_equal(take_wish(), WISH_MAY_CONTROL);
	}
}

static void a_question_that_has_just_come_up_is_deaf_and_takes_no_focus(void **state)
{
	(void)state;
	face.has_chosen = face.state.is_sharing = true;
	add_master(true, false, false);
	show(PHASE_IN);
	keys_press(&keys, GUI_TAB, 1); /* on the switch that shows the screen */
	add_master(true, false, true);
	face.is_deaf = true;
	keys_build(&keys);
	keys_press(&keys, GUI_BACK_TAB, 1); /* round: its buttons can not be reached */
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_LEAVE);
	face.is_deaf = false;
	keys_build(&keys);
	keys_press(&keys, GUI_TAB, 2);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_MAY_CONTROL);
	assert_true(wished_on);
	keys_press(&keys, GUI_BACK_TAB, 1);
	keys_press(&keys, GUI_ENTER, 1);
	assert_int_equal(take_wish(), WISH_NOT_NOW);
	assert_int_equal(wished_peer, 7);
}

static void a_question_is_asked_only_of_who_is_in_and_until_it_is_answered(void **state)
{
	(void)state;
	add_master(true, false, true);
	struct participant_person *person = &face.state.people[0];
	assert_true(face_is_asked(&face, person));
	face.not_now = person->peer;
	assert_false(face_is_asked(&face, person));
	face.not_now = 0;
	person->controls_me = true;
	assert_false(face_is_asked(&face, person));
	person->controls_me = false;
	person->is_in = false;
	assert_false(face_is_asked(&face, person));
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

static void every_phase_has_a_screen(void **state)
{
	(void)state;
	for (int phase = PHASE_NONE; phase <= PHASE_ENDED; phase++) {
		for (int how = 0; how < 8; how++) {
			face.has_chosen = (how & 1) != 0;
			face.has_failed = (how & 2) != 0;
			face.is_at_number = (how & 4) != 0;
			show((enum participant_phase)phase);
		}
	}
}

static void draw_strip(void *context, struct page *page)
{
	(void)context;
	screen_strip(&face, page);
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

#define FACE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FACE_TEST(no_name_pushes_the_stop_sign_away),
		FACE_TEST(the_number_is_typed_at_once_and_enter_joins),
		FACE_TEST(typing_on_takes_the_complaint_away),
		FACE_TEST(a_long_pasted_sentence_fits),
		FACE_TEST(without_tries_nothing_can_be_joined),
		FACE_TEST(escape_cancels_what_is_tried_and_enter_does_not),
		FACE_TEST(who_was_not_let_in_may_knock_or_go_back),
		FACE_TEST(the_notice_is_accepted_by_its_own_button_alone),
		FACE_TEST(escape_declines),
		FACE_TEST(enter_does_nothing_while_waiting_and_nothing_is_chosen_first),
		FACE_TEST(switches_ask_for_what_they_say),
		FACE_TEST(without_f12_control_can_not_be_given),
		FACE_TEST(a_question_that_has_just_come_up_is_deaf_and_takes_no_focus),
		FACE_TEST(a_question_is_asked_only_of_who_is_in_and_until_it_is_answered),
		FACE_TEST(the_end_closes_or_begins_anew),
		FACE_TEST(every_phase_has_a_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
